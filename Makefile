# Two commands matter: `make run` and `make test`. `make help` lists the others.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PY := .venv/bin/python
VENV := .venv/installed-runtime
DEV := .venv/installed-dev
NODE := pwa/node_modules/.installed
WEB := pwa/dist/sw.js
# Two workers of pytest: the least machine we promise has two cores.
WORKERS ?= 2
SCREENSHOTS ?= test-results/screenshots

# A virtual environment names its own place: after the folder was moved or its Python removed, it is made again.
$(shell [ -x .venv/bin/python ] && grep -qs -- "$(CURDIR)/.venv" .venv/bin/activate || rm -f .venv/installed-*)

# Folders are listed with the files, so that a file taken away is noticed as well.
WEB_SOURCES := $(shell find pwa/src pwa/public pwa/build pwa/*.html pwa/vite*.config.ts pwa/tsconfig*.json \
	-not -name '*.test.ts' 2>/dev/null)

.PHONY: help run test lint test-python test-web test-browser bench simulate soak screenshots venv web types format locks clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV) $(WEB) ## Set everything up and serve the demo district at http://localhost:8000
	@.venv/bin/gridwalk demo
	@exec .venv/bin/gridwalk serve

test: $(DEV) $(NODE) ## Set everything up and run every test
	@scripts/chromium.sh >/dev/null
	@$(MAKE) lint
	@$(MAKE) test-web
	@$(MAKE) test-python
	@$(MAKE) test-browser

lint: $(DEV) $(NODE) ## Check style and types, Python and TypeScript
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	cd pwa && npm run --silent lint
	cd pwa && npm run --silent check

test-web: $(NODE) ## Run the TypeScript tests
	cd pwa && npm run --silent test

test-python: $(DEV) $(WEB) ## Run the Python tests, on SQLite and PostgreSQL
	$(PY) -m pytest -q -n $(WORKERS) --dist worksteal --ignore tests/e2e

test-browser: $(DEV) $(WEB) ## Run the tests in a real Chromium
	GRIDWALK_CHROMIUM=$$(scripts/chromium.sh) && export GRIDWALK_CHROMIUM && \
		$(PY) -m pytest -q -n $(WORKERS) --dist worksteal tests/e2e

bench: $(DEV) $(WEB) ## Measure over HTTP, print the table and write docs/bench.md
	GRIDWALK_CHROMIUM=$$(scripts/chromium.sh) && export GRIDWALK_CHROMIUM && $(PY) -m tests.bench

soak: $(DEV) $(NODE) $(WEB) ## Run the long proofs, up to 90 minutes, and write docs/soak.md
	GRIDWALK_CHROMIUM=$$(scripts/chromium.sh) && export GRIDWALK_CHROMIUM && $(PY) -m tests.soak

SEEDS ?= 10000
FROM ?= 0
simulate: $(DEV) ## Strike phones and station with faults, SEEDS=10000 schedules, FROM=0
	$(PY) -m tests.simulation --seeds $(SEEDS) --from $(FROM)

screenshots: $(DEV) $(WEB) ## Photograph every screen, and make the README's pictures anew
	GRIDWALK_CHROMIUM=$$(scripts/chromium.sh) && export GRIDWALK_CHROMIUM && \
		$(PY) -m tests.screenshots $(SCREENSHOTS) --readme

venv: $(DEV) ## Install the Python packages, for work and tests
web: $(WEB) ## Build the web app

types: $(VENV) ## Write the TypeScript types from the schemas
	.venv/bin/gridwalk types

format: $(DEV) $(NODE) ## Bring the code into shape
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	cd pwa && npm run --silent format

locks: ## Write the locks anew from pyproject.toml and package.json (needs uv)
	scripts/lock.sh
	cd pwa && npm install --package-lock-only

clean: ## Take away everything that was installed or built; data stays
	rm -rf .venv .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info pwa/node_modules pwa/dist

$(VENV): requirements.lock requirements-build.lock pyproject.toml scripts/venv.sh
	@echo "Installing the Python packages …"
	@scripts/venv.sh requirements.lock
	@touch $@

$(DEV): $(VENV) requirements-dev.lock
	@echo "Installing the Python packages for tests …"
	@scripts/venv.sh requirements-dev.lock
	@touch $@

$(NODE): pwa/package-lock.json pwa/package.json scripts/node.sh
	@echo "Installing the npm packages …"
	@scripts/node.sh
	@touch $@

$(WEB): $(NODE) $(WEB_SOURCES)
	@echo "Building the web app …"
	@cd pwa && npm run --silent build
	@touch $@
