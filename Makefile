# Everything here sets itself up: Python 3.11 to 3.13 and make are all it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LLAMA := $(VENV)/.llama

.DEFAULT_GOAL := help
.PHONY: help setup run screenshots llama demo test soak browser-test texts lint audit bench lock check-python

help:  ## Show what can be made
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY)  ## Install everything into .venv, from the lock file

llama: $(LLAMA)  ## Build llama-cpp-python, for a model in the process (minutes, once)

demo: $(READY)  ## Live through a month of a campaign on the sandbox
	@$(BIN)/rendezvous simulate --days 30 --prospects 300 --seed 7

run: $(READY)  ## Open the console on the sandbox, with a campaign in full swing
	@$(BIN)/rendezvous up --demo

screenshots: $(READY)  ## Take the pictures of the console that the README shows
	@$(BIN)/python docs/screenshots.py

test: $(READY)  ## Run the tests, fast ones first
	@$(MAKE) -s --no-print-directory llama || { \
	  echo "llama-cpp-python is not there: tests/integration/llama is left out;" >&2; \
	  echo "everything else is run." >&2; }
	@$(BIN)/python -m pytest tests/unit -q -n 2
	@$(BIN)/python -m pytest tests/integration tests/faults tests/console -q -n 2 \
	  --dist loadfile
	@# By itself: Playwright keeps an event loop running, in which no crew can be kicked off.
	@$(BIN)/python -m pytest tests/browser -q -n 2 --dist loadfile

soak: $(READY)  ## A month of the worker, killed at 1,000 moments (half an hour and more)
	@$(BIN)/python tests/faults/soak.py --kills 1000

browser-test: $(READY)  ## The console's tests alone, a real browser's among them
	@$(BIN)/python -m pytest tests/console tests/browser -q -n 2 --dist loadfile

texts: $(READY)  ## The console's texts that a language still lacks
	@$(BIN)/python -m console.texts

lint: $(READY)  ## Style, types, and the one-way imports between the floors
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy domain services errors.py
	@$(BIN)/lint-imports
	@$(MAKE) -s --no-print-directory audit

# A hole that the index knows of fails it; an index that cannot be asked does not. An answer,
# or that there was none, holds for a day.
audit: $(READY)  ## Known holes in the libraries of the lock file, where the index tells
	@if [ -n "$$(find $(VENV)/.audited -newer requirements.lock -mtime -1 2>/dev/null)" ]; then \
	  cat $(VENV)/.audited; exit 0; fi; \
	said=$$(timeout 90 $(BIN)/pip-audit -r requirements.lock --disable-pip --require-hashes \
	  --progress-spinner off --timeout 5 -f json 2>&1); \
	asked=$$(echo "$$said" | grep -o '"vulns": ' | wc -l); \
	if echo "$$said" | grep -q '^Found [0-9]'; then echo "$$said" | grep -v '"vulns": \[\]'; exit 1; fi; \
	if [ $$asked -eq 0 ]; then \
	  echo "Not reached: the index that knows of holes in libraries. None was checked."; \
	else echo "No known holes in the $$asked libraries that the index knows."; fi | tee $(VENV)/.audited

bench: $(READY)  ## Speed, as ratios against something in the same run
	@$(BIN)/python -m bench

lock: $(READY)  ## Resolve the dependencies anew
	@$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements.lock
	@sed -n 's/^llama = \["\(.*\)"\]/\1/p' pyproject.toml | \
	  $(BIN)/uv pip compile - --constraint requirements.lock --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements-llama.lock

check-python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "Missing: $(PYTHON). Install Python 3.11, 3.12 or 3.13, or say which: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
	  echo "$$($(PYTHON) --version) will not do: 3.11, 3.12 or 3.13 is needed. Say which: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "Missing: Python's venv module. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sqlite3, sys; sys.exit(sqlite3.sqlite_version_info < (3, 37))' || { \
	  echo "This Python's SQLite is older than 3.37: use a newer Python." >&2; exit 1; }

$(READY): requirements.lock pyproject.toml | check-python
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) (a few minutes the first time) ..."
	@test -x $(BIN)/uv || { command -v uv >/dev/null 2>&1 && ln -sf "$$(command -v uv)" $(BIN)/uv; } \
	  || $(BIN)/python -m pip install -q --disable-pip-version-check uv || { \
	  echo "uv could not be installed: is the package index reachable?" >&2; exit 1; }
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

# Built for any processor of its kind: the native build crashes on some virtual machines.
$(LLAMA): requirements-llama.lock | $(READY)
	@command -v $${CC:-cc} >/dev/null 2>&1 && command -v $${CXX:-c++} >/dev/null 2>&1 || { \
	  echo "Missing: a C and C++ compiler. On Debian and Ubuntu: apt-get install gcc g++" >&2; exit 1; }
	@echo "Building llama-cpp-python (about five minutes, once) ..."
	@CMAKE_ARGS="-DGGML_NATIVE=OFF" $(BIN)/uv pip install -q --python $(BIN)/python \
	  --require-hashes -r requirements-llama.lock || { \
	  echo "llama-cpp-python could not be built: what cmake said stands above." >&2; exit 1; }
	@touch $@
