"""People of the small world with a phone that pushes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.server.conftest import SignInAs
from tests.server.records.helpers import Pusher

Phones = Callable[[str], Pusher]


@pytest.fixture
def phone_of(client: FlaskClient, sign_in: SignInAs) -> Phones:
    """`phone_of("li")`: Li's phone, signed in."""
    return lambda login: Pusher(client, sign_in(login), login)
