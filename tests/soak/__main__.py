"""`make soak`: runs the parts, prints every line as it is seen, and writes `docs/soak.md`."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime

from tests.bench import machine
from tests.live.server import ROOT
from tests.soak.part import Line, Part, all_parts
from tests.soak.report import rewrite, section

REPORT = ROOT / "docs" / "soak.md"


def say(text: str) -> None:
    """At once: a part may take a quarter of an hour."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def run(part: Part, scale: float, dry: bool) -> bool:
    """Gives whether everything that was asked for was seen. What was seen before an error is written too."""
    say(part.title)
    lines: list[Line] = []
    began = time.monotonic()
    try:
        for line in part.run(scale):
            lines.append(line)
            say(f"  {'kept' if line.kept else 'NOT KEPT'}: {line.what}: {line.seen} (asked: {line.asked})")
    except Exception as error:
        lines.append(Line("the part itself", "to come to its end", f"{type(error).__name__}: {error}", False))
        say(f"  NOT KEPT: {error!r}")
    took = time.monotonic() - began
    at = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    about = f"{at}, scale {scale:g}, {took:,.0f} s, on {machine.describe()}."
    if not dry:
        rewrite(REPORT, section(part.name, part.title, about, lines))
    say(f"  {took:,.0f} s")
    return all(line.kept for line in lines)


def main() -> int:
    """Ends with 1 if anything that was asked for was not seen."""
    parts = {part.name: part for part in all_parts()}
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("part", nargs="*", choices=[*parts, []], help="only these parts")
    parser.add_argument("--scale", type=float, default=1.0, help="1: the counts that are promised")
    parser.add_argument("--dry", action="store_true", help="print only, leave docs/soak.md as it is")
    options = parser.parse_args()
    kept = [run(parts[name], options.scale, options.dry) for name in options.part or parts]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
