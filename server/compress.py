"""Answers travel compressed where the caller can unpack them and it is worth it."""

from __future__ import annotations

import zlib

from flask import Flask, Response, request

SMALLEST = 300
QUICK_FROM = 100_000
KINDS = ("application/json", "application/problem+json")


def register_compression(app: Flask) -> None:
    @app.after_request
    def compress(answer: Response) -> Response:
        if answer.mimetype not in KINDS or answer.direct_passthrough or answer.is_streamed:
            return answer
        answer.vary.add("Accept-Encoding")
        body = answer.get_data()
        if len(body) < SMALLEST or "Content-Encoding" in answer.headers:
            return answer
        if request.accept_encodings.quality("gzip") <= 0:
            return answer
        # Small answers as small as they get; large ones fast, for the phone waits for both.
        answer.set_data(gzip(body, 1 if len(body) >= QUICK_FROM else 6))
        answer.headers["Content-Encoding"] = "gzip"
        return answer


def gzip(body: bytes, level: int) -> bytes:
    """`body` as one gzip member, without a time in it."""
    packer = zlib.compressobj(level, zlib.DEFLATED, 31)
    return packer.compress(body) + packer.flush()
