"""The HTTP interface and its description: `Blueprint` for endpoints, `Schema` for what they take and give.

A package that serves something has `blueprint` (or `blueprints`) in its `__init__.py` or `routes.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NoReturn

import flask_smorest
import marshmallow
from flask import Blueprint as PlainBlueprint
from flask import Flask, Response
from marshmallow import ValidationError, fields
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import HTTPException

from server.body import read_json
from server.discovery import packages
from server.errors import Invalid, as_problem, problem_response


class Schema(marshmallow.Schema):
    """Unknown keys are errors; strings are strings and numbers are numbers."""

    class Meta:
        unknown = marshmallow.RAISE


class ProblemSchema(Schema):
    """RFC 9457, with our stable `code`."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    detail = fields.String(required=True)
    errors = fields.Dict(keys=fields.String())
    request_id = fields.String(required=True)


class StrictParser(FlaskParser):
    """Reads bodies through `server.body`, and turns what does not fit into `Invalid`."""

    DEFAULT_UNKNOWN_BY_LOCATION = {  # noqa: RUF012  (the parent's own kind of attribute)
        "json": marshmallow.RAISE,
        "query": marshmallow.RAISE,
        "query_string": marshmallow.RAISE,
        "path": marshmallow.RAISE,
        "headers": marshmallow.EXCLUDE,
        "cookies": marshmallow.EXCLUDE,
    }

    def load_json(self, *_args: Any) -> Any:
        return read_json()

    def handle_error(self, error: ValidationError, *_args: Any, **_kwargs: Any) -> NoReturn:
        errors: Any = error.messages
        if isinstance(errors, Mapping) and len(errors) == 1:
            errors = next(iter(errors.values()))  # without the name of the location
        raise Invalid("Some of this cannot be taken as it is.", errors=errors)


class Blueprint(flask_smorest.Blueprint):
    """As flask-smorest's, but strict."""

    ARGUMENTS_PARSER = StrictParser()


class Api(flask_smorest.Api):
    ERROR_SCHEMA = ProblemSchema

    def handle_http_exception(self, error: HTTPException) -> Response:
        problem = as_problem(error)
        assert problem is not None
        return problem_response(problem)


def register_api(app: Flask, core: Sequence[PlainBlueprint]) -> None:
    """Registers the core's blueprints and those of every package."""
    app.config.update(
        API_TITLE="Gridwalk",
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
    )
    api = Api(app)
    app.extensions["gridwalk.api"] = api
    for blueprint in [*core, *_blueprints()]:
        if isinstance(blueprint, flask_smorest.Blueprint):
            api.register_blueprint(blueprint)
        else:
            app.register_blueprint(blueprint)


def _blueprints() -> Iterator[PlainBlueprint]:
    for package in packages():
        names = [package] + ([f"{package}.routes"] if find_spec(f"{package}.routes") else [])
        for module in map(import_module, names):
            if isinstance(one := getattr(module, "blueprint", None), PlainBlueprint):
                yield one
            yield from getattr(module, "blueprints", ())
