"""An environment is filled when its lock changed or its interpreter is gone, and left alone otherwise."""

import sys
from pathlib import Path

import pytest

from scripts.set_up.environments import Environment, digest
from scripts.set_up.progress import ROOT, Run, SetUpFailed, Step, carry_out

APP_LOCK = ROOT / "requirements" / "app.txt"
DEV_LOCK = ROOT / "requirements" / "dev.txt"


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    return Environment("Packages", tmp_path, ("3.12",), APP_LOCK, larger=DEV_LOCK)


def installed(environment: Environment, lock: Path, content: str | None = None) -> None:
    (environment.directory / "lock-installed").write_text(f"{lock.name} {content or digest(lock)}")


def test_a_new_environment_is_filled(environment: Environment) -> None:
    assert environment.step().needed()


def test_one_filled_from_the_same_lock_is_left_alone(environment: Environment) -> None:
    installed(environment, APP_LOCK)
    assert not environment.step().needed()


def test_a_changed_lock_is_installed(environment: Environment) -> None:
    installed(environment, APP_LOCK, content="0" * 64)
    assert environment.step().needed()


def test_an_environment_whose_python_was_removed_is_made_again(environment: Environment) -> None:
    installed(environment, APP_LOCK)
    environment.python.unlink()
    assert environment.step().needed()


def test_the_tests_get_the_larger_lock(environment: Environment) -> None:
    installed(environment, APP_LOCK)
    assert environment.step(larger=True).needed()


def test_running_the_assistant_does_not_take_the_test_tools_away(environment: Environment) -> None:
    installed(environment, DEV_LOCK)
    assert not environment.step().needed()
    installed(environment, DEV_LOCK, content="0" * 64)
    assert "dev.txt" in environment.step().title


def test_each_step_prints_one_line_and_the_first_failure_ends_the_set_up(capsys: pytest.CaptureFixture[str]) -> None:
    def fail(run: Run) -> None:
        run.must([sys.executable, "-c", "raise SystemExit('no space left')"])

    steps = [
        Step("Packages", lambda: False, fail),
        Step("Model", lambda: True, fail),
        Step("Never reached", lambda: True, fail),
    ]
    with pytest.raises(SetUpFailed, match="no space left"):
        carry_out(steps)
    first, second = capsys.readouterr().out.splitlines()
    assert first == "[1/3] Packages ... there"
    assert second.startswith("[2/3] Model ... failed after")
