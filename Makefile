# Two commands on a fresh machine: `make run` serves, `make test` checks everything. Both are quick the second time.
# `make help` lists the others.

# Debian's own Python, where it can make environments: it was built with profiles, and takes a tenth to a fifth less than
# one that was built on the machine without them.
DEBIAN := /usr/bin/python3
PYTHON ?= $(shell $(DEBIAN) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
  && echo $(DEBIAN) || echo python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt
DEMO ?= data/demo-training
WEIGHTS ?= $(firstword $(wildcard ../shared/weights/mobilenet_v2_imagenet.safetensors) imagenet)
TYPEFACES := fonts-noto-cjk fonts-noto-core fonts-tlwg-loma-ttf
PACKAGES := chromium chromium-driver chromium-headless-shell poppler-utils postgresql

# A process more than there are cores, as tests also wait for disks, browsers and other processes. Each runs whole files
# of tests, the longest first.
PROCESSES := $(shell echo $$(( $$(nproc) + 1 )))
PYTEST := pytest --numprocesses $(PROCESSES) --maxprocesses 4 --dist loadfile --no-loadscope-reorder
COVERED := $(BIN)/python -m slipcover -m $(PYTEST)
UNTIL := $(shell echo $$(( $$(date +%s) + 70 )))  # no test of `make quick` starts later; the last ones still end

unexport PYTHONDONTWRITEBYTECODE  # else each process that tests start compiles everything again

.PHONY: help run test quick coverage check types lint layers messages format hooks screenshots demo-data demo-release demo-staged clean

help:  ## list what can be made
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

run: $(VENV)/service $(VENV)/typefaces  ## serve on http://127.0.0.1:8000 with SQLite, local files, the bundled release and its catalogue
	$(BIN)/shingan serve --demo

test: $(VENV)/everything $(VENV)/system $(VENV)/typefaces check  ## install the rest, then run every check and test
	$(COVERED)
	$(BIN)/python -m tests.covered

quick: check  ## the checks, and the tests of what has changed since main, within 90 seconds
	@files=$$($(BIN)/python -m tests.affected) || exit; \
	if [ -z "$$files" ]; then echo "No quick test concerns what has changed."; exit; fi; \
	$(BIN)/$(PYTEST) -m "not slow" --until $(UNTIL) $$files || [ $$? = 5 ]  # 5: all of them are slow

coverage: $(VENV)/everything $(VENV)/system $(VENV)/typefaces  ## the tests that are not slow; fail where they reach too few lines
	$(COVERED) -m "not slow"
	$(BIN)/python -m tests.covered

check: $(VENV)/everything  ## lint, types, the layers of the architecture and the catalogues, two at a time
	@$(MAKE) --no-print-directory --jobs=2 --output-sync types lint layers

types lint layers: $(VENV)/everything

types:
	$(BIN)/mypy

lint:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

layers:
	$(BIN)/lint-imports
	$(BIN)/python -m translating check

messages: $(VENV)/everything  ## bring the catalogues of messages up to date with the code
	$(BIN)/python -m translating update

format: $(VENV)/everything  ## format, and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

hooks: $(VENV)/everything  ## have git check each commit (format, lint) and each push (types, imports)
	$(BIN)/pre-commit install

screenshots: $(VENV)/everything $(VENV)/system  ## take the pictures of the README again
	$(BIN)/python -m tests.browser.screenshots

demo-data: $(VENV)/everything  ## draw the committed sample again
	$(BIN)/python -m datasets.draw --out datasets --seed 7 --genuine 20 --counterfeit 20 --splits train=0.2,calibration=0.2,test=0.6

demo-release: $(VENV)/everything  ## draw training pictures and fit the bundled release again (about an hour and a half on two cores)
	$(BIN)/python -m datasets.draw --out $(DEMO) --seed 1001 --genuine 480 --counterfeit 480 --splits train=0.55,calibration=0.45
	$(BIN)/shingan-train fit $(DEMO)/manifest.csv --out data/releases --config datasets/release.toml --weights $(WEIGHTS) --accept shortcut-colour --test datasets/manifest.csv > data/demo-release
	rm -rf releases/r-*
	mkdir -p releases
	cp -r "$$(cat data/demo-release)" releases/
	$(MAKE) demo-staged

# Items of the bundled release's calibration split (after the 264 that it learned from), as many as 4 % needs, and some.
demo-staged: $(VENV)/everything  ## count the bundled release's thresholds again, stricter, for the release that the demo stages (half an hour)
	$(BIN)/python -m datasets.draw --out $(DEMO)-staged --seed 1001 --genuine 348 --counterfeit 348 --splits train=264,calibration=84 --only calibration
	$(BIN)/shingan-train recalibrate releases/r-* $(DEMO)-staged/manifest.csv --out data/releases --config datasets/stricter.toml --accept shortcut-colour --test datasets/manifest.csv > data/demo-staged
	rm -rf releases/staged
	@bundled=$$(echo $(CURDIR)/releases/r-*) && staged=$(CURDIR)/releases/staged/$$(basename "$$(cat data/demo-staged)") \
	&& cd "$$(cat data/demo-staged)" && find . -type f | while read -r file; do \
		cmp -s "$$file" "$$bundled/$$file" || install -D -m 644 "$$file" "$$staged/$$file"; \
	done

$(VENV)/created:
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/service: $(VENV)/created pyproject.toml constraints.txt
	$(PIP) --editable '.[heic,ocr]'
	touch $@

$(VENV)/everything: $(VENV)/created pyproject.toml constraints.txt
	$(PIP) --editable '.[heic,ocr,postgresql,s3,training,dev]'
	touch $(VENV)/service $@

# $(call debian,NAMES,CONSEQUENCE): install packages of Debian, or say in one line what follows where that can't be.
define debian
@dpkg --status $(1) >/dev/null 2>&1 \
  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
       && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1) >/dev/null; } \
  || echo "Not all of these are here, and this user can't install them: $(1). $(2)"
touch $@
endef

# Reports are drawn with these (decision 0036).
$(VENV)/typefaces: $(VENV)/created
	$(call debian,$(TYPEFACES),Reports spell out what no typeface here draws and name what to install.)

# The browser tests drive the system's Chromium, the storage tests start a PostgreSQL of their own, and poppler reads
# reports back.
$(VENV)/system: $(VENV)/created
	$(call debian,$(PACKAGES),Tests that need them skip.)

clean:  ## remove what was installed and cached; data stays
	rm -rf $(VENV) build .coverage .mypy_cache .ruff_cache .pytest_cache
