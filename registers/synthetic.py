"""Registers of households that do not exist, for trials and benchmarks: drawn by a seed, the same for the same seed and size.

    python -m registers.synthetic --households 1000 --seed 1 --into var/register

writes `households.csv` and `members.csv` (or `.parquet`). How they are drawn: two thirds live in villages; one to six people, 2.6 on
average; income a head is log-normal around 1,400 yuan a month, one household in twelve has none; ages follow five age groups; one
person in fourteen has a disability certificate; one household in fourteen has a house graded C or D. Who receives what is drawn from
a rough rule of its own (income under 1,000 yuan a head, no car), wrong in one household of twelve, so that every flag occurs.
Some facts are missing in some rows. The figures describe no place.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

BLOCK = 250_000
SIZES = ((1, 0.26), (2, 0.29), (3, 0.21), (4, 0.14), (5, 0.07), (6, 0.03))
AGES = ((0, 6, 0.05), (6, 16, 0.11), (16, 24, 0.09), (24, 60, 0.50), (60, 95, 0.25))
DISABILITIES = (
    ("none", 0.93),
    ("limb", 0.035),
    ("visual", 0.01),
    ("hearing", 0.01),
    ("mental", 0.008),
    ("intellectual", 0.007),
)
ILLNESSES = (("none", 0.87), ("major", 0.03), ("chronic", 0.08), ("other", 0.02))
GRADES = (("a", 0.7), ("b", 0.2), ("c", 0.07), ("d", 0.03))

Drawn = npt.NDArray[Any]


def register(households: int, seed: int) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Households and their members, block by block."""
    for number, start in enumerate(range(0, households, BLOCK)):
        yield _Block(np.random.default_rng([seed, number]), start, min(BLOCK, households - start)).tables()


