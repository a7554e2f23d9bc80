"""An interpreter is found where one really runs, and only there."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "find_python.sh"
VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
OLDER = f"{sys.version_info.major}.{sys.version_info.minor - 1}"

RUNS = f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'
SWITCHED_OFF_SHIM = "#!/bin/sh\necho 'pyenv: command not found' >&2\nexit 127\n"
UV_WITHOUT_DOWNLOADS = '#!/bin/sh\n[ "$1" = --version ] && echo "uv 99.0.0" && exit\necho "no download" >&2\nexit 1\n'


class Machine:
    """A machine whose PATH and pyenv hold only what a test puts there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for tool in ("bash", "cat", "dirname", "env"):
            self.place(f"tools/{tool}", f'#!/bin/sh\nexec {shutil.which(tool)} "$@"\n')
        self.place("tools/uv", UV_WITHOUT_DOWNLOADS)

    def place(self, path: str, script: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(script)
        file.chmod(0o755)

    def find(self, *wanted: str) -> subprocess.CompletedProcess[str]:
        path = ":".join(str(self.root / directory) for directory in ("shims", "bin", "tools"))
        settings = {"PATH": path, "HOME": str(self.root), "PYENV_ROOT": str(self.root / "pyenv")}
        return subprocess.run(
            [shutil.which("bash") or "bash", SCRIPT, *wanted], env=settings, capture_output=True, text=True
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


FOUND = [
    ("on PATH", f"bin/python{VERSION}", (VERSION,)),
    ("under pyenv", f"pyenv/versions/{VERSION}.1/bin/python{VERSION}", (VERSION,)),
    ("a later one where that will do", "bin/python3", (OLDER, "--or-newer")),
]


@pytest.mark.parametrize(("place", "wanted"), [row[1:] for row in FOUND], ids=[row[0] for row in FOUND])
def test_a_python_that_runs_is_found(machine: Machine, place: str, wanted: tuple[str, ...]) -> None:
    machine.place(place, RUNS)
    assert machine.find(*wanted).stdout.strip() == str(Path(sys.executable).resolve())


def test_a_shim_of_a_switched_off_version_is_passed_over(machine: Machine) -> None:
    machine.place(f"shims/python{VERSION}", SWITCHED_OFF_SHIM)
    machine.place(f"pyenv/versions/{VERSION}.1/bin/python{VERSION}", RUNS)
    assert machine.find(VERSION).stdout.strip() == str(Path(sys.executable).resolve())


NOT_FOUND = [
    ("nothing there", "bin/unrelated", (VERSION,)),
    ("a name that lies about its version", "bin/python3.7", ("3.7",)),
    ("a later one where only that version will do", "bin/python3", (OLDER,)),
    ("an older one", "bin/python3", (f"{sys.version_info.major}.{sys.version_info.minor + 1}", "--or-newer")),
]


@pytest.mark.parametrize(("place", "wanted"), [row[1:] for row in NOT_FOUND], ids=[row[0] for row in NOT_FOUND])
def test_otherwise_it_says_what_is_missing_and_how_to_get_it(
    machine: Machine, place: str, wanted: tuple[str, ...]
) -> None:
    machine.place(place, RUNS)
    answer = machine.find(*wanted)
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert f"Python {wanted[0]}" in answer.stderr
    assert f"pyenv install {wanted[0]}" in answer.stderr
