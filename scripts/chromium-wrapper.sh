#!/bin/sh
# chromium-wrapper.sh CACHE: writes CACHE/chromium, which starts the Chromium unpacked in CACHE/root with the
# libraries and fonts that were unpacked beside it.
set -eu
cache=$1
root=$cache/root
browser=$(find "$root" /usr/lib/chromium -path '*/lib/chromium/chromium' -type f -print -quit 2>/dev/null)
[ -n "$browser" ]
libraries=$(find "$root" -name '*.so*' -path '*/lib/*' -not -path '*/lib/chromium/*' -exec dirname {} \; | sort -u | tr '\n' ':')
fonts=$cache/fonts.conf
cat >"$fonts" <<CONF
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>$root/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <dir prefix="xdg">fonts</dir>
  <include ignore_missing="yes">/etc/fonts/conf.d</include>
  <cachedir>$cache/fonts</cachedir>
</fontconfig>
CONF
cat >"$cache/chromium" <<RUN
#!/bin/sh
export LD_LIBRARY_PATH="$libraries\${LD_LIBRARY_PATH:-}" FONTCONFIG_FILE="$fonts"
exec "$browser" "\$@"
RUN
chmod +x "$cache/chromium"
