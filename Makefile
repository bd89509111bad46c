# Two commands: `make demo` makes a data set, `make test` runs the tests. Both build the same pinned .venv first.
PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
OUT ?= outputs/nuclei
PYTEST_ARGS ?= -n auto --maxprocesses 4 --dist loadfile

.PHONY: demo test check clean
.DELETE_ON_ERROR:

demo: .venv/installed
	$(BIN)/synth generate out=$(OUT)
	@echo "Open $(OUT)/report.html in a browser; the labels are in $(OUT)/annotations.json."

test: .venv/installed-dev
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/pyright synth
	$(BIN)/pyright tests benchmarks examples  # apart: all at once are more than its 4 GB hold, and it starts over and over

clean:
	rm -rf .venv build dist
	[ ! -d outputs ] || find outputs -mindepth 1 ! -path outputs/README.md -delete

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "synth needs Python 3.11 or newer; name one with PYTHON=..."; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/installed-dev: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch .venv/installed $@
