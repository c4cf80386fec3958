"""What steps have in common: on which phone, and whether it lives to the end of it."""

from __future__ import annotations

from tests.phone.trial import Device, Trial


def somebody(trial: Trial) -> Device:
    """A phone somebody works on. Who has none is signed in again, which needs a network."""
    device = trial.devices[trial.chance.choice(sorted(trial.devices))]
    if device.person is None or device.person in trial.shut_out:
        return trial.devices["E"]
    return device


def lethal(trial: Trial) -> int | None:
    """Now and then the tab dies at something that it waits for."""
    return trial.chance.randrange(1, 14) if trial.chance.random() < 0.12 else None
