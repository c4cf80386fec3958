"""Session tokens: 256 random bits for the phone, their hash for the database; each person's sealing key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

COOKIE = "gridwalk_session"


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """A plain hash is enough: nobody guesses 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def login_key(secret: bytes, login: str) -> str:
    return hmac.new(
        _derive(secret, "sign-in failures"), login.encode("utf-8", "replace"), "sha256"
    ).hexdigest()


def seal_key(secret: bytes, person: str) -> str:
    """32 bytes, base64url without padding: the same for a person for good, and only the server can make it.

    The phone seals unsent work with it at sign-out, and can open it only after that person's next sign-in.
    """
    return base64.urlsafe_b64encode(_derive(secret, f"seal {person}")).rstrip(b"=").decode()


def _derive(secret: bytes, purpose: str) -> bytes:
    """HKDF-SHA256 (RFC 5869) without salt, one block."""
    extracted = hmac.new(b"\0" * 32, secret, "sha256").digest()
    return hmac.new(extracted, purpose.encode() + b"\x01", "sha256").digest()
