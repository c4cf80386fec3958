"""The bytes of an attachment, sent as a phone does: created, then patched in one piece."""

from __future__ import annotations

import base64
import hashlib
import http.client
from urllib.parse import urlsplit

PIECE = "application/offset+octet-stream"


class UploadFailed(Exception):
    """The server took the bytes in another way than it should; its answer."""


def send_bytes(url: str, token: str, record: str, content: bytes) -> None:
    """Returns when the server has all of it. Raises `UploadFailed`, or OSError without a server."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)
    try:
        pairs = {"attachment": record, "sha256": hashlib.sha256(content).hexdigest(), "filename": "a.jpg"}
        metadata = ",".join(f"{name} {_base64(value)}" for name, value in pairs.items())
        head = {"Upload-Length": str(len(content)), "Upload-Metadata": metadata}
        answer = _ask(connection, token, "POST", "/api/uploads", head, b"")
        if answer.status != 201:
            raise UploadFailed(f"{answer.status} to the creation")
        offset = int(answer.headers.get("Upload-Offset") or 0)
        if offset == len(content):
            return
        piece = {"Content-Type": PIECE, "Upload-Offset": str(offset)}
        answer = _ask(connection, token, "PATCH", answer.headers["Location"], piece, content[offset:])
        if answer.status != 204 or int(answer.headers["Upload-Offset"]) != len(content):
            raise UploadFailed(f"{answer.status} to the bytes")
    finally:
        connection.close()


def _ask(
    connection: http.client.HTTPConnection,
    token: str,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
) -> http.client.HTTPResponse:
    every = {"Tus-Resumable": "1.0.0", "Authorization": f"Bearer {token}", **headers}
    connection.request(method, path, body, every)
    answer = connection.getresponse()
    answer.read()
    return answer


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
