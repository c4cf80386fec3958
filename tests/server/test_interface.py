"""The interface describes itself, and says whether it is ready."""

from __future__ import annotations

import re
from importlib.metadata import version

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from server.db import writing
from server.openapi.complete import operations


def test_health_names_the_versions(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    body = answer.get_json()
    assert answer.status_code == 200
    assert (body["status"], body["version"], body["schema"]) == ("ok", version("gridwalk"), "0030")
    assert re.fullmatch(r"(sqlite 3|postgresql 1\d)\..*", f"{body['database']} {body['database_version']}")


def test_an_empty_database_is_not_ready(app: Flask, client: FlaskClient) -> None:
    with writing(app.extensions["gridwalk.engine"]) as connection:
        connection.execute(text("DELETE FROM installation"))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_json()["code"]) == (503, "not_migrated")


def test_every_address_of_the_interface_is_described(app: Flask, client: FlaskClient) -> None:
    spec = client.get("/api/openapi.json").get_json()
    described = {(path, method.upper()) for path, method, _ in operations(spec)}
    own = {"/api/openapi.json", "/api/docs", "/api/docs.css"}
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if method not in ("HEAD", "OPTIONS")
    }
    assert {one for one in served if one[0] not in own} <= described


def test_every_operation_says_what_may_go_wrong_and_who_may_ask(client: FlaskClient) -> None:
    spec = client.get("/api/openapi.json").get_json()
    assert spec["openapi"].startswith("3.1")
    for path, method, operation in operations(spec):
        answers = operation["responses"]
        assert operation["summary"], (path, method)
        assert "503" in answers, (path, method)
        if (path, method) != ("/api/session", "post"):
            assert ("401" in answers) == (operation.get("security") != []), (path, method)
        assert "507" in answers or method in ("get", "head", "options"), (path, method)
        assert [status for status in answers if status.startswith("2")], (path, method)
    error = spec["components"]["responses"]["UNAUTHORIZED"]["content"]
    assert list(error) == ["application/problem+json"]


def test_sign_in_says_that_it_may_fail_and_when_to_come_back(client: FlaskClient) -> None:
    spec = client.get("/api/openapi.json").get_json()
    answers = spec["paths"]["/api/session"]["post"]["responses"]
    assert {"401", "429"} <= answers.keys()
    assert "Retry-After" in answers["429"]["headers"]


def test_the_page_for_people_lists_every_operation_and_fetches_nothing_from_elsewhere(
    client: FlaskClient,
) -> None:
    page = client.get("/api/docs")
    assert page.status_code == 200
    spec = client.get("/api/openapi.json").get_json()
    for path, method, _ in operations(spec):
        assert f"{method.upper()} {path}" in page.text
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert re.findall(r'(?:href|src)="(?!#|/api/)', page.text) == []
    assert client.get("/api/docs.css").content_type == "text/css; charset=utf-8"
