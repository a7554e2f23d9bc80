#!/usr/bin/env bash
# Writes the hashed locks beside their lists in requirements/. Versions already locked stay unless UPGRADE=1, or PACKAGE=name for one.
# No host name, no local path gets into a lock: the hashes fit any mirror of the index.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=$(scripts/find_python.sh 3.12 --or-newer)
uv=$(scripts/find_uv.sh --install "$python")
choice=()
if [ -n "${UPGRADE:-}" ]; then choice+=(--upgrade); fi
if [ -n "${PACKAGE:-}" ]; then choice+=(--upgrade-package "$PACKAGE"); fi

locked=0
lock() { # lock NAME OPTION...
  locked=$((locked + 1))
  echo "[$locked/6] requirements/$1.txt"
  "$uv" pip compile --quiet --no-config --generate-hashes --no-emit-index-url --no-header "${choice[@]+"${choice[@]}"}" \
    "${@:2}" --output-file "requirements/$1.txt" "requirements/$1.in"
}

any_platform=(--universal --python-version 3.12)
# Rasa 3.6 ends at Python 3.10, so its locks name that version; markers stay in, for what only some processors have
rasa_platform=(--python-version 3.10 --python-platform x86_64-manylinux_2_28 --no-strip-markers)
without_tensorflow=(--override requirements/engine-overrides.txt)

lock uv "${any_platform[@]}"
lock app "${any_platform[@]}"
lock dev "${any_platform[@]}" --constraint requirements/app.txt
lock engine "${rasa_platform[@]}" "${without_tensorflow[@]}"
lock engine-dev "${rasa_platform[@]}" "${without_tensorflow[@]}" --constraint requirements/engine.txt
lock baseline "${rasa_platform[@]}"

if grep -nE '://|find-links|index-url|^-|@ ' requirements/*.txt | grep -v engine-overrides; then
  echo "A lock names a host or a path (above); it must not." >&2
  exit 1
fi
