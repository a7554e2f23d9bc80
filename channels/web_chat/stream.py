"""What is new, as it happens: Server-Sent Events."""

import json
import time
from collections.abc import AsyncIterator

from fastapi.concurrency import run_in_threadpool

from channels.bell import Bell
from channels.web_chat.talk import WebTalk
from channels.web_chat.wire import Lines, State

#: Seconds between looks when the bell is silent: shorter while the resident waits for an answer.
_LOOK_WHILE_ANSWERING, _LOOK = 1.0, 3.0
#: Seconds of silence after which a comment shows that the line is alive.
_BREATH = 15.0
#: Seconds after which the page is made to ask again: nobody keeps a line for ever.
LONGEST = 600.0


async def events(talk: WebTalk, bell: Bell, key: str, after: str, *, longest: float = LONGEST) -> AsyncIterator[str]:
    """Lines and states from a cursor on, until the page leaves, the time is over or the bell is closed.

    Each batch of lines carries the cursor as its id, so that a browser that lost the connection asks for what it
    has not seen.
    """
    yield "retry: 2000\n\n"
    page = _OpenPage(talk, key, after)
    ends = time.monotonic() + longest
    while not bell.closed and time.monotonic() < ends:
        # A visitor who has not written yet has no conversation; once it begins, its own bell is heard.
        with bell.listen(await page.name()) as ear:
            begun = page.begun
            while not bell.closed and time.monotonic() < ends:
                event = await page.look()
                if event:
                    yield event
                if page.begun != begun:
                    break
                await ear.wait(min(page.pause, max(0.0, ends - time.monotonic())))


class _OpenPage:
    """What one open page has been told."""

    def __init__(self, talk: WebTalk, key: str, after: str) -> None:
        self._talk, self._key, self._after = talk, key, after
        self._state: State | None = None
        self._told_at = time.monotonic()
        self.begun = False
        self.pause = 0.0

    async def name(self) -> str:
        """Under which name the bell rings for it."""
        conversation_id = await run_in_threadpool(self._talk.conversation_of, self._key)
        self.begun = conversation_id is not None
        return conversation_id or self._key

    async def look(self) -> str:
        """The next event, or nothing."""
        news = await run_in_threadpool(self._talk.lines, self._key, self._after)
        self.begun = self.begun or bool(news.lines)
        self.pause = _LOOK_WHILE_ANSWERING if news.state.answering else _LOOK
        if news.lines or news.state != self._state:
            self._after, self._state, self._told_at = news.cursor, news.state, time.monotonic()
            return _event(news)
        if time.monotonic() - self._told_at > _BREATH:
            self._told_at = time.monotonic()
            return ": still here\n\n"
        return ""


def _event(news: Lines) -> str:
    data = json.dumps(news.model_dump(mode="json"), ensure_ascii=False)
    return f"id: {news.cursor}\nevent: news\ndata: {data}\n\n"
