# Every target sets up what it needs; a second run installs nothing.
PYTHON ?= python3
BIN := .venv/bin
# pip reads these when it installs the build back end too, so that nothing floats.
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := constraints.txt

.PHONY: all serve build check test lint clean

all: lint test

.venv/run.stamp: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet -e . -c constraints.txt
	touch $@

.venv/dev.stamp: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet -e '.[dev]' -c constraints.txt
	touch .venv/run.stamp $@

serve build check: .venv/run.stamp
	@$(BIN)/kg $@

# A worker a core; tests marked slow attack or measure, and so have the machine to themselves.
test: .venv/dev.stamp
	$(BIN)/pytest -n auto --dist loadfile -m "not slow"
	$(BIN)/pytest -m slow

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf build .mypy_cache .pytest_cache .ruff_cache .hypothesis
