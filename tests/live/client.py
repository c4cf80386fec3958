"""A phone's HTTP, small enough to be measured: one connection, gzip both ways where asked."""

from __future__ import annotations

import gzip
import http.client
import json
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """An answer with what it cost: bytes on the wire each way, without headers."""

    status: int
    body: bytes
    sent: int
    received: int
    type: str = ""
    """Its media type."""

    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """One keep-alive connection, signed in or not."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)
        self.token = token
        self.person: dict[str, Any] = {}
        self.epoch = ""
        self.scope = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def hang_up(self) -> None:
        """Lets the connection go; the next request makes a new one."""
        self._connection.close()

    def request(self, method: str, path: str, body: Any = None, *, compress: bool = False) -> Answer:
        headers = {"Accept-Encoding": "gzip" if compress else "identity"}
        data = b""
        if body is not None:
            data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json"
        if compress and data:
            data = gzip.compress(data, 6)
            headers["Content-Encoding"] = "gzip"
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        self._connection.request(method, path, data, headers)
        response = self._connection.getresponse()
        raw = response.read()
        text = gzip.decompress(raw) if response.getheader("Content-Encoding") == "gzip" else raw
        type = response.headers.get_content_type()
        return Answer(response.status, text, len(data), len(raw), type)

    def sign_in(self, login: str, password: str, device: str = "test") -> Self:
        answer = self.request(
            "POST", "/api/session", {"login": login, "password": password, "device": {"name": device}}
        )
        if answer.status != 201:
            raise RuntimeError(answer.body.decode())
        session = answer.json()
        self.token = session["token"]
        self.person = session["user"]
        self.epoch = session["epoch"]
        self.scope = session["scope"]
        return self

    def assignment(self, role: str) -> dict[str, Any]:
        """The first of my assignments in a role."""
        found: dict[str, Any] = next(
            assignment for assignment in self.person["assignments"] if assignment["role"] == role
        )
        return found
