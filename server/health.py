"""Is it ready to serve?"""

from __future__ import annotations

from importlib.metadata import version

from flask import Response
from marshmallow import fields
from sqlalchemy import select, text

from server.api import Blueprint, Schema
from server.db import engine, reading
from server.errors import Unavailable
from server.installation import installation

blueprint = Blueprint("health", __name__, description="Is it ready to serve?")


class Health(Schema):
    status = fields.String(required=True)
    version = fields.String(required=True)
    database = fields.String(required=True, metadata={"description": "sqlite or postgresql"})
    database_version = fields.String(required=True)
    schema = fields.String(required=True, metadata={"description": "The step that the tables are at."})


@blueprint.route("/healthz", methods=["GET"])
@blueprint.doc(security=[])
@blueprint.response(200, Health)
def healthz() -> dict[str, str]:
    """200 when requests can be served, with the version and the database's."""
    with reading(engine()) as connection:
        life = connection.execute(select(installation.c.epoch)).scalar_one_or_none()
        step = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    if life is None or step is None:
        raise Unavailable("The database is empty: run gridwalk migrate.", code="not_migrated")
    numbers = engine().dialect.server_version_info or ()
    return {
        "status": "ok",
        "version": version("gridwalk"),
        "database": engine().dialect.name,
        "database_version": ".".join(map(str, numbers)),
        "schema": step,
    }


@blueprint.after_request
def never_kept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
