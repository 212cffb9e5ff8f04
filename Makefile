# Each target sets up .venv by itself: Python 3.11+, pip, make and git are all it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run demo test lint bench bench-quality clean

run: $(VENV)/.installed
	$(BIN)/nurie run

demo: $(VENV)/.installed
	$(BIN)/nurie demo examples -o out

# A worker on each core, and one thread in each of them. One test alone is quicker with plain `pytest`.
test: lint
	OMP_NUM_THREADS=1 OPENCV_FOR_THREADS_NUM=1 $(BIN)/python -m pytest -n auto --maxprocesses 8 --dist worksteal

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright --level error

bench: $(VENV)/.installed
	$(BIN)/python -m benchmarks.speed
	$(BIN)/python -m benchmarks.quality
	$(BIN)/python -m benchmarks.grounding
	$(BIN)/python -m benchmarks.queue
	$(BIN)/python -m benchmarks.chats

bench-quality: $(VENV)/.installed
	$(BIN)/python -m benchmarks.quality
	$(BIN)/python -m benchmarks.grounding

# A half-finished set-up leaves no mark, so that the next call begins it again.
$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "torch==2.13.0"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[dev,train]"
	touch $@

clean:
	rm -rf $(VENV) out build dist *.egg-info
