"""Traces of texts that judge understanding: keyed hashes, so that a copy is known where the texts themselves are not.

`python -m tests.nlu.traces FILE.tsv …` writes `tests/nlu/traces.txt` anew from files of labelled messages. A text leaves the
hash of its bare letters and of each run of `SHINGLE` of them; the key only keeps the hashes from those of other programs:
it is no secret, and short texts could be guessed from them.
"""

import csv
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from nlu.normalise import normalise

TRACES = Path(__file__).with_name("traces.txt")
KEY = b"evaluation texts of county assistance"
SHINGLE = 5
BYTES = 6


def bare(text: str) -> str:
    """The message as it is compared: normalised, without punctuation and spaces where anything else is there."""
    normal = normalise(text).text.lower()
    return re.sub(r"\W", "", normal) or normal


def shingles(text: str) -> set[str]:
    """Every run of `SHINGLE` letters."""
    letters = bare(text)
    return {letters[i : i + SHINGLE] for i in range(len(letters) - SHINGLE + 1)}


def trace(letters: str) -> str:
    """The keyed hash of a run of letters."""
    return hashlib.blake2b(letters.encode(), key=KEY, digest_size=BYTES).hexdigest()


def traces_of(text: str) -> str:
    """One line of the file: the trace of the whole, then those of its shingles in an order that tells nothing."""
    return " ".join((trace(bare(text)), *sorted(trace(shingle) for shingle in shingles(text))))


def read() -> list[list[str]]:
    """Every line of the file, each as the trace of the whole and those of the shingles."""
    lines = TRACES.read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


def _texts(files: Iterable[Path]) -> Iterator[str]:
    for file in files:
        with file.open(encoding="utf-8", newline="") as rows:
            yield from (row["text"] for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE))


def main(files: Iterable[Path]) -> None:
    """Write the file."""
    lines = sorted({traces_of(text) for text in _texts(files) if len(bare(text)) >= SHINGLE})
    head = "# Keyed hashes of evaluation texts (tests/nlu/traces.py): the whole, then every run of five letters.\n"
    TRACES.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(map(Path, sys.argv[1:]))
