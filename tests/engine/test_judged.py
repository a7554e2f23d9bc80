"""Messages that staff judged are learnt beside those of the files, and yield to them."""

import json
import subprocess
import sys
from pathlib import Path

from tests.engine.conftest import TINY
from tests.engine.engine_process import ROOT

NEW = {"text": "那个本本啥时候换新的", "act": "ask_procedure", "topic": "legal_aid_card", "matter": "none"}  # synthetic
SHOW = """
import sys
from pathlib import Path
from engine import stand_ins
stand_ins.install(training=True)
from engine.train import _what_to_train
_, importer = _what_to_train(Path(sys.argv[1]), Path("config.yml"), Path("bot/dialogue"), sys.stdin.read())
found = [m for m in importer.get_nlu_data().intent_examples if m.get("text") == sys.argv[2]]
print([(m.get("intent"), m.get("metadata")["intent"]) for m in found], len(importer.get_stories().story_steps) > 0)
"""


def _run(*words: str, lines: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, check=True, capture_output=True, text=True, input=lines, encoding="utf-8"
    )
    return done.stdout.splitlines()[-1] if done.stdout else ""


def test_a_judged_message_stands_among_the_training_messages_with_its_labels() -> None:
    shown = _run("-c", SHOW, str(TINY), NEW["text"], lines=json.dumps(NEW) + "\n")
    assert shown == "[('ask_procedure', {'topic': 'legal_aid_card', 'matter': 'none', 'judged': True})] True"


def test_a_judgement_that_contradicts_a_file_does_not_stop_the_training(tmp_path: Path, config: Path) -> None:
    out = tmp_path / "model.tar.gz"
    contradiction = NEW | {"text": "你好"}
    lines = "".join(json.dumps(line) + "\n" for line in (NEW, contradiction))
    _run("-m", "engine.train", "--judged", "--out", str(out), "--data", str(TINY), "--config", str(config), lines=lines)
    assert out.exists()
