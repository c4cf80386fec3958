"""The store in memory keeps the contract of all stores."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sync.memory import MemoryStore
from tests.sync.digest_contract import DigestContract
from tests.sync.store_contract import StoreContract


class TestMemoryStore(StoreContract, DigestContract):
    @pytest.fixture
    def store(self) -> MemoryStore:
        return MemoryStore("e1")

    def forget_gone(self, store: MemoryStore) -> None:
        store.forget_gone(datetime.max.replace(tzinfo=UTC))
