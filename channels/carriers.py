"""The profiles of carriers, from the file beside this one."""

from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Any

import yaml

from channels.errors import UnknownCarrier
from conversations.permission import CarrierProfile

_FILE = Path(__file__).with_name("carriers.yml")


def carrier(name: str) -> CarrierProfile:
    """What the carrier of that name asks for.

    Raises:
        UnknownCarrier: there is none of that name.
    """
    profiles: Mapping[str, Mapping[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    if name not in profiles:
        raise UnknownCarrier(name, tuple(profiles))
    written = dict(profiles[name])
    quiet, minutes = written.pop("quiet", None), written.pop("just_written_minutes")
    return CarrierProfile(just_written=minutes * 60.0, quiet=_hours(quiet) if quiet else None, **written)


def _hours(written: str) -> tuple[time, time]:
    begins, ends = written.split("-")
    return time.fromisoformat(begins), time.fromisoformat(ends)
