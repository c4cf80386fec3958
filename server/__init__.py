"""The Flask application."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from server.clock import Clock
    from server.config import Settings


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> Flask:
    """The application: settings from the environment and the real clock, unless given."""
    from server.app import make_app

    return make_app(settings, clock)
