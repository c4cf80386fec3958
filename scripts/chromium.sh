#!/bin/sh
# Prints the Chromium that the browser tests use: GRIDWALK_CHROMIUM, or the machine's own, or one fetched from
# Debian's packages. As root it is installed; otherwise it is unpacked, with what it needs, into .cache/chromium.
set -eu
cd "$(dirname "$0")/.."
cache=$PWD/.cache/chromium
log=$PWD/.cache/chromium.log
mkdir -p .cache

fail() {
    echo "Missing: Chromium. $1 (GRIDWALK_CHROMIUM may name another browser.)" >&2
    exit 1
}

# Without a Chinese font the screenshots would show boxes.
chinese_font() {
    [ -n "$(find /usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" "$HOME/.local/share/fonts" \
        \( -iname '*cjk*' -o -iname '*wqy*' -o -iname '*sourcehansans*' -o -iname '*notosanssc*' \) -print -quit 2>/dev/null)" ]
}

show_own() {
    for candidate in "$cache/chromium" /usr/bin/chromium "$(command -v chromium || true)"; do
        [ -x "$candidate" ] || continue
        echo "$candidate"
        exit
    done
}

if [ -n "${GRIDWALK_CHROMIUM:-}" ]; then
    [ -x "$GRIDWALK_CHROMIUM" ] || fail "GRIDWALK_CHROMIUM names $GRIDWALK_CHROMIUM, which cannot be run."
    echo "$GRIDWALK_CHROMIUM"
    exit
fi
# Several test workers may ask at once: one fetches, the others wait for it.
exec 9>.cache/chromium.lock
if command -v flock >/dev/null; then flock 9; fi
if chinese_font || [ -x "$cache/chromium" ]; then show_own; fi

command -v apt-get >/dev/null || { show_own; fail "It comes from Debian's packages, but there is no apt-get."; }
packages=chromium
chinese_font || packages="chromium fonts-noto-cjk"
echo "Fetching $packages from Debian's packages …" >&2

if [ "$(id -u)" = 0 ]; then
    # shellcheck disable=SC2086 # a list of words
    if { apt-get update &&
        DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 $packages; } \
        >"$log" 2>&1; then
        show_own
    fi
    show_own
    fail "apt-get cannot install it: $(grep -m1 '^E:' "$log" || tail -n1 "$log")"
fi

# Not root: package lists and packages of our own, and what is not installed of the packages it depends on.
mkdir -p "$cache/lists/partial" "$cache/archives/partial" "$cache/root"
own_apt() {
    apt-get -o Dir::State::Lists="$cache/lists" -o Dir::Cache="$cache" -o Debug::NoLocking=1 -o APT::Sandbox::User= "$@"
}
fetch() {
    own_apt update
    # shellcheck disable=SC2086 # a list of words
    own_apt --simulate --no-install-recommends install $packages | awk '/^Inst/ { print $2 }' >"$cache/wanted"
    (cd "$cache/archives" && xargs apt-get -o Dir::State::Lists="$cache/lists" -o Dir::Cache="$cache" download <../wanted)
    for package in "$cache"/archives/*.deb; do dpkg -x "$package" "$cache/root"; done
}
if ! fetch >"$log" 2>&1; then
    show_own
    fail "apt-get cannot download it: $(grep -m1 '^E:' "$log" || tail -n1 "$log")"
fi
rm -rf "$cache/archives" "$cache/lists" "$cache/wanted" "$cache"/*.bin
scripts/chromium-wrapper.sh "$cache"
if ! "$cache/chromium" --version >"$log" 2>&1; then
    rm -rf "$cache"
    fail "It was fetched, but cannot be run: $(tail -n1 "$log")"
fi
show_own
