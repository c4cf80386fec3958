"""Is it ready to serve?"""

from __future__ import annotations

from importlib.metadata import version

from flask import Blueprint, Response
from sqlalchemy import select

from server.db import engine, reading
from server.errors import Unavailable
from server.installation import installation

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> dict[str, str]:
    """200 when requests can be served: the database answers and is of this version."""
    with reading(engine()) as connection:
        life = connection.execute(select(installation.c.epoch)).scalar_one_or_none()
    if life is None:
        raise Unavailable("The database is empty: run gridwalk migrate.", code="not_migrated")
    return {"status": "ok", "version": version("gridwalk"), "database": engine().dialect.name}


@blueprint.after_request
def never_kept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
