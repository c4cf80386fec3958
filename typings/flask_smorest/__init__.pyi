# The part of flask-smorest that the project uses; the package itself comes without types. Its decorators
# leave a view's type as it is, except `arguments`, which hands in one argument more than the caller gives.
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, TypeVar

import flask
from marshmallow import Schema
from werkzeug.exceptions import HTTPException

View = TypeVar("View", bound=Callable[..., Any] | type)
SchemaLike = Schema | type[Schema] | Mapping[str, Any]

class Blueprint(flask.Blueprint):
    description: str
    def __init__(self, *args: Any, **kwargs: Any) -> None: ...
    def route(
        self,
        rule: str,
        *,
        parameters: list[Any] | None = None,
        tags: list[str] | None = None,
        **options: Any,
    ) -> Callable[[View], View]: ...
    def arguments(
        self,
        schema: SchemaLike,
        *,
        location: str = "json",
        content_type: str | None = None,
        required: bool = True,
        description: str | None = None,
        example: Any = None,
        examples: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]: ...
    def response(
        self,
        status_code: int | str,
        schema: SchemaLike | None = None,
        *,
        content_type: str | None = None,
        description: str | None = None,
        example: Any = None,
        examples: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
    ) -> Callable[[View], View]: ...
    def alt_response(
        self,
        status_code: int | str,
        response: str | None = None,
        *,
        schema: SchemaLike | None = None,
        content_type: str | None = None,
        description: str | None = None,
        example: Any = None,
        examples: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        success: bool = False,
    ) -> Callable[[View], View]: ...
    @staticmethod
    def doc(**kwargs: Any) -> Callable[[View], View]: ...
    def paginate(
        self,
        pager: Any = None,
        *,
        page: int | None = None,
        page_size: int | None = None,
        max_page_size: int | None = None,
    ) -> Callable[[View], View]: ...
    def etag(self, obj: View) -> View: ...

class Api:
    ERROR_SCHEMA: Any
    DEFAULT_ERROR_RESPONSE_NAME: str | None
    # An apispec.APISpec; set by init_app.
    spec: Any
    def __init__(
        self,
        app: flask.Flask | None = None,
        *,
        spec_kwargs: Mapping[str, Any] | None = None,
        config_prefix: str = "",
    ) -> None: ...
    def init_app(self, app: flask.Flask, *, spec_kwargs: Mapping[str, Any] | None = None) -> None: ...
    def register_blueprint(
        self, blp: flask.Blueprint, *, parameters: list[Any] | None = None, **options: Any
    ) -> None: ...
    def register_field(self, field: type, *args: Any) -> None: ...
    def register_converter(self, converter: type, func: Callable[..., Any]) -> None: ...
    def handle_http_exception(self, error: HTTPException) -> Any: ...

def abort(http_status_code: int, exc: Exception | None = None, **kwargs: Any) -> NoReturn: ...
