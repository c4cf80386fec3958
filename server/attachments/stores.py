"""The kinds of storage, by their address (`GRIDWALK_BLOBS`).

- `file:/var/lib/gridwalk/blobs`: one file each, in 256 folders (the default, in the data folder)
- `s3://bucket/prefix?endpoint=https://…&region=…`: keys from the environment (`AWS_ACCESS_KEY_ID` …)
- `memory:`: for tests
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from obstore.store import LocalStore, MemoryStore, S3Store

from server.errors import SettingsError

if TYPE_CHECKING:
    from obstore.store import S3Config

Store = LocalStore | MemoryStore | S3Store

SECONDS = timedelta(seconds=8)
"""How long a request may wait for a storage that does not answer."""


def open_store(address: str) -> tuple[Store, Path | None]:
    """The store, and its folder if it is one of ours; the folder is made where there is none."""
    parts = urlsplit(address)
    if parts.scheme == "file":
        folder = Path(unquote(parts.netloc + parts.path)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        return LocalStore(folder), folder
    if parts.scheme == "s3" and parts.netloc:
        return _s3(parts), None
    if parts.scheme == "memory":
        return MemoryStore(), None
    raise SettingsError("GRIDWALK_BLOBS: file:FOLDER or s3://BUCKET?endpoint=ADDRESS, please")


def _s3(parts: SplitResult) -> S3Store:
    """A bucket named in the path of the address, which every S3 understands."""
    wanted = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    unknown = wanted.keys() - {"endpoint", "region"}
    if unknown:
        raise SettingsError(f"GRIDWALK_BLOBS: no such option: {', '.join(sorted(unknown))}")
    config: S3Config = {"virtual_hosted_style_request": False}
    if "endpoint" in wanted:
        config["endpoint"] = wanted["endpoint"]
    if "region" in wanted:
        config["region"] = wanted["region"]
    return S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        config=config,
        client_options={"allow_http": wanted.get("endpoint", "").startswith("http://"), "timeout": SECONDS},
        retry_config={"max_retries": 2, "retry_timeout": SECONDS},
    )
