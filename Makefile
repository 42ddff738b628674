# The commands of Tenon. `make run` and `make test` need Python 3.11+ and nothing else.
SHELL := /bin/bash
VENV := .venv
PY := $(VENV)/bin/python
PORT ?= 8000
PIP_INSTALL = $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
WORKERS ?= 2

# Real collections, for the tests that read them; see docs/operations.md.
ifneq ($(wildcard ../shared/data),)
export TENON_DATA ?= $(abspath ../shared/data)
endif
export PYTHONDONTWRITEBYTECODE ?=

.PHONY: help setup run test test-services test-long e2e lint types format bench messages pins clean

help:
	@echo "make run            the site with demonstration data on http://127.0.0.1:$(PORT)"
	@echo "make test           the test suite; needs no server and no browser"
	@echo "make test-services  what needs PostgreSQL and Redis"
	@echo "make test-long      kills, floods, volumes"
	@echo "make e2e            journeys in headless Chromium, screenshots in e2e-shots/"
	@echo "make lint types     formatter, linter, contracts, templates, types"
	@echo "make bench          benchmarks (BENCH=name for one)"

$(VENV)/bin/python:
	@found=""; for candidate in "$${PYTHON:-}" python3.11 python3.12 python3.13 python3 python; do \
	  if [ -n "$$candidate" ] && command -v "$$candidate" >/dev/null 2>&1 && \
	     "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found="$$candidate"; break; fi; done; \
	if [ -z "$$found" ]; then echo "Tenon needs Python 3.11 or newer. Install it, or name it: make run PYTHON=/path/to/python3.11"; exit 1; fi; \
	"$$found" -m venv $(VENV)

$(VENV)/.base: requirements/base.txt | $(VENV)/bin/python
	$(PIP_INSTALL) -r requirements/base.txt
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.base
	$(PIP_INSTALL) -r requirements/test.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.test
	$(PIP_INSTALL) -r requirements/dev.txt
	@touch $@

$(VENV)/.e2e: requirements/e2e.txt $(VENV)/.test
	$(PIP_INSTALL) -r requirements/e2e.txt
	@touch $@

$(VENV)/.bench: requirements/bench.txt $(VENV)/.test
	$(PIP_INSTALL) -r requirements/bench.txt
	@touch $@

setup: $(VENV)/.test

run: $(VENV)/.base
	@PORT=$(PORT) DJANGO_SETTINGS_MODULE=config.settings.embedded exec $(PY) manage.py up

test: $(VENV)/.test
	$(PY) -m pytest -n $(WORKERS) --dist loadfile -m "not services and not long and not e2e" $(ARGS)

test-services: $(VENV)/.test
	DATABASE_URL=$${DATABASE_URL:-postgres://postgres@127.0.0.1:5432/tenon} REDIS_URL=$${REDIS_URL:-redis://127.0.0.1:6379/9} \
	  $(PY) -m pytest -m services $(ARGS)

test-long: $(VENV)/.test
	$(PY) -m pytest -m long -p no:randomly $(ARGS)

e2e: $(VENV)/.e2e
	$(PY) -m pytest -m e2e -p no:randomly $(ARGS)

lint: $(VENV)/.dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/lint-imports
	$(VENV)/bin/djlint templates --lint --quiet
	$(PY) manage.py makemigrations --check --dry-run --settings config.settings.test

types: $(VENV)/.dev
	$(VENV)/bin/mypy core accounts catalog matching notifications pages config

format: $(VENV)/.dev
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

messages: $(VENV)/.dev
	$(PY) manage.py makemessages -l zh_Hans --no-location --no-obsolete --ignore ".venv/*" --ignore "var/*" --ignore "tests/*" --settings config.settings.test
	$(PY) manage.py compilemessages -v0 --ignore ".venv/*"

bench: $(VENV)/.bench
	OMP_NUM_THREADS=1 $(PY) -m bench $(BENCH)

pins: $(VENV)/.dev
	PATH="$(abspath $(VENV))/bin:$$PATH" requirements/compile.sh

clean:
	rm -rf var .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache bench-results e2e-shots
