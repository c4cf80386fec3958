#!/bin/sh
# Prints a Python that the project runs on; says in one line what is missing.
set -eu

fits() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

found=
for candidate in "${PYTHON:-python3}" python3.11 python3.12 python3.13 python3.14 /usr/bin/python3; do
    fits "$candidate" || continue
    found=$candidate
    if "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
        command -v "$candidate"
        exit
    fi
done
if [ -n "$found" ]; then
    echo "Missing: Python's venv module (Debian: apt-get install python3-venv)." >&2
else
    echo "Missing: Python 3.11 or newer (Debian: apt-get install python3 python3-venv)." >&2
fi
exit 1
