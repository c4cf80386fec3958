"""Which fault may strike at which step, which cells of that table are impossible, and which were seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

REST, SAVE, SEND, REPLY, APPLY = "rest", "save", "send", "reply", "apply"
WHO, ANSWERED, LOCK, DECIDE, WRITE, COMMIT, READ = (
    "1 who",
    "2 answered",
    "3 lock",
    "4 decide",
    "5 write",
    "6 commit",
    "7 read",
)
SERVER = (WHO, ANSWERED, LOCK, DECIDE, WRITE, COMMIT, READ)
"""The numbered steps of the server: at each there are several points, before and after every call."""
STEPS = (REST, SAVE, SEND, *SERVER, REPLY, APPLY)
"""``save`` and ``apply`` are the phone's durable transactions, ``send`` and ``reply`` the network."""

_ANYWHERE = frozenset(STEPS)
FAULTS: Mapping[str, frozenset[str]] = {
    "offline": frozenset({REST, SAVE, SEND, APPLY}),
    "lost request": frozenset({SEND}),
    "lost reply": frozenset({*SERVER, REPLY}),
    "repeat": _ANYWHERE,
    "reorder": _ANYWHERE,
    "another phone": _ANYWHERE,
    "server crash": frozenset({*SERVER, REPLY}),
    "phone crash": _ANYWHERE,
    "quota full": frozenset({SAVE, APPLY}),
    "clock": _ANYWHERE,
    "other duties": _ANYWHERE,
    "role lowered": _ANYWHERE,
    "dismissed": _ANYWHERE,
    "move": _ANYWHERE,
    "void": _ANYWHERE,
    "retire": _ANYWHERE,
    "erase": _ANYWHERE,
    "forget gone": _ANYWHERE,
    "backup": _ANYWHERE,
    "restore": _ANYWHERE,
    "id reused": _ANYWHERE,
}
"""By fault, the steps it can strike at. All other cells are impossible, for the reason in `IMPOSSIBLE`."""
IMPOSSIBLE = {
    "offline": "while the station works, a connection that breaks is a lost reply",
    "lost request": "there is a request to lose only where it is sent",
    "lost reply": "there is a reply to lose only from where the station has the request",
    "server crash": "between requests the station holds nothing that is not on disk",
    "quota full": "a phone writes only when something is saved or an answer is taken",
}


def cells() -> list[tuple[str, str]]:
    """Those that can be reached."""
    return [(fault, step) for fault, steps in FAULTS.items() for step in STEPS if step in steps]


class Coverage:
    """How often each cell was seen."""

    def __init__(self) -> None:
        self.seen: Counter[tuple[str, str]] = Counter()

    def empty(self) -> list[tuple[str, str]]:
        """Cells that can be reached and were not."""
        return [cell for cell in cells() if not self.seen[cell]]

    def text(self) -> str:
        """The table, with a dash where nothing can happen and the reasons below it."""
        width = max(map(len, FAULTS))
        columns = [max(len(step), 7) for step in STEPS]
        lines = [_row("", width, STEPS, columns)]
        for fault, steps in FAULTS.items():
            cells = [str(self.seen[fault, step]) if step in steps else "–" for step in STEPS]
            lines.append(_row(fault, width, cells, columns))
        lines += [f"– {fault}: {why}." for fault, why in IMPOSSIBLE.items()]
        return "\n".join(lines)


def _row(name: str, width: int, cells: tuple[str, ...] | list[str], columns: list[int]) -> str:
    told = "  ".join(cell.rjust(column) for cell, column in zip(cells, columns, strict=True))
    return f"{name.ljust(width)}  {told}"
