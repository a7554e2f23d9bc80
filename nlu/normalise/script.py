"""Traditional and Simplified characters, by OpenCC where it is installed, else by a table of what messages need."""

from collections.abc import Callable
from functools import lru_cache
from importlib import resources


def simplified(text: str) -> str:
    """The text in Simplified characters (護工 as 护工)."""
    return _converter()(text)


def traditional(text: str) -> str:
    """The text in Traditional characters (护工 as 護工); as it is where OpenCC is not installed."""
    return _to_traditional()(text)


def written_in_traditional(text: str) -> bool | None:
    """Whether more characters are Traditional only than are Simplified only; None where none is either."""
    of_old = sum(written != simple for written, simple in zip(text, simplified(text), strict=False))
    of_new = sum(written != full for written, full in zip(text, traditional(text), strict=False))
    return None if of_old == of_new else of_old > of_new


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    try:
        from opencc import OpenCC
    except ImportError:
        return simplified_by_table
    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


@lru_cache(maxsize=1)
def _to_traditional() -> Callable[[str], str]:
    try:
        from opencc import OpenCC
    except ImportError:
        return lambda text: text
    convert: Callable[[str], str] = OpenCC("s2t").convert
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
