"""Puts the application together: core first, then every package that has something to serve."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from sqlalchemy import make_url

from server.api import register_api
from server.clock import Clock
from server.compress import register_compression
from server.config import Settings
from server.db import db
from server.discovery import import_tables
from server.drain import HeardToTheEnd
from server.errors import json_text, register_errors
from server.health import blueprint as health
from server.logs import register_logs
from server.metrics import register_metrics
from server.security import TrustedProxies, register_security
from server.web import register_web


class Json(DefaultJSONProvider):
    """UTF-8 as it is, and fast."""

    def dumps(self, obj: Any, **_kwargs: Any) -> str:
        return json_text(obj).decode()


def make_app(settings: Settings | None, clock: Clock | None) -> Flask:
    settings = settings or Settings.from_env()
    app = Flask("server", static_folder=None)
    app.json = Json(app)
    app.url_map.strict_slashes = True
    app.extensions["gridwalk.settings"] = settings
    app.extensions["gridwalk.clock"] = clock or Clock(settings.timezone, settings.clock_file)
    app.config["SQLALCHEMY_DATABASE_URI"] = make_url(settings.database_url)  # a URL hides its password
    db.init_app(app)
    with app.app_context():
        app.extensions["gridwalk.engine"] = db.engine  # for what runs outside a request
    import_tables()
    # What comes last in this order sees an answer first: compress, then write the headers, then log.
    register_logs(app)
    register_security(app)
    register_compression(app)
    register_errors(app)
    register_api(app, [health])
    register_web(app)
    if settings.metrics:
        register_metrics(app)
    outermost = TrustedProxies(HeardToTheEnd(app.wsgi_app), settings.trusted_proxies)
    app.wsgi_app = outermost  # type: ignore[method-assign]  # as Flask's documentation says
    return app
