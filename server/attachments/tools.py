"""What the attachments' code works with. Nothing is opened before it is needed."""

from __future__ import annotations

from functools import cached_property

from flask import Flask
from sqlalchemy import Engine

from server.attachments.blobs import Blobs
from server.attachments.parts import Parts
from server.attachments.stores import open_store
from server.clock import Clock
from server.config import Settings


class Tools:
    """Database, clock, blobs, and the parts of uploads that have not come to their end."""

    def __init__(self, app: Flask) -> None:
        self._settings: Settings = app.extensions["gridwalk.settings"]
        self.engine: Engine = app.extensions["gridwalk.engine"]
        self.clock: Clock = app.extensions["gridwalk.clock"]

    @cached_property
    def blobs(self) -> Blobs:
        return Blobs(*open_store(self._settings.blobs))

    @cached_property
    def parts(self) -> Parts:
        return Parts(self._settings.data_dir / "uploads")
