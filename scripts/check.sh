#!/usr/bin/env bash
# `make test` once everything is set up: all checks, the nlu tests on the engine's interpreter, then every test.
# The runner's own closing line is the last line.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The model that the tests share is trained beside the first checks, which use one core each.
mkdir -p var/log
.venv/bin/assistant train >var/log/training-for-tests.log 2>&1 &
training=$!
trap 'kill "$training" 2>/dev/null || true' EXIT

scripts/lint.sh
echo "== mypy"
.venv/bin/mypy
echo "== nlu tests on Python 3.10"
.venv-engine/bin/python -m pytest --quiet --confcutdir=tests/nlu -m "not slow and not services" tests/nlu
echo "== the model that the tests share"
trained=yes
wait "$training" || trained=no
trap - EXIT
cat var/log/training-for-tests.log
[ "$trained" = yes ]
echo "== engine tests on Python 3.10"
.venv-engine/bin/python -m pytest --quiet -m "not slow and not services" tests/engine
echo "== tests"
exec .venv/bin/python -m pytest -m "not slow" --numprocesses auto --maxprocesses 4 --dist loadfile "$@"
