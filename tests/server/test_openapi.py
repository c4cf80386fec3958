"""Whatever is sent that fits the description, or nearly does, is answered; a bug of ours would be a 500."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode

from tests.server.conftest import Phone, SignInAs

EXAMPLES = int(os.environ.get("GRIDWALK_EXAMPLES", "12"))
"""Tries for each operation, each way and each database; more for a longer search."""

quick = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)


def described_operations(app: Flask, client: FlaskClient) -> Iterator[Any]:
    schema = schemathesis.openapi.from_dict(client.get("/api/openapi.json").get_json())
    schema.app = app
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        if (operation.method, operation.path) != ("delete", "/api/session"):  # all others need the session
            yield operation


def statuses_of(operation: Any, mode: GenerationMode, phone: Phone) -> set[int]:
    """How requests that keep to the description (or, the other way, break it somewhere) were answered."""
    statuses: set[int] = set()

    @quick
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        answer = case.call(headers=phone.headers)
        statuses.add(answer.status_code)
        assert answer.status_code not in (500, 501, 502, 504), case.as_curl_command()

    with suppress(Unsatisfiable):  # where nothing is described that could be broken
        send()
    return statuses


def test_no_request_finds_a_fault_of_ours(app: Flask, client: FlaskClient, sign_in: SignInAs) -> None:
    phone = sign_in("chen")
    answered: dict[str, set[int]] = defaultdict(set)
    for operation in described_operations(app, client):
        for mode in GenerationMode:
            answered[operation.label] |= statuses_of(operation, mode, phone)
    assert {"POST /api/sync", "GET /api/records/{collection}", "POST /api/uploads"} <= set(answered)
    assert all(answered.values())
    assert 200 in answered["POST /api/sync"]
    assert client.get("/api/session", headers=phone.headers).status_code == 200
