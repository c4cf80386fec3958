"""What an attachment's description may say."""

from __future__ import annotations

from tests.features.world import World
from tests.server.people import WORLD


def test_a_voice_note_has_sixty_seconds_at_most(world: World) -> None:
    case = world.create("li", "cases", {"area": WORLD.areas["east1"], "text": "楼上漏水"})
    note = {"parent": case, "kind": "voice", "blob": "a" * 64, "seconds": 60}
    assert world.create("li", "attachments", note, case)
    refused = world.refused("li", "attachments", {**note, "seconds": 60.5}, case)
    assert (refused.code, list(refused.errors)) == ("voice_too_long", ["seconds"])
