"""A phone under load: it makes work, sends it until it is answered, and remembers what it was told."""

from __future__ import annotations

import hashlib
import http.client
import random
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.durability.phone import Json, NoAnswer, Phone
from tests.live.server import LiveServer
from tests.server.attachments.uploader import CHUNK, TUS, metadata

PIECE = 40_000
PAUSE = 0.02


@dataclass
class Upload:
    """The bytes of one attachment on their way."""

    record: str
    content: bytes
    path: str | None = None
    told: int = 0
    """Up to where the station has said that it has the bytes."""
    unsure: bool = False
    done: bool = False


@dataclass
class Counts:
    """How often things went wrong on the way, as they should when a station is killed."""

    cut: int = 0
    """Requests that were sent and never answered."""
    refused: list[str] = field(default_factory=list)
    """Answers that are neither success nor "not now"."""
    taken_back: list[str] = field(default_factory=list)
    """What was acknowledged once and is not there any more."""
    pushes: set[tuple[int, str]] = field(default_factory=set)
    """Status and media type of every answer to a push that was not 200."""
    uploads: set[tuple[int, str]] = field(default_factory=set)


class Sender:
    """Cases, entries and attachments of one patroller, and their bytes."""

    def __init__(self, server: LiveServer, login: str, seed: int, bytes_most: int = 90_000) -> None:
        self.phone = Phone(server, login, f"sender {seed}")
        self.chance = random.Random(seed)
        self.outbox: list[Json] = []
        self.sent: dict[str, Json] = {}
        self.told: dict[str, Json] = {}
        self.uploads: list[Upload] = []
        self.counts = Counts()
        self._cases: list[str] = []
        self._most = bytes_most

    def run(self, over: threading.Event, in_vain: threading.Event) -> None:
        """Makes and sends until `over`, then sends the rest; `in_vain` ends it at once."""
        while not over.is_set():
            self.step()
        while not in_vain.is_set() and (self.outbox or not all(upload.done for upload in self.uploads)):
            self._step()

    def step(self) -> None:
        """Makes something new, if not too much waits, and sends: one push, one piece of an upload."""
        if len(self.outbox) < 8:
            self.outbox += [self._made() for _ in range(self.chance.randint(1, 4))]
        self._step()

    def has_bytes_to_send(self) -> bool:
        """Whether more than a piece of something waits whose record was accepted."""
        accepted = self._accepted()
        return any(len(up.content) - up.told > PIECE for up in self.uploads if up.record in accepted)

    def _made(self) -> Json:
        what = self.chance.random()
        if what < 0.4 or not self._cases:
            mutation = self.phone.case()
        elif what < 0.85:
            mutation = self.phone.entry(self.chance.choice(self._cases))
        else:
            content = self.chance.randbytes(self.chance.randint(1, self._most))
            case = self._cases.pop()  # one to a case: there may be only so many
            digest = hashlib.sha256(content).hexdigest()
            fields = {"parent": case, "kind": "document", "blob": digest, "bytes": len(content)}
            mutation = self.phone.mutation("attachments", fields, root=case)
            self.uploads.append(Upload(mutation["record"], content))
        self.sent[mutation["id"]] = mutation
        return mutation

    def _step(self) -> None:
        try:
            if self.outbox:
                self._push()
            for upload in self.uploads:
                if not upload.done and upload.record in self._accepted():
                    self._upload(upload)
                    break
        except NoAnswer as why:
            self.counts.cut += "refused" not in str(why)
            time.sleep(PAUSE)

    def _accepted(self) -> set[str]:
        return {self.sent[id]["record"] for id in self.told}

    def _push(self) -> None:
        answer = self.phone.sync(self.outbox)
        if answer.status != 200:
            self.counts.pushes.add((answer.status, answer.type))
            self._not_now(answer.status, answer.body)
            return
        for receipt in answer.json()["receipts"]:
            if receipt["outcome"] != "applied":
                self.counts.refused.append(str(receipt))
            mutation = self.sent[receipt["mutation"]]
            self.told[receipt["mutation"]] = receipt
            if mutation["collection"] == "cases":
                self._cases.append(mutation["record"])
        self.outbox = []

    def _upload(self, upload: Upload) -> None:
        """One request of an upload."""
        if upload.path is None:
            about = {
                "Upload-Length": str(len(upload.content)),
                "Upload-Metadata": metadata(upload.record, hashlib.sha256(upload.content).hexdigest()),
            }
            status, headers, body = self.tus("POST", "/api/uploads", about)
            if status == 201:
                upload.path, upload.told = headers["location"], int(headers["upload-offset"])
            elif status == 404:
                self.counts.taken_back.append(f"{upload.record}: its record")
                upload.told = len(upload.content)
            else:
                self._not_now(status, body)
        elif upload.unsure:
            self._look(upload)
        else:
            upload.unsure = True
            piece = upload.content[upload.told : upload.told + PIECE]
            about = {"Content-Type": CHUNK, "Upload-Offset": str(upload.told)}
            status, headers, body = self.tus("PATCH", upload.path, about, piece)
            if status == 204:
                upload.told, upload.unsure = int(headers["upload-offset"]), False
            elif status != 409:  # an earlier one of ours may have come through after all
                self._not_now(status, body)
        upload.done = upload.told == len(upload.content)

    def _look(self, upload: Upload) -> None:
        """Asks how far it has come."""
        status, headers, body = self.tus("HEAD", upload.path or "", {})
        if status == 200:
            at = int(headers["upload-offset"])
            if at < upload.told:
                self.counts.taken_back.append(f"{upload.record}: {at} of {upload.told} bytes")
            upload.told, upload.unsure = at, False
        elif status == 404:
            self.counts.taken_back.append(f"{upload.record}: its upload")
            upload.path = None
        else:
            self._not_now(status, body)

    def tus(
        self, method: str, path: str, about: dict[str, str], body: bytes = b""
    ) -> tuple[int, dict[str, str], bytes]:
        """Raises `NoAnswer`."""
        wire = http.client.HTTPConnection(urlsplit(self.phone.server.url).netloc, timeout=60)
        try:
            wire.request(
                method, path, body, {**TUS, "Authorization": f"Bearer {self.phone.client.token}", **about}
            )
            answer = wire.getresponse()
            if answer.status >= 400:
                self.counts.uploads.add((answer.status, answer.headers.get_content_type()))
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, headers, answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(str(error)) from error
        finally:
            wire.close()

    def _not_now(self, status: int, body: bytes) -> None:
        if status not in (503, 507):
            self.counts.refused.append(f"HTTP {status}: {body[:300].decode(errors='replace')}")
        time.sleep(PAUSE)
