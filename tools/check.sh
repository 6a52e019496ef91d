#!/usr/bin/env bash
# Every check that needs no database, side by side: all of them run, the summary names those that failed.
set -uo pipefail
cd "$(dirname "$0")/.." || exit
said=$(mktemp -d)
trap 'rm -rf "$said"' EXIT
names=()
jobs=()
failed=()

check() {
  local number=${#names[@]}
  names+=("$1")
  shift
  "$@" >"$said/$number" 2>&1 &
  jobs+=($!)
}

bin=.venv/bin
check "mypy --strict" $bin/mypy --no-error-summary .
check "ruff: mistakes and ceilings of complexity" $bin/ruff check --quiet .
check "ruff: layout" $bin/ruff format --quiet --check .
check "import-linter: no room calls its importers" $bin/lint-imports --no-logo
check "djlint: templates" $bin/djlint --lint --quiet templates
check "Django's own checks" $bin/python manage.py check --fail-level WARNING
check "Django's checks of a production start" tools/as_production.sh check --deploy --fail-level WARNING
check "every model has its migration" $bin/python -W ignore manage.py makemigrations --check --dry-run
check "every string is translated" $bin/python tools/check_translations.py
check "ceilings of size, room READMEs" $bin/python tools/check_ceilings.py

for number in "${!names[@]}"; do
  if wait "${jobs[$number]}"; then
    printf '✓ %s\n' "${names[$number]}"
  else
    printf '✗ %s\n' "${names[$number]}"
    cat "$said/$number"
    failed+=("${names[$number]}")
  fi
done

if [ ${#failed[@]} -gt 0 ]; then
  printf '\n%d checks failed: ' "${#failed[@]}"
  printf '%s; ' "${failed[@]}"
  printf '\n'
  exit 1
fi
