# One door to everything: `make run` shows the product, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCALE := inspector_app/texts/locale

.PHONY: help run quick test lint fix format texts docs worked bench usability fuzz failover mutants sync-mutants soak lock screenshots app clean

run: $(VENV)/.installed ## server with the demo city on :8000, the tablet's app on :8550
	@$(BIN)/python .ci/show.py

help: ## list the targets
	@sed -n 's/^\([a-z-]*\)[a-z -]*:.*## /\1: /p' $(MAKEFILE_LIST)

quick: $(VENV)/.tested ## under a minute: lint, types, the pure tests, one browser test
	$(BIN)/python .ci/quick.py

test: $(VENV)/.tested ## every required check
	$(MAKE) lint
	$(BIN)/pytest -m "not browser" -n auto --maxprocesses 4 --dist loadscope
	$(BIN)/pytest -m browser

lint: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix format: $(VENV)/.tested
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

texts: $(VENV)/.tested ## gather the sentences from the code, compile the catalogues
	$(BIN)/python .ci/texts.py

docs: $(VENV)/.tested ## write docs/rules.md from the rule data, build the site into build/docs
	$(BIN)/inspector rules --markdown > docs/rules.md
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going docs build/docs

worked: $(VENV)/.tested ## how every case of the core's tests is explained, written anew
	$(BIN)/python .ci/worked.py

bench: $(VENV)/.tested ## every figure as a ratio to a floor in the same run
	@missed=0; for bench in tests/speed/bench_*.py; do \
		$(BIN)/python -m tests.speed.$$(basename $$bench .py) || missed=1; done; exit $$missed

usability: $(VENV)/.tested ## taps and seconds of a check, at a person's pace in a real browser
	$(BIN)/python -m tests.browser.usability

fuzz: $(VENV)/.tested ## send the server whatever its description allows or forbids, for SECONDS
	$(BIN)/python -m tests.api.fuzzing $(or $(SECONDS),300)

failover: $(VENV)/.tested ## kill PostgreSQL primaries in mid-load, promote their standbys, count what was lost
	$(BIN)/python -m tests.faults.failover

mutants: $(VENV)/.tested ## change the core in every place and see whether a test notices
	rm -rf mutants
	$(BIN)/mutmut run
	$(BIN)/python .ci/mutants.py

sync-mutants: $(VENV)/.tested ## break sync and storage in 41 ways and count who notices
	$(BIN)/python -m tests.faults.mutants

SOAK_MINUTES ?= 20
soak: $(VENV)/.tested ## simulated histories, power cuts, a failing network, killed system calls, dying primaries
	$(BIN)/python -m tests.faults.soak --minutes $(SOAK_MINUTES)

screenshots: $(VENV)/.tested ## every screen, both languages, both orientations, into docs/screenshots/
	$(BIN)/python -m tests.browser.screenshots

app: $(VENV)/.installed ## stage what `flet build` packs for Android and iOS into build/app
	$(BIN)/python .ci/stage_app.py build/app

LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-package pip --no-emit-package setuptools

lock: $(VENV)/bin/python ## freeze versions and hashes of what the tests run on
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(LOCK) --extra dev --output-file requirements-dev.lock
	$(LOCK) --extra server --constraint requirements-dev.lock --output-file requirements.lock

clean: ## forget the demo's data; the code and the installed packages stay
	rm -rf .run

# pyproject.toml has the ranges; the lock files have versions and hashes, for run and for development.
PIP := $(BIN)/pip install --quiet --disable-pip-version-check

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml requirements.lock
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps -e .
	@touch $@

$(VENV)/.tested: $(VENV)/bin/python pyproject.toml requirements-dev.lock .ci/prepare
	$(PIP) --require-hashes -r requirements-dev.lock
	$(PIP) --no-deps -e .
	@sh .ci/prepare $(BIN)
	@touch $@ $(VENV)/.installed
