"""Traditional characters as Simplified ones, by OpenCC where it is installed, else by a table of what messages need."""

from collections.abc import Callable
from functools import lru_cache
from importlib import resources


def simplified(text: str) -> str:
    """The text in Simplified characters (護工 as 护工)."""
    return _converter()(text)


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    try:
        from opencc import OpenCC
    except ImportError:
        return simplified_by_table
    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def simplified_by_table(text: str) -> str:
    """The same without OpenCC: character by character, for those that residents' messages use."""
    return text.translate(table())


@lru_cache(maxsize=1)
def table() -> dict[int, str]:
    """Code point of the Traditional character to the Simplified one."""
    lines = resources.files(__package__).joinpath("traditional.txt").read_text(encoding="utf-8").splitlines()
    pairs = [pair for line in lines if not line.startswith("#") for pair in line.split()]
    return {ord(pair[0]): pair[1] for pair in pairs if pair[0] != pair[1]}
