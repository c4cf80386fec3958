"""A resident at work without a browser: the public interface, as their page speaks it."""

from __future__ import annotations

import json
import time
import urllib.request
from secrets import randbits
from typing import Any

from sync.ids import uuid7
from tests.live.server import LiveServer


class Guest:
    """One matter, from its report on."""

    def __init__(self, server: LiveServer, text: str, poster: str, phone: str) -> None:
        self._url = f"{server.url}/api/public/matters"
        report = {"id": _new_id(), "text": text, "place": {"at": poster}, "phone": phone}
        told = _post(self._url, report, {})
        self.number: str = told["matter"]["number"]
        self._url += f"/{told['code']}"
        self._headers = {"Matter-Digits": phone[-4:]}

    def say(self, kind: str, **more: Any) -> None:
        _post(self._url, {"id": _new_id(), "kind": kind, **more}, self._headers)


def _post(url: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    data = json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **headers})
    with urllib.request.urlopen(request, timeout=60) as answer:
        told: dict[str, Any] = json.load(answer)
        return told


def _new_id() -> str:
    return uuid7(int(time.time() * 1000), randbits(74))
