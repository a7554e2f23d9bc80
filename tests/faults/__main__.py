"""The long run: `make faults`. Many residents write while the app and the engine are killed at random moments.

    python -m tests.faults [--conversations 60] [--kills 24] [--seed 1] [--database URL] [--keep FOLDER]

Ends with 1 when anything was lost, doubled, out of order or left unanswered; what it did and found is kept as
`var/faults/report-<seed>-<database>.json`.
"""

import argparse
import json
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.progress import Progress
from sqlalchemy import func, select

from backoffice.tables import case
from service.settings import ROOT
from tests.faults.invariants import story, violations
from tests.faults.stage import Delivery, Stage, stage
from tests.residents import Resident, who_holds_a_card, who_wants_dibao

WISHES: tuple[Callable[[], Resident], ...] = (who_holds_a_card, who_wants_dibao)


@dataclass
class Report:
    """What a run did and found."""

    seed: int
    database: str
    conversations: int
    kills: dict[str, int] = field(default_factory=lambda: {"app": 0, "engine": 0})
    messages: int = 0
    texts: int = 0
    cases: int = 0
    seconds: float = 0.0
    violations: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    told_otherwise: list[str] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing was wrong."""
        return not (self.violations or self.unanswered or self.told_otherwise)


class Killer:
    """Kills the app or the engine at random moments until it has done so often enough."""

    def __init__(self, running: Stage, kills: int, dice: random.Random) -> None:
        self._running, self._left, self._dice = running, kills, dice
        self.kills = {"app": 0, "engine": 0}
        self.done = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def _run(self) -> None:
        while self._left:
            time.sleep(self._dice.uniform(1.5, 5.0))
            name = self._dice.choice(("app", "app", "engine"))
            victim = self._running.app if name == "app" else self._running.engine
            victim.kill()
            self.kills[name] += 1
            self._left -= 1
        self.done.set()


def run(running: Stage, report: Report, kills: int) -> None:
    """Let everybody write under fire, then look at what is left."""
    expected = {wish.__name__: _alone(running, wish, f"+8613700000{n:03d}") for n, wish in enumerate(WISHES)}
    killer = Killer(running, kills, random.Random(report.seed))
    killer.start()
    residents = {f"+861380000{n:04d}": WISHES[n % len(WISHES)] for n in range(report.conversations)}
    spoken = dict.fromkeys(residents, False)
    with Progress() as progress, ThreadPoolExecutor(4) as crowd:
        bar = progress.add_task("conversations", total=len(residents))

        def converse(phone: str) -> None:
            resident = residents[phone]()
            running.converse(phone, resident, seconds=180)
            spoken[phone] = resident.receipt is not None
            progress.advance(bar)

        list(crowd.map(converse, residents))
        while not killer.done.is_set():  # everybody is done: go on under fire with those who come again
            phone = f"+861390000{random.Random().randrange(10**4):04d}"
            converse_once = who_holds_a_card()
            running.converse(phone, converse_once, seconds=180)
    running.deliver_everything_again()
    for phone in residents:
        running.settle(phone, seconds=180)
    report.kills = killer.kills
    report.unanswered = [phone for phone, filed in spoken.items() if not filed]
    with running.database.read() as c:
        report.violations = violations(c, running.vault, running.delivered, running.stub.sent)
        report.cases = c.scalar(select(func.count()).select_from(case)) or 0
        report.told_otherwise = [
            phone
            for phone, wish in residents.items()
            if story(c, running.vault, str(running.talk_of(phone))) != expected[wish.__name__]
        ]
    report.messages, report.texts = len({sid for _, _, sid in running.delivered}), len(running.stub.sent)


def _alone(running: Stage, wish: Callable[[], Resident], phone: str) -> list[tuple[str, str]]:
    """The conversation as it goes when nothing dies."""
    running.converse(phone, wish())
    with running.database.read() as c:
        return story(c, running.vault, str(running.talk_of(phone)))


def main() -> int:
    """Run once, keep the report, say how it went."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--conversations", type=int, default=60)
    parser.add_argument("--kills", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="", help="a PostgreSQL address; SQLite when empty")
    arguments = parser.parse_args()
    kind = "postgresql" if arguments.database else "sqlite"
    report = Report(arguments.seed, kind, arguments.conversations)
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as folder,
        stage(Path(folder), database_url=arguments.database, delivery=Delivery(copies=1, again=0.1)) as running,
    ):
        run(running, report, arguments.kills)
    report.seconds = round(time.monotonic() - began, 1)
    path = ROOT / "var" / "faults" / f"report-{report.seed}-{kind}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(report), ensure_ascii=False, indent=1))
    print(json.dumps(asdict(report), ensure_ascii=False, indent=1))
    print("nothing lost, nothing doubled" if report.clean else "VIOLATIONS, see above")
    return 0 if report.clean else 1


if __name__ == "__main__":
    sys.exit(main())
