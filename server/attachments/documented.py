"""What `/api/openapi.json` says of uploads: their headers and answers, which no schema of a body tells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask_smorest import Blueprint

from server.api import ProblemSchema

View = TypeVar("View", bound=Callable[..., Any])

_TEXT = {"type": "string"}
_NUMBER = {"type": "integer", "minimum": 0}
_PATH = {"in": "path", "name": "upload", "required": True, "schema": _TEXT}


def _header(name: str, schema: dict[str, Any], words: str, required: bool = False) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": required, "schema": schema, "description": words}


_VERSION = _header("Tus-Resumable", {"type": "string", "enum": ["1.0.0"]}, "The version of tus.", True)
_CHECKSUM = _header("Upload-Checksum", _TEXT, "`sha1` or `sha256`, a space, the digest in base64.")
_OFFSET = _header("Upload-Offset", _NUMBER, "Where these bytes begin.", True)
_LENGTH = _header("Upload-Length", {"type": "integer", "minimum": 1}, "Bytes of the attachment.", True)
_METADATA = _header(
    "Upload-Metadata", _TEXT,
    "`attachment` (the record's id), `sha256` (64 hex digits) and, if you like, `filename`, each in base64.",
    True,
)  # fmt: skip
_MEANT = _header(
    "X-HTTP-Method-Override", {"type": "string", "enum": ["PATCH", "DELETE"]}, "What is meant.", True
)
_BYTES = {
    "description": "The next bytes, as application/offset+octet-stream; another type is answered 415.",
    "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
    "required": False,
}
"""The type is told in words: tools that try an interface out know the usual types only."""

_REASONS = {
    400: "A header cannot be read, or fewer bytes came than were announced: what came is kept.",
    401: "Nobody is signed in.",
    404: "No such upload or attachment, or not mine.",
    405: "No such way.",
    409: "The upload stands at another offset.",
    410: "The attachment was withdrawn or refused: stop.",
    412: "Another version of tus.",
    413: "Too many bytes.",
    415: "Bytes come as application/offset+octet-stream.",
    460: "The chunk, or the whole, has another hash. Nothing of it was kept.",
    503: "Not now.",
    507: "The disk is full. What had come is kept.",
}


def _documented(
    good: int, answers: list[int], parameters: list[dict[str, Any]], body: bool = False
) -> Callable[[View], View]:
    """Adds parameters and answers to the description of a view, and changes nothing in how it works."""
    blueprint = Blueprint("documented", __name__)

    def decorate(view: View) -> View:
        told: dict[str, Any] = {"parameters": parameters}
        if body:
            told["requestBody"] = _BYTES
        view = blueprint.doc(**told)(view)
        for status in answers:
            view = blueprint.alt_response(status, schema=ProblemSchema, description=_REASONS[status])(view)
        return blueprint.response(good)(view)

    return decorate


options = _documented(204, [], [])
create = _documented(
    201, [400, 401, 404, 410, 412, 413, 460, 503, 507], [_VERSION, _LENGTH, _METADATA, _CHECKSUM], body=True
)
show = _documented(200, [401, 404, 410, 412, 460, 503, 507], [_VERSION, _PATH])
append = _documented(
    204, [400, 401, 404, 409, 410, 412, 413, 415, 460, 503, 507],
    [_VERSION, _PATH, _OFFSET, _CHECKSUM], body=True,
)  # fmt: skip
give_up = _documented(204, [401, 404, 412, 503], [_VERSION, _PATH])
override = _documented(
    204, [400, 401, 404, 405, 409, 410, 412, 413, 415, 460, 503, 507], [_VERSION, _PATH, _MEANT], body=True
)  # fmt: skip
