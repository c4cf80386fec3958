"""People of the small world whose phones attach photos, and the process that looks at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.attachments.handling import Handling, handling
from tests.server.attachments.uploader import Uploader
from tests.server.conftest import SignInAs

GRIDS = {"zhao": "east2", "zhou": "west1", "sun": "west1"}
Uploaders = Callable[[str], Uploader]


@pytest.fixture
def uploader(client: FlaskClient, sign_in: SignInAs) -> Uploaders:
    """`uploader("li")`: Li with a phone of her own."""
    return lambda login: Uploader(client, sign_in(login), login, GRIDS.get(login, "east1"))


@pytest.fixture
def li(uploader: Uploaders) -> Uploader:
    """A patroller of the grid east1."""
    return uploader("li")


@pytest.fixture
def handled(app: Flask) -> Handling:
    with app.app_context():
        return handling()


@pytest.fixture
def settled(handled: Handling) -> Iterator[Callable[[], None]]:
    """`settled()` waits until all that came was looked at."""

    def wait() -> None:
        assert handled.errands.wait(30)

    yield wait
    wait()
