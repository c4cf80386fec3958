"""A browser that is killed right after it has said that something is saved, again and again."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from typing import Any

from tests.e2e import work
from tests.e2e.phone import Phone

LATEST_MS = 50
PHOTO_EVERY = 5

# Taps "save" and gives the record's id at the very moment that the word "saved" stands on the page.
TAP_AND_TELL = """() => new Promise((resolve) => {
  const seen = new MutationObserver(() => {
    const said = document.querySelector('[data-testid="saved"]');
    if (said === null) return;
    seen.disconnect();
    resolve(said.dataset.record);
  });
  seen.observe(document.documentElement, { childList: true, subtree: true });
  document.querySelector('[data-testid="save"]').click();
})"""


@dataclass
class Said:
    """What the phone has called saved: the text by the record's id. Photos are counted."""

    seed: int
    texts: dict[str, str] = field(default_factory=dict)
    photos: int = 0


def kill_after_saved(phone: Phone, count: int, seed: int) -> Said:
    """Saves `count` cases and kills the browser 0 to 50 ms after each.

    About every second one is saved without a network; with one, the kill meets the sending. In the end the
    network is there and the browser is closed.
    """
    chance = random.Random(seed)
    said = Said(seed)
    phone.shut()
    for number in range(count):
        online = chance.random() < 0.5
        if online:
            phone.network.up()
        phone.open("/cases/new")
        text = f"被杀之前记的第{number}件"
        phone.handle("case-text").fill(text)
        if number % PHOTO_EVERY == 0:
            work.add_photos(phone, [number])
            said.photos += 1
        group = phone.group()
        record = phone.page.evaluate(TAP_AND_TELL)
        time.sleep(chance.random() * LATEST_MS / 1000)
        phone.kill_group(group)
        said.texts[record] = text
        if online:
            phone.network.down()
    phone.network.up()
    return said


def faults(said: Said, cases: list[dict[str, Any]], attachments: list[dict[str, Any]]) -> list[str]:
    """What is not as it was saved: at the station, everything must be there once and as it was written."""
    there = sorted((row["record"], row["fields"].get("text")) for row in cases)
    wrong = [
        f"{text} ({record}) is not there"
        for record, text in said.texts.items()
        if (record, text) not in there
    ]
    if len(there) != len(said.texts):
        wrong.append(f"{len(there)} cases are at the station, {len(said.texts)} were saved")
    parents = {row["fields"]["parent"] for row in attachments if row["fields"].get("stored")}
    if len(parents) != said.photos or len(attachments) != said.photos:
        wrong.append(f"{len(parents)} of {len(attachments)} photos are stored, {said.photos} were saved")
    return wrong
