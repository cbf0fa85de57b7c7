# Two commands on a fresh machine: `make run` serves, `make test` checks everything. Both are quick the second time.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt
DEMO ?= data/demo-training
WEIGHTS ?= $(firstword $(wildcard ../shared/weights/mobilenet_v2_imagenet.safetensors) imagenet)
PACKAGES := chromium chromium-driver fonts-noto-cjk fonts-noto-core poppler-utils postgresql

.PHONY: run test check format demo-data demo-release clean

run: $(VENV)/service  ## serve on http://127.0.0.1:8000 with SQLite, local files, the bundled release and its catalogue
	$(BIN)/shingan serve --demo

test: $(VENV)/everything $(VENV)/system check  ## install the rest, then run every check
	$(BIN)/pytest --numprocesses logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

check: $(VENV)/everything  ## lint, types and the layers of the architecture
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --verbose

format: $(VENV)/everything
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

demo-data: $(VENV)/everything  ## draw the committed sample again
	$(BIN)/python -m datasets.draw --out datasets --seed 7 --genuine 20 --counterfeit 20 --splits train=0.2,calibration=0.2,test=0.6

demo-release: $(VENV)/everything  ## draw training pictures and fit the bundled release again (about an hour and a half on two cores)
	$(BIN)/python -m datasets.draw --out $(DEMO) --seed 1001 --genuine 480 --counterfeit 480 --splits train=0.55,calibration=0.45
	$(BIN)/shingan-train fit $(DEMO)/manifest.csv --out data/releases --config datasets/release.toml --weights $(WEIGHTS) --accept shortcut-colour --test datasets/manifest.csv > data/demo-release
	rm -rf releases/r-*
	mkdir -p releases
	cp -r "$$(cat data/demo-release)" releases/

$(VENV)/created:
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/service: $(VENV)/created pyproject.toml constraints.txt
	$(PIP) --editable '.[heic,ocr]'
	touch $@

$(VENV)/everything: $(VENV)/created pyproject.toml constraints.txt
	$(PIP) --editable '.[heic,ocr,postgresql,s3,training,dev]'
	touch $(VENV)/service $@

# The browser tests drive the system's Chromium, the storage tests start a PostgreSQL of their own, and reports are drawn
# with Noto's typefaces and read back; where these can't be installed, such tests skip, and say so.
$(VENV)/system: $(VENV)/created
	dpkg --status $(PACKAGES) >/dev/null 2>&1 \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	       && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(PACKAGES) >/dev/null; } \
	  || echo "Not all of these are here, and this user can't install them: $(PACKAGES). Tests that need them skip."
	touch $@

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache
