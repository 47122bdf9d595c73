# Every target sets up what it needs; a second run installs nothing.
PYTHON ?= python3
BIN := .venv/bin
# pip reads these when it installs the build back end too, so that nothing floats.
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := constraints.txt

# The web bundle, built from TypeScript.
WEB := server/static/web/manifest.json
MODULES := server/web/node_modules/.package-lock.json

.PHONY: all serve build check quick test bench bench-growth pictures lint clean

all: lint test

.venv/run.stamp: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet -e . -c constraints.txt
	touch $@

.venv/dev.stamp: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet -e '.[dev]' -c constraints.txt
	touch .venv/run.stamp $@

$(MODULES): server/web/package.json server/web/package-lock.json | .venv/run.stamp
	server/web/npm ci --silent --ignore-scripts --no-audit --no-fund
	touch $@

$(WEB): $(MODULES) $(wildcard server/web/*.ts) $(shell find server/web/src -type f)
	server/web/npm run --silent build -- --logLevel warn

serve: $(WEB)

serve build check: .venv/run.stamp
	@$(BIN)/kg $@

# The inner loop: what is neither slow nor end to end.
quick: .venv/dev.stamp $(WEB)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto --dist loadfile -m "not slow" --ignore tests/e2e

# A worker a core; tests marked slow attack or measure, and so have the machine to themselves.
test: .venv/dev.stamp $(WEB)
	server/web/npm test --silent
	@tests/e2e/install
	@$(BIN)/python -m tests.e2e.clients.node
	$(BIN)/pytest -n auto --dist loadfile -m "not slow"
	$(BIN)/pytest -m slow

.venv/bench.stamp: .venv/dev.stamp
	$(BIN)/pip install --quiet -e '.[dev,bench]' -c constraints.txt
	touch $@

# Measures the service beside its peers, on the current build; writes docs/benchmarks.md.
bench: .venv/bench.stamp build
	$(BIN)/python -m bench

# Measures the service, and engines beside it, with 1, 10 and 100 whole reports; writes "Growth" there.
# It takes hours, 30 GB of disk and 12 GB of memory; BENCH="--sizes 1 10" is quicker.
bench-growth: .venv/bench.stamp build
	@tests/e2e/install
	$(BIN)/python -m bench.growth $(BENCH)

# Takes the pictures of the site that the READMEs show, from the current build; writes docs/pictures.
pictures: .venv/dev.stamp $(WEB) build
	@tests/e2e/install
	$(BIN)/python -m tests.e2e.browser.pictures

lint: .venv/dev.stamp $(MODULES)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	server/web/npm run --silent check

clean:
	rm -rf build server/static/web server/web/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis
