# One door to everything: `make run` shows the product, `make test` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCALE := inspector_app/texts/locale

.PHONY: run test lint fix format texts docs worked bench usability fuzz failover mutants sync-mutants soak lock screenshots app clean

run: $(VENV)/.installed ## server with the demo city on :8000, the tablet's app on :8550
	@$(BIN)/python .ci/show.py

test: $(VENV)/.tested ## everything that must hold
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

docs: $(VENV)/.installed ## what is made from data: docs/rules.md
	$(BIN)/inspector rules --markdown > docs/rules.md

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

lock: ## freeze the versions that the tests ran on
	$(BIN)/pip freeze --exclude-editable | grep -v '^pip==\|^setuptools==' > requirements.lock

clean: ## forget the demo's data; the code and the installed packages stay
	rm -rf .run

# requirements.lock holds the versions, pyproject.toml the ranges.
$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[server]'
	@touch $@

$(VENV)/.tested: $(VENV)/bin/python pyproject.toml requirements.lock .ci/prepare
	$(BIN)/pip install --quiet --disable-pip-version-check -c requirements.lock -e '.[dev]'
	@sh .ci/prepare $(BIN)
	@touch $@ $(VENV)/.installed
