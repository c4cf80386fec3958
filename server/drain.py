"""A request is heard to its end before it is answered, also where the answer was clear from its beginning.

A client that is still sending when the connection closes never sees the answer: it would know "too large" or
"sign in first" only as a broken connection, and try again.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

MOST_BYTES = 64_000_000
MOST_SECONDS = 10.0
PIECE = 65_536


class HeardToTheEnd:
    """WSGI middleware: reads and forgets what the application has left of a body, within reason."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = self.app(environ, start_response)
        if environ.get("CONTENT_LENGTH") or environ.get("HTTP_TRANSFER_ENCODING"):
            drain(environ["wsgi.input"])
        return answer


def drain(body: InputStream) -> None:
    until, left = time.monotonic() + MOST_SECONDS, MOST_BYTES
    while left > 0 and time.monotonic() < until:
        piece = body.read(PIECE)
        if not piece:
            return
        left -= len(piece)
