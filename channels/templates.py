"""The texts that a carrier has approved: what we want to say is found among them, or it cannot be sent there.

A file of a carrier's approved templates, as its console shows them:

    SMS_100001: 您好！我是${county}的办事助手。您想办哪件事？
    SMS_100002: ${text}

or, as a table, the list that `assistant templates` wrote, with the codes filled in (`channels/template_list.py`); rows
without a code are not approved.

`find` gives the code and the values for a text; that code with those values is the same text again.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from channels.errors import TemplateFileError

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


@dataclass(frozen=True)
class Filled:
    """An approved text with its values."""

    code: str
    variables: Mapping[str, str]


class Templates:
    """Approved texts by the carrier's code; the one with most words of its own is found first.

    Raises:
        TemplateFileError: a text is empty, or names a variable twice.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        by_own_words = sorted(texts, key=lambda code: len(_VARIABLE.sub("", texts[code])), reverse=True)
        self._patterns = {code: _pattern(code, texts[code]) for code in by_own_words}

    @classmethod
    def load(cls, path: Path) -> "Templates":
        """Read a carrier's file, YAML or CSV.

        Raises:
            TemplateFileError: there is none, it is no mapping of codes to texts, or no table with those columns.
        """
        try:
            text = path.read_text(encoding="utf-8-sig")
            if path.suffix == ".csv":
                return cls(_from_table(path, text))
            document = yaml.safe_load(text)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
            raise TemplateFileError(str(path), f"cannot be read ({type(fault).__name__})") from fault
        if not isinstance(document, dict) or not all(isinstance(text, str) for text in document.values()):
            raise TemplateFileError(str(path), "must be a mapping of codes to texts")
        return cls({str(code): text for code, text in document.items()})

    def find(self, text: str) -> Filled | None:
        """The approved text that says this, with its values; None when none does."""
        for code, pattern in self._patterns.items():
            found = pattern.fullmatch(text)
            if found is not None:
                return Filled(code, found.groupdict())
        return None


def _from_table(path: Path, text: str) -> dict[str, str]:
    table = csv.DictReader(io.StringIO(text))
    if not {"code", "text"} <= set(table.fieldnames or ()):
        raise TemplateFileError(str(path), "must have the columns code and text")
    approved: dict[str, str] = {}
    for row in table:
        code = (row["code"] or "").strip()
        if code in approved:
            raise TemplateFileError(str(path), f"has the code {code} twice")
        if code:
            approved[code] = row["text"] or ""
    return approved


def _pattern(code: str, text: str) -> re.Pattern[str]:
    names = _VARIABLE.findall(text)
    if not text.strip() or len(set(names)) != len(names):
        raise TemplateFileError(code, "is empty, or has a variable twice")
    words = (re.escape(part) for part in _VARIABLE.split(text)[::2])
    groups = (f"(?P<{name}>.+?)" for name in names)
    return re.compile("".join(part for pair in zip(words, [*groups, ""], strict=True) for part in pair), re.DOTALL)
