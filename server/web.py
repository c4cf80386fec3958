"""Serves the built web app: its files, and its page for every way inside it.

Names under `assets/` carry a hash of their content and are kept for good; everything else is asked for again
each time, and answered 304 while it is the same.
"""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from server.compress import gzip
from server.config import settings
from server.errors import NotFound, Unavailable, answer_error

TYPES = {".webmanifest": "application/manifest+json", ".js": "text/javascript", ".woff2": "font/woff2"}
PACKABLE = ("text/", "application/json", "application/manifest+json", "image/svg+xml")
PAGES = {"report": "report.html", "track": "track.html"}
"""Ways that are pages of their own: residents' browsers get nothing of the app."""
PLAIN_SERVICES = ("api", "healthz", "metrics")


@dataclass(frozen=True, slots=True)
class File:
    """One file of the build, as it is sent. `packed` is gzip, or None where that saves nothing."""

    body: bytes
    packed: bytes | None
    type: str
    etag: str


def register_web(app: Flask) -> None:
    """What no route takes is the web app's. No route of its own: it would hide that a method is wrong."""

    @app.errorhandler(404)
    def show_app(error: HTTPException) -> Response | HTTPException:
        if request.routing_exception is not error or request.method not in ("GET", "HEAD"):
            return answer_error(error)
        try:
            return show(request.path.removeprefix("/"))
        except Exception as fault:
            return answer_error(fault)


def show(path: str) -> Response:
    """A file of the build, or the page, which finds its own way."""
    folder = settings().web_dir
    found = _find(folder, path)
    if found is not None:
        return _answer(found, hashed=path.startswith("assets/"))
    if path.split("/")[0] in PLAIN_SERVICES or "." in path.rpartition("/")[2]:
        raise NotFound("There is nothing here.")
    page = _find(folder, PAGES.get(path, "index.html"))
    if page is None:
        raise Unavailable("The web app is not built yet: run make web.", code="not_built")
    return _answer(page, hashed=False)


def _find(folder: Path, path: str) -> File | None:
    if not path or "\0" in path:
        return None
    file = (folder / path).resolve()
    if not file.is_relative_to(folder.resolve()):
        return None
    try:
        if not file.is_file():
            return None
        state = file.stat()
    except OSError:  # a name longer than any file's
        return None
    return _load(file, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=256)
def _load(file: Path, _changed: int, _size: int) -> File:
    """Read and packed once; a new build has another time or size."""
    body = file.read_bytes()
    kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    packed = gzip(body, 9) if kind.startswith(PACKABLE) else None
    if packed is not None and len(packed) >= len(body):
        packed = None
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    return File(body, packed, kind, hashlib.sha256(body).hexdigest()[:20])


def _answer(file: File, hashed: bool) -> Response:
    use_packed = file.packed is not None and request.accept_encodings.quality("gzip") > 0
    body = file.packed if use_packed and file.packed is not None else file.body
    answer = Response(body, content_type=file.type)
    if use_packed:
        answer.headers["Content-Encoding"] = "gzip"
    if file.packed is not None:
        answer.vary.add("Accept-Encoding")
    answer.set_etag(file.etag + ("-gz" if use_packed else ""))
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
    answer.make_conditional(request)
    return answer
