"""What attachments serve; the application looks here."""

from __future__ import annotations

from server.attachments.serve import blueprint as served
from server.attachments.tus import blueprint as uploads

blueprints = (uploads, served)
