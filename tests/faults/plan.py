"""Which faults a round of the long run makes, in which order, and how: everything drawn from one seed."""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.faults.kept import Kept
from tests.faults.town import PROVIDER, Shape, Town

#: Faults of one round on SQLite: 42, so that five rounds make 210.
ON_SQLITE: Mapping[str, int] = {
    "app killed": 6,
    "engine killed": 6,
    "carrier answers too late": 2,
    "carrier answers garbage": 2,
    "carrier answers half": 2,
    "carrier answers 500": 2,
    "carrier hangs up": 2,
    "Telegram answers too late": 2,
    "Telegram answers garbage": 2,
    "Telegram answers half": 2,
    "Telegram answers 500": 2,
    "Telegram hangs up": 2,
    "disk full": 4,
    "clock set forwards": 3,
    "clock set back": 3,
}
#: The same with services: fewer faults of providers, whose side is the same code.
ON_SERVICES: Mapping[str, int] = {
    **{name: (1 if name.startswith(("carrier", "Telegram")) else n) for name, n in ON_SQLITE.items()},
    "PostgreSQL restarted": 6,
    "Redis killed": 4,
}
#: Seconds for which a disk is full.
FULL = 2.0
#: Seconds by which a clock is set at least and at most; after an hour and more other rules begin to count.
LEAST, MOST = 60.0, 3000.0


@dataclass(frozen=True)
class Fault:
    """One fault to be: what it is called, how it is made, the pause before it, and which processes it needs alive."""

    kind: str
    make: Callable[[Town, random.Random], None]
    pause: float

    def can_be(self, town: Town) -> bool:
        """Whether there is anything to break: what still starts after its last death cannot die again."""
        if self.kind == "app killed":
            return any(app.listens() for app in town.apps)
        if self.kind == "engine killed":
            return any(engine.listens() for engine in town.engines)
        return True


def faults_of(shape: Shape, seed: int, share: float = 1.0) -> Iterator[Fault]:
    """The faults of one round; with a share of less than 1 that part of them, at least one of each kind."""
    dice = random.Random(seed)
    counts = ON_SERVICES if shape.services else ON_SQLITE
    kinds = [kind for kind, n in counts.items() for _ in range(max(1, round(n * share)))]
    dice.shuffle(kinds)
    for kind in kinds:
        yield Fault(kind, MAKERS[kind], dice.uniform(0.8, 2.6))


def _alive(processes: Sequence[Kept], dice: random.Random) -> Kept:
    return dice.choice([process for process in processes if process.listens()] or processes)


def _kill_app(town: Town, dice: random.Random) -> None:
    _alive(town.apps, dice).kill()


def _kill_engine(town: Town, dice: random.Random) -> None:
    _alive(town.engines, dice).kill()


def _restart_postgresql(town: Town, _dice: random.Random) -> None:
    assert town.postgresql is not None
    town.postgresql.restart()


def _kill_redis(town: Town, _dice: random.Random) -> None:
    assert town.redis is not None
    town.redis.restart()


def _fill_disk(town: Town, dice: random.Random) -> None:
    """Everything that writes to that disk is refused: the applications or, with services, also the database's own."""
    victims = [*town.apps, *town.engines] if town.postgresql is None else [dice.choice(town.apps)]
    for victim in victims:
        victim.fill_disk(True)
    if town.postgresql is not None:
        town.postgresql.fill_disk(True)
    time.sleep(FULL)
    for victim in victims:
        victim.fill_disk(False)
    if town.postgresql is not None:
        town.postgresql.fill_disk(False)


def _set_clock(town: Town, low: float, high: float, dice: random.Random) -> None:
    town.set_clock(dice.uniform(low, high))


def _forwards(town: Town, dice: random.Random) -> None:
    now = town.clock.seconds()
    _set_clock(town, now + LEAST, max(now + LEAST, MOST), dice)


def _back(town: Town, dice: random.Random) -> None:
    now = town.clock.seconds()
    _set_clock(town, min(now - LEAST, -MOST), now - LEAST, dice)


MAKERS: Mapping[str, Callable[[Town, random.Random], None]] = {
    "app killed": _kill_app,
    "engine killed": _kill_engine,
    "PostgreSQL restarted": _restart_postgresql,
    "Redis killed": _kill_redis,
    "disk full": _fill_disk,
    "clock set forwards": _forwards,
    "clock set back": _back,
    "carrier answers too late": lambda town, _: town.texts.delay_next(PROVIDER + 1),
    "carrier answers garbage": lambda town, _: town.texts.answer_next("garbage_after"),
    "carrier answers half": lambda town, _: town.texts.answer_next("half_after"),
    "carrier answers 500": lambda town, _: town.texts.refuse_next(500, 20500),
    "carrier hangs up": lambda town, dice: town.texts.lose_next(taken=dice.random() < 0.5),
    "Telegram answers too late": lambda town, _: town.chats.delay_next(PROVIDER + 1),
    "Telegram answers garbage": lambda town, _: town.chats.answer_next("garbage_after"),
    "Telegram answers half": lambda town, _: town.chats.answer_next("half_after"),
    "Telegram answers 500": lambda town, _: town.chats.refuse_next(500, "Internal Server Error"),
    "Telegram hangs up": lambda town, dice: town.chats.lose_next(taken=dice.random() < 0.5),
}
