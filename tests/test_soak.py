"""The report of the soak."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak.__main__ import run
from tests.soak.part import Line, Part, all_parts, times
from tests.soak.report import rewrite, section, written


def test_a_part_rewrites_its_own_section_and_leaves_the_others(tmp_path: Path) -> None:
    report = tmp_path / "soak.md"
    for name, seen in [("kills", "0 lost"), ("disk", "507"), ("kills", "1 lost")]:
        rewrite(
            report, section(name, name.title(), "today", [Line("work", "none lost", seen, seen == "0 lost")])
        )
    assert list(written(report)) == ["disk", "kills"]
    assert "507 | **no**" in written(report)["disk"].text
    assert "0 lost" not in report.read_text(encoding="utf-8")
    assert report.read_text(encoding="utf-8").count("# The long proofs") == 1


def test_a_part_that_breaks_down_is_not_kept(capsys: pytest.CaptureFixture[str]) -> None:
    def breaks(_: float) -> Iterator[Line]:
        yield Line("first", "1", "1", True)
        raise ValueError("seed 7")

    assert not run(Part("x", "X", breaks), 1, dry=True)
    assert "seed 7" in capsys.readouterr().out


def test_what_was_not_seen_ends_the_soak_as_a_failure() -> None:
    def missed(scale: float) -> Iterator[Line]:
        yield Line("first", "0", str(times(200, scale)), False)

    assert not run(Part("x", "X", missed), 0.01, dry=True)


def test_every_part_has_a_title_and_can_be_run() -> None:
    for part in all_parts():
        assert part.title
        assert callable(part.run)