def write(households: int, seed: int, folder: Path, kind: str = "csv") -> tuple[Path, Path]:
    """Writes both files and says where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    files = folder / f"households.{kind}", folder / f"members.{kind}"
    blocks = register(households, seed)
    if kind == "parquet":
        _write_parquet(blocks, files)
        return files
    with files[0].open("wb") as first, files[1].open("wb") as second:
        for number, pair in enumerate(blocks):
            for table, opened in zip(pair, (first, second), strict=True):
                table.write_csv(opened, include_header=number == 0)
    return files


def _write_parquet(blocks: Iterator[tuple[pl.DataFrame, pl.DataFrame]], files: tuple[Path, Path]) -> None:
    """Block by block beside the files, then each file as a whole, so that memory does not grow with the register."""
    parts: tuple[list[Path], list[Path]] = ([], [])
    for number, pair in enumerate(blocks):
        for table, file, written in zip(pair, files, parts, strict=True):
            written.append(file.with_name(f"{file.stem}.{number:04}.arrow"))
            table.write_ipc(written[-1])
    for file, written in zip(files, parts, strict=True):
        pl.scan_ipc(written).sink_parquet(file)
        for part in written:
            part.unlink()


class _Block:
    """One block of households; every column is drawn in a fixed order."""

    def __init__(self, chance: np.random.Generator, start: int, size: int) -> None:
        self.chance = chance
        self.size = size
        self.ids = np.char.add("h", np.arange(start + 1, start + size + 1).astype(str))
        self.count = chance.choice([n for n, _ in SIZES], size, p=[share for _, share in SIZES])
        self.home = np.repeat(np.arange(size), self.count)
        self.rural = chance.random(size) < 0.66

    def tables(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The two tables."""
        income = np.round(np.exp(self.chance.normal(np.log(1400), 0.7, self.size)), 2)
        income[self.chance.random(self.size) < 1 / 12] = 0
        car = self._some(0.25)
        poor = (income < 1000) & ~car
        edge = (income < 1500) & ~car & ~poor
        members = self._members(poor | edge)
        households = pl.DataFrame(
            {
                "id": self.ids,
                "area_type": np.where(self.rural, "rural", "urban"),
                "hukou_county": np.where(self._some(0.96), "here", "elsewhere"),
                "member_count": self.count,
                "pc_income_month": self._often(income, 0.97),
                "household_money_assets": self._often(np.round(self.chance.exponential(30_000, self.size), 2), 0.9),
                "has_living_vehicle_or_boat": self._words(car),
                "has_commercial_property": self._words(self._some(0.04)),
                "home_count": self.chance.choice([0, 1, 2, 3], self.size, p=[0.04, 0.82, 0.12, 0.02]),
                "floor_area": np.round(self.chance.gamma(6, 15, self.size), 1),
                "consent_to_verification": self._words(np.ones(self.size, bool)),
                "declared_truthfully": self._words(np.ones(self.size, bool)),
                "danger_grade": self._often(self._choice(GRADES, self.size), 0.6),
                "only_house": self._words(self._some(0.8)),
                "receives.dibao": self._words(self._mostly(poor)),
                "receives.dibao_edge": self._words(self._mostly(edge)),
            }
        )
        return households, members

    def _members(self, poor: npt.NDArray[np.bool_]) -> pl.DataFrame:
        people = len(self.home)
        place = np.arange(people) - np.repeat(np.cumsum(self.count) - self.count, self.count)
        groups = self.chance.choice(len(AGES), people, p=[share for _, _, share in AGES])
        groups[(place == 0) & (groups < 2)] = 3
        low, high = (np.array([group[side] for group in AGES])[groups] for side in (0, 1))
        age = self.chance.integers(low, high)
        disability = self._choice(DISABILITIES, people)
        grade = np.where(disability == "none", 0, self.chance.integers(1, 5, people))
        capacity = np.where((age < 16) | (age > 75), "none", self._choice((("full", 0.9), ("partial", 0.1)), people))
        alone = self.chance.random(people) < 0.03
        needy = poor[self.home] & (disability != "none")
        severe = needy & ((grade == 1) | (grade == 2))
        return pl.DataFrame(
            {
                "household": self.ids[self.home],
                "id": np.char.add("m", (place + 1).astype(str)),
                "age": age,
                "disability_type": disability,
                "disability_grade": pl.Series(grade).replace(0, None),
                "disability_cert_issued_in_zj": self._words(self.chance.random(people) < 0.95),
                "hukou_in_zj": self._words(self.chance.random(people) < 0.97),
                "illness_category": self._choice(ILLNESSES, people),
                "labour_capacity": capacity,
                "unemployed": self._words((age > 16) & (age < 60) & (self.chance.random(people) < 0.08)),
                "insured": self._words(self.chance.random(people) < 0.97),
                "student_stage": _stage(age),
                "supporter_count": np.where(alone, 0, self.chance.integers(1, 5, people)),
                "receives.tekun": self._words(alone & (age >= 60)),
                "receives.disability_living": self._words(self._mostly(needy, people)),
                "receives.disability_nursing": self._words(self._mostly(severe, people)),
            }
        )

    def _some(self, share: float) -> npt.NDArray[np.bool_]:
        return self.chance.random(self.size) < share

    def _mostly(self, truth: npt.NDArray[np.bool_], size: int | None = None) -> npt.NDArray[np.bool_]:
        """As it should be, wrong once in twelve."""
        return truth ^ (
            (self.chance.random(size or self.size) < 1 / 12) & (truth | (self.chance.random(len(truth)) < 0.1))
        )

    def _often(self, values: Drawn, share: float) -> pl.Series:
        """The values, missing in the other rows."""
        told = pl.Series(self.chance.random(len(values)) < share)
        return pl.select(pl.when(told).then(pl.Series(values))).to_series()

    def _words(self, truth: npt.NDArray[np.bool_]) -> Drawn:
        return np.where(truth, "是", "否")

    def _choice(self, shares: tuple[tuple[str, float], ...], size: int) -> Drawn:
        return self.chance.choice([code for code, _ in shares], size, p=[share for _, share in shares])


def _stage(age: npt.NDArray[np.int64]) -> Drawn:
    stages = [(age >= 3) & (age < 6), (age >= 6) & (age < 15), (age >= 15) & (age < 18), (age >= 18) & (age < 22)]
    return np.select(stages, ["preschool", "compulsory", "senior", "college"], "none")


def main() -> None:
    """The command at the head of this file."""
    parser = argparse.ArgumentParser(prog="python -m registers.synthetic", description=__doc__)
    parser.add_argument("--households", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--into", type=Path, required=True, help="folder for households and members")
    parser.add_argument("--kind", choices=("csv", "parquet"), default="csv")
    words = parser.parse_args()
    write(words.households, words.seed, words.into, words.kind)


if __name__ == "__main__":
    main()
