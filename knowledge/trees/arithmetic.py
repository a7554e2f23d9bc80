"""The few operations that must work alike on plain numbers and on numpy arrays."""

from typing import Any

import numpy as np

# A number is known as (lowest, highest); a truth as (surely, possibly). Each side is a plain value or an array, one entry a case.
Pair = tuple[Any, Any]


def smaller(a: Any, b: Any) -> Any:
    """The smaller of two numbers, entry by entry."""
    return np.minimum(a, b) if isinstance(a, np.ndarray) or isinstance(b, np.ndarray) else min(a, b)


def larger(a: Any, b: Any) -> Any:
    """The larger of two numbers, entry by entry."""
    return np.maximum(a, b) if isinstance(a, np.ndarray) or isinstance(b, np.ndarray) else max(a, b)


def pick(condition: Any, a: Any, b: Any) -> Any:
    """`a` where the condition holds, else `b`."""
    return np.where(condition, a, b) if isinstance(condition, np.ndarray) else (a if condition else b)


def overlap(pairs: list[Pair]) -> Pair:
    """What several tellings of one number leave open: their intersection; where they contradict, everything between them."""
    low, high = pairs[0]
    for other_low, other_high in pairs[1:]:
        low, high = larger(low, other_low), smaller(high, other_high)
    return smaller(low, high), larger(low, high)


def agreement(pairs: list[Pair]) -> Pair:
    """What several tellings of one truth leave open: settled by any of them; where they contradict, not known."""
    surely, possibly = pairs[0]
    for other_surely, other_possibly in pairs[1:]:
        surely, possibly = surely | other_surely, possibly & other_possibly
    return surely & possibly, surely | possibly


def is_open(pair: Pair) -> bool:
    """Whether a single case leaves more than one value possible."""
    return bool(pair[0] != pair[1])
