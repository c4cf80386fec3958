"""Writes the phone's TypeScript from the schemas (`gridwalk types`), so that nothing is declared twice."""

from __future__ import annotations

import json
from pathlib import Path

from server.records import registry
from server.records.collection import Collection
from sync.protocol import Json

TARGET = Path(__file__).parents[2] / "pwa" / "src" / "sync" / "types.gen.ts"

HEAD = """\
// Written by `gridwalk types` from the server's schemas. Do not edit: change the schema and run it again.

/** A word that a newer server may know and this phone does not: it is kept and shown as "other". */
export type Other = string & {}
/** UUID, lower case. */
export type Id = string
/** RFC 3339 with offset. */
export type Time = string
/** ISO date in the district's zone. */
export type Day = string
/** WGS-84 degrees; accuracy in metres. */
export interface Position {
  lat: number
  lon: number
  accuracy?: number | null
  at?: Time | null
}
export interface Localized {
  'zh-CN': string
  en?: string | null
}
/** How a field that is merged by union is written; it is read as a list. */
export interface SetChange<T> {
  add?: T[] | null
  remove?: T[] | null
}
export type FieldRule = 'ask' | 'last' | 'union' | 'once' | 'server'
export type FieldType =
  | 'any'
  | 'boolean'
  | 'choice'
  | 'date'
  | 'integer'
  | 'list'
  | 'localized'
  | 'number'
  | 'object'
  | 'position'
  | 'ref'
  | 'sha256'
  | 'text'
  | 'time'
/** `rule` is `ask` and `required` false where they are absent. Lengths count code points. */
export interface FieldInfo {
  type: FieldType
  rule?: FieldRule
  required?: true
  choices?: readonly string[]
  ref?: CollectionName
  min?: number
  max?: number
  max_length?: number
  max_items?: number
  default?: string
  items?: FieldInfo
  fields?: Readonly<Record<string, FieldInfo>>
}
/** Which step of a case leads from which status to which. */
export interface StepInfo {
  from: readonly string[]
  to?: string
}
/** `schema` is the number that mutations carry; `roots` the collections a root may be of. */
export interface CollectionInfo {
  schema: number
  roots: readonly CollectionName[]
  fields: Readonly<Record<string, FieldInfo>>
  steps?: Readonly<Record<string, StepInfo>>
}
"""

PLAIN = {
    "any": "unknown",
    "boolean": "boolean",
    "date": "Day",
    "integer": "number",
    "localized": "Localized",
    "number": "number",
    "position": "Position",
    "ref": "Id",
    "sha256": "string",
    "text": "string",
    "time": "Time",
}


def typescript() -> str:
    """The whole file, the same for the same schemas."""
    found = registry.collections()
    common = next(iter(found.values()))
    parts = [HEAD, _interface("CommonFields", _described(common, own=False))]
    for name, collection in found.items():
        parts.append(_interface(_title(name) + "Fields", _described(collection, own=True), "CommonFields"))
    parts.append(_map("CollectionFields", {name: _title(name) + "Fields" for name in found}))
    parts.append("export type CollectionName = keyof CollectionFields\n")
    parts.append(
        "/** What a phone may write: sets as changes, nothing that the server sets. */\n"
        + _map("CollectionChanges", {name: _changes(name, collection) for name, collection in found.items()})
    )
    table = {name: _terse(collection.describe()) for name, collection in found.items()}
    parts.append(
        "export const collections: Readonly<Record<CollectionName, CollectionInfo>> = "
        + json.dumps(table, ensure_ascii=False, indent=1)
        + "\n"
    )
    parts.append(f"export const limits = {json.dumps(registry.LIMITS, indent=2)} as const\n")
    return "\n".join(parts)


def write(target: Path = TARGET) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(typescript(), encoding="utf-8")


def _title(name: str) -> str:
    return name[:1].upper() + name[1:]


def _described(collection: Collection, *, own: bool) -> dict[str, Json]:
    fields = collection.fields.items()
    return {name: kept.describe() for name, kept in fields if (name not in collection.common) is own}


def _interface(name: str, fields: dict[str, Json], base: str = "") -> str:
    head = f"export interface {name}" + (f" extends {base}" if base else "")
    return head + " {\n" + "".join(f"  {_member(field, told)}\n" for field, told in fields.items()) + "}\n"


def _member(name: str, told: dict[str, Json]) -> str:
    return f"{name}: {_type(told)}" if told["required"] else f"{name}?: {_type(told)} | null"


def _type(told: dict[str, Json]) -> str:
    kind = told["type"]
    if kind == "choice":
        return " | ".join(f"'{choice}'" for choice in told["choices"]) + " | Other"
    if kind == "list":
        return f"Array<{_type(told['items'])}>"
    if kind == "object":
        return "{ " + "; ".join(_member(name, part) for name, part in told["fields"].items()) + " }"
    return PLAIN[kind]


def _map(name: str, members: dict[str, str]) -> str:
    return (
        f"export interface {name} {{\n" + "".join(f"  {key}: {of}\n" for key, of in members.items()) + "}\n"
    )


def _changes(name: str, collection: Collection) -> str:
    fields = _title(name) + "Fields"
    described = {field: kept.describe() for field, kept in collection.fields.items()}
    left_out = [field for field, told in described.items() if told["rule"] in ("server", "union")]
    written = f"Omit<{fields}, {' | '.join(repr(field) for field in left_out)}>"
    unions = {field: told for field, told in described.items() if told["rule"] == "union"}
    for field, told in unions.items():
        written += f" & {{ {field}?: SetChange<{_type(told['items'])}> }}"
    return written


def _terse(told: Json) -> Json:
    """Without what is usual, so that the table stays small in the phone's bundle."""
    if isinstance(told, list):
        return [_terse(part) for part in told]
    if not isinstance(told, dict):
        return told
    usual: dict[str, Json] = {"rule": "ask", "required": False}
    if "roots" in told:
        told = {name: value for name, value in told.items() if name != "root"}
    return {name: _terse(value) for name, value in told.items() if name not in usual or value != usual[name]}
