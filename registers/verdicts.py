"""One row a household: the verdict of every programme with the criterion that decided it, and for whom in the household it holds."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import polars as pl

from knowledge import Verdict
from knowledge.register import Register, RegisterJudged, RegisterVerdicts, Truths
from registers.reading import Households

# Most to be said first: one member who may have it is what a household is asked about.
RANKED = (Verdict.ELIGIBLE, Verdict.UNKNOWN, Verdict.INELIGIBLE)
Places = npt.NDArray[np.intp]


def verdict_table(households: Households, judged: RegisterJudged, county: str) -> pl.DataFrame:
    """`line`, `id` where the register has one, `county`; then `<programme>`, `<programme>.reason` and, by person, `<programme>.who`."""
    columns: dict[str, pl.Series] = {"line": pl.Series(households.lines, dtype=pl.Int64)}
    if households.ids is not None:
        columns["id"] = households.ids
    columns["county"] = pl.repeat(county, households.register.size, dtype=pl.Categorical, eager=True)
    for name, verdicts in judged.programmes.items():
        columns |= _of_programme(name, verdicts, households)
    return pl.DataFrame(columns)


def _of_programme(name: str, verdicts: RegisterVerdicts, households: Households) -> Iterator[tuple[str, pl.Series]]:
    ranks = np.where(verdicts.surely, 0, np.where(verdicts.possibly, 1, 2))
    spoken = _spoken_for(ranks, households.register) if verdicts.by_person else np.arange(len(ranks))
    yield name, _categories([verdict.value for verdict in RANKED]).gather(ranks[spoken])
    reasons = _categories([*(criterion.id for criterion in verdicts.deciding.criteria), ""])
    yield f"{name}.reason", reasons.gather(verdicts.deciding.place[spoken] % len(reasons))
    if verdicts.by_person:
        yield f"{name}.who", _who(verdicts.surely, households)


def _spoken_for(ranks: npt.NDArray[np.int64], register: Register) -> Places:
    """For each household the person whose verdict is told: the first of the ones with the most to be said."""
    best = np.minimum.reduceat(ranks, register.first)
    candidates = np.nonzero(ranks == best[register.home])[0]
    _, firsts = np.unique(register.home[candidates], return_index=True)
    chosen: Places = candidates[firsts]
    return chosen


def _who(eligible: Truths, households: Households) -> pl.Series:
    """The members for whom it holds, m1;m3."""
    persons = np.nonzero(eligible)[0]
    named = pl.DataFrame({"home": households.register.home[persons], "id": households.member_ids.gather(persons)})
    joined = named.group_by("home", maintain_order=True).agg(pl.col("id").str.join(";"))
    who = np.full(households.register.size, "", object)
    who[joined["home"].to_numpy()] = joined["id"].to_numpy()
    return pl.Series(who, dtype=pl.String)


def _categories(words: list[str]) -> pl.Series:
    return pl.Series(words, dtype=pl.Categorical)
