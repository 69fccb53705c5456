# What a person types. Everything runs in .venv, made with PYTHON (3.11 or newer) and nothing else.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
CODE := webapp seeding roadmap lab locustfiles dashboards
export PIP_ROOT_USER_ACTION := ignore

.DEFAULT_GOAL := help
.PHONY: help lab install test test-slow drills mutations lint audit lock docs bench

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

lab: $(STAMP) ## Start everything: PostgreSQL, Valkey, the app, its workers and Locust; Ctrl-C stops it
	@exec $(BIN)/python -m lab up

install: $(STAMP) ## Make .venv with the locked packages

test: $(STAMP) ## Run the suite on the real components
	@exec $(BIN)/python -m pytest -q -m "not slow"

test-slow: $(STAMP) ## Run the tests that take minutes, the drills among them
	@exec $(BIN)/python -m pytest -q -m "slow and not long"

drills: $(STAMP) ## Break each part on purpose and print how it went (up to 30 minutes)
	@exec $(BIN)/python -m pytest -q -m promise tests/drills

mutations: $(STAMP) ## Break each mechanism and see its drill notice (about an hour)
	@exec $(BIN)/python -m tests.drills.mutate

lint: $(STAMP) ## Check format, lint, types and known weaknesses
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/bandit --quiet --configfile pyproject.toml --recursive $(CODE)

audit: $(STAMP) ## Ask PyPI for known vulnerabilities of what is locked; fails where it cannot be asked
	@$(PIP) install pip-audit
	@$(BIN)/pip-audit --strict --require-hashes --disable-pip --progress-spinner off --requirement requirements.txt

lock: $(STAMP) ## Resolve pyproject.toml into requirements.txt, and without the tools into requirements-runtime.txt
	@$(PIP) install uv
	@$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --no-annotate \
		--python-version 3.11 --extra dev pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --no-annotate \
		--python-version 3.11 --constraint requirements.txt pyproject.toml -o requirements-runtime.txt

docs: $(STAMP) ## Make the generated pages anew
	@$(BIN)/python -m webapp.settings_page > docs/SETTINGS.md
	@$(BIN)/python -m roadmap.schema_page > docs/SCHEMA.md
	@$(BIN)/python -m webapp.api_page > docs/OPERATIONS.md
	@$(BIN)/python -m roadmap.mistake_pages
	@$(BIN)/python -m roadmap.pages docs
	@$(BIN)/python -m dashboards.grafana.build

bench: $(STAMP) ## Measure; a goal that is missed fails nothing
	@exec $(BIN)/python -m benchmarks

$(STAMP): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "TaskPilot needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	@$(BIN)/python -m pip --version > /dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@echo "installing the locked packages into .venv …"
	@$(PIP) install --no-deps --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $(STAMP)
