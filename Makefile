# The front door: `make help` lists every target with its one line.
# A target's help is the comment after `##` on its own line; keep targets sorted by what one does first.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON3 ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
PACKAGES := $(patsubst %/pyproject.toml,%,$(wildcard libs/*/pyproject.toml services/*/pyproject.toml))
PROTOS := $(shell find proto -name '*.proto' 2>/dev/null)

# ---- first steps -------------------------------------------------------------------------------------------------

.PHONY: help
help: ## List every target with its one line
	@grep -hE '^[a-z][a-z0-9-]*:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

.PHONY: venv
venv: $(VENV)/.ready ## Install what requirements.lock names, and our packages in place, into .venv

# uv is the one package that pip itself installs, by the hash that the lock names; uv then installs the rest.
$(VENV)/.ready: requirements.lock $(addsuffix /pyproject.toml,$(PACKAGES))
	@test -x $(PYTHON) || { echo "making $(VENV) with $$($(PYTHON3) --version)"; $(PYTHON3) -m venv $(VENV); }
	@mkdir -p .cache
	@awk '/^uv==/ {on = 1} on {print} on && !/\\$$/ {exit}' requirements.lock > .cache/uv.txt
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r .cache/uv.txt
	$(BIN)/uv pip sync --quiet --python $(PYTHON) --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(PYTHON) --no-deps --no-build-isolation $(addprefix -e ,$(PACKAGES))
	@touch $@

.PHONY: lock
lock: $(VENV)/.ready ## Resolve every version anew into requirements.lock: hashes, no addresses
	$(BIN)/uv lock --quiet --upgrade
	$(BIN)/uv export --quiet --all-packages --all-groups --no-emit-workspace --no-annotate --no-header --output-file requirements.lock > /dev/null
	@! grep -n '://' requirements.lock

.PHONY: system
system: ## Install the system packages that running needs (Debian as root), or say which
	@deploy/local/system-packages run

.PHONY: system-test
system-test: ## Install the system packages that tests need besides (Debian as root), or say which
	@deploy/local/system-packages test

# ---- the contract ------------------------------------------------------------------------------------------------

.PHONY: proto
proto: $(VENV)/.ready ## Make everything that follows from proto/: code, lint, access.lock, docs and OpenAPI
	$(PYTHON) libs/contracts/generate.py
	$(BIN)/buf lint
	$(PYTHON) -m inloop_kit.contract check
	$(PYTHON) -m inloop_kit.contract lock proto/access.lock
	$(PYTHON) -m inloop_kit.contract openapi docs/openapi.yaml
	$(PYTHON) -m inloop_kit.contract docs docs

# ---- the web client ----------------------------------------------------------------------------------------------

WEB_SOURCES := $(shell find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -print 2>/dev/null)

web/node_modules/.ready: web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

web/dist/.ready: web/node_modules/.ready $(WEB_SOURCES)
	cd web && npm run --silent build
	@touch $@

.PHONY: web
web: web/dist/.ready ## Build the web client

# ---- running -----------------------------------------------------------------------------------------------------

.PHONY: run
run: system $(VENV)/.ready web/dist/.ready ## Start everything on this machine; Ctrl-C stops it (INLOOP_PORT, INLOOP_HOME)
	@exec $(PYTHON) -m deploy.local.run

.PHONY: migrate
migrate: $(VENV)/.ready ## Bring the databases of the one-machine run to the newest schema, without starting it
	$(PYTHON) -m deploy.local.migrate

.PHONY: clean
clean: ## Remove what was built and installed; the data in var/ stays
	rm -rf $(VENV) .cache build web/node_modules web/dist .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- checking ----------------------------------------------------------------------------------------------------

.PHONY: check
check: $(VENV)/.ready web/node_modules/.ready ## Lint, types, layers, contract, generated files, lock: no tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(addsuffix /src,$(filter-out libs/contracts,$(PACKAGES))) deploy/local
	$(BIN)/lint-imports
	$(PYTHON) tests/check_tree.py
	$(MAKE) --no-print-directory proto
	cd web && npm run --silent api > /dev/null
	git diff --exit-code -- libs/contracts proto docs/openapi.yaml docs/access.md docs/events.md web/src/api/schema.ts
	cd web && npm run --silent typecheck && npm run --silent lint

.PHONY: test
test: system system-test $(VENV)/.ready web/dist/.ready ## All tests: real NATS, PostgreSQL, Redis and a real browser
	$(BIN)/pytest -n 2 --dist loadgroup
	cd web && npm run --silent test

.PHONY: test-stories
test-stories: system system-test $(VENV)/.ready web/dist/.ready ## The promises of the product, told through the HTTP API and a browser
	$(BIN)/pytest tests/integration/stories

.PHONY: test-schedule
test-schedule: $(VENV)/.ready ## Dates against those of other tools, 1,000 random plans, metamorphic checks: with figures
	$(PYTHON) services/projects/tests/domain/plan/judging.py
	INLOOP_FULL=1 $(BIN)/pytest -n 0 -q -s $(addprefix services/projects/tests/domain/plan/test_,expected_dates.py engine.py \
		schedule_rules.py metamorphic.py whatif.py driving.py rescheduling.py allocation.py plan_files_hostile.py) services/projects/tests/entry/test_dates_command.py \
		$(addprefix services/projects/tests/actions/test_,changes_exact.py change_secrecy.py slips.py)

.PHONY: bench-schedule
bench-schedule: $(VENV)/.ready ## Full passes at 1,000 to 100,000 rows and what-if trials, with the ratio to the floor
	$(PYTHON) bench/bench_schedule.py

.PHONY: bench
bench: $(VENV)/.ready web/dist/.ready ## Print our figures with their ratio to the floor
	$(PYTHON) bench/run.py
