#!/bin/sh
# Writes the Python locks anew from pyproject.toml: exact versions with the hashes of every file of a release, for
# every platform, without the address of any index. Run by hand, with uv on the PATH, then read the difference.
set -eu
cd "$(dirname "$0")/.."
lock() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
        --no-header "$@" pyproject.toml
}
lock --group build --output-file requirements.lock
lock --group dev --constraints requirements.lock --output-file requirements-dev.lock
uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header \
    --constraints requirements.lock --group build --output-file requirements-build.lock
