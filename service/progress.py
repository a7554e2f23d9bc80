"""Progress on a terminal: what is being done, for how long, and that it ended."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

console = Console(stderr=True, highlight=False)


@contextmanager
def step(words: str) -> Iterator[None]:
    """Show `words` with a moving sign while the block runs, then how long it took."""
    begun = time.monotonic()
    try:
        with console.status(words):
            yield
    except BaseException:
        console.print(f"  ✗ {words}")
        raise
    console.print(f"  ✓ {words} [dim]({time.monotonic() - begun:.1f} s)[/dim]")
