# `make demo` needs Python 3.11 or later, make and the package index, nothing else. `make test` also needs Chromium and the
# programs of a PostgreSQL server; on Debian and its kin it installs them where it may.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo serve test lint types layers system tests docs bench growth clean

demo: .venv/ready
	$(BIN)/willing assess ukraine-2025

serve: .venv/ready
	$(BIN)/willing serve ukraine-2025 --demo

test: lint types layers tests

lint: .venv/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/ready
	$(BIN)/mypy

layers: .venv/ready
	$(BIN)/lint-imports

system:
	scripts/system.sh

tests: .venv/ready system
	$(BIN)/pytest -n 2

# Everything written by the program itself: the JSON Schemas and the screens shown in the documentation.
docs: .venv/ready
	$(BIN)/python docs/write.py

# Beside other ways to the same answers, which are installed for it; some minutes.
bench: .venv/ready
	$(BIN)/uv sync --frozen --quiet --group bench
	$(BIN)/python -m benchmarks.start
	$(BIN)/python -m benchmarks.futures
	$(BIN)/python -m benchmarks.plan small medium --peers
	$(BIN)/python -m benchmarks.plan large --seconds 120
	$(BIN)/python -m benchmarks.plan xl --seconds 300
	$(BIN)/python -m benchmarks.simulate

growth: .venv/ready
	$(BIN)/python -m benchmarks.growth
	$(BIN)/python -m benchmarks.plan_growth

.venv/ready: pyproject.toml uv.lock
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.8,<1"
	$(BIN)/uv sync --frozen --quiet --compile-bytecode
	touch $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
