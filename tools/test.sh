#!/usr/bin/env bash
# The whole suite in one command: checks, then unit, integration and browser tests side by side, then a summary.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
summary=()
status=0

step() {
  local name=$1 started=$SECONDS result=passed
  shift
  printf '\n── %s\n' "$name"
  "$@" || { result=FAILED; status=1; }
  summary+=("$(printf '%-40s %-7s %4d s' "$name" "$result" $((SECONDS - started)))")
}

step "checks" tools/check.sh
step "unit, integration and browser tests" .venv/bin/python -m pytest -q -n 4 --dist loadfile --no-loadscope-reorder "$@" </dev/null

printf '\n── summary\n'
printf '%s\n' "${summary[@]}"
exit $status
