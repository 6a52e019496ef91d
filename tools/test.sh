#!/usr/bin/env bash
# The whole suite in one command: checks, unit, integration and browser tests side by side, then a summary.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
MEMORY=/dev/shm
PLENTY=$((6 * 1024 * 1024)) # KB
summary=()
status=0

step() {
  local name=$1 started=$SECONDS result=passed
  shift
  printf '\n── %s\n' "$name"
  "$@" || { result=FAILED; status=1; }
  summary+=("$(printf '%-40s %-7s %4d s' "$name" "$result" $((SECONDS - started)))")
}

has_plenty() {
  local room available
  room=$(df --output=avail "$MEMORY" 2>/dev/null | tail -n 1)
  available=$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo)
  [ "${room:-0}" -gt "$PLENTY" ] && [ "${available:-0}" -gt $((2 * PLENTY)) ]
}

checked() {
  wait "$checks"
  local result=$?
  cat "$own/checks"
  return $result
}

# Databases of a thousand files are copied by the hundred: in memory where there is plenty, else on the disk.
! has_plenty || export TMPDIR=$MEMORY
own=$(mktemp -d)
trap 'rm -rf "$own"' EXIT
[ "${TMPDIR:-}" != "$MEMORY" ] || export TMPDIR=$own KPI_TEST_HOME=$own/home

# The checks run beside the tests' beginning, when one process makes the database that the others wait for.
tools/check.sh >"$own/checks" 2>&1 &
checks=$!
# In a fresh clone each of the processes would compile the portal and its tests: one does it for all, beside the checks.
[ -d tests/__pycache__ ] || .venv/bin/python -m pytest -q --collect-only "$@" >"$own/collected" 2>&1 </dev/null
step "unit, integration and browser tests" .venv/bin/python -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder "$@" </dev/null
step "checks" checked

printf '\n── summary\n'
printf '%s\n' "${summary[@]}"
exit $status
