"""`/api/uploads`: resumable uploads by tus 1.0.0, for the bytes of accepted attachments.

What allows an upload is the author's own accepted record, never a hash. An offset is answered only when the
bytes before it are on disk. Extensions: creation, creation-with-upload, checksum, termination, expiration.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, request, url_for
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.http import http_date

from server.api import Blueprint
from server.attachments import begin, documented, headers, uploads
from server.attachments.body import Body
from server.attachments.finish import expected, finish
from server.attachments.handling import handling
from server.attachments.limits import MAX_BYTES
from server.attachments.problems import BadHeader, WrongOffset, WrongVersion, no_upload
from server.attachments.receive import receive
from server.attachments.uploads import Upload
from server.auth.current import current_session, signed_in
from server.db import reading, run_writing
from server.errors import TooLarge, WrongMediaType
from server.ids import is_id

VERSION = "1.0.0"
CHUNK = "application/offset+octet-stream"
EXTENSIONS = "creation,creation-with-upload,checksum,termination,expiration"
P = ParamSpec("P")

blueprint = Blueprint("uploads", __name__, description="Resumable uploads of attachments' bytes (tus 1.0.0).")


@blueprint.after_request
def speak_tus(answer: Response) -> Response:
    answer.headers["Tus-Resumable"] = VERSION
    return answer


def tus(view: Callable[P, Response]) -> Callable[P, Response]:
    """For people with a session who speak this version of tus."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> Response:
        if request.headers.get("Tus-Resumable") != VERSION:
            raise WrongVersion
        return signed_in(view)(*args, **kwargs)

    return guarded


@blueprint.route("/api/uploads", methods=["OPTIONS"])
@documented.options
def describe() -> Response:
    """What this server can do."""
    answer = Response(status=204)
    answer.headers["Tus-Version"] = VERSION
    answer.headers["Tus-Extension"] = EXTENSIONS
    answer.headers["Tus-Max-Size"] = str(MAX_BYTES)
    answer.headers["Tus-Checksum-Algorithm"] = ",".join(headers.ALGORITHMS)
    return answer


@blueprint.route("/api/uploads", methods=["POST"])
@documented.create
@tus
def create() -> Response:
    """Begins an upload for one of my attachments; the first bytes may come along."""
    length = headers.number("Upload-Length", request.headers.get("Upload-Length"))
    if length > MAX_BYTES:
        most = {"Tus-Max-Size": str(MAX_BYTES)}
        raise TooLarge(f"An attachment has at most {MAX_BYTES} bytes.", headers=most)
    if length == 0:
        raise BadHeader("An attachment has at least one byte.", code="empty")
    me = current_session()
    upload = begin.begin(handling(), me.person, me.device, length, request.headers.get("Upload-Metadata", ""))
    offset = upload.length if upload.finished else 0
    if request.mimetype == CHUNK and not upload.finished:
        offset = take(upload, 0)
    answer = _standing(Response(status=201), upload, offset)
    answer.headers["Location"] = url_for("uploads.append", upload=upload.id)
    return answer


@blueprint.route("/api/uploads/<string:upload>", methods=["HEAD"])
@documented.show
@tus
def show(upload: str) -> Response:
    """Where an upload stands. Whoever asks when all bytes are here sees to it that they are looked at."""
    mine = _mine(upload)
    offset = mine.length
    if mine.finished:
        handling().errands.add(mine.sha256)
    else:
        with handling().parts.opened(mine.id) as part:
            offset = part.sync()
            if offset == mine.length:
                finish(handling(), mine, part)
    answer = _standing(Response(status=200), mine, offset)
    answer.headers["Upload-Length"] = str(mine.length)
    answer.headers["Upload-Metadata"] = mine.metadata
    return answer


@blueprint.route("/api/uploads/<string:upload>", methods=["PATCH"])
@documented.append
@tus
def append(upload: str) -> Response:
    """Takes the next bytes."""
    if request.mimetype != CHUNK:
        raise WrongMediaType(f"Bytes come as {CHUNK}.")
    offset = headers.number("Upload-Offset", request.headers.get("Upload-Offset"))
    mine = _mine(upload)
    return _standing(Response(status=204), mine, take(mine, offset))


@blueprint.route("/api/uploads/<string:upload>", methods=["DELETE"])
@documented.give_up
@tus
def give_up(upload: str) -> Response:
    """Ends an upload. What was finished stays stored: an attachment is withdrawn by voiding its record."""
    mine = _found(upload)
    run_writing(handling().engine, lambda connection: uploads.remove(connection, mine.id))
    handling().parts.remove(mine.id)
    return Response(status=204)


@blueprint.route("/api/uploads/<string:upload>", methods=["POST"])
@documented.override
@tus
def override(upload: str) -> Response:
    """The same for those whose network knows no PATCH or DELETE: `X-HTTP-Method-Override` says which."""
    meant = {"PATCH": append, "DELETE": give_up}.get(request.headers.get("X-HTTP-Method-Override", ""))
    if meant is None:
        raise MethodNotAllowed(["HEAD", "PATCH", "DELETE"])
    return meant(upload)


def take(upload: Upload, offset: int) -> int:
    """The body of this request goes on at `offset`. Returns where the upload stands then, safe on disk."""
    checksum = headers.checksum(request.headers.get("Upload-Checksum"))
    if upload.finished:
        return _nothing_left(upload, offset)
    parts = handling().parts
    with parts.opened(upload.id) as part:
        reached = receive(part, offset, upload.length - offset, checksum, parts.folder)
        if reached == upload.length:
            finish(handling(), upload, part)
    return reached


def _nothing_left(upload: Upload, offset: int) -> int:
    """Who repeats an upload from its beginning, not knowing that all is here, is heard out and told so."""
    if offset == 0 and upload.was_here:
        for _ in Body(upload.length):
            pass
    elif offset != upload.length:
        raise WrongOffset(upload.length)
    return upload.length


def _found(upload: str) -> Upload:
    if is_id(upload):
        with reading(handling().engine) as connection:
            found = uploads.find(connection, upload, current_session().person, handling().clock.now())
        if found is not None:
            return found
    raise no_upload()


def _mine(upload: str) -> Upload:
    """My upload, as long as its attachment waits for it."""
    found = _found(upload)
    with reading(handling().engine) as connection:
        expected(connection, found.record, found.person)
    return found


def _standing(answer: Response, upload: Upload, offset: int) -> Response:
    answer.headers["Upload-Offset"] = str(offset)
    if offset < upload.length:
        answer.headers["Upload-Expires"] = http_date(upload.expires_at)
    return answer
