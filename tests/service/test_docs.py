"""What the documents say exists: files they link to, commands they name, generated pages, the conversation they open with."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge import vocabulary_page
from service.cli import COMMANDS
from service.settings import ROOT, Settings
from service.settings_page import settings_page
from tests.dialogue.runner import Talk, World, heard

READMES = ("README.md", "README.zh-CN.md")


def documents() -> list[Path]:
    """Every Markdown file that belongs to the project."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    told = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in told.splitlines() if (ROOT / line).exists()]


def links(text: str) -> Iterator[str]:
    """Where links and pictures lead, fenced blocks aside."""
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    yield from re.findall(r"\]\(([^)\s]+)\)", prose)
    yield from re.findall(r'(?:src|href)="([^"]+)"', prose)


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    inside = [link.partition("#")[0] for link in links(document.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in inside if link and not (document.parent / link).exists()] == []


def test_a_broken_link_would_be_found() -> None:
    text = 'see [a](docs/nowhere.md#part), ![b](b.png) and <img src="c.png">\n```\n[no](link.md)\n```'
    assert list(links(text)) == ["docs/nowhere.md#part", "b.png", "c.png"]


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_is_named_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z-]+)", text, flags=re.MULTILINE)) <= targets
    assert set(re.findall(r"(?:`|bin/|\| )assistant\s+([a-z]+)", text)) <= subcommands()


def subcommands() -> set[str]:
    """What `assistant` can be told."""
    return {command.__name__.rpartition(".")[2] for command in COMMANDS}


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_setting_that_is_named_exists(document: Path) -> None:
    named = set(re.findall(r"\bASSISTANT_([A-Z_]+[A-Z])\b", document.read_text(encoding="utf-8")))
    assert {name for name in named if name.lower() not in Settings.model_fields} <= {"TEST_SERVICES"}


@pytest.mark.parametrize("name", READMES)
def test_the_readme_begins_with_a_conversation_and_two_commands(name: str) -> None:
    blocks = re.findall(r"```\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert blocks[0].startswith("您：")
    assert [line.split("#")[0].strip() for line in blocks[1].splitlines()] == ["make run", "make test"]


def test_generated_pages_are_fresh() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == settings_page()
    assert (ROOT / "docs" / "facts.md").read_text(encoding="utf-8") == vocabulary_page.page()


@pytest.mark.parametrize("name", READMES)
def test_the_conversation_in_the_readme_is_what_the_assistant_says(name: str) -> None:
    """What is quoted of it was said, word for word and in that order, with those choices."""
    sample = re.findall(r"```\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), flags=re.DOTALL)[0]
    said = iter(spoken(re.search("您：   (.*)", sample).group(1)))  # type: ignore[union-attr]
    for line in quoted(sample):
        assert line in said, f"“{line}” was not said, or not then"


def quoted(sample: str) -> Iterator[str]:
    """Each line of the assistant in a sample, and each choice."""
    speaker = ""
    for line in sample.splitlines():
        speaker = line[:2] if line[:1].strip() else speaker
        if speaker != "助手" or "…" in line:
            continue
        words, *choices = re.split(r"\s+\[|\]\s*\[?", re.sub("^助手：|^ +", "", line).strip())
        yield words.strip()
        yield from (choice for choice in choices if choice)


def spoken(opening: str) -> list[str]:
    """Every line and choice that the dialogue gives a household of the README's kind, the model's reading aside."""
    answers = {
        "has_living_vehicle_or_boat": "没有",
        "hukou_county": "在本县",
        "household_money_assets": "两千块",
        "has_commercial_property": "没有",
        "home_count": "1套",
        "area_type": "农村",
    }
    talk = Talk(World())
    replies = talk.say(opening, heard("ask_eligibility dibao"))
    lines = list(words_of(replies))
    while talk.asked.question is not None:
        lines += words_of(talk.say(answers[talk.asked.question.fact]))
    return lines


def words_of(replies) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """A reply's lines, then its choices."""
    for reply in replies:
        yield from reply.text.split("\n")
        yield from (option.label for option in reply.options)
