"""A real browser, one running assistant for all of its tests, and whoever sits before them."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from scripts.set_up.browser import find
from service.settings import ROOT
from tests.browser.assistant import Assistant
from tests.browser.desk import Desk
from tests.browser.phone import Phone
from tests.running import running_assistant

#: Nothing of the browser's own may use the network, and it runs as whoever runs the tests.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = ViewportSize(width=390, height=844)
DESKTOP = ViewportSize(width=1280, height=900)
PICTURES = ROOT / "docs" / "pictures"

type NewPhone = Callable[..., Phone]
type TakePicture = Callable[..., None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder is one of the browser's."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(180))


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A headless Chromium; where there is none, a failure in CI and a word elsewhere.

    It ends with this package: while it runs, its event loop is everybody's, and no other test could have one.
    """
    path = find(Path(sys.prefix))
    if path is None and os.environ.get("CI"):
        pytest.fail("No Chromium: in CI the browser's tests must run. Install chromium and fonts-noto-cjk.")
    if path is None:
        pytest.skip("No Chromium was found; `scripts/set_up.sh test` installs one.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def assistant(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The assistant, engine and all, as a county starts it."""
    with running_assistant(tmp_path_factory.mktemp("assistant")) as running:
        books = Assistant.beside(running)
        yield books
        books.database.dispose()


@pytest.fixture
def new_phone(chromium: Browser, assistant: Assistant) -> Iterator[NewPhone]:
    """Give somebody a telephone of their own; with `javascript=False` or another `viewport` when asked."""
    contexts = []

    def hand_out(*, viewport: ViewportSize = PHONE, javascript: bool = True) -> Phone:
        context = chromium.new_context(viewport=viewport, locale="zh-CN", java_script_enabled=javascript)
        contexts.append(context)
        return Phone(context, assistant)

    yield hand_out
    for context in contexts:
        context.close()


@pytest.fixture
def phone(new_phone: NewPhone) -> Phone:
    """A resident's telephone with the page open."""
    return new_phone()


@pytest.fixture(scope="package")
def desk(chromium: Browser, assistant: Assistant) -> Iterator[Desk]:
    """The first administrator, who signed in with the first password and had to change it."""
    context = chromium.new_context(viewport=DESKTOP, locale="zh-CN")
    desk = Desk(context, assistant.url)
    desk.signs_in_for_the_first_time(*assistant.running.first_password)
    yield desk
    context.close()


@pytest.fixture(scope="package")
def take_picture() -> TakePicture:
    """Write a picture for the documents, when asked to by UPDATE_PICTURES=1."""

    def take(page: Page, name: str, *, full_page: bool = False) -> None:
        if os.environ.get("UPDATE_PICTURES") == "1":
            PICTURES.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=PICTURES / f"{name}.png", animations="disabled", full_page=full_page)

    return take
