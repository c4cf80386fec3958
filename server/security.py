"""Headers that every answer carries; what a trusted proxy may say about the caller."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from typing import TYPE_CHECKING

from flask import Flask, Response, request

from server.config import Network

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CSP = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ]
)


def register_security(app: Flask) -> None:
    @app.after_request
    def harden(answer: Response) -> Response:
        headers = answer.headers
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Content-Security-Policy"] = CSP
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if request.path == "/api" or request.path.startswith("/api/"):
            headers["Cache-Control"] = "no-store"
        if request.is_secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        return answer


class TrustedProxies:
    """WSGI middleware: forwarded headers count only from the networks named, else they are removed."""

    def __init__(self, app: WSGIApplication, networks: Iterable[Network]) -> None:
        self.app = app
        self.networks = tuple(networks)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        scheme = environ.pop("HTTP_X_FORWARDED_PROTO", "").split(",")[-1].strip().lower()
        host = environ.pop("HTTP_X_FORWARDED_HOST", "").split(",")[-1].strip()
        hops = environ.pop("HTTP_X_FORWARDED_FOR", "").split(",")
        if self._trusts(environ.get("REMOTE_ADDR", "")):
            if scheme in ("http", "https"):
                environ["wsgi.url_scheme"] = scheme
            if host:
                environ["HTTP_HOST"] = host
            environ["REMOTE_ADDR"] = self._caller(hops) or environ.get("REMOTE_ADDR", "")
        return self.app(environ, start_response)

    def _caller(self, hops: Iterable[str]) -> str:
        """The last hop that is not one of our own proxies."""
        for hop in reversed([hop.strip() for hop in hops if hop.strip()]):
            if not self._trusts(hop):
                return hop
        return ""

    def _trusts(self, address: str) -> bool:
        try:
            known = ip_address(address)
        except ValueError:
            return False
        return any(known in network for network in self.networks)
