"""Who installs: a real interpreter of each version, and uv where there is one or it can be had."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from scripts.set_up.progress import ROOT, SetUpFailed

SCRIPTS = ROOT / "scripts"
APP_PYTHON = ("3.12", "--or-newer")
ENGINE_PYTHON = ("3.10",)


def interpreter(version: tuple[str, ...]) -> Path:
    """The real interpreter of that version.

    Raises:
        SetUpFailed: there is none, in the plain words of find_python.sh.
    """
    search = subprocess.run([SCRIPTS / "find_python.sh", *version], capture_output=True, text=True)
    if search.returncode != 0:
        raise SetUpFailed(search.stderr)
    return Path(search.stdout.strip())


def uv_or_none() -> Path | None:
    """A uv that runs, installed into .venv-tools if need be; None where only pip is left, or SET_UP_WITH=pip asks for pip."""
    if os.environ.get("SET_UP_WITH") == "pip":
        return None
    search = subprocess.run(
        [SCRIPTS / "find_uv.sh", "--install", interpreter(APP_PYTHON)], capture_output=True, text=True
    )
    return Path(search.stdout.strip()) if search.returncode == 0 else None
