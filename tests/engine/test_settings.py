"""An engine with a wrong setting says which one, and does not start."""

import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import SettingsError
from engine.settings import Settings
from tests.engine.engine_process import KEY, OTHER_KEY, ROOT

GOOD = {
    "ENGINE_TOKEN": "a-token-of-the-engine",
    "ENGINE_KEYS": KEY,
    "ACTION_URL": "http://127.0.0.1:9/actions",
    "ACTION_TOKEN": "a-token-of-the-actions",
}

WRONG = [
    ("ENGINE_TOKEN", ""),
    ("ENGINE_TOKEN", "short"),
    ("ENGINE_TOKEN", "钥匙" * 16),
    ("ENGINE_KEYS", ""),
    ("ENGINE_KEYS", "not base64!"),
    ("ENGINE_KEYS", "c2hvcnQ="),
    ("ENGINE_KEYS", f"{KEY},"),
    ("ACTION_URL", ""),
    ("ACTION_TOKEN", ""),
    ("ENGINE_PORT", "http"),
    ("ENGINE_ACTION_SECONDS", "soon"),
]


def test_what_is_not_set_has_a_safe_default() -> None:
    settings = Settings.from_environment(GOOD)
    assert (settings.host, settings.port, settings.redis_url) == ("127.0.0.1", 5005, None)
    assert settings.database_url == "sqlite:///var/engine.db"


def test_several_keys_are_read_in_order_in_either_alphabet() -> None:
    url_safe = OTHER_KEY.replace("+", "-").replace("/", "_")
    keys = Settings.from_environment({**GOOD, "ENGINE_KEYS": f"{KEY}, {url_safe}"}).keys
    assert [len(key) for key in keys] == [32, 32]
    assert keys[0] != keys[1]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({**GOOD, name: value})


def test_settings_do_not_show_their_secrets() -> None:
    shown = repr(Settings.from_environment(GOOD))
    assert not any(secret in shown for secret in (GOOD["ENGINE_TOKEN"], GOOD["ACTION_TOKEN"], KEY))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ENGINE_KEYS": ""}, "ENGINE_KEYS"),
        ({"ENGINE_LOG_LEVEL": "DEBUG"}, "would log residents' words"),
        ({}, "does not exist; train one"),
    ],
)
def test_an_engine_that_cannot_start_says_why_and_ends(change: dict[str, str], said: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "engine.serve", "--model", str(tmp_path / "none.tar.gz")]
    done = subprocess.run(command, cwd=ROOT, env={**GOOD, **change}, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
