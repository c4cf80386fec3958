"""Records learn what became of their bytes: `stored`, or why not. Phones learn it by their next sync."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import Connection, delete, select, update

from server.attachments.described import Attachment, attachment
from server.attachments.sniff import refusal
from server.attachments.tables import blob, blob_link
from server.attachments.tools import Tools
from server.auth.directory import area_tree
from server.db import reading, run_writing
from server.records.today import domain, store
from sync.engine import write_system
from sync.protocol import Fields
from sync.store import SystemWrite

log = structlog.get_logger(__name__)


def tell(tools: Tools, sha256: str) -> None:
    """Tells every record with these bytes that has not heard yet. Twice is harmless."""
    with reading(tools.engine) as connection:
        row = connection.execute(select(blob.c.type, blob.c.state).where(blob.c.sha256 == sha256)).first()
        waiting = _waiting(connection, sha256)
    if row is None or row.state == "pending" or not waiting:
        return
    now, local = tools.clock.now(), tools.clock.local()
    refusals = {found.id: refusal(found.kind, row.type, row.state) for found in waiting}
    writes = [
        SystemWrite("attachments", found.id, found.root, _said(refusals[found.id], local))
        for found in waiting
    ]
    receipts = write_system(store(), domain(area_tree()), writes, now)
    for write, receipt in zip(writes, receipts, strict=True):
        if receipt.outcome != "applied":
            log.error("record not told", record=write.record, outcome=receipt.outcome, code=receipt.code)

    def work(connection: Connection) -> None:
        told = [id for id, code in refusals.items() if code is None]
        connection.execute(update(blob_link).where(blob_link.c.record.in_(told)).values(told_at=now))
        refused = [id for id, code in refusals.items() if code is not None]
        connection.execute(delete(blob_link).where(blob_link.c.record.in_(refused)))

    run_writing(tools.engine, work)


def _said(refused_code: str | None, now: datetime) -> Fields:
    """To the millisecond, as a backup's moment: a whole second earlier may be one before it was kept."""
    if refused_code is not None:
        return {"stored": False, "refused_code": refused_code}
    return {"stored": True, "stored_at": now.isoformat(timespec="milliseconds")}


def _waiting(connection: Connection, sha256: str) -> list[Attachment]:
    unheard = select(blob_link.c.record).where(blob_link.c.sha256 == sha256, blob_link.c.told_at.is_(None))
    found = [attachment(connection, record) for record in connection.execute(unheard).scalars()]
    return [one for one in found if one is not None]
