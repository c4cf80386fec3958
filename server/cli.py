"""The command `gridwalk`. Each file in `server/commands` is a subcommand; its docstring says what it does.

Such a file has `add_arguments(parser)` and `run(args)`, which returns the exit status or None for 0. What
goes wrong in an expected way is one line on standard error and status 1.
"""

from __future__ import annotations

import argparse
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from types import ModuleType

from sqlalchemy.exc import SQLAlchemyError

from server import commands
from server.errors import CommandError, Problem, SettingsError, as_problem
from server.patience import patience


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one subcommand; returns the exit status."""
    given = list(sys.argv[1:] if argv is None else argv)
    args = _parser(given).parse_args(given)
    try:
        with patience(None):
            status: int | None = args.run(args)
    except (CommandError, SettingsError, Problem) as error:
        return _complain(str(error))
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        return 130
    except (SQLAlchemyError, OSError) as error:
        problem = as_problem(error)
        if problem is None and not isinstance(error, OSError):
            raise
        return _complain(problem.detail if problem else str(error))
    return status or 0


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="gridwalk", description="The server of Gridwalk.")
    parser.add_argument("--version", action="version", version=f"gridwalk {version('gridwalk')}")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, module in _commands(given):
        words = (module.__doc__ or "").strip()
        sub = subparsers.add_parser(name, help=words.split("\n")[0], description=words)
        sub.set_defaults(run=module.run)
        module.add_arguments(sub)
    return parser


def _commands(given: Sequence[str]) -> list[tuple[str, ModuleType]]:
    """All subcommands, or only the one that was asked for: the others need not be imported."""
    names = sorted(found.name for found in pkgutil.iter_modules(commands.__path__))
    wanted = [name for name in names if given and name == given[0]] or names
    return [(name, import_module(f"server.commands.{name}")) for name in wanted]


def _complain(words: str) -> int:
    print(f"gridwalk: {' '.join(words.split())}", file=sys.stderr)  # noqa: T201  (this is what a command says)
    return 1


if __name__ == "__main__":
    sys.exit(main())
