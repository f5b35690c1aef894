# Kortsjekk. `make` alone lists what there is to do.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PACKAGES := signing sync verifier tests scripts bench

.DEFAULT_GOAL := help
.PHONY: help run test soak mutation bench lint format lock screenshots setup setup-test clean release-check

help: ## Show this list
	@echo "Kortsjekk: check an HSE card with a phone."
	@echo
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-14s %s\n", $$1, $$2 }'
	@echo
	@echo "On a phone: make run HOST=0.0.0.0     Another port: make run PORT=8001"

run: setup ## Install what is missing and start the product on http://localhost:8000
	@HOST="$(HOST)" PORT="$(PORT)" $(BIN)/python -m verifier

test: lint ## Install what is missing and run every check and every test
	$(BIN)/node --test "tests/js/**/*.test.js"
	$(BIN)/python -m pytest -m "not soak and not journey" -n auto --maxprocesses 4 --dist worksteal --cov --cov-report= $(PYTEST)
	$(BIN)/python -m pytest -m journey --cov --cov-append --cov-report=term $(PYTEST)

soak: setup-test ## Run the tests that take minutes
	$(BIN)/python -m pytest -m soak $(PYTEST)
	$(BIN)/python -m pytest -m "hypothesis and not soak and not journey" --hypothesis-profile=search $(PYTEST)

mutation: setup-test ## Put small faults into signing/ and see whether its tests notice them (slow)
	$(BIN)/python scripts/mutate.py $(MODULES)

bench: setup-test ## Measure, print the tables and write them as JSON under bench/out
	$(BIN)/python -m bench

lint: setup-test ## Check style and types of Python and JavaScript
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(PACKAGES)
	$(BIN)/node node_modules/typescript/bin/tsc --project tsconfig.json

format: setup-test ## Bring the Python code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: setup-test ## Pin the newest versions that requirements*.in and package.json allow
	$(BIN)/python scripts/lock.py

screenshots: setup-test ## Take the pictures that the README shows, in a real browser
	$(BIN)/python -m pytest tests/journeys/test_pictures.py --screenshots=docs/pictures $(PYTEST)

release-check: ## Run the whole test set on a clean copy of what is committed
	$(PYTHON) scripts/release_check.py

setup: # Everything that running needs
	@$(PYTHON) scripts/setup.py run

setup-test: # Everything that testing needs
	@$(PYTHON) scripts/setup.py test

clean: ## Remove what set-up and tests made (the practice data in instance/ stays)
	rm -rf .venv .tools node_modules verifier/static/vendor .mypy_cache .pytest_cache .ruff_cache .coverage htmlcov
