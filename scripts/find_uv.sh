#!/usr/bin/env bash
# Prints the path of a uv that runs: the machine's own, else the project's in .venv-tools, else installs that one
# from its hashed lock with `find_uv.sh --install PYTHON`. Prints nothing and fails when there is none.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools="$root/.venv-tools"

recent_enough() { # before 0.5 some of the options used here are missing; a shim of a switched-off version does not run at all
  local version
  version=$("$1" --version 2>/dev/null) || return 1
  case "${version#uv }" in 0.[0-4].*) return 1 ;; esac
}

for candidate in "$(command -v uv || true)" "$tools/bin/uv"; do
  if [ -n "$candidate" ] && recent_enough "$candidate"; then
    echo "$candidate"
    exit 0
  fi
done

[ "${1:-}" = --install ] || exit 1
{
  "$2" -m venv --clear "$tools"
  "$tools/bin/python" -m pip install --quiet --require-hashes --requirement "$root/requirements/uv.txt"
} >&2
recent_enough "$tools/bin/uv"
echo "$tools/bin/uv"
