# make run: start. make test: test. make help: the rest.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Tests start hundreds of processes: what one has compiled, the next need not, whatever the environment says.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run test check format lint types bench soak lock clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Afterglow needs Python 3.11 or newer; name one with PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements.txt
	$(PIP) install --require-hashes -r requirements.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

run: $(VENV)/.run ## Migrate and start: the sandbox in the browser, or the real thing with Slack settings
	@$(BIN)/afterglow run

test: $(VENV)/.dev ## Run the tests, on SQLite and PostgreSQL, and in a browser where there is one
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

check: format lint types test ## What every commit passes; CI plays the long tests and the soak too

format: $(VENV)/.dev
	@$(BIN)/ruff format --check .

lint: $(VENV)/.dev
	@$(BIN)/ruff check .

types: $(VENV)/.dev
	@$(BIN)/mypy

bench: $(VENV)/.dev ## Measure, and print ratios against a reference in the same run
	@$(BIN)/python -m tests.bench

soak: $(VENV)/.dev ## Play the long tests; kill, freeze and starve real processes, and count what is lost or doubled
	@$(BIN)/python -m tests.soak $(SCENARIOS)

lock: ## Pin every dependency with its hashes (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
		--group build pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
		--group dev --extra otel -c requirements.txt pyproject.toml -o requirements-dev.txt

clean: ## Remove what was made; keeps var/
	rm -rf $(VENV) *.egg-info build dist
