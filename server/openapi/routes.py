"""`/api/openapi.json` for programs, `/api/docs` for people."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template

from server.openapi.complete import complete, operations

blueprint = Blueprint("openapi", __name__, template_folder=".")

STYLE = Path(__file__).with_name("docs.css")


@blueprint.get("/api/openapi.json")
def openapi() -> Response:
    """The whole HTTP interface as OpenAPI 3.1."""
    return jsonify(_spec())


@blueprint.get("/api/docs")
def docs() -> str:
    """The same as a page without scripts."""
    spec = _spec()
    return render_template("docs.html", spec=spec, rows=list(operations(spec)), resolve=resolve)


@blueprint.get("/api/docs.css")
def style() -> Response:
    return Response(_style(), content_type="text/css; charset=utf-8")


def resolve(spec: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """What a `$ref` points to; anything else as it is."""
    found: Any = node
    if "$ref" in node:
        found = spec
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
    assert isinstance(found, dict)
    return found


def _spec() -> dict[str, Any]:
    held: dict[str, Any] | None = current_app.extensions.get("gridwalk.openapi")
    if held is None:
        held = complete(current_app.extensions["gridwalk.api"].spec.to_dict())
        current_app.extensions["gridwalk.openapi"] = held
    return held


@cache
def _style() -> str:
    return STYLE.read_text("utf-8")
