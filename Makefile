# Every verb sets up what it needs in .venv, from hashed lists; only Python 3.11 or newer and make have to be there.

.DEFAULT_GOAL := help
SHELL := /bin/sh
BIN := .venv/bin
export PYTHONHASHSEED ?= 0
unexport PYTHONPATH VIRTUAL_ENV

RUN := .venv/run.stamp
DEV := .venv/dev.stamp
PRISM := .prism/prism.stamp
# Environments beside .venv, each from requirements/NAME.txt, for what the project is measured, judged and shown with.
BENCH := .venv-bench/ready.stamp
BROWSER := .venv-browser/ready.stamp
DOCS := .venv-docs/ready.stamp
FOCUS := .venv-focus/ready.stamp
JUDGING := .venv-release/ready.stamp
REFEREES := .venv-referees/ready.stamp
WAREHOUSE := .venv-warehouse/ready.stamp

.PHONY: help demo test lint types drift generate pytest mock-conforms conformance mutants contract spec-diff vendor-sdk referees bench refresh lock surface wheel release-check test-warehouse test-browser focus-validate docs clean recovered

help: ## List the verbs
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed 's/:.*## /\t/' | expand -t 16

demo: $(RUN) ## Run the main job against the embedded mock server
	@$(BIN)/python -m tests.e2e.demo

test: lint types drift pytest ## Check and test everything

lint: $(DEV) ## Check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV) ## Check types with mypy and basedpyright
	$(BIN)/mypy
	$(BIN)/basedpyright

pytest: $(DEV) ## Run the tests alone
	$(BIN)/python -m pytest -n 2 $(ARGS)

mock-conforms: $(DEV) ## Examine the mock with schemathesis and random seeds: make mock-conforms [SEEDS=10]
	@$(BIN)/python -m tests.conformance.random_mocks $(if $(SEEDS),--seeds $(SEEDS)) $(ARGS)

conformance: $(DEV) ## Drive the client through every oracle, with figures: make conformance [ARGS="--profile deep"]
	@$(BIN)/python -m tests.conformance $(ARGS)

mutants: $(DEV) ## Put faults into copies of the tree, and see that each is caught: make mutants [ARGS=--write]
	@$(BIN)/python -m tests.mutants $(ARGS)

contract: $(RUN) ## Hold the real API against its documents, with the key in DEVIN_API_KEY: make contract [ARGS=--probe]
	@$(BIN)/devin-usage contract $(ARGS)

spec-diff: $(RUN) ## Compare two OpenAPI documents by meaning: make spec-diff OLD=v3 NEW=new.yaml [ARGS="--format json"]
	@[ "$$OLD" ] && [ "$$NEW" ] || { echo "Both documents are needed: make spec-diff OLD=v3 NEW=new.yaml" >&2; exit 2; }
	@$(BIN)/devin-usage spec-diff $(ARGS) -- "$$OLD" "$$NEW"

vendor-sdk: $(DEV) $(BENCH) ## Let the vendor's published SDK read the mock, held against the ledger
	@$(BIN)/python -m tests.vendor_sdk --python .venv-bench/bin/python

referees: $(DEV) $(PRISM) $(REFEREES) ## Let Prism and a client of openapi-generator judge: make referees [ARGS=--write]
	@$(BIN)/python -m tests.referees --python .venv-referees/bin/python $(ARGS)

generate: $(DEV) ## Rebuild specs, resolved documents, client and lock from the sources
	@$(BIN)/python -m specs.pipeline generate

drift: $(DEV) ## Compare the committed tree with a rebuild, byte for byte
	@$(BIN)/python -m specs.pipeline drift

refresh: $(DEV) ## Bring in what the vendor publishes: make refresh [FROM=address|file|folder] [APPLY=1] [PRUNE=1] [SELECT=all]
	@$(BIN)/python -m specs.pipeline refresh --from "$$FROM" --languages "$$LANGUAGES" --select "$$SELECT" \
		--apply "$$APPLY" --prune "$$PRUNE" $(ARGS)

bench: $(DEV) $(BENCH) $(if $(filter mock,$(ARGS)),$(PRISM)) ## Measure beside others: make bench [ARGS="call decode import fan-out outputs mock"]
	@$(BIN)/python -m tests.benchmarks --python .venv-bench/bin/python $(ARGS)

lock: $(DEV) ## Compile the hashed requirements anew
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh requirements/compile.sh

surface: $(DEV) ## Write the public names into tests/surface: make surface [RELEASE=1]
	@$(BIN)/python -m tests.surface $(if $(RELEASE),--release,--write)

wheel: $(DEV) ## Build the wheel and the source archive into dist/
	$(BIN)/python -m build --no-isolation --outdir dist

release-check: $(DEV) $(JUDGING) ## Check what would be released, publish nothing: make release-check [ARGS=--every-python]
	@$(BIN)/python -m tests.release --tools .venv-release/bin/python $(ARGS)

test-warehouse: $(WAREHOUSE) ## Load into a DuckDB warehouse, twice and interrupted, and count what is there
	@.venv-warehouse/bin/python -m pytest -c tests/warehouse/pytest.ini tests/warehouse $(ARGS)

test-browser: $(BROWSER) ## Look at the report with the Chromium of this machine: make test-browser [CHROMIUM=path]
	@$(BIN)/python -m tests.browser --python .venv-browser/bin/python $(if $(CHROMIUM),--chromium "$(CHROMIUM)") $(ARGS)

focus-validate: $(FOCUS) ## Let the official validator judge FOCUS exports: make focus-validate [PYTHON312=path]
	@$(BIN)/python -m tests.focus --python .venv-focus/bin/python $(ARGS)

docs: $(DOCS) ## Build the documentation into site/, with every link checked
	@$(BIN)/python -m tests.site --python .venv-docs/bin/python $(ARGS)

clean: | recovered ## Remove the environment and everything that was built
	rm -rf .venv .venv-* .prism .build dist site dist.new .mypy_cache .ruff_cache .pytest_cache .hypothesis

# A change of the tree that was interrupted is finished or rolled back before any verb begins.
recovered:
	@if [ -e .build/swap.json ] || [ -e .build/swap ]; then \
		"$$(command -v .venv/bin/python || command -v python3)" specs/pipeline/swap.py; fi

$(RUN): requirements/build.txt requirements/run.txt requirements/install.sh pyproject.toml | recovered
	@sh requirements/install.sh run
	@touch $@

$(DEV): $(RUN) requirements/dev.txt
	@sh requirements/install.sh dev
	@touch $@

# The validator runs on what was published for Python 3.12, whichever Python the rest uses.
$(FOCUS): requirements/focus.txt $(DEV)
	@python="$${PYTHON312:-python3.12}"; \
	"$$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 12))' 2>/dev/null || { \
		echo "The validator of FOCUS needs Python 3.12, and $$python is none." \
			"Install it, or say where it is: make focus-validate PYTHON312=path" >&2; exit 2; }; \
	rm -rf .venv-focus && "$$python" -m venv .venv-focus
	@echo "Installing requirements/focus.txt"
	@.venv-focus/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/focus.txt
	@touch $@

.venv-%/ready.stamp: requirements/%.txt $(DEV)
	@rm -rf .venv-$* && $(BIN)/python -m venv .venv-$*
	@echo "Installing requirements/$*.txt"
	@.venv-$*/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$*.txt
	@touch $@

$(PRISM): requirements/prism/package.json requirements/prism/package-lock.json requirements/prism/install.sh
	@sh requirements/prism/install.sh
	@touch $@
