"""`POST /api/matter-codes`: staff who took a matter down hand its code to whoever brought it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify
from marshmallow import fields, validate
from sqlalchemy import Connection, delete, insert, select

from server.api import Blueprint, ProblemSchema, Schema
from server.auth.current import current_session, signed_in
from server.auth.schemas import Text
from server.clock import clock
from server.config import settings
from server.db import engine, run_writing
from server.errors import NotFound
from server.public.codes import CODE_DIGITS, EXTRA_DIGITS, check_digit, code_hash, extra_hash, phone_digits
from server.public.tables import matter as matter_table
from server.records.models import record
from server.records.policy import policy
from sync.protocol import Actor

blueprint = Blueprint("matter codes", __name__, description="Codes for those who brought a matter to us.")


class CodeIn(Schema):
    case = Text(required=True, validate=validate.Length(36, 36))


class CodeOut(Schema):
    code = fields.String(required=True, metadata={"description": "16 digits; told here and nowhere else."})
    digits = fields.String(
        required=True, allow_none=True, metadata={"description": "Null: the phone number's last four."}
    )


@blueprint.route("/api/matter-codes", methods=["POST"])
@blueprint.arguments(CodeIn)
@blueprint.response(201, CodeOut)
@blueprint.alt_response(404, schema=ProblemSchema, description="No such case, or not mine to hand out.")
@signed_in
def create_code(given: dict[str, Any]) -> Response:
    """A new code for a case. One that was handed out before opens nothing any more."""
    actor = current_session().actor

    def work(connection: Connection) -> Mapping[str, str | None]:
        return new_code(connection, actor, given["case"])

    answer = jsonify(CodeOut().dump(run_writing(engine(), work)))
    answer.status_code = 201
    return answer


def new_code(connection: Connection, actor: Actor, case: str) -> Mapping[str, str | None]:
    """For whoever may note down who brought a case, in the grids of that assignment. Raises `NotFound`."""
    held = (record.c.id == case, record.c.collection == "cases")
    row = connection.execute(select(record.c.area).where(*held).with_for_update()).first()
    if row is None or row.area not in _grids(actor):
        raise NotFound("There is no such case.")
    secret, phone = settings().secret_key, _phone(connection, case)
    begin = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS - 1))
    code = begin + check_digit(begin)
    digits = phone or "".join(secrets.choice("0123456789") for _ in range(EXTRA_DIGITS))
    connection.execute(delete(matter_table).where(matter_table.c.case_id == case))
    made = {"code_hash": code_hash(secret, code), "extra_hash": extra_hash(secret, code, digits)}
    connection.execute(insert(matter_table).values(case_id=case, said_hash="", made_at=clock().now(), **made))
    return {"code": code, "digits": None if phone else digits}


def _grids(actor: Actor) -> frozenset[str]:
    """Where this person may note down reporters."""
    allowed = [
        one.grids
        for one in actor.scope.assignments.values()
        if "area" in policy().relations(one.role, "reporters", "create")
    ]
    return frozenset().union(*allowed)


def _phone(connection: Connection, case: str) -> str:
    """The last four digits of the number that is noted down with the case; "" where there is none."""
    wanted = select(record.c.fields).where(record.c.root == case, record.c.collection == "reporters")
    for row in connection.execute(wanted):
        known = json.loads(row.fields)
        if known.get("void") is not True and (digits := phone_digits(known.get("phone") or "")):
            return digits
    return ""
