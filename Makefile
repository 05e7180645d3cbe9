# Two commands on a fresh machine: `make reel` and `make test`. Everything else builds on them.
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
# The newest Python of 3.13, 3.12, 3.11 that really runs (a name on the PATH may be a stub of a version manager).
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
  $$p -c 'import sys; sys.exit(not (3,11) <= sys.version_info[:2] <= (3,13))' 2>/dev/null && { echo $$p; break; }; done)
PHOTOS ?=
SAY ?= turn my product images into a 15-second promotional video with transitions and music
OUT ?= out/reel.mp4
TESTS ?= tests
JOBS ?= auto
SECTIONS ?=
ARGS ?=

.PHONY: reel test setup check bench chaos load serve pictures api talk format clean cluster
.DEFAULT_GOAL := help

help: ## what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(VENV)/ready: pyproject.toml
	@test -n "$(PYTHON)" || { echo "stillreel needs Python 3.11, 3.12 or 3.13; set PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check 'pip>=25.1'
	@echo "installing stillreel and what it builds on ..."
	@$(BIN)/pip install -q --disable-pip-version-check -e .
	@touch $@

$(VENV)/warm: $(VENV)/ready $(wildcard src/stillreel/pixels/*.py src/stillreel/score/*.py)
	@$(BIN)/stillreel warm
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready
	@$(BIN)/pip install -q --disable-pip-version-check --group dev
	@touch $@

setup: $(VENV)/warm ## only the environment, .venv

reel: setup ## a finished MP4: make reel PHOTOS="a.jpg b.png" SAY="..." OUT=x.mp4
	@mkdir -p $(dir $(OUT))
	@photos="$(PHOTOS)"; \
	 if [ -z "$$photos" ]; then photos=$$($(BIN)/python examples/stills.py out/stills); fi; \
	 eval $(BIN)/stillreel make $$photos --say '"$$SAY"' -o '"$$OUT"'
export SAY OUT

test: setup $(VENV)/ready-dev ## the tests
	@$(BIN)/python -m pytest $(TESTS) -n $(JOBS)

cluster: setup $(VENV)/ready-dev ## the service's contract tests on PostgreSQL and an S3 server
	@$(BIN)/python tests/store/servers.py $(BIN)/python -m pytest tests/contract \
	  --deselect tests/contract/test_envelope.py::test_so_many_for_one_address_and_forwarded_headers_change_nothing

check: setup $(VENV)/ready-dev ## lint and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: setup $(VENV)/ready-dev ## speed, memory, sharpness: ratios against baselines of the same run
	@$(BIN)/python -m bench $(SECTIONS) $(realpath $(PHOTOS))

chaos: setup $(VENV)/ready-dev ## kills, races, cuts, mutated files against the real service: make chaos ARGS="--kills 500"
	@$(BIN)/python -m bench.stress.chaos $(ARGS)

load: setup $(VENV)/ready-dev ## the goals of a busy service: make load ARGS="reads streams --streams 2000 --seconds 60"
	@$(BIN)/python -m bench.stress.load $(ARGS)

pictures: setup ## the README's pictures, from a reel made now
	@$(BIN)/python docs/pictures.py

api: setup ## docs/api.md, by running what it says
	@$(BIN)/python docs/api.py

talk: setup $(VENV)/ready-dev ## how much of what people say is understood
	@$(BIN)/python -m bench.talk

serve: setup ## the studio as a service, http://127.0.0.1:8765
	@$(BIN)/stillreel serve

format: $(VENV)/ready-dev
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

clean:
	@rm -rf out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
