"""The attachments' tools, once in each process, with the thread that looks at what has just come."""

from __future__ import annotations

from functools import cached_property

from flask import Flask, current_app

from server.attachments.errands import Errands
from server.attachments.settle import settle
from server.attachments.tools import Tools

KEY = "gridwalk.attachments"


class Handling(Tools):
    """Those of an application."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self._app = app

    @cached_property
    def errands(self) -> Errands:
        return Errands(self._settle)

    def _settle(self, sha256: str) -> None:
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
