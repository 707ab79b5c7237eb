# One command each: demo, lint, quick, test, versions, fuzz, docs, release, train, benchmark. Every one does its own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= ../shared/data
STORIES ?= $(wildcard ../shared/data/polnear/dev.jsonl)

.PHONY: demo lint quick test versions fuzz docs release train benchmark clean

$(VENV)/run: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/dev: $(VENV)/run
	$(BIN)/pip install --quiet --disable-pip-version-check "pip>=25.1"
	$(BIN)/pip install --quiet --disable-pip-version-check --group dev
	touch $@

demo: $(VENV)/run
	$(BIN)/sayso read examples/harbour.txt

# deptry: what is imported is declared, and what is declared is imported.
lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/deptry sayso training benchmarks

# What needs neither patience nor a browser, a server or a corpus: under a minute on two cores.
quick: lint
	HYPOTHESIS_PROFILE=quick $(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist worksteal -m "not slow and not browser and not postgres and not data"

test: lint
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist worksteal

# For a long time: SECONDS of them. What fails is kept among hypothesis's examples, and fails again in make test.
SECONDS ?= 600
fuzz: $(VENV)/dev
	SAYSO_FUZZ=$(SECONDS) $(BIN)/pytest tests/test_fuzz.py --numprocesses auto --maxprocesses 4 --dist worksteal

# Lint, types and the quick tests with each further Python that is there, in an environment of its own.
versions:
	@for version in 3.12 3.13; do \
		if python$$version --version >/dev/null 2>&1; then \
			echo "Python $$version"; \
			$(MAKE) --no-print-directory quick PYTHON=python$$version VENV=.venv-$$version || exit 1; \
		else echo "Python $$version is not here, and left out."; fi; \
	done

docs: $(VENV)/dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo build/site/index.html

# Wheel and sdist, checked; and the wheel reads a story in an environment of its own.
release: $(VENV)/dev
	$(BIN)/pip install --quiet --disable-pip-version-check --group release
	rm -rf dist build/release
	$(BIN)/python -m build --outdir dist
	$(BIN)/twine check --strict dist/*
	$(PYTHON) -m venv build/release
	build/release/bin/pip install --quiet --disable-pip-version-check dist/*.whl
	build/release/bin/sayso read examples/harbour.txt

train: $(VENV)/run
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[train]"
	MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=10000000000 $(BIN)/python -m training $(DATA)/real/news.jsonl.gz $(DATA)/real/train.jsonl \
		--flat $(DATA)/polnear/train.jsonl --nested $(DATA)/gum/train.jsonl --entities $(DATA)/gum/entities-train.jsonl

benchmark: $(VENV)/run
	$(BIN)/pip install --quiet --disable-pip-version-check --editable ".[benchmark]"
	$(BIN)/python -m benchmarks.speed $(STORIES)

clean:
	rm -rf .venv .venv-* build dist
