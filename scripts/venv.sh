#!/bin/sh
# venv.sh LOCK: brings .venv to what the file LOCK names, by hash; makes it where it is absent or was moved.
set -eu
cd "$(dirname "$0")/.."
lock=$1
log=.cache/python.log
mkdir -p .cache

fail() {
    echo "$1 (all of it in $log)" >&2
    exit 1
}

# A virtual environment knows its own absolute path: after a move it is made again.
if ! .venv/bin/python -c 'import pip, sys; sys.exit(sys.prefix != sys.argv[1])' "$PWD/.venv" 2>/dev/null; then
    python=$(scripts/python.sh)
    rm -rf .venv
    "$python" -m venv .venv >"$log" 2>&1 || fail "Cannot make a virtual environment with $python."
fi

install() {
    .venv/bin/python -m pip install --disable-pip-version-check --no-input --no-build-isolation "$@" >"$log" 2>&1 ||
        fail "Cannot install the Python packages: $(grep -m1 ERROR "$log" || tail -n1 "$log")"
}

# http-ece has no wheel: it is built here, with the setuptools of the lock and nothing fetched beside it.
install --require-hashes -r requirements-build.lock
install --require-hashes --only-binary :all: --no-binary http-ece -r "$lock"
install --no-deps --editable .
