"""docs/settings.md, written from the declarations in `service.settings`; a test fails when the page is stale."""

from pathlib import Path
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from service.settings import ROOT, Settings

PAGE = ROOT / "docs" / "settings.md"

_HEAD = """# Settings

Generated from `service/settings.py` by `python -m service.settings_page`; do not edit by hand.
Each setting is an environment variable, or a line of a file `.env` in the project's folder.

| variable | type | default | meaning |
|---|---|---|---|
"""


def settings_page() -> str:
    """The page as it should be."""
    rows = [_row(name, field) for name, field in Settings.model_fields.items()]
    return _HEAD + "\n".join(rows) + "\n"


def _row(name: str, field: FieldInfo) -> str:
    variable = f"`ASSISTANT_{name.upper()}`"
    return f"| {variable} | {_type(field.annotation)} | {_default(field.default)} | {field.description} |"


def _type(annotation: Any) -> str:
    if annotation is SecretStr:
        return "secret"
    names = [part for part in getattr(annotation, "__args__", ()) if part is not type(None)]
    if names and all(isinstance(name, str) for name in names):
        return " or ".join(f"`{name}`" for name in names)
    kind = names[0] if names else annotation
    return {int: "whole number", float: "number", str: "text", Path: "path", bool: "yes or no"}[kind]


def _default(value: Any) -> str:
    if isinstance(value, SecretStr) or value in ("", None):
        return "empty"
    return f"`{value}`"


if __name__ == "__main__":
    PAGE.write_text(settings_page(), encoding="utf-8")
