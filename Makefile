# `make help` lists what there is to do.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST_WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup run test fuzz check format schema release-schema lock clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(VENV)/.locked: requirements-dev.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.locked ## Make .venv with the locked dependencies

run: setup ## Serve on http://127.0.0.1:8000 with SQLite and demo data
	@$(BIN)/python app.py migrate
	@$(BIN)/python app.py seed-demo
	@$(BIN)/python app.py serve

test: setup ## Run every test, on SQLite and on PostgreSQL
	$(BIN)/pytest -n $(PYTEST_WORKERS)

fuzz: setup ## Send servers on both databases whatever fits the schema, for FUZZ_SECONDS
	$(BIN)/python -m tests.fuzz

check: setup ## Lint, types, the direction of imports, the published schema
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest tests/test_imports.py tests/schema

format: setup ## Format the code and sort the imports
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

schema: setup ## Write schema/schema.graphql and docs/policy.md anew
	$(BIN)/python app.py export-schema > schema/schema.graphql.new
	mv schema/schema.graphql.new schema/schema.graphql
	$(BIN)/python app.py export-policy > docs/policy.md.new
	mv docs/policy.md.new docs/policy.md

release-schema: setup schema ## Note that the schema is released: what it has, stays
	cp schema/schema.graphql schema/released.graphql

lock: setup ## Resolve the dependencies anew
	$(BIN)/pip-compile --quiet --upgrade $(LOCK_OPTIONS) -o requirements.lock pyproject.toml
	$(BIN)/pip-compile --quiet --upgrade $(LOCK_OPTIONS) --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml
	cd examples/python && ../../$(BIN)/pip-compile --quiet --upgrade $(LOCK_OPTIONS) requirements.in

LOCK_OPTIONS := --generate-hashes --strip-extras --allow-unsafe --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

clean: ## Remove .venv and the development database
	rm -rf $(VENV) var
