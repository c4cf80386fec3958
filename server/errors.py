"""Small errors with stable codes, and the one place where they become HTTP (RFC 9457)."""

from __future__ import annotations

import errno
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from flask import Flask, Response, g
from werkzeug.exceptions import HTTPException

from server.logs import told_path
from server.trouble import Trouble, trouble_of

log = structlog.get_logger(__name__)


class SettingsError(Exception):
    """A setting cannot be used; the message names it in one line."""


class CommandError(Exception):
    """A command cannot do what it was asked; the message says why in one line."""


class Problem(Exception):
    """Something that the caller is told. `code` is stable, `errors` maps a field to what is wrong with it."""

    status = 400
    code = "bad_request"

    def __init__(
        self,
        detail: str = "",
        *,
        status: int | None = None,
        code: str | None = None,
        title: str | None = None,
        errors: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.status = status or self.status
        self.code = code or self.code
        self.title = title or HTTPStatus(self.status).phrase
        self.errors = errors
        self.headers = dict(headers or {})


class NotSignedIn(Problem):
    status, code = 401, "not_signed_in"


class Forbidden(Problem):
    status, code = 403, "forbidden"


class NotFound(Problem):
    """Absent, or not the asker's to see: one answer for both."""

    status, code = 404, "not_found"


class TooLarge(Problem):
    status, code = 413, "too_large"


class WrongMediaType(Problem):
    status, code = 415, "unsupported_media_type"


class Invalid(Problem):
    status, code = 422, "invalid"


class Unavailable(Problem):
    """Not now; nothing has happened. `Retry-After` is in seconds."""

    status, code = 503, "unavailable"

    def __init__(self, detail: str = "", *, retry_after: int = 5, **more: Any) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)}, **more)


class DiskFull(Problem):
    status, code = 507, "disk_full"


DISK_FULL = "The station's disk is full. Nothing was stored; try again later."
CODES = {405: "method_not_allowed", 413: "too_large", 415: "unsupported_media_type", 422: "invalid"}


def json_text(value: Any) -> bytes:
    """JSON in UTF-8; escaped where it quotes a caller's half of a surrogate pair, which UTF-8 cannot say."""
    try:
        return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS, default=str)
    except TypeError:
        return json.dumps(value, default=str).encode()


def problem_response(problem: Problem) -> Response:
    body: dict[str, Any] = {
        "type": f"urn:gridwalk:problem:{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
        "request_id": g.get("request_id", ""),
    }
    if problem.errors:
        body["errors"] = problem.errors
    answer = Response(json_text(body), problem.status, content_type="application/problem+json")
    answer.headers.update(problem.headers)
    return answer


def as_problem(error: BaseException) -> Problem | None:
    """What a known fault means to the caller, or None for a bug of ours."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, HTTPException):
        return _from_http(error)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFull(DISK_FULL)
    if isinstance(error, OSError) and error.errno in (errno.EIO, errno.EROFS):
        return Unavailable("The station's disk does not work just now. Nothing was stored; try again.")
    return _from_database(error)


def _from_database(error: BaseException) -> Problem | None:
    trouble = trouble_of(error)
    if trouble is Trouble.FULL:
        return DiskFull(DISK_FULL)
    if trouble is Trouble.BUSY:
        return Unavailable("Many are writing just now. Nothing was stored; try again.", code="busy")
    if trouble is Trouble.AWAY:
        return Unavailable("The database does not answer just now. Nothing was stored; try again.")
    return None


def _from_http(error: HTTPException) -> Problem:
    status = error.code or 500
    code = CODES.get(status) or HTTPStatus(status).phrase.lower().replace(" ", "_")
    kept = {"Allow", "Retry-After", "WWW-Authenticate", "Location", "Accept-Ranges", "Content-Range"}
    headers = {name: value for name, value in error.get_headers() if name in kept}
    return Problem(error.description or "", status=status, code=code, headers=headers)


def register_errors(app: Flask) -> None:
    app.register_error_handler(Exception, answer_error)


def answer_error(error: Exception) -> Response | HTTPException:
    """Everything that goes wrong leaves as problem+json with the request's id."""
    if isinstance(error, HTTPException) and error.code is not None and error.code < 400:
        return error
    problem = as_problem(error)
    if problem is None:
        log.error("bug", path=told_path(), exc_info=error)
        problem = Problem("A fault of ours; it is in the station's log.", status=500, code="internal")
    elif problem.status >= 500:
        log.warning("unavailable", code=problem.code, why=type(error).__name__)
    return problem_response(problem)
