"""People of a district file and the accounts that an installation has: who is who, whose password is new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, select

from server.auth.passwords import hash_password, is_password
from server.auth.tables import person
from server.district.model import DistrictFile, Person


@dataclass(frozen=True, slots=True)
class Account:
    """A row of `person`."""

    id: str
    login: str
    name: str
    password_hash: str | None
    disabled: bool


def accounts(connection: Connection) -> dict[str, Account]:
    """Everybody, by login in small letters."""
    columns = (person.c.id, person.c.login, person.c.name, person.c.password_hash, person.c.disabled)
    return {row.login.casefold(): Account(*row) for row in connection.execute(select(*columns))}


def new_hashes(file: DistrictFile, held: Mapping[str, Account]) -> dict[str, str]:
    """By login the hashes of those passwords that are not the present ones. Takes a moment for each.

    In a demonstration everybody's password is printed and the same, so it is hashed once for all of them.
    """
    shared = bool(file.district and file.district.demonstration)
    hashed = cache(hash_password) if shared else hash_password
    is_same = cache(is_password) if shared else is_password
    return {
        one.login: hashed(one.password)
        for one in file.people
        if one.password and not is_same(_hash(held, one), one.password)
    }


def person_rows(
    file: DistrictFile, held: Mapping[str, Account], hashes: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Rows of `person`; what the file does not say stays as it is. An account keeps its id."""
    rows = []
    for one in file.people:
        account = held.get(one.login.casefold())
        disabled = account.disabled if account and one.disabled is None else bool(one.disabled)
        rows.append(
            {
                "id": account.id if account else one.id,
                "login": one.login,
                "name": one.name,
                "password_hash": hashes.get(one.login) or _hash(held, one),
                "disabled": disabled,
            }
        )
    return rows


def _hash(held: Mapping[str, Account], one: Person) -> str | None:
    account = held.get(one.login.casefold())
    return account.password_hash if account else None
