# Two commands are all a newcomer needs: `make demo` and `make test`. Both do the whole set-up first.
# Many processes start here; where Python may keep nothing that it compiled, each would compile the portal anew.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help setup demo demo-reset test test-long check run worker bench bench-quick

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

setup: ## virtual environment, packages, fonts, translations
	@tools/setup.sh

demo: setup ## a demo company with closed months, served at a printed address
	@.venv/bin/python manage.py demo

demo-reset: setup ## the same from the beginning, without what was entered
	@.venv/bin/python tools/forget_home.py
	@.venv/bin/python manage.py demo

test: ## checks, unit, integration and browser tests
	@tools/setup.sh --with-browser
	@tools/test.sh -m "not long"

test-long: ## the same with what takes longer: further files, axe at every width, 500 hostile requests a door
	@tools/setup.sh --with-browser
	@KPI_LONG=1 KPI_FUZZ=500 tools/test.sh

check: setup ## ruff, mypy, import-linter, djlint, migrations, translations, ceilings
	@tools/check.sh

run: setup ## the portal with worker and beat, for development
	@.venv/bin/honcho start

worker: setup ## worker and beat only
	@.venv/bin/honcho start worker beat

bench: ## the figures of docs/benchmarks.md; takes long
	@tools/setup.sh --with-bench
	@.venv/bin/python -m bench

bench-quick: ## some of them in two minutes
	@tools/setup.sh --with-bench
	@.venv/bin/python -m bench --quick
