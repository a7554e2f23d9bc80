#!/usr/bin/env bash
# `make test-services` once everything is set up: the tests against PostgreSQL and Redis. With ASSISTANT_TEST_SERVICES=1
# a test that cannot reach them fails; it never skips. Suites that open neither are not run twice.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export ASSISTANT_TEST_SERVICES=1
export DATABASE_URL=${DATABASE_URL:-postgresql://postgres@127.0.0.1:5432/test}
export REDIS_URL=${REDIS_URL:-redis://127.0.0.1:6379/0}
.venv-engine/bin/python -m pytest --quiet -m services tests/engine
.venv/bin/assistant train
pure=(knowledge policy nlu registers set_up bench actions dialogue fuzz)
exec .venv/bin/python -m pytest -m "not slow and not browser" --numprocesses auto --maxprocesses 4 --dist loadfile "${pure[@]/#/--ignore=tests/}" "$@"
