"""`GET /api/posters`: the posters of an area's buildings, for those who hang them up."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from marshmallow import validate

from server.api import Blueprint, ProblemSchema, Schema
from server.auth.current import SignedIn, current_session, signed_in
from server.auth.directory import AreaTree
from server.auth.schemas import Text
from server.clock import clock
from server.db import engine, reading
from server.errors import NotFound
from server.public.posters.make import pdf, posters_of
from server.records.policy import LEADING

PRINTING = frozenset({"clerk", *LEADING})
"""Roles that print posters, of the areas inside theirs."""
PDF = "application/pdf"

blueprint = Blueprint("posters", __name__, description="QR posters for buildings.")


class PostersIn(Schema):
    area = Text(
        required=True,
        validate=validate.Length(36, 36),
        metadata={"description": "Any area: one page for each unit in it."},
    )


@blueprint.route("/api/posters", methods=["GET"])
@blueprint.arguments(PostersIn, location="query")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type=PDF)
@blueprint.alt_response(404, schema=ProblemSchema, description="No such area, no building, or not mine.")
@signed_in
def show_posters(asked: dict[str, Any]) -> Response:
    """One PDF, A4, a page for each building."""
    me = current_session()
    if not _may_print(me, me.tree, asked["area"]):
        raise NotFound("There is no such area.")
    with reading(engine()) as connection:
        posters = posters_of(connection, me.tree, clock().today(), asked["area"], request.host_url)
    answer = Response(pdf(posters), content_type=PDF)
    answer.headers["Content-Disposition"] = 'attachment; filename="posters.pdf"'
    return answer


def _may_print(me: SignedIn, tree: AreaTree, area: str) -> bool:
    above = {one.id for one in tree.path(area)}
    return any(held.role in PRINTING and held.area in above for held in me.assignments)
