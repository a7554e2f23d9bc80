"""The report is made from what a running engine answers, and kept whole."""

import argparse
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from service.commands import evaluate

# synthetic
MESSAGES = """text\tact\ttopic\tmatter
办低保带什么\task_documents\tdibao\tnone
天上有几颗星\tout_of_scope\tnone\tnone
他拿刀要砍我快来人\tdanger\tnone\tnone
"""


class AlwaysDocuments(BaseHTTPRequestHandler):
    """An engine that takes every text for the same question."""

    def do_POST(self) -> None:
        texts = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["texts"]
        one = {"act": "ask_documents", "topic": "dibao", "matter": "none", "confidence": 0.9, "intent": "ask_documents"}
        body = json.dumps({"results": [{**one, "alternatives": [], "also": []} for _ in texts]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def engine_url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), AlwaysDocuments)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def report(tmp_path: Path, engine_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a report on MESSAGES."""
    monkeypatch.setenv("ASSISTANT_ENGINE_URL", engine_url)
    monkeypatch.setenv("ASSISTANT_ENGINE_TOKEN", "a token of the test")
    (tmp_path / "sample.tsv").write_text(MESSAGES, encoding="utf-8")
    parser = argparse.ArgumentParser()
    evaluate.add_to(parser.add_subparsers())
    words = ["evaluate", "--data", str(tmp_path / "sample.tsv"), "--into", str(tmp_path / "report")]
    arguments = parser.parse_args(words)
    assert arguments.execute(arguments) == 0
    return tmp_path / "report"


def test_it_counts_what_the_product_understands_keywords_first(report: Path) -> None:
    results = json.loads((report / "results.json").read_text(encoding="utf-8"))
    accuracy = results["heads"]["act"]["strict"]["accuracy"]
    assert (accuracy["hits"], accuracy["of"]) == (2, 3)
    assert results["detection"]["danger"]["recall"]["hits"] == 1
    assert results["timing"]["median_ms"] > 0


def test_it_keeps_tables_and_pictures_without_any_message(report: Path) -> None:
    files = {file.name: file.read_text(encoding="utf-8") for file in report.iterdir()}
    expected = {"report.md", "results.json", "coverage.svg", "confusion-act.svg", "confusion-topic.svg"}
    assert set(files) == expected  # no legal dispute among the messages: no matter to judge
    texts = [line.split("\t")[0] for line in MESSAGES.splitlines()[1:]]
    assert not [text for text in texts for words in files.values() if text in words]


def test_the_certainty_below_which_the_product_asks_back_is_the_pipelines(tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    config.write_text("pipeline:\n- name: reader\n- name: unclear\n  threshold: 0.35\n", encoding="utf-8")
    assert evaluate.asks_back_below(config) == 0.35
    assert 0 < evaluate.asks_back_below() < 1
