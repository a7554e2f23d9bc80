#!/usr/bin/env bash
# Prints the path of a real Python: `find_python.sh 3.10` of that version, `find_python.sh 3.12 --or-newer` of that or a later one.
# Real means that it was run and answered: a pyenv shim stands on PATH also for versions that are switched off.
# Looked for on PATH, then under pyenv; else uv obtains one; else the last words say what is missing and how to get it.
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
wanted=$1
or_newer=${2:-}

interpreter_behind() { # prints the true path of the interpreter that this command runs, if it is one that the project can use
  "$1" -I - "$wanted" "$or_newer" 2>/dev/null <<'PY'
import os, sys
import sqlite3, ssl, venv, zlib  # a Python built without these cannot hold either environment

wanted = tuple(int(part) for part in sys.argv[1].split("."))
found = sys.version_info[:2]
if found != wanted and not (sys.argv[2] == "--or-newer" and found > wanted):
    sys.exit(1)
print(os.path.realpath(sys.executable))
PY
}

first_that_runs() {
  local candidate
  for candidate in "$@"; do
    if [ -x "$candidate" ] && interpreter_behind "$candidate"; then return 0; fi
  done
  return 1
}

names=("python$wanted")
if [ "$or_newer" = --or-newer ]; then names+=(python3.13 python3.14 python3); fi

on_path() {
  local name directory
  for name in "${names[@]}"; do
    while IFS= read -r -d : directory; do
      first_that_runs "$directory/$name" && return 0
    done <<<"$PATH:"
  done
  return 1
}

under_pyenv() {
  local name versions="${PYENV_ROOT:-$HOME/.pyenv}/versions"
  for name in "${names[@]}"; do
    first_that_runs "$versions"/*/bin/"$name" && return 0
  done
  return 1
}

any_python3() {
  local wanted=3.9 or_newer=--or-newer names=(python3)
  on_path
}

from_uv() {
  local uv python
  uv=$("$scripts/find_uv.sh" || "$scripts/find_uv.sh" --install "$(any_python3)") 2>/dev/null || return 1
  if ! python=$("$uv" python find --managed-python "$wanted" 2>/dev/null); then
    echo "Python $wanted is not on this machine; asking uv for it ..." >&2
    "$uv" python install "$wanted" >&2 || return 1
    python=$("$uv" python find --managed-python "$wanted")
  fi
  first_that_runs "$python"
}

on_path || under_pyenv || from_uv || {
  cat >&2 <<WORDS

Python $wanted${or_newer:+ or newer} was not found on this machine, and uv could not obtain it.
The application needs Python 3.12 or newer, the engine (Rasa 3.6) needs Python 3.10, each with its sqlite3 and ssl modules.
Looked at every directory on PATH and under ${PYENV_ROOT:-$HOME/.pyenv}/versions.
Install it in one of these ways, then give the same command again:
  uv python install $wanted        (uv: https://docs.astral.sh/uv/)
  pyenv install $wanted            (pyenv: https://github.com/pyenv/pyenv)
  your system's package for it     (for example: apt install python$wanted python$wanted-venv)
WORDS
  exit 1
}
