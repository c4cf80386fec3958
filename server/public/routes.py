"""What this package serves; the application looks here."""

from __future__ import annotations

from server.public.matters import blueprint as matters
from server.public.posters.routes import blueprint as posters
from server.public.staff import blueprint as staff

blueprints = (matters, staff, posters)
