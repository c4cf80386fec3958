#!/bin/sh
# Installs the npm packages of pwa/package-lock.json; says in one line what is missing.
set -eu
cd "$(dirname "$0")/../pwa"
log=../.cache/npm.log
mkdir -p ../.cache

if ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' \
    2>/dev/null; then
    echo "Missing: Node.js 20.19 or newer (found: $(node --version 2>/dev/null || echo none))." >&2
    exit 1
fi
if ! command -v npm >/dev/null; then
    echo "Missing: npm." >&2
    exit 1
fi
if ! npm ci --include=dev >"$log" 2>&1; then
    echo "Cannot install the npm packages: $(grep -m1 '^npm error' "$log" || tail -n1 "$log") (all of it in .cache/npm.log)" >&2
    exit 1
fi
