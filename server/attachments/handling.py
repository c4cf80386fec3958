"""What the attachments' code works with, once in each process. Nothing is opened before it is needed."""

from __future__ import annotations

from functools import cached_property

from flask import Flask, current_app
from sqlalchemy import Engine

from server.attachments.blobs import Blobs
from server.attachments.errands import Errands
from server.attachments.parts import Parts
from server.attachments.stores import open_store
from server.clock import Clock
from server.config import Settings

KEY = "gridwalk.attachments"


class Handling:
    """``errands`` is the thread that looks at what has just come."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._settings: Settings = app.extensions["gridwalk.settings"]
        self.engine: Engine = app.extensions["gridwalk.engine"]
        self.clock: Clock = app.extensions["gridwalk.clock"]

    @cached_property
    def blobs(self) -> Blobs:
        return Blobs(*open_store(self._settings.blobs))

    @cached_property
    def parts(self) -> Parts:
        return Parts(self._settings.data_dir / "uploads")

    @cached_property
    def errands(self) -> Errands:
        return Errands(self._settle)

    def _settle(self, sha256: str) -> None:
        from server.attachments.settle import settle

        with self._app.app_context():
            settle(self, sha256)


def handling() -> Handling:
    """That of the running application."""
    extensions = current_app.extensions
    if KEY not in extensions:
        # Werkzeug's proxy has the method, Flask's declaration of current_app does not.
        extensions[KEY] = Handling(current_app._get_current_object())  # type: ignore[attr-defined]
    found: Handling = extensions[KEY]
    return found
