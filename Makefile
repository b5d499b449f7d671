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

$(VENV)/.ready: requirements.lock $(addsuffix /pyproject.toml,$(PACKAGES))
	@test -x $(PYTHON) || { echo "making $(VENV) with $$($(PYTHON3) --version)"; $(PYTHON3) -m venv $(VENV); }
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation $(addprefix -e ,$(PACKAGES))
	@touch $@

# ---- the contract ------------------------------------------------------------------------------------------------

.PHONY: proto
proto: $(VENV)/.ready ## Make everything that follows from proto/: code, lint, access.lock, docs and OpenAPI
	$(PYTHON) libs/contracts/generate.py
	$(BIN)/buf lint
	$(PYTHON) -m inloop_kit.contract check
	$(PYTHON) -m inloop_kit.contract lock proto/access.lock
	$(PYTHON) -m inloop_kit.contract openapi docs/openapi.yaml
	$(PYTHON) -m inloop_kit.contract docs docs

# ---- the rest is added below, by the people who own it ------------------------------------------------------------
