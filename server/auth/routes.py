"""`/api/session` and `/api/devices`."""

from __future__ import annotations

from typing import Any

from flask import Response, g, jsonify, request
from sqlalchemy import exists, select, update

from server.api import Blueprint, ProblemSchema
from server.auth.current import SignedIn, current_session, read_session, signed_in
from server.auth.schemas import DeviceList, NewSessionOut, SessionOut, SignIn
from server.auth.sign_in import Credentials, account, sign_in, sign_out
from server.auth.tables import device, session
from server.auth.tokens import COOKIE, login_key, seal_key
from server.clock import clock, rfc3339
from server.config import settings
from server.db import engine, reading, run_writing
from server.district.tables import district
from server.errors import NotFound

COOKIE_SECONDS = 400 * 24 * 3600

blueprint = Blueprint("session", __name__, description="Who is asking, and from which devices.")


@blueprint.route("/api/session", methods=["POST"])
@blueprint.doc(security=[])
@blueprint.arguments(SignIn)
@blueprint.response(201, NewSessionOut)
@blueprint.alt_response(401, schema=ProblemSchema, description="Login and password do not go together.")
@blueprint.alt_response(
    429,
    schema=ProblemSchema,
    description="Too many failures for this login.",
    headers={"Retry-After": {"description": "Seconds, at most 900.", "schema": {"type": "integer"}}},
)
def create_session(given: dict[str, Any]) -> Response:
    """Signs in: a token for this device, and the same as a cookie."""
    phone = given["device"]
    token = sign_in(
        engine(),
        Credentials(given["login"], given["password"], phone.get("id"), phone["name"]),
        login_key(settings().secret_key, account(given["login"])),
        clock().now(),
    )
    g.signed_in = read_session(token)
    answer = jsonify(NewSessionOut().dump({**_described(g.signed_in), "token": token}))
    answer.status_code = 201
    answer.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_SECONDS,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return answer


@blueprint.route("/api/session", methods=["GET"])
@blueprint.response(200, SessionOut)
@signed_in
def show_session() -> dict[str, Any]:
    """Who I am, my assignments of today and the number of my scope."""
    return _described(current_session())


@blueprint.route("/api/session", methods=["DELETE"])
@blueprint.response(204)
@signed_in
def delete_session() -> Response:
    """Signs this device out."""
    sign_out(engine(), current_session().token_hash)
    answer = Response(status=204)
    answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="Lax", secure=request.is_secure)
    return answer


@blueprint.route("/api/devices", methods=["GET"])
@blueprint.response(200, DeviceList)
@signed_in
def list_devices() -> dict[str, Any]:
    """My devices that were not revoked, the one seen last first."""
    me = current_session()
    has_session = exists().where(session.c.device_id == device.c.id)
    wanted = (
        select(
            device.c.id,
            device.c.name,
            device.c.created_at,
            device.c.last_seen,
            has_session.label("signed_in"),
        )
        .where(device.c.person_id == me.person, device.c.revoked_at.is_(None))
        .order_by(device.c.last_seen.desc(), device.c.id)
    )
    with reading(engine()) as connection:
        rows = connection.execute(wanted).all()
    return {
        "devices": [
            {
                "id": row.id,
                "name": row.name,
                "created_at": rfc3339(row.created_at),
                "last_seen": rfc3339(row.last_seen),
                "current": row.id == me.device,
                "signed_in": row.signed_in,
            }
            for row in rows
        ]
    }


@blueprint.route("/api/devices/<string:device_id>", methods=["DELETE"])
@blueprint.response(204)
@signed_in
def revoke_device(device_id: str) -> Response:
    """Signs one of my devices out from elsewhere, from its next request on."""
    mine = (
        device.c.id == device_id,
        device.c.person_id == current_session().person,
        device.c.revoked_at.is_(None),
    )
    revoke = update(device).where(*mine).values(revoked_at=clock().now())
    if run_writing(engine(), lambda connection: connection.execute(revoke).rowcount) == 0:
        raise NotFound("There is no such device.")
    return Response(status=204)


def _described(me: SignedIn) -> dict[str, Any]:
    return {
        "user": {"id": me.person, "name": me.name, "login": me.login, "assignments": _assignments(me)},
        "device": {"id": me.device, "name": me.device_name},
        "scope": me.actor.scope.number,
        "epoch": me.epoch,
        "server_time": rfc3339(clock().now()),
        "seal_key": seal_key(settings().secret_key, me.person),
        "demonstration": _is_demonstration(),
    }


def _is_demonstration() -> bool:
    """What the district says of itself; one that is not loaded yet says nothing."""
    with reading(engine()) as connection:
        return bool(connection.scalar(select(district.c.demonstration)))


def _assignments(me: SignedIn) -> list[dict[str, Any]]:
    found = []
    for held in me.assignments:
        area = me.tree.get(held.area)
        found.append(
            {
                "id": held.id,
                "role": held.role,
                "area": held.area,
                "area_name": area.name if area else "",
                "area_level": area.level if area else "",
                "area_code": area.code if area else "",
                "from_": held.valid_from.isoformat(),
                "to": held.valid_to.isoformat() if held.valid_to else None,
                "certified_mediator": held.certified_mediator,
            }
        )
    return found
