# Shortcuts for development. They use the environment in .venv; CONTRIBUTING.md shows how to create it.
# .ci/run checks everything, in a fresh copy of the checkout.

BIN := .venv/bin

.PHONY: check lint types imports base format test bench screenshots

# Run all fast checks: lint, types, import contracts and the bundled base.
check: lint types imports base

# Report lint problems and unformatted code.
lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# Check the types.
types:
	$(BIN)/mypy

# Check the import contracts in pyproject.toml.
imports:
	$(BIN)/lint-imports

# Check the bundled base.
base:
	$(BIN)/assistant check --strict faq/

# Fix lint problems and format the code.
format:
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Run the tests.
test:
	$(BIN)/python -m pytest -q -n 2

# Measure speed and memory; docs/benchmarks.md has the results. See also: python -m tests.bench --help
bench:
	$(BIN)/python -m tests.bench

# Draw the pictures of the README.
screenshots:
	$(BIN)/python screenshots/export.py
