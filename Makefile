.PHONY: help run chat test test-services evaluate bench faults fuzz soak lock format lint types
.DEFAULT_GOAL := help

help: ## Prints these lines.
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F'\t' '{printf "  make %-15s %s\n", $$1, $$2}'

run: ## Sets everything up on a fresh machine, then serves the assistant on this one. Ctrl-C stops it.
	@scripts/set_up.sh run
	@exec .venv/bin/assistant run

chat: ## Talks with the assistant in this terminal.
	@scripts/set_up.sh run
	@exec .venv/bin/assistant chat

test: ## Sets up what the tests need, then runs every check and test. Needs no service.
	@scripts/set_up.sh test
	@scripts/check.sh

test-services: ## The tests against PostgreSQL and Redis (DATABASE_URL, REDIS_URL; default 127.0.0.1).
	@scripts/set_up.sh test
	@scripts/test_services.sh

evaluate: ## Language-understanding report on the held-out file; DATA=path.tsv for another, BASELINE=1 with stock Rasa beside it.
	@scripts/set_up.sh $(if $(BASELINE),bench,run)
	@exec .venv/bin/assistant evaluate $(if $(DATA),--data "$(DATA)") $(if $(BASELINE),--baseline)

bench: ## The benchmarks, each against a baseline in the same run; results in bench/.
	@scripts/set_up.sh bench
	@exec .venv/bin/python -m bench

faults: ## The long run of kills and partitions; resumable, its report is kept.
	@scripts/set_up.sh test
	@exec .venv/bin/python -m tests.faults

fuzz: ## Feeds every parser at the edges with odd bytes, ten minutes each or SECONDS=n; goes on where it was, keeps a report.
	@scripts/set_up.sh test
	@exec .venv/bin/python -m tests.fuzz --seconds $(or $(SECONDS),600)

soak: ## A thousand simulated residents and two thousand changed answers; goes on where it was, keeps a report. AGAIN=1 begins anew.
	@scripts/set_up.sh test
	@exec .venv/bin/python -m tests.soak $(if $(AGAIN),--again)

lock: ## Writes the hashed locks in requirements/ anew; UPGRADE=1 for newer versions, PACKAGE=name for one.
	@scripts/lock.sh

format: ## Formats the code.
	@scripts/set_up.sh test
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .

lint: ## Format, lint, import rules, YAML and spelling, without tests.
	@scripts/set_up.sh test
	@scripts/lint.sh

types: ## Types.
	@scripts/set_up.sh test
	@.venv/bin/mypy
