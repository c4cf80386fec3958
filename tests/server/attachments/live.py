"""Li of the demo district with a phone of her own, talking to a served station over real connections."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import json
import secrets
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from sync.ids import uuid7
from tests.live.client import Client
from tests.live.server import LiveServer
from tests.server.attachments.uploader import CHUNK, metadata


@dataclass
class LivePhone:
    """Signed in as the demo's first patroller."""

    server: LiveServer
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        person = self.server.person("patroller")
        self.client = Client(self.server.url).sign_in(person["login"], person["password"])

    @property
    def token(self) -> str:
        return self.client.token or ""

    def attach(self, content: bytes, kind: str = "photo") -> str:
        """The accepted record of a new case's attachment."""
        me = self.client.assignment("patroller")
        case, record = new_id(), new_id()
        sha256 = hashlib.sha256(content).hexdigest()
        mutations = [
            self._mutation("cases", case, case, {"area": me["area"], "text": "楼道堆物"}),
            self._mutation("attachments", record, case, {"parent": case, "kind": kind, "blob": sha256}),
        ]
        body = {
            "protocol": 1,
            "epoch": self.client.epoch,
            "phone_time": "2026-11-23T09:00:00+08:00",
            "scope": self.client.scope,
            "mutations": mutations,
            "cursors": {},
            "limit": 1,
        }
        answer = self.client.request("POST", "/api/sync", body)
        assert [receipt["outcome"] for receipt in answer.json()["receipts"]] == ["applied", "applied"], answer
        return record

    def _mutation(self, collection: str, record: str, root: str, fields: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": new_id(),
            "collection": collection,
            "record": record,
            "root": root,
            "base": 0,
            "epoch": self.client.epoch,
            "fields": fields,
            "at": "2026-11-23T09:00:00+08:00",
            "as": self.client.assignment("patroller")["id"],
            "scope": self.client.scope,
            "schema": 1,
        }

    def fields(self, record: str) -> dict[str, Any]:
        where = quote(json.dumps({"id": record}))
        _, _, body = self.ask("GET", f"/api/records/attachments?where={where}", {})
        found: dict[str, Any] = json.loads(body)["records"][0]["fields"]
        return found

    def wait_until_looked_at(self, record: str, seconds: float = 60) -> tuple[dict[str, Any], float]:
        """The fields when the record says what became of its bytes, and how long that took."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            fields = self.fields(record)
            if "stored" in fields:
                return fields, time.monotonic() - began
            time.sleep(0.05)
        raise AssertionError(f"nobody has looked at {record} within {seconds} s")

    def begin(self, record: str, content: bytes) -> str:
        headers = {
            "Upload-Length": str(len(content)),
            "Upload-Metadata": metadata(record, hashlib.sha256(content).hexdigest()),
        }
        status, answered, _ = self.ask("POST", "/api/uploads", headers)
        assert status == 201
        return answered["location"]

    def patch(self, path: str, offset: int, body: bytes | Iterable[bytes]) -> tuple[int, dict[str, str]]:
        headers = {"Content-Type": CHUNK, "Upload-Offset": str(offset)}
        status, answered, _ = self.ask("PATCH", path, headers, body)
        return status, answered

    def offset(self, path: str) -> int:
        status, answered, _ = self.ask("HEAD", path, {})
        assert status == 200
        return int(answered["upload-offset"])

    def ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes | Iterable[bytes] = b""
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(urlsplit(self.server.url).netloc, timeout=120)
        try:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # an early answer is one as well
                connection.request(method, path, body, {**self.headers, **headers})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    @property
    def headers(self) -> dict[str, str]:
        return {"Tus-Resumable": "1.0.0", "Authorization": f"Bearer {self.token}"}

    def slow_patch(self, path: str, offset: int, length: int) -> socket.socket:
        """A connection that has announced `length` bytes, and now sends what the caller gives it."""
        wire = socket.create_connection(("127.0.0.1", self.server.port), timeout=60)
        head = {
            **self.headers,
            "Host": "localhost",
            "Content-Type": CHUNK,
            "Upload-Offset": str(offset),
            "Content-Length": str(length),
        }
        lines = [f"PATCH {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
        wire.sendall("\r\n".join(lines).encode())
        return wire


def new_id() -> str:
    return uuid7(int(time.time() * 1000), secrets.randbits(74))


def status_of(wire: socket.socket) -> int:
    """The status of the answer that comes over this connection."""
    with wire.makefile("rb") as reader:
        return int(reader.readline().split()[1])


def serving_processes(server: LiveServer) -> list[int]:
    """The keeper and the processes that serve, as the system knows them."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text("ascii").split()
    return [server.pid, *map(int, children)]


def peak_memory(process: int) -> int:
    """Bytes, at most, that a process has had in memory since it began."""
    lines = Path(f"/proc/{process}/status").read_text("utf-8").splitlines()
    (peak,) = (line for line in lines if line.startswith("VmHWM:"))
    return int(peak.split()[1]) * 1024
