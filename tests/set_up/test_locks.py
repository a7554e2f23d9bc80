"""The locks fit their lists, fit each other, and fit any mirror of the package index."""

import re
from pathlib import Path

import pytest

LOCKS = Path(__file__).resolve().parents[2] / "requirements"
LISTS = sorted(path.stem for path in LOCKS.glob("*.in"))
PIN = re.compile(r"^([a-z0-9-]+(?:\[[a-z,]+\])?)==(\S+)", re.MULTILINE)
TOP = re.compile(r"^([a-z][a-z0-9-]*)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    """package → version of one lock"""
    return {package.partition("[")[0]: version for package, version in PIN.findall((LOCKS / f"{name}.txt").read_text())}


@pytest.mark.parametrize("name", LISTS)
def test_every_listed_package_is_locked(name: str) -> None:
    tops = {top.lower() for top in TOP.findall((LOCKS / f"{name}.in").read_text().lower())}
    assert tops
    assert tops <= pins(name).keys()


@pytest.mark.parametrize("name", LISTS)
def test_every_locked_package_has_hashes(name: str) -> None:
    blocks = re.split(r"\n(?=[a-z])", (LOCKS / f"{name}.txt").read_text())
    assert len(blocks) == len(pins(name))
    assert all("--hash=sha256:" in block for block in blocks)


@pytest.mark.parametrize("name", LISTS)
def test_no_lock_names_a_host_or_a_path_of_a_machine(name: str) -> None:
    assert not re.search(r"://|find-links|index-url|file:|\.whl|/home/|/opt/", (LOCKS / f"{name}.txt").read_text())


@pytest.mark.parametrize(("larger", "smaller"), [("dev", "app"), ("engine-dev", "engine")])
def test_the_tests_run_on_the_versions_that_are_served(larger: str, smaller: str) -> None:
    assert pins(smaller).items() <= pins(larger).items()


@pytest.mark.parametrize("name", ["engine", "engine-dev"])
def test_the_engine_does_without_tensorflow(name: str) -> None:
    assert not [package for package in pins(name) if "tensorflow" in package or "keras" in package]
    assert "tensorflow" in pins("baseline")
