"""The model that config.yml describes: every part of it trains, loads and predicts, and nothing else is there."""

import json
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.engine.conftest import TINY, train
from tests.engine.engine_process import ROOT, EngineProcess

COMPONENTS = [
    part["name"]
    for section in ("pipeline", "policies")
    for part in yaml.safe_load((ROOT / "config.yml").read_text())[section]
]

UNSEEN = ["帮我妈办一下低保", "干活不给钱", "带什么去医疗救助", "离婚", "好吗", "进度", "😀", "a", "", "路灯不亮"]

LOADED = """
import json, sys
from engine import stand_ins
stand_ins.install()
from rasa.core.processor import MessageProcessor
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
name, metadata, runner = MessageProcessor._load_model(sys.argv[1])
registered = {f"{part.clazz.__module__}.{part.clazz.__name__}" for part in DefaultV1Recipe._registered_components.values()}
nodes = {f"{node.uses.__module__}.{node.uses.__name__}": name for name, node in metadata.predict_schema.nodes.items()}
print(json.dumps({"registered": sorted(registered), "nodes": nodes, "modules": sorted(sys.modules)}))
"""


@pytest.fixture(scope="module")
def loaded(model: Path) -> dict[str, Any]:
    """What a process holds that has loaded the model and done nothing else."""
    done = subprocess.run([sys.executable, "-c", LOADED, str(model)], cwd=ROOT, check=True, capture_output=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("component", COMPONENTS)
def test_every_configured_component_trains_and_loads(loaded: dict[str, Any], component: str) -> None:
    assert component in loaded["nodes"]


def test_only_configured_components_are_registered(loaded: dict[str, Any]) -> None:
    assert set(loaded["registered"]) - set(COMPONENTS) <= set(PART_OF_OTHERS)


PART_OF_OTHERS = [
    "rasa.nlu.classifiers.regex_message_handler.RegexMessageHandler",  # Rasa puts it into every graph
    "rasa.core.policies.memoization.MemoizationPolicy",  # RulePolicy is made from it
    "rasa.core.policies.memoization.AugmentedMemoizationPolicy",
]


@pytest.mark.parametrize(
    "unwanted",
    [
        "tensorflow",
        "keras",
        "transformers",
        "sklearn",
        "jieba",
        "rasa.core.channels.twilio",
        "rasa.core.channels.telegram",
        "rasa.core.channels.rest",
        "rasa.server",
        "twilio",
        "aiogram",
        "slack_sdk",
        "matplotlib",
    ],
)
def test_nothing_unused_is_imported(loaded: dict[str, Any], unwanted: str) -> None:
    assert unwanted not in loaded["modules"]


def test_training_again_predicts_the_same(engine: EngineProcess, config: Path, tmp_path: Path, model: Path) -> None:
    again = train(tmp_path / "again.tar.gz", config)
    assert again.read_bytes() != model.read_bytes()  # otherwise nothing was trained
    assert _arrays(again).keys() == _arrays(model).keys()
    assert _arrays(again) == _arrays(model)


def _arrays(model: Path) -> dict[str, bytes]:
    """The learnt numbers of a model, by name: equal numbers predict equally."""
    import io

    import numpy as np

    with tarfile.open(model) as archive:
        (name,) = [member for member in archive.getnames() if member.endswith("heads.npz")]
        stored = archive.extractfile(name)
        assert stored is not None
        with np.load(io.BytesIO(stored.read()), allow_pickle=False) as arrays:
            return {key: arrays[key].tobytes() for key in arrays.files}


def test_the_model_holds_no_pickle(model: Path) -> None:
    with tarfile.open(model) as archive:
        names = [member.name for member in archive.getmembers() if member.isfile()]
    assert all(name.endswith((".json", ".npz", ".yml")) for name in names), names


def test_every_unseen_message_gets_labels_that_stand_together(engine: EngineProcess) -> None:
    from nlu.labels import combination_fault

    for reading in engine.post("/engine/parse", {"texts": UNSEEN}).body["results"]:
        for guess in (reading, *reading["alternatives"], *reading["also"]):
            assert combination_fault(guess["act"], guess["topic"], guess["matter"]) is None


FAULTY_DATA = {
    "no metadata": "- intent: greet\n  examples: |\n    - 你好\n",
    "labels that do not fit": "- intent: greet\n  metadata: {topic: dibao, matter: none}\n  examples: |\n    - 你好\n",
    "an unknown act": "- intent: hello\n  metadata: {topic: none, matter: none}\n  examples: |\n    - 你好\n",
    "one text with two meanings": (
        "- intent: greet\n  metadata: {topic: none, matter: none}\n  examples: |\n    - 再见\n"
        "- intent: bye\n  metadata: {topic: none, matter: none}\n  examples: |\n    - 再见\n"
    ),
}


@pytest.mark.parametrize("block", FAULTY_DATA.values(), ids=FAULTY_DATA.keys())
def test_faulty_training_data_stop_training_and_name_the_line(tmp_path: Path, config: Path, block: str) -> None:
    (tmp_path / "data").mkdir()
    good = (TINY / "messages.yml").read_text()
    (tmp_path / "data" / "messages.yml").write_text(good)
    (tmp_path / "data" / "faulty.yml").write_text(f'version: "3.1"\nnlu:\n{block}')
    command = [sys.executable, "-m", "engine.train", "--out", str(tmp_path / "m.tar.gz")]
    options = ["--data", str(tmp_path / "data"), "--config", str(config)]
    done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 1
    assert "你好" in done.stderr.decode() or "再见" in done.stderr.decode()
    assert not (tmp_path / "m.tar.gz").exists()
