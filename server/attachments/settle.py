"""What becomes of bytes that have arrived: they are looked at once, and every record that waits is told.

Each step can be repeated; whatever a crash leaves undone is done by the job `attachments.settle`.
"""

from __future__ import annotations

import structlog
from sqlalchemy import select, update

from server.attachments.blobs import derived, original
from server.attachments.derivatives import BadImage, derive
from server.attachments.handling import Handling
from server.attachments.sniff import IMAGES
from server.attachments.tables import blob
from server.attachments.tell import tell
from server.db import reading, run_writing

log = structlog.get_logger(__name__)


def settle(handling: Handling, sha256: str) -> None:
    """Looks at a pending blob, and tells the records. Harmless to repeat."""
    with reading(handling.engine) as connection:
        row = connection.execute(select(blob).where(blob.c.sha256 == sha256)).first()
    if row is None:
        return
    if row.state == "pending":
        look(handling, sha256, row.type)
    tell(handling, sha256)


def look(handling: Handling, sha256: str, media_type: str) -> None:
    """Makes a picture's derivatives; everything else is stored as it is."""
    state = "stored"
    if media_type in IMAGES:
        try:
            with handling.blobs.opened(original(sha256), handling.parts.folder) as picture:
                made = derive(picture, IMAGES[media_type], handling.parts.folder)
        except BadImage as error:
            log.info("refused", sha256=sha256, why=str(error))
            state = "refused"
        else:
            handling.blobs.keep(derived(sha256, "view"), made.view)
            handling.blobs.keep(derived(sha256, "thumb"), made.thumb)
    now_known = update(blob).where(blob.c.sha256 == sha256, blob.c.state == "pending").values(state=state)
    run_writing(handling.engine, lambda connection: connection.execute(now_known))
