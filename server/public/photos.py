"""A resident's photo: in one piece, after the matter or the words it belongs to, and checked apart."""

from __future__ import annotations

from functools import partial

from flask import request
from sqlalchemy import Connection, select

from server.attachments.handling import handling
from server.attachments.sniff import IMAGES
from server.attachments.whole import Whole, take_whole
from server.config import settings
from server.db import run_writing
from server.errors import Invalid, NotFound, WrongMediaType
from server.public import throttle
from server.public.writing import Desk, Write, at_desk, record_of
from server.records.models import record


def receive_photo(case: str, photo: str, of: str | None, address: str) -> None:
    """This request's body as the photo named ``photo``; the same one again is one. Raises `Problem`."""
    if not request.mimetype.startswith("image/"):
        raise WrongMediaType("A photo comes as image/jpeg, image/png, image/webp, image/avif or image/heic.")
    run_writing(handling().engine, partial(_count, photo=photo, address=address))
    take_whole(handling(), case, partial(_describe, case, photo, of))


def _count(connection: Connection, photo: str, address: str) -> None:
    now = handling().clock.now()
    counted = record_of(settings().secret_key, photo, "count")
    throttle.take(connection, "photo", throttle.PHOTOS, address, counted, now)


def _describe(case: str, photo: str, of: str | None, whole: Whole) -> str:
    """Its record, made by the guest; what is no picture has none."""
    if whole.type not in IMAGES:
        raise Invalid("This is not a photo that can be shown.", code="bad_image")
    secret = settings().secret_key

    def work(desk: Desk) -> None:
        connection = desk.connection
        parent = record_of(secret, of, "entry") if of else case
        rows = select(record.c.id).where(record.c.root == case)
        found = {row.id for row in connection.execute(rows)}
        if parent not in found:
            raise NotFound("There is no such addition.")
        area = connection.execute(select(record.c.area).where(record.c.id == case)).scalar_one()
        fields = {
            "parent": parent,
            "kind": "photo",
            "blob": whole.sha256,
            "bytes": whole.bytes,
            "type": whole.type,
        }
        desk.write(case, area or "", photo, [Write("attachments", "photo", fields)])

    at_desk(work)
    return record_of(secret, photo, "photo")
