"""`/api/public/…`: report a matter, follow it, add to it, judge its answer. No account, cookie or CORS."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Response, jsonify, request
from sqlalchemy import Connection, select

from server.api import Blueprint, ProblemSchema
from server.auth.directory import area_tree
from server.clock import clock
from server.config import settings
from server.db import engine, reading
from server.errors import Invalid
from server.public.areas import places_of
from server.public.codes import made_at
from server.public.holding import family, opened, unknown
from server.public.photos import receive_photo
from server.public.progress import progress
from server.public.report import address_key, report
from server.public.schemas import (
    HeldIn,
    MatterOut,
    PhotoIn,
    PhotoOut,
    PlacesIn,
    PlacesOut,
    ReportedOut,
    ReportIn,
    SaidIn,
)
from server.public.writing import Desk, Write, at_desk
from server.records.models import record
from server.records.today import todays_house
from sync.reading import is_new_id

blueprint = Blueprint("public", __name__, description="For residents, without an account.")
_BYTES = {"content": {"image/*": {"schema": {"type": "string", "format": "binary"}}}, "required": True}
_TOO_MANY = "Too many from here. Retry-After says how long."
_UNKNOWN = "This code and these digits open nothing here."
_TWICE = "The same id with another content, or not possible now."


@blueprint.route("/api/public/places", methods=["GET"])
@blueprint.doc(security=[])
@blueprint.arguments(PlacesIn, location="query")
@blueprint.response(200, PlacesOut)
@blueprint.alt_response(404, schema=ProblemSchema, description="No such street or poster.")
def list_places(asked: dict[str, Any]) -> dict[str, Any]:
    """What the form offers: the streets; with a street its communities and buildings; what a poster means."""
    tree = area_tree()
    with reading(engine()) as connection:
        return places_of(connection, tree, clock().today(), asked.get("street"), asked.get("at"))


@blueprint.route("/api/public/matters", methods=["POST"])
@blueprint.doc(security=[])
@blueprint.arguments(ReportIn)
@blueprint.response(201, ReportedOut)
@blueprint.alt_response(409, schema=ProblemSchema, description=_TWICE)
@blueprint.alt_response(429, schema=ProblemSchema, description=_TOO_MANY)
def create_matter(given: dict[str, Any]) -> Response:
    """Reports a matter. The answer has the code to follow it; the same report again has the same answer."""
    reported = at_desk(partial(report, given=given, address=_address()))
    body = {"code": reported.code, "digits": reported.digits, "matter": _shown(reported.case)}
    answer = jsonify(ReportedOut().dump(body))
    answer.status_code = 201
    return answer


@blueprint.route("/api/public/matters/<string:code>", methods=["GET"])
@blueprint.doc(security=[])
@blueprint.arguments(HeldIn, location="headers")
@blueprint.response(200, MatterOut)
@blueprint.alt_response(404, schema=ProblemSchema, description=_UNKNOWN)
@blueprint.alt_response(429, schema=ProblemSchema, description=_TOO_MANY)
def show_matter(held: dict[str, Any], code: str) -> dict[str, Any]:
    """How the matter stands."""
    return _shown(_opened(code, held))


@blueprint.route("/api/public/matters/<string:code>", methods=["POST"])
@blueprint.doc(security=[])
@blueprint.arguments(HeldIn, location="headers")
@blueprint.arguments(SaidIn)
@blueprint.response(200, MatterOut)
@blueprint.alt_response(404, schema=ProblemSchema, description=_UNKNOWN)
@blueprint.alt_response(409, schema=ProblemSchema, description=_TWICE)
@blueprint.alt_response(429, schema=ProblemSchema, description=_TOO_MANY)
def add_to_matter(held: dict[str, Any], said: dict[str, Any], code: str) -> dict[str, Any]:
    """More words, a mark for the answer, or "not solved", which opens the matter again."""
    case = _opened(code, held)
    fields = {name: value for name, value in said.items() if name != "id"}

    def work(desk: Desk) -> None:
        desk.write(case, _area(desk.connection, case), said["id"], [Write("entries", "entry", fields)])

    at_desk(work)
    return _shown(case)


@blueprint.route("/api/public/matters/<string:code>/photos/<string:photo>", methods=["PUT"])
@blueprint.doc(security=[], requestBody=_BYTES)
@blueprint.arguments(HeldIn, location="headers")
@blueprint.arguments(PhotoIn, location="query")
@blueprint.response(200, PhotoOut)
@blueprint.alt_response(404, schema=ProblemSchema, description=_UNKNOWN)
@blueprint.alt_response(409, schema=ProblemSchema, description=_TWICE)
@blueprint.alt_response(413, schema=ProblemSchema, description="A photo has at most 10 MB.")
@blueprint.alt_response(415, schema=ProblemSchema, description="Not an image by its own type.")
@blueprint.alt_response(429, schema=ProblemSchema, description=_TOO_MANY)
def add_photo(held: dict[str, Any], asked: dict[str, Any], code: str, photo: str) -> dict[str, str]:
    """A photo, in one piece. It is looked at apart before anybody is shown it."""
    if not is_new_id(photo) or made_at(photo) is None:
        raise Invalid("A photo is named by a UUIDv7.", errors={"photo": ["This must be a UUIDv7."]})
    receive_photo(_opened(code, held), photo, asked.get("of"), _address())
    return {"photo": photo}


def _opened(code: str, held: dict[str, Any]) -> str:
    """The case of this code and these digits; else one answer for all."""
    return opened(engine(), clock(), settings().secret_key, _address(), code, held["digits"])


def _address() -> str:
    return address_key(settings().secret_key, request.remote_addr or "")


def _area(connection: Connection, case: str) -> str:
    """The grid in which the case lies now."""
    found = connection.execute(select(record.c.area).where(record.c.id == case)).scalar_one_or_none()
    if found is None:
        raise unknown()
    return str(found)


def _shown(case: str) -> dict[str, Any]:
    house = todays_house(area_tree())
    with reading(engine()) as connection:
        found = family(connection, case, clock().now())
    if found is None:
        raise unknown()
    return progress(found, house, clock().now())
