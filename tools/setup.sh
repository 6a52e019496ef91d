#!/usr/bin/env bash
# All the set-up that `make demo` and `make test` begin with, on a fresh Debian 12, as root or not.
# usage: tools/setup.sh [--with-browser | --with-bench]     A second call finds everything done and returns at once.
set -euo pipefail
cd "$(dirname "$0")/.."

UV="uv==0.13.9"
PDF_PACKAGES=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
FONT_PACKAGES=(fonts-noto-cjk)
TEST_PACKAGES=(gettext chromium-headless-shell libatomic1) # the last one: Playwright's own program needs it
STAMP=.venv/set-up
home=${KPI_HOME:-$PWD/.kpi}
more=${1:-}

say() { printf '• %s\n' "$*"; }

# What is done depends on these files; the stamp holds their hash.
state() { cat tools/setup.sh tools/prepare_fonts.py requirements.lock locale/*/LC_MESSAGES/*.po | sha256sum | cut -c1-64; }

missing_packages() {
  local package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s ' "$package"
  done
}

# install WHY MUST|MAY PACKAGE…: by apt where root may; else the command is printed and the run stops (MUST) or goes on.
install() {
  local why=$1 need=$2 missing
  shift 2
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" = 0 ]; then
    say "Installing $why with apt: $missing"
    # shellcheck disable=SC2086  # one word per package
    DEBIAN_FRONTEND=noninteractive apt_install $missing && return 0
  fi
  say "Missing: $why. Install it with:"
  printf '      sudo apt-get install -y --no-install-recommends %s\n' "$missing"
  [ "$need" = MAY ] || { say "Then run the same command again."; exit 1; }
}

apt_install() {
  apt-get install -y -q --no-install-recommends "$@" >"$log" 2>&1 && return 0
  apt-get update -q >>"$log" 2>&1 && apt-get install -y -q --no-install-recommends "$@" >>"$log" 2>&1 && return 0
  tail -n 5 "$log" >&2
  return 1
}

# Debian's own Python first: it is built with profiles, a tenth faster than one that was built without.
usual_python() {
  if /usr/bin/python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
  then echo /usr/bin/python3
  else echo python3
  fi
}

make_environment() {
  local python=${PYTHON:-$(usual_python)}
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    say "Python 3.11 or newer is needed; $("$python" --version) was found. Name another with PYTHON=…"
    exit 1
  }
  if ! "$python" -c 'import ensurepip' 2>/dev/null; then install "Python's venv" MUST python3-venv; fi
  say "Making the virtual environment with $("$python" --version)."
  "$python" -m venv .venv
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
mkdir -p "$home/static"
[ ! -e /etc/ssl/certs/ca-certificates.crt ] || export UV_SYSTEM_CERTS=1 # a house's own certificates count too

if [ "$(cat "$STAMP" 2>/dev/null)" != "$(state)" ]; then
  install "what prints PDF cards" MUST "${PDF_PACKAGES[@]}"
  [ "$(id -u)" != 0 ] || install "the Chinese font" MUST "${FONT_PACKAGES[@]}"
  [ -x .venv/bin/python ] || make_environment
  if [ "$(.venv/bin/uv --version 2>/dev/null | cut -d' ' -f2)" != "${UV#uv==}" ]; then
    say "Installing uv, which installs the packages."
    .venv/bin/python -m pip install -q --disable-pip-version-check "$UV"
  fi
  say "Installing the Python packages of requirements.lock."
  .venv/bin/uv pip sync -q --python .venv/bin/python requirements.lock
  say "Preparing the fonts of the printed card."
  .venv/bin/python tools/prepare_fonts.py
  say "Compiling the translations."
  .venv/bin/pybabel -q compile -d locale -D django
fi
if [ ! -e "$home/fonts/fonts.conf" ]; then
  say "Preparing the fonts of the printed card."
  .venv/bin/python tools/prepare_fonts.py
fi
if [ "$more" = --with-browser ]; then
  install "the browser and gettext, which the tests use" MAY "${TEST_PACKAGES[@]}"
fi
if [ "$more" = --with-bench ] && ! cmp -s bench/requirements.lock "$home/bench/requirements.lock"; then
  say "Installing what the benchmarks compare with, apart from the portal's packages."
  rm -rf "$home/bench"
  .venv/bin/uv pip install -q --python .venv/bin/python --target "$home/bench" -r bench/requirements.lock
  cp bench/requirements.lock "$home/bench/"
fi
state >"$STAMP"
