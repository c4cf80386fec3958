"""What becomes of bytes that have arrived: they are looked at once, and every record that waits is told.

Each step can be repeated; whatever a crash leaves undone is done by the job `attachments.settle`.
"""

from __future__ import annotations

import structlog
from sqlalchemy import select, update

from server.attachments.blobs import derived, original
from server.attachments.derivatives import BadImage, derive
from server.attachments.sniff import IMAGES
from server.attachments.tables import blob
from server.attachments.tell import tell
from server.attachments.tools import Tools
from server.db import reading, run_writing

log = structlog.get_logger(__name__)


def settle(tools: Tools, sha256: str) -> None:
    """Looks at a pending blob, and tells the records. Harmless to repeat."""
    with reading(tools.engine) as connection:
        row = connection.execute(select(blob).where(blob.c.sha256 == sha256)).first()
    if row is None:
        return
    if row.state == "pending":
        look(tools, sha256, row.type)
    tell(tools, sha256)


def look(tools: Tools, sha256: str, media_type: str) -> None:
    """Makes a picture's derivatives; everything else is stored as it is."""
    state = "stored"
    if media_type in IMAGES:
        try:
            with tools.blobs.opened(original(sha256), tools.parts.folder) as picture:
                made = derive(picture, IMAGES[media_type], tools.parts.folder)
        except BadImage as error:
            log.info("refused", sha256=sha256, why=str(error))
            state = "refused"
        else:
            tools.blobs.keep(derived(sha256, "view"), made.view)
            tools.blobs.keep(derived(sha256, "thumb"), made.thumb)
    now_known = update(blob).where(blob.c.sha256 == sha256, blob.c.state == "pending").values(state=state)
    run_writing(tools.engine, lambda connection: connection.execute(now_known))
