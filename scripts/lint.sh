#!/usr/bin/env bash
# Every check that reads the code without running it, types aside; stops at the first that finds something.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
PATH="$PWD/.venv/bin:$PATH"

check() {
  echo "== $*"
  "$@"
}

check ruff format --check --quiet .
check ruff check --quiet .
check lint-imports --no-cache
check yamllint --strict .
check codespell
