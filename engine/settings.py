"""What the engine is told from outside, read once from the environment at start."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.errors import SettingsError

KEY_BYTES = 32
SHORTEST_TOKEN = 16


@dataclass(frozen=True)
class Settings:
    """Everything that `python -m engine.serve` needs besides the model."""

    token: str = field(repr=False)
    """ENGINE_TOKEN: what callers of the channel present as bearer token."""
    keys: tuple[bytes, ...] = field(repr=False)
    """ENGINE_KEYS: base64, 32 bytes each, separated by commas. The first seals turns, all of them open turns."""
    action_url: str
    """ACTION_URL: where actions are run."""
    action_token: str = field(repr=False)
    """ACTION_TOKEN: what the engine presents there as bearer token."""
    host: str = "127.0.0.1"
    """ENGINE_HOST: the address to listen on. Never one that the internet reaches."""
    port: int = 5005
    """ENGINE_PORT."""
    database_url: str = field(default="sqlite:///var/engine.db", repr=False)
    """ENGINE_DATABASE_URL: sqlite:///… or postgresql://…"""
    redis_url: str | None = field(default=None, repr=False)
    """REDIS_URL: locks are shared through it when several engines run; without it one process keeps them."""
    action_seconds: float = 10.0
    """ENGINE_ACTION_SECONDS: an action that takes longer has failed."""
    keep_days: float = 30.0
    """ENGINE_KEEP_DAYS: older turns are deleted, at start and once a day. Repetitions come within hours."""
    log_level: str = "INFO"
    """ENGINE_LOG_LEVEL: INFO, WARNING or ERROR."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read and check all settings.

        Raises:
            SettingsError: for the first that is missing or unusable.
        """
        return cls(
            token=_token(environment, "ENGINE_TOKEN"),
            keys=_keys(_required(environment, "ENGINE_KEYS")),
            action_url=_required(environment, "ACTION_URL"),
            action_token=_token(environment, "ACTION_TOKEN"),
            host=environment.get("ENGINE_HOST") or cls.host,
            port=int(_number(environment, "ENGINE_PORT", cls.port)),
            database_url=environment.get("ENGINE_DATABASE_URL") or cls.database_url,
            redis_url=environment.get("REDIS_URL") or None,
            action_seconds=_number(environment, "ENGINE_ACTION_SECONDS", cls.action_seconds),
            keep_days=_number(environment, "ENGINE_KEEP_DAYS", cls.keep_days),
            log_level=environment.get("ENGINE_LOG_LEVEL") or cls.log_level,
        )


def _required(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "").strip()
    if not value:
        raise SettingsError(name, "is not set")
    return value


def _token(environment: Mapping[str, str], name: str) -> str:
    token = _required(environment, name)
    if len(token) < SHORTEST_TOKEN or not token.isascii():
        raise SettingsError(name, f"must have at least {SHORTEST_TOKEN} ASCII characters")
    return token


def _number(environment: Mapping[str, str], name: str, default: float) -> float:
    try:
        return float(environment.get(name) or default)
    except ValueError as error:
        raise SettingsError(name, "must be a number") from error


def _keys(text: str) -> tuple[bytes, ...]:
    try:
        keys = tuple(base64.b64decode(key.strip().translate(_URL_SAFE), validate=True) for key in text.split(","))
    except binascii.Error as error:
        raise SettingsError("ENGINE_KEYS", "must be base64, separated by commas") from error
    if any(len(key) != KEY_BYTES for key in keys):
        raise SettingsError("ENGINE_KEYS", f"each key must be {KEY_BYTES} bytes long")
    return keys


_URL_SAFE = str.maketrans("-_", "+/")
