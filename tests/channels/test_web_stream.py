"""What is new reaches the open page as it happens, once, and again after a lost connection."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from channels.web_chat.stream import events
from channels.web_chat.talk import WebTalk
from conversations import handoff
from storage.database import Database
from tests.channels.web_stage import SETTINGS, Stage, Visitor
from vault.vault import Vault


@pytest.fixture
def stage(database: Database, vault: Vault) -> Stage:
    return Stage(database, vault)


class Follower:
    """A page that follows the stream."""

    def __init__(self, stage: Stage, visitor: Visitor, after: str = "0.0", longest: float = 20.0) -> None:
        talk = WebTalk(stage.database, stage.vault, _no_gateway(), stage.bell, SETTINGS, lambda _id: "王工")
        self._events: AsyncIterator[str] = events(talk, stage.bell, visitor.key, after, longest=longest)
        self.cursor = after

    async def next(self, seconds: float = 5.0) -> dict[str, Any]:
        """The next batch."""
        async with asyncio.timeout(seconds):
            async for event in self._events:
                fields = dict(line.split(": ", 1) for line in event.strip().splitlines() if not line.startswith(":"))
                if fields.get("event") == "news":
                    self.cursor = fields["id"]
                    batch: dict[str, Any] = json.loads(fields["data"])
                    return batch
        raise AssertionError("the stream ended")

    async def texts(self, seconds: float = 5.0) -> list[str]:
        """The words of the next batch that has some."""
        while True:
            batch = await self.next(seconds)
            if batch["lines"]:
                return [line["text"] for line in batch["lines"]]

    async def ends(self, seconds: float = 5.0) -> None:
        async with asyncio.timeout(seconds):
            async for _ in self._events:
                pass

    async def leave(self) -> None:
        await self._events.aclose()  # type: ignore[attr-defined]


def _no_gateway() -> Any:
    return None


def test_a_page_gets_what_is_there_and_then_what_comes(stage: Stage) -> None:
    async def follow() -> None:
        visitor = stage.visitor()
        await asyncio.to_thread(visitor.writes, "一")
        page = Follower(stage, visitor)
        assert await page.texts() == ["一"]
        await asyncio.to_thread(stage.answer, "二")
        assert await page.texts() == ["二"]
        await page.leave()

    asyncio.run(follow())


def test_a_page_opened_before_the_first_message_hears_its_answer_at_once(stage: Stage) -> None:
    async def follow() -> None:
        visitor = stage.visitor()
        page = Follower(stage, visitor)
        assert (await page.next())["lines"] == []
        await asyncio.to_thread(visitor.writes, "一")
        assert await page.texts() == ["一"]
        answering = asyncio.create_task(page.texts())
        await asyncio.sleep(0.1)
        await asyncio.to_thread(stage.answer, "二")
        answered = time.monotonic()
        assert await answering == ["二"]
        assert time.monotonic() - answered < 0.5
        await page.leave()

    asyncio.run(follow())


def test_a_page_that_lost_its_connection_gets_what_it_missed_and_nothing_twice(stage: Stage) -> None:
    async def follow() -> None:
        visitor = stage.visitor()
        await asyncio.to_thread(visitor.writes, "一")
        page = Follower(stage, visitor)
        await page.texts()
        await page.leave()
        await asyncio.to_thread(stage.answer, "二")
        await asyncio.to_thread(visitor.writes, "三")
        again = Follower(stage, visitor, after=page.cursor)
        assert await again.texts() == ["二", "三"]
        await again.leave()

    asyncio.run(follow())


def test_a_page_is_told_when_a_person_comes_and_goes(stage: Stage) -> None:
    async def follow() -> None:
        visitor = stage.visitor()
        await asyncio.to_thread(visitor.writes, "转人工")
        await asyncio.to_thread(stage.answer, "请稍等")
        page = Follower(stage, visitor)
        assert (await page.next())["state"]["held_by"] == "assistant"
        conversation = stage.conversation(visitor)
        with stage.database.write() as c:
            handoff.claim(c, conversation, "wang")
        stage.bell.ring(conversation)
        assert (await page.next())["state"] == {"answering": False, "held_by": "staff", "staff": "工作人员 王工"}
        await page.leave()

    asyncio.run(follow())


def test_a_change_that_nobody_rang_for_is_seen_a_little_later(stage: Stage) -> None:
    async def follow() -> None:
        visitor = stage.visitor()
        await asyncio.to_thread(visitor.writes, "转人工")
        await asyncio.to_thread(stage.answer, "请稍等")
        page = Follower(stage, visitor)
        await page.next()
        with stage.database.write() as c:
            handoff.ask_for_person(c, stage.conversation(visitor), "asked")
        assert (await page.next(seconds=6.0))["state"]["held_by"] == "waiting"
        await page.leave()

    asyncio.run(follow())


def test_two_open_pages_of_one_visitor_both_see_everything(stage: Stage) -> None:
    async def follow() -> None:
        visitor = stage.visitor()
        await asyncio.to_thread(visitor.writes, "一")
        one, other = Follower(stage, visitor), Follower(stage, visitor)
        assert await one.texts() == await other.texts() == ["一"]
        await asyncio.to_thread(visitor.writes, "二")
        assert await one.texts() == await other.texts() == ["二"]
        await one.leave()
        await other.leave()

    asyncio.run(follow())


def test_nobody_follows_for_ever(stage: Stage) -> None:
    async def follow() -> None:
        await Follower(stage, stage.visitor(), longest=0.2).ends()

    asyncio.run(follow())


def test_at_shutdown_every_stream_ends_at_once(stage: Stage) -> None:
    async def follow() -> None:
        page = Follower(stage, stage.visitor(), longest=60.0)
        await page.next()
        ending = asyncio.create_task(page.ends(seconds=2.0))
        await asyncio.sleep(0.1)
        await asyncio.to_thread(stage.bell.close)
        await ending

    asyncio.run(follow())


def test_over_http_the_stream_has_ids_and_is_not_kept_by_anybody(stage: Stage) -> None:
    visitor = stage.visitor()
    visitor.writes("一")
    stage.bell.close()
    answer = visitor.client.get("/channels/web/stream")
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.headers["cache-control"] == "no-store"
