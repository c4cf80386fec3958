"""Somebody with a phone that attaches photos: records by sync, bytes by tus."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.server.conftest import Phone
from tests.server.people import WORLD
from tests.server.records.helpers import Pusher

CHUNK = "application/offset+octet-stream"
TUS = {"Tus-Resumable": "1.0.0"}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def base64_of(content: str | bytes) -> str:
    return base64.b64encode(content.encode() if isinstance(content, str) else content).decode()


def metadata(record: str, digest: str) -> str:
    return f"attachment {base64_of(record)},sha256 {base64_of(digest)},filename {base64_of('照片.jpg')}"


def checksum(content: bytes, kind: str = "sha1") -> str:
    return f"{kind} {base64_of(hashlib.new(kind, content).digest())}"


@dataclass
class Uploader:
    """``pusher`` sends the records."""

    client: FlaskClient
    phone: Phone
    login: str
    grid: str

    def __post_init__(self) -> None:
        self.pusher = Pusher(self.client, self.phone, self.login)

    def case(self) -> str:
        return self.pusher.create("cases", {"area": WORLD.areas[self.grid], "text": "楼道堆物"})

    def attach(self, content: bytes, kind: str = "photo", case: str | None = None, **fields: Any) -> str:
        """The accepted record of an attachment that these bytes belong to."""
        case = case or self.case()
        wanted = {"parent": case, "kind": kind, "blob": sha256(content), "bytes": len(content), **fields}
        return self.pusher.create("attachments", wanted, root=case)

    def void(self, record: str) -> None:
        root = self.listed(record)["root"]
        version = self.listed(record)["version"]
        receipt = self.pusher.edit("attachments", record, {"void": True}, version, root=root)
        assert receipt["outcome"] == "applied", receipt

    def listed(self, record: str) -> dict[str, Any]:
        (found,) = self.pusher.listed("attachments", where=f'{{"id": "{record}"}}')
        return found

    def fields(self, record: str) -> dict[str, Any]:
        found: dict[str, Any] = self.listed(record)["fields"]
        return found

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> TestResponse:
        """`Upload_Offset="0"` is a header."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.open(path, method=method, data=body, headers={**TUS, **self.phone.headers, **more})

    def begin(self, record: str, content: bytes, **headers: str) -> TestResponse:
        wanted = {"Upload_Length": str(len(content)), "Upload_Metadata": metadata(record, sha256(content))}
        return self.ask("POST", "/api/uploads", None, **wanted, **headers)

    def started(self, record: str, content: bytes) -> str:
        """The path of a new upload."""
        answer = self.begin(record, content)
        assert answer.status_code == 201, answer.text
        return str(answer.headers["Location"])

    def patch(self, path: str, offset: int, body: bytes, **headers: str) -> TestResponse:
        wanted = {"Content_Type": CHUNK, "Upload_Offset": str(offset), **headers}
        return self.ask("PATCH", path, body, **wanted)

    def offset(self, path: str) -> int:
        answer = self.ask("HEAD", path)
        assert answer.status_code == 200, answer.headers
        return int(answer.headers["Upload-Offset"])

    def upload(self, record: str, content: bytes) -> str:
        """All at once."""
        path = self.started(record, content)
        answer = self.patch(path, 0, content)
        assert answer.status_code == 204, answer.text
        assert answer.headers["Upload-Offset"] == str(len(content))
        return path

    def see(self, record: str, size: str | None = None) -> TestResponse:
        query = {"size": size} if size else {}
        return self.client.get(f"/api/attachments/{record}", query_string=query, headers=self.phone.headers)
