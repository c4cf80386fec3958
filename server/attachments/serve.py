"""`GET /api/attachments/<record>`: what may be shown of an attachment, to whoever may see its record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import structlog
from flask import Response
from marshmallow import fields, validate
from sqlalchemy import Row, update

from server.api import Blueprint, ProblemSchema, Schema
from server.attachments import links
from server.attachments.blobs import derived, original
from server.attachments.derivatives import DERIVED_TYPE
from server.attachments.described import attachment
from server.attachments.handling import handling
from server.attachments.problems import no_attachment
from server.attachments.sniff import AUDIO, IMAGES, OTHER, refusal
from server.attachments.tables import blob
from server.attachments.visible import may_see
from server.auth.current import current_actor, signed_in
from server.db import reading, run_writing
from server.ids import is_id

log = structlog.get_logger(__name__)

SUFFIXES = {"audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a", "application/pdf": "pdf"}
DOWNLOADS = AUDIO | {"application/pdf"}

_BYTES = {"schema": {"type": "string", "format": "binary"}}
_SERVED = dict.fromkeys([DERIVED_TYPE, *sorted(DOWNLOADS), OTHER], _BYTES)

blueprint = Blueprint("attachments", __name__, description="Photos, voice notes, signatures, documents.")


class SizeQuery(Schema):
    size = fields.String(
        load_default="view",
        validate=validate.OneOf(["thumb", "view"]),
        metadata={"description": "Of a picture: at most 320 or 1600 pixels wide and high."},
    )


@blueprint.route("/api/attachments/<string:record>", methods=["GET"])
@blueprint.arguments(SizeQuery, location="query")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type=DERIVED_TYPE)
@blueprint.doc(responses={"200": {"content": _SERVED}})
@blueprint.alt_response(401, schema=ProblemSchema, description="Nobody is signed in.")
@blueprint.alt_response(404, schema=ProblemSchema, description="Absent, not yet decoded, or not mine to see.")
@blueprint.alt_response(503, schema=ProblemSchema, description="Not now.")
@signed_in
def show_attachment(given: dict[str, Any], record: str) -> Response:
    """A picture as JPEG, upright and without metadata; anything else as a download of its own bytes."""
    actor = current_actor()
    if not is_id(record):
        raise no_attachment()
    with reading(handling().engine) as connection:
        described = attachment(connection, record) if may_see(connection, actor, record) else None
        stored = links.linked(connection, record) if described else None
    if described is None or stored is None or stored.state != "stored":
        raise no_attachment()
    if refusal(described.kind, stored.type, stored.state):
        raise no_attachment()  # its record hears of it in a moment
    if stored.type in IMAGES:
        return _picture(stored, record, given["size"])
    return _download(stored, record)


def _picture(stored: Row[Any], record: str, size: str) -> Response:
    try:
        pieces = handling().blobs.read(derived(stored.sha256, size))
    except FileNotFoundError:
        _make_again(stored.sha256)
        raise no_attachment() from None
    return _answer(pieces, DERIVED_TYPE, f'inline; filename="{record}-{size}.jpg"')


def _download(stored: Row[Any], record: str) -> Response:
    """Never shown by a browser as a page of ours: a fixed type, a name of our own, to be saved."""
    media_type = stored.type if stored.type in DOWNLOADS else OTHER
    name = f"{record}.{SUFFIXES.get(media_type, 'bin')}"
    try:
        pieces = handling().blobs.read(original(stored.sha256))
    except FileNotFoundError:
        log.error("bytes are missing", sha256=stored.sha256)
        raise no_attachment() from None
    answer = _answer(pieces, media_type, f'attachment; filename="{name}"')
    answer.headers["Content-Length"] = str(stored.bytes)
    return answer


def _make_again(sha256: str) -> None:
    """A picture that has lost its derivatives (they are not in every backup) gets new ones."""
    log.warning("derivatives are made again", sha256=sha256)
    again = update(blob).where(blob.c.sha256 == sha256).values(state="pending")
    run_writing(handling().engine, lambda connection: connection.execute(again))
    handling().errands.add(sha256)


def _answer(pieces: Iterator[bytes], media_type: str, disposition: str) -> Response:
    answer = Response(pieces, content_type=media_type)
    answer.headers["Content-Disposition"] = disposition
    return answer
