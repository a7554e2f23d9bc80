"""`assistant evaluate`: how well messages are understood, on the project's held-out file or another.

Runs exactly what `assistant understand` runs, one message at a time, so that each is timed. Tables go to the terminal,
everything to a folder: `report.md`, `results.json`, a confusion picture a head and the coverage curve. No message's
words are in any of them.
"""

import argparse
import json
import subprocess
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.progress import track
from rich.table import Table as Grid

from nlu.evaluation import Evaluation, LabelledMessage, Reading, evaluate, read_messages, safety
from nlu.evaluation.pictures import confusion_picture, coverage_picture
from nlu.evaluation.tables import Table, tables
from service.engine_at_hand import engine_at_hand
from service.errors import BaselineFailed
from service.model import model_path
from service.progress import console as progress_console
from service.progress import step
from service.settings import ROOT, Settings
from service.understanding import Understanding
from storage.clock import today

HELD_OUT = ROOT / "nlu" / "held_out" / "messages.tsv"
#: Read once before the clock runs, so that the first message of a file is not charged for a cold start.
WARM_UP = ("您好", "低保怎么办理,要带什么材料", "老板欠我工资三个月了一直不给,我想请律师帮忙")


def add_to(subcommands: Any) -> None:
    """Name the subcommand and its words."""
    parser = subcommands.add_parser("evaluate", help="report how well messages are understood")
    parser.add_argument("--data", type=Path, default=HELD_OUT, help="tab-separated: text, act, topic, matter[, source]")
    parser.add_argument(
        "--baseline", action="store_true", help="stock Rasa with DIET beside it, trained on the same messages"
    )
    parser.add_argument("--into", type=Path, help="folder of the report; var/evaluation when left out")
    parser.add_argument(
        "--safety", action="store_true", help="danger as the product finds it with its model, on nlu/held_out/safety"
    )
    parser.set_defaults(execute=execute)


def execute(arguments: argparse.Namespace) -> int:
    """Read the file, understand it, tell and keep what was found."""
    settings = Settings()
    if arguments.safety:
        return _safety(settings, arguments.into or settings.state("evaluation", "safety"))
    messages = read_messages(arguments.data)
    keywords = [Reading.from_result(result) for result in Understanding(None, today()).of(m.text for m in messages)]
    with engine_at_hand(settings) as engine:
        readings = _readings(Understanding(engine, today()), messages)
    stock = stock_acts(messages) if arguments.baseline else None
    found = evaluate(messages, readings, keywords, threshold=asks_back_below(), stock=stock)
    title = f"{arguments.data.name}: {len(messages)} messages"
    shown = tables(found)
    _show(title, shown)
    folder = arguments.into or settings.state("evaluation")
    _keep(folder, title, found, shown, model="" if settings.engine_url else model_path(settings).name)
    print(f"{folder / 'report.md'}")
    return 0


def _safety(settings: Settings, folder: Path) -> int:
    """Danger with the model, both halves; as it runs, so that what is less sure than the threshold is no danger."""
    least = asks_back_below()
    with engine_at_hand(settings) as engine:
        understanding = Understanding(engine, today())
        read = {text: understanding.of([text])[0] for text in safety.texts_of_danger()}
    found = "\n".join(safety.danger_report(lambda text: _acted_upon(read[text], least)))
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "report.md", f"# danger, with the model\n\n{found}\n")
    print(found)
    return 0


def _acted_upon(result: dict[str, Any], least: float) -> str | None:
    return str(result["act"]) if result["confidence"] >= least else None


def asks_back_below(config: Path = ROOT / "config.yml") -> float:
    """Certainty below which the engine's pipeline calls a message unclear."""
    pipeline = yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"]
    return max((float(part["threshold"]) for part in pipeline if "threshold" in part), default=0.0)


def stock_acts(messages: Sequence[LabelledMessage]) -> list[str]:
    """What stock Rasa takes each message for; it is trained on the same messages first, which takes many minutes.

    Raises:
        BaselineFailed: it is not installed, or it ended without an answer to every message.
    """
    python = ROOT / ".venv-baseline" / "bin" / "python"
    if not python.exists():
        raise BaselineFailed(f"{python} is not there. `make evaluate BASELINE=1` installs it.")
    lines = "".join(message.text.replace("\n", " ") + "\n" for message in messages)
    log_file = ROOT / "var" / "log" / "baseline.log"
    log_file.parent.mkdir(parents=True, exist_ok=True)
    command = [str(python), "-m", "bench.stock_diet"]
    with step("训练并运行原版 Rasa DIET · stock Rasa with DIET"), log_file.open("w") as log:
        done = subprocess.run(
            command, cwd=ROOT, input=lines, stdout=subprocess.PIPE, stderr=log, text=True, check=False
        )
    acts = done.stdout.splitlines()
    if done.returncode != 0 or len(acts) != len(messages):
        raise BaselineFailed(f"Stock Rasa ended with {done.returncode}. Its own words are in {log_file}.")
    return acts


def _readings(understanding: Understanding, messages: Sequence[LabelledMessage]) -> list[Reading]:
    for text in WARM_UP:
        understanding.of([text])
    return [_timed(understanding, message.text) for message in _with_progress(messages)]


def _with_progress(messages: Sequence[LabelledMessage]) -> Iterable[LabelledMessage]:
    return track(messages, "读消息 · understanding messages", console=progress_console)


def _timed(understanding: Understanding, text: str) -> Reading:
    begun = time.perf_counter()
    [result] = understanding.of([text])
    return Reading.from_result(result, (time.perf_counter() - begun) * 1000)


def _show(title: str, shown: Sequence[Table]) -> None:
    console = Console()
    console.rule(title)
    for table in shown:
        grid = Grid(*table.columns, title=table.title, caption=table.note, title_justify="left", caption_justify="left")
        for row in table.rows:
            grid.add_row(*row)
        console.print(grid)
        console.print()


def _keep(folder: Path, title: str, found: Evaluation, shown: Sequence[Table], *, model: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    results = {"data": title, "model": model, **found.as_json()}
    _write(folder / "results.json", json.dumps(results, ensure_ascii=False, indent=1) + "\n")
    pictures = {
        f"confusion-{head}": confusion_picture(f"{head}, {title}", r.confusion) for head, r in found.heads.items()
    }
    pictures["coverage"] = coverage_picture(f"act, {title}", found.coverage)
    for name, picture in pictures.items():
        _write(folder / f"{name}.svg", picture)
    links = "\n".join(f"![{name}]({name}.svg)\n" for name in pictures)
    body = "\n".join(table.as_markdown() for table in shown)
    _write(folder / "report.md", f"# {title}\n\n{body}\n## Pictures\n\n{links}")


def _write(file: Path, words: str) -> None:
    file.write_text(words, encoding="utf-8")
