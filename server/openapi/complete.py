"""What is true of every operation and need not be said at each: errors, and who may ask. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from http import HTTPStatus
from typing import Any

PROBLEM = "application/problem+json"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
READING = ("get", "head", "options")
ALWAYS = (503,)
SIGNED_IN = (401,)
BY_COOKIE = (403,)
WRITING = (507,)
WITH_BODY = (400, 413, 415, 422)
WITH_ID = (404,)

ABOUT = """\
The interface between the phones and the station. Whoever signs in with `POST /api/session` gets a token, sent
as `Authorization: Bearer …`; a browser may use the cookie instead, and then its writes need this site's
`Origin`. Errors are RFC 9457 problems with a stable `code`; any fault of the caller is 4xx. Bodies are JSON
in UTF-8, may be compressed with gzip, and are refused with unknown or doubled keys."""

SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "The token of `POST /api/session`."},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "gridwalk_session"},
}


def complete(described: Mapping[str, Any]) -> dict[str, Any]:
    """The description with the common answers, media types and sign-in filled in."""
    spec = deepcopy(dict(described))
    spec["info"]["description"] = ABOUT
    spec["security"] = [{"bearer": []}, {"cookie": []}]
    components = spec.setdefault("components", {})
    components["securitySchemes"] = SECURITY
    responses = components.setdefault("responses", {})
    for response in responses.values():
        _say_problem(response)
    for path, method, operation in operations(spec):
        answers = operation.setdefault("responses", {})
        for status in _common(path, method, operation):
            name = HTTPStatus(status).name
            responses.setdefault(name, _problem(status))
            answers.setdefault(str(status), {"$ref": f"#/components/responses/{name}"})
        for status, answer in answers.items():
            if status.startswith(("4", "5")):
                _say_problem(answer)
    return spec


def operations(spec: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation with its path and method, in alphabetical order."""
    for path, item in sorted(spec["paths"].items()):
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def _common(path: str, method: str, operation: Mapping[str, Any]) -> Iterator[int]:
    yield from ALWAYS
    if method not in READING:
        yield from WRITING
    if operation.get("security") != []:
        yield from SIGNED_IN
        if method not in READING:
            yield from BY_COOKIE
    if "application/json" in operation.get("requestBody", {}).get("content", {}):
        yield from WITH_BODY
    if "{" in path:
        yield from WITH_ID


def _problem(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": HTTPStatus(status).phrase, "content": {PROBLEM: {"schema": schema}}}


def _say_problem(response: dict[str, Any]) -> None:
    """The library writes errors down as plain JSON."""
    content = response.get("content", {})
    if "application/json" in content:
        content[PROBLEM] = content.pop("application/json")
