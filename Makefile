# Everything from a machine that has Python 3.10 or newer: `make demo`, `make test`.
PYTHON ?= python3

BIN := .venv/bin
TF1 := .venvs/tf1
TF2 := .venvs/tf2
SCHEMAS := .venvs/schemas
DEMO := fixtures/BN102/wrong_read_once_before_towers

.DEFAULT_GOAL := help

.PHONY: help
help: ## Says what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

.PHONY: demo
demo: .venv/.complete ## Checks a program that trains well and validates badly
	@echo '$$ bnlint check $(DEMO)'
	@$(BIN)/bnlint check $(DEMO); status=$$?; \
	if [ $$status -ne 1 ]; then echo "demo: bnlint ended with $$status, not with 1 (findings)" >&2; exit 1; fi

.PHONY: test
test: lint $(TF2)/.complete $(TF1)/.complete $(SCHEMAS)/.complete ## Lints, types, tests, and proves the rules with TensorFlow
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile

.PHONY: gpu-evidence
gpu-evidence: $(TF2)/.complete ## Confirms on a GPU and on the CPU, and holds the verdicts against each other
	@$(BIN)/python -m benchmarks.gpu --python $(or $(BNLINT_TF2_PYTHON),$(TF2)/bin/python) --write benchmarks/results

.PHONY: lint
lint: .venv/.complete ## Ruff, mypy and the layers
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { echo 'not formatted: run `make format`' >&2; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@layers=$$($(BIN)/lint-imports 2>&1) || { echo "$$layers" >&2; exit 1; }

.PHONY: format
format: .venv/.complete ## Formats the code and mends what ruff can mend
	@$(BIN)/ruff check --quiet --fix-only
	@$(BIN)/ruff format

.PHONY: clean
clean: ## Removes everything that make has made
	@rm -rf .venv .venvs .bnlint_cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@find bnlint -name '*.so' -delete

.venv/.complete: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "bnlint needs Python 3.10 or newer: make PYTHON=...")'
	@echo 'Setting up .venv with bnlint and its tools'
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --editable . --group dev
	@touch $@

# Without a TensorFlow the proofs that need it are skipped, with the reason; the script says why there is none.
$(TF2)/.complete $(TF1)/.complete: .venvs/%/.complete: tools/set_up_tensorflow.py | .venv/.complete
	@$(BIN)/python tools/set_up_tensorflow.py $*

$(SCHEMAS)/.complete: tools/fetch_schemas.py | .venv/.complete
	@$(BIN)/python tools/fetch_schemas.py
