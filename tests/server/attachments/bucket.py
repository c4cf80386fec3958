"""An S3 on this machine, as far as we need one: it stands in for somebody else's service."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

DAY = "%a, %d %b %Y %H:%M:%S GMT"


class Bucket(ThreadingHTTPServer):
    """``things`` are the objects by their path; ``broken`` makes it answer 503."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.things: dict[str, bytes] = {}
        self.broken = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answer(BaseHTTPRequestHandler):
    server: Bucket

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if not self.server.broken:
            self.server.things[self.name] = content
        self.answer(200, tag=content)

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        if "list-type" in query:
            self.listed(query.get("prefix", [""])[0])
        else:
            self.found()

    def do_HEAD(self) -> None:
        self.found()

    def do_POST(self) -> None:
        """Deletes many at once, and says nothing of those that are not there."""
        asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
        keys = re.findall("<Key>(.*?)</Key>", asked)
        for key in keys:
            self.server.things.pop(f"{self.name.rstrip('/')}/{key}", None)
        rows = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        self.answer(200, f"<DeleteResult>{rows}</DeleteResult>".encode())

    @property
    def name(self) -> str:
        return unquote(urlsplit(self.path).path).lstrip("/")

    def found(self) -> None:
        content = self.server.things.get(self.name)
        if content is None:
            self.answer(404)
        else:
            self.answer(200, content, tag=content)

    def listed(self, prefix: str) -> None:
        bucket = self.name.rstrip("/")
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        rows = "".join(
            f"<Contents><Key>{name.removeprefix(bucket + '/')}</Key><LastModified>{now}</LastModified>"
            f"<ETag>&quot;x&quot;</ETag><Size>{len(content)}</Size></Contents>"
            for name, content in sorted(self.server.things.items())
            if name.startswith(f"{bucket}/{prefix}")
        )
        page = f"<ListBucketResult><IsTruncated>false</IsTruncated>{rows}</ListBucketResult>"
        self.answer(200, page.encode())

    def answer(self, status: int, body: bytes = b"", tag: bytes = b"") -> None:
        if self.server.broken:
            status, body = 503, b""
        self.send_response(status)
        self.send_header("ETag", f'"{md5(tag, usedforsecurity=False).hexdigest()}"')
        self.send_header("Last-Modified", datetime.now(UTC).strftime(DAY))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Says nothing."""


@contextmanager
def bucket() -> Iterator[Bucket]:
    with Bucket() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
