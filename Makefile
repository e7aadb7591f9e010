# `make run` and `make test` are all a new clone needs: Python 3.11 or later, git and make.
PYTHON ?= python3
BIN := .venv/bin

run: .venv/installed
	$(BIN)/small-schools compare baseline executive_heads_4000

test: .venv/tested
	$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile

lint: .venv/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/tested
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/experiments.py

docs: .venv/tested
	$(BIN)/python docs/generate.py

site: .venv/site
	$(BIN)/python docs/site/build.py

mutants: .venv/tested
	$(BIN)/python benchmarks/mutants.py

strength: .venv/tested
	$(BIN)/python benchmarks/strength.py

# What tests of the rules and of the engine reach, one after the other as in a single process.
RULES := agents year engine measures policies
ENGINE := branching columns draws kernels model own_measures recorder schedulers trace

branches: .venv/tested
	$(BIN)/python -m coverage run -m pytest $(RULES:%=tests/%) $(ENGINE:%=tests/test_%.py)
	$(BIN)/python -m coverage report

package:
	.ci/package $(PYTHON)

reproduce: .venv/tested
	$(BIN)/python experiments/reproduce.py

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

.venv/tested: .venv/installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[test]"
	touch $@

.venv/site: .venv/installed
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable ".[docs]"
	touch $@

.PHONY: run test lint bench mutants strength branches docs site package reproduce
