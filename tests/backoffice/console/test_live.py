"""Pages that bring themselves up to date: an event for every change that the reader may see, and an end."""

import asyncio
from pathlib import Path

import pytest

from backoffice import console
from backoffice.console.drawing import Drawing
from backoffice.console.gate import SESSION, Gate, Visitor
from backoffice.console.live import LivePages
from backoffice.roles import Role
from conversations import handoff
from tests.backoffice.console.clerk import Clerk
from tests.backoffice.console.counter import Counter


class Stream:
    """What a browser with an open page is told."""

    def __init__(
        self, counter: Counter, clerk: Clerk, conversation: str = "", case: int = 0, longest: float = 5
    ) -> None:
        parts = counter.parts()
        pages = LivePages(parts, Gate(parts))
        token = clerk.client.cookies[SESSION]
        with counter.desk.database.read() as c:
            session = counter.desk.office.sessions.session(c, token)
        assert session is not None
        look = pages._look(Visitor(session, token), conversation, case)
        self._events = pages.events(look, look() or "", longest=longest)

    async def next(self) -> str:
        """The next event's name."""
        while True:
            text = await asyncio.wait_for(anext(self._events), 3)
            for line in text.splitlines():
                if line.startswith("event: "):
                    return line.removeprefix("event: ")

    async def is_silent(self) -> bool:
        """Whether nothing is told for a while."""
        try:
            await asyncio.wait_for(self.next(), 0.2)
        except TimeoutError:
            return True
        return False


def told(counter: Counter, stream: Stream, change) -> str:  # type: ignore[no-untyped-def]
    """What the page hears after a change."""

    async def story() -> str:
        follow = asyncio.ensure_future(stream.next())
        await asyncio.sleep(0.05)
        await asyncio.to_thread(change)
        return await follow

    return asyncio.run(story())


def test_the_queue_hears_of_a_resident_who_waits(counter: Counter) -> None:
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER)
    assert told(counter, Stream(counter, clerk), counter.waiting) == "changed"


def test_the_queue_hears_of_a_new_case(counter: Counter) -> None:
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER)
    draft = counter.desk.draft("dibao", {"member_count": 3})
    assert told(counter, Stream(counter, clerk), lambda: counter.desk.file(draft)) == "changed"


def test_a_conversation_hears_of_words_and_of_what_became_of_them(counter: Counter) -> None:
    clerk, talk = counter.clerk(Role.TOWNSHIP_REVIEWER), counter.waiting()
    stream = Stream(counter, clerk, conversation=talk)
    assert told(counter, stream, lambda: counter.says(talk, "好")) == "changed"


def test_a_conversation_hears_of_a_colleague_who_takes_it(counter: Counter) -> None:
    clerk, talk = counter.clerk(Role.TOWNSHIP_REVIEWER), counter.waiting()

    def take() -> None:
        with counter.desk.database.write() as c:
            handoff.claim(c, talk, "somebody")

    assert told(counter, Stream(counter, clerk, conversation=talk), take) == "changed"


def test_a_case_hears_of_an_answer_written_by_a_colleague(counter: Counter) -> None:
    clerk, case = counter.clerk(Role.TOWNSHIP_REVIEWER), counter.desk.case("dibao")

    def write() -> None:
        with counter.desk.database.write() as c:
            counter.desk.office.casework.set_fact(c, case.draft_id, "member_count", 4, clerk.member)

    assert told(counter, Stream(counter, clerk, case=case.id), write) == "changed"


def test_nothing_is_told_while_nothing_happens_or_elsewhere(counter: Counter) -> None:
    clerk, talk, other = counter.clerk(Role.TOWNSHIP_REVIEWER), counter.waiting(), counter.waiting()
    stream = Stream(counter, clerk, conversation=talk)
    counter.says(other, "别处的话")
    assert asyncio.run(stream.is_silent())


def test_signing_out_ends_the_stream(counter: Counter) -> None:
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER)
    token = clerk.client.cookies[SESSION]

    def leave() -> None:
        with counter.desk.database.write() as c:
            counter.desk.office.sessions.sign_out(c, token)

    assert told(counter, Stream(counter, clerk), leave) == "ended"


def test_a_conversation_that_turns_dangerous_is_gone_for_a_village_worker(counter: Counter) -> None:
    clerk, talk = counter.clerk(Role.VILLAGE_WORKER), counter.waiting()

    def turns() -> None:
        with counter.desk.database.write() as c:
            counter.desk.set_talk(c, talk, danger="violence")

    assert told(counter, Stream(counter, clerk, conversation=talk), turns) == "ended"


def test_the_stream_ends_with_the_service_and_after_a_while(counter: Counter) -> None:
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER)
    counter.live.closed = True
    with pytest.raises(StopAsyncIteration):
        asyncio.run(Stream(counter, clerk).next())
    counter.live.closed = False
    with pytest.raises(StopAsyncIteration):
        asyncio.run(Stream(counter, clerk, longest=0).next())


def test_watching_is_no_reading_and_leaves_no_trace_in_the_log(counter: Counter) -> None:
    clerk, talk = counter.clerk(Role.TOWNSHIP_REVIEWER), counter.waiting()
    stream = Stream(counter, clerk, conversation=talk)
    assert asyncio.run(stream.is_silent())
    assert "read_personal" not in counter.desk.actions(f"conversation:{talk}")


def test_the_address_that_a_page_follows_is_its_own(counter: Counter) -> None:
    talk, case = counter.waiting(), counter.desk.case("dibao")
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER)
    assert Drawing(counter.parts()).assets["console.js"]
    for page, part in (
        ("/staff/", "?seen="),
        (f"/staff/conversations/{talk}", talk),
        (f"/staff/cases/{case.id}", "case="),
    ):
        address = clerk.goes_to(page).page.find("body")[0].get("data-live")
        assert address.startswith("/staff/live?")
        assert part in address


def test_a_page_that_answers_a_form_never_asks_the_form_again_by_itself() -> None:
    """`reload()` at a form's address sends the refused reply or claim once more, with nobody at the desk."""
    script = (Path(console.__file__).parent / "assets" / "console.js").read_text(encoding="utf-8")
    assert "location.reload" not in script
    assert "fetch(location" not in script
