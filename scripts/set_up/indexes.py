"""Where packages come from: uv does not read pip's configuration, so a mirror that pip was told of is passed on to it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Mapping

PIP_TO_UV = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
}
OLDER_NAMES = {"UV_DEFAULT_INDEX": "UV_INDEX_URL", "UV_INDEX": "UV_EXTRA_INDEX_URL"}


def pip_settings() -> str:
    """What `pip config list` prints: files and PIP_ variables alike. Empty where there is no pip to ask."""
    asked = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True)
    return asked.stdout if asked.returncode == 0 else ""


def as_uv_settings(pip_config_list: str, already_set: Mapping[str, str]) -> dict[str, str]:
    """The environment variables that tell uv the same; what the environment already tells uv stands.

    >>> as_uv_settings("global.index-url='https://mirror.example/simple'", {})
    {'UV_DEFAULT_INDEX': 'https://mirror.example/simple'}
    """
    settings: dict[str, str] = {}
    for setting, value in _in_rising_precedence(pip_config_list):
        variable = PIP_TO_UV.get(setting)
        if variable and variable not in already_set and OLDER_NAMES.get(variable, variable) not in already_set:
            settings[variable] = " ".join(value.split())
    if "UV_INDEX" in settings:
        # pip looks in every index for the best version; the lock's hashes make that safe
        settings["UV_INDEX_STRATEGY"] = already_set.get("UV_INDEX_STRATEGY", "unsafe-best-match")
    return settings


def _in_rising_precedence(pip_config_list: str) -> list[tuple[str, str]]:
    """`section.name='value'` lines: global before install, and what the environment says (`:env:`) last."""
    rank = {"global": 0, "install": 1, ":env:": 2}
    found = []
    for line in pip_config_list.splitlines():
        key, _, quoted = line.partition("=")
        section, _, name = key.strip().rpartition(".")
        if section in rank:
            found.append((rank[section], name, str(ast.literal_eval(quoted.strip()))))
    return [(name, value) for _, name, value in sorted(found, key=lambda row: row[0])]
