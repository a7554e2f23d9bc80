#!/usr/bin/env bash
# Sets this machine up: `set_up.sh run`, `set_up.sh test` or `set_up.sh bench` (scripts/set_up/). Needs nothing but bash.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=$(scripts/find_python.sh 3.12 --or-newer)
exec "$python" -B -m scripts.set_up "$@"
