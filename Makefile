# `make help` lists what there is to do.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST_WORKERS ?= 3
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help setup run explorer test test-slow test-pooled five-steps fuzz bench check format schema release-schema lock clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(VENV)/.locked: requirements-dev.lock
	@echo "Installing the locked dependencies into $(VENV); this takes a minute..."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.locked ## Make .venv with the locked dependencies

run: setup ## Serve on http://127.0.0.1:8000, or PORT, with SQLite and demo data
	@$(MAKE) --no-print-directory explorer || echo "The explorer is not built; see above."
	@$(BIN)/python app.py migrate
	@$(BIN)/python app.py seed-demo
	@$(BIN)/python app.py serve --port $(PORT)

HAS_NODE = $(shell command -v npm >/dev/null && node -e \
	'process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)' 2>/dev/null && echo yes)
EXPLORER_SOURCES := explorer/build.js $(shell find explorer/src -type f)

explorer: ## Build the explorer, where Node 18 or newer and npm are there
	@$(if $(HAS_NODE),$(MAKE) --no-print-directory -s explorer/dist/manifest.json,\
		echo "Without Node 18 and npm the explorer is not built: its page needs the internet.")

explorer/node_modules/.package-lock.json: explorer/package.json explorer/package-lock.json
	@echo "Installing what the explorer is built from..."
	@cd explorer && npm ci --ignore-scripts --no-audit --no-fund --prefer-offline \
		--fetch-retries=1 --fetch-retry-mintimeout=1000 --loglevel=error >/dev/null
	@touch $@

explorer/dist/manifest.json: explorer/node_modules/.package-lock.json $(EXPLORER_SOURCES)
	@cd explorer && node build.js

test: setup ## Run the tests, on SQLite and on PostgreSQL
	$(BIN)/pytest -n $(PYTEST_WORKERS) --dist worksteal -m "not slow"

test-slow: setup ## Run the tests with real clients, a browser, several workers and many more questions
	$(BIN)/pytest -n $(PYTEST_WORKERS) --dist worksteal -m slow

test-pooled: setup ## Run the core of the tests with PgBouncer before PostgreSQL
	TEST_POOLED=1 $(BIN)/pytest -n $(PYTEST_WORKERS) $(CORE)

CORE := tests/db tests/loaders tests/migrations tests/resolvers/test_connections.py \
	tests/resolvers/test_nodes.py tests/resolvers/test_search.py tests/resolvers/profile \
	tests/resolvers/session tests/server/test_health.py tests/server/test_outages.py \
	tests/server/test_overdue.py tests/server/graphql/http/test_batches.py \
	--ignore tests/db/test_roles.py --ignore tests/db/test_turns.py  # of no pooler's business

five-steps: setup ## Follow the README's steps to add a field in a throw-away clone, and test it
	$(BIN)/python -m tests.five_steps

fuzz: setup ## Send servers on both databases whatever fits the schema, for FUZZ_SECONDS
	$(BIN)/python -m tests.fuzz

bench: setup ## Measure us beside other servers; BENCH="--quick" for a rough look
	$(BIN)/python -m bench.peers $(BENCH)

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

clean: ## Remove .venv, the development database, and what was installed or built with Node
	rm -rf $(VENV) var explorer/node_modules explorer/dist tests/node/node_modules
