# One command runs the assistant, one passes the tests; both set up what they need first.
SHELL := /bin/bash
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
PYTHON := .venv/bin/python
export PYTHONPATH := $(CURDIR)

.PHONY: run test setup chat check bench eval audit clean

run: setup
	@$(PYTHON) -m bot run

setup: .venv/.ready
	@$(PYTHON) -m bot setup

test: .venv/.ready
	@$(PYTHON) -m bot check
	@$(PYTHON) -m bot setup
	@$(PYTHON) -m ruff format --check . && $(PYTHON) -m ruff check .
	@$(PYTHON) -m pytest
	@$(PYTHON) -m bot test-stories

chat: setup
	@$(PYTHON) -m bot chat

check: .venv/.ready
	@$(PYTHON) -m bot check

bench: setup
	@$(PYTHON) -m bot bench

eval: setup
	@$(PYTHON) -m bot eval

audit: .venv/.ready
	@$(PYTHON) -m tests.dependencies.audit

.venv/.ready: pyproject.toml uv.lock
	@command -v $(UV) >/dev/null || { echo "Cài công cụ uv vào .tools…"; \
	  python3 -m venv .tools && .tools/bin/pip install --quiet uv; } || \
	  { echo "Không cài được uv: cần python3 có venv và mạng tới PyPI."; exit 1; }
	@echo "Cài các gói (lần đầu vài phút)…"
	@$(UV) sync --frozen --quiet || { echo "Không cài được các gói: xem dòng lỗi ở trên; cần mạng tới PyPI và Python 3.10."; exit 1; }
	@touch $@

clean:
	rm -rf .venv .tools models var .rasa
