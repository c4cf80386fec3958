"""In the server's processes, when this folder is on their path: passwords hash fast.

A schedule signs in half a dozen times, and each honest hash takes 64 MiB and half a second of a busy machine.
All else about signing in is as it always is.
"""

from typing import Any

import argon2


class Quick(argon2.PasswordHasher):
    """As weak as it gets, whatever is asked for."""

    def __init__(self, **_strength: Any) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)


vars(argon2)["PasswordHasher"] = Quick
