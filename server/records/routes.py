"""`/api/sync`, `/api/schema`, `/api/policy`, `/api/records/…` and `/api/mutations/…`."""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import structlog
from flask import Response, current_app, jsonify

from server.api import Blueprint, ProblemSchema
from server.auth.current import current_session, signed_in
from server.body import json_bytes, strict_json
from server.clock import clock
from server.config import settings
from server.db import engine, reading
from server.errors import Forbidden, Invalid, NotFound, Problem
from server.ids import is_id
from server.records import registry
from server.records.kept import kept_mutation
from server.records.listing import BadQuestion
from server.records.policy import policy
from server.records.reading import Question, listed, readable
from server.records.schemas import GrantOut, KeptOut, ListIn, ListOut, SchemaOut, SyncIn, SyncOut
from server.records.today import domain, store
from sync import engine as protocol
from sync import wire
from sync.errors import SyncError

log = structlog.get_logger("records")
_is_stream = re.compile("s[0-9]{1,12}").fullmatch
blueprint = Blueprint("records", __name__, description="What people entered, and how it travels.")
_SYNC_BODY = {"content": {"application/json": {"schema": SyncIn}}, "required": True}


@blueprint.route("/api/sync", methods=["POST"])
@blueprint.doc(requestBody=_SYNC_BODY)
@blueprint.response(200, SyncOut)
@blueprint.alt_response(426, schema=ProblemSchema, description="Another protocol; the outbox is kept.")
@signed_in
def sync() -> Response:
    """One round trip: mutations in, one receipt for each, and what has changed for this person since."""
    me = current_session()
    try:
        request = wire.read_request(json_bytes())
    except SyncError as error:
        raise Problem(
            error.detail, status=error.status, code=error.code, title=error.title, errors=error.errors
        ) from None
    _note_mismatched(request.mismatched)
    answer = protocol.sync(
        store(),
        domain(me.tree),
        me.actor,
        request,
        clock().local,
        _key(settings().secret_key),
        _note_bug,
    )
    return Response(wire.write_answer(answer), content_type="application/json")


@blueprint.route("/api/schema", methods=["GET"])
@blueprint.response(200, SchemaOut)
@signed_in
def show_schema() -> Response:
    """What a phone validates with, and the limits it keeps within."""
    return Response(_schema(), content_type="application/json")


@blueprint.route("/api/policy", methods=["GET"])
@blueprint.response(200, GrantOut(many=True))
@signed_in
def show_policy() -> Response:
    """The table from which every check is made. What is not in it is denied."""
    return jsonify(policy().rows())


@blueprint.route("/api/records/<string:collection>", methods=["GET"])
@blueprint.arguments(ListIn, location="query")
@blueprint.response(200, ListOut)
@blueprint.alt_response(403, schema=ProblemSchema, description="Not for the asker's role.")
@signed_in
def list_records(asked: dict[str, Any], collection: str) -> Response:
    """Filtered, sorted, paged records of one collection, as far as the asker may read them."""
    found = registry.collections().get(collection)
    if found is None:
        raise NotFound("There is no such collection.")
    visible = readable(current_session().actor, found, policy())
    if visible is None:
        raise Forbidden("This is not for the role you work in here.", code="not_allowed")
    question = Question(_where(asked["where"]), asked["sort"], asked["page"], asked["per_page"])
    try:
        with reading(engine()) as connection:
            rows, total = listed(connection, found, visible, question)
    except BadQuestion as error:
        raise Invalid("This question cannot be answered.", errors=error.errors) from None
    records = ",".join(
        f'{{"collection":"{collection}","record":"{id}","root":"{root}","version":{version},"fields":{fields}}}'
        for id, root, version, fields in rows
    )
    body = f'{{"records":[{records}],"page":{question.page},"per_page":{question.per_page},"total":{total}}}'
    return Response(body, content_type="application/json")


@blueprint.route("/api/mutations/<string:mutation>", methods=["GET"])
@blueprint.response(200, KeptOut)
@signed_in
def show_mutation(mutation: str) -> Response:
    """A refused or conflicting mutation as it came, for its author and those who lead where it was made."""
    me = current_session()
    found = None
    if is_id(mutation):
        with reading(engine()) as connection:
            found = kept_mutation(connection, mutation, me.actor, me.tree, clock().now())
    if found is None:
        raise NotFound("There is no such mutation.")
    return jsonify(found)


def _where(text: str) -> Any:
    try:
        return strict_json(text.encode())
    except UnicodeEncodeError:
        raise Invalid("This question cannot be read.", errors={"where": ["Half a character."]}) from None
    except Problem as error:
        raise Invalid("This question cannot be read.", errors={"where": [error.detail]}) from None


@cache
def _schema() -> str:
    return json.dumps(registry.describe(), ensure_ascii=False)


@cache
def _key(secret: bytes) -> bytes:
    """Of body hashes and derived ids; used for nothing else."""
    return hmac.digest(secret, b"gridwalk records", "sha256")


def _note_mismatched(mismatched: Mapping[str, str]) -> None:
    """A phone does not hold what it should. Streams are told by their numbers: nobody is named."""
    if not mismatched:
        return
    numbers = sorted(name for name in mismatched if _is_stream(name))[:20]
    log.warning("a phone does not hold what it should", streams=numbers, of=len(mismatched))
    if counter := current_app.extensions.get("gridwalk.mismatched"):
        for said in mismatched.values():
            counter.labels(said).inc()


def _note_bug(mutation: str, error: BaseException) -> None:
    log.error("bug in a mutation", mutation=mutation, exc_info=error)
