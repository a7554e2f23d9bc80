"""What becomes of a row that is due: sent once, asked about, tried again, given up; never past a person."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import update

from channels.bell import Bell
from channels.dispatcher import Dispatcher, SendPatience
from channels.port import OutboundMessage, Permanent, Temporary, Unknown
from channels.twilio_sms import TwilioSender, TwilioSettings
from conversations import handoff, inbox, outbox, reading
from conversations.messages import InboundMessage, Option, Reply
from conversations.tables import conversation as conversation_table
from conversations.tables import outbox as outbox_table
from storage.database import Database
from tests.channels.fake_sender import FakeSender
from tests.channels.twilio_stub import TwilioStub
from vault.vault import Vault

AT_ONCE = SendPatience(backoff=(0.0,), attempts=6, resends=3)


class Post:
    """A dispatcher with a provider in memory, and residents who are owed words."""

    def __init__(self, database: Database, vault: Vault, sender: FakeSender, patience: SendPatience = AT_ONCE) -> None:
        self.database, self.vault, self.sender = database, vault, sender
        self.bell = RingCounter()
        self.dispatcher = Dispatcher(database, vault, [sender], bell=self.bell, patience=patience, watch_for=0.0)
        self.rows = 0

    def owe(self, *texts: str, resident: str = "+8613900000001", reply: Reply | None = None) -> str:
        """Queue words of the bot to a resident; the conversation's id."""
        channel = self.sender.channel
        message = InboundMessage(channel, "+85200000000", resident, f"in-{resident}", "你好")
        with self.database.write() as c:
            conversation = inbox.receive(c, self.vault, message).conversation_id
            epoch = reading.talk(c, self.vault, conversation).epoch
            for said in [reply] if reply else [Reply("t", text) for text in texts]:
                self.rows += 1
                outbox.put(c, self.vault, outbox.Draft(conversation, f"m{self.rows}", 0, said, "bot", epoch))
        return conversation

    def drain(self, steps: int = 40) -> None:
        """Step until nothing is due."""
        for _ in range(steps):
            if not self.dispatcher.step():
                return

    def let_leases_end(self) -> None:
        with self.database.write() as c:
            mine = outbox_table.c.state == "sending"
            c.execute(update(outbox_table).where(mine).values(lease_until=0))

    def lines(self, conversation: str) -> list[reading.Line]:
        with self.database.read() as c:
            return [line for line in reading.thread(c, self.vault, conversation) if line.who != "resident"]

    def states(self, conversation: str) -> list[str]:
        return [line.state for line in self.lines(conversation)]


class RingCounter(Bell):
    def __init__(self) -> None:
        super().__init__()
        self.rung: list[str] = []

    def ring(self, conversation_id: str) -> None:
        self.rung.append(conversation_id)


@pytest.fixture
def post(database: Database, vault: Vault) -> Post:
    return Post(database, vault, FakeSender())


@pytest.fixture
def blind_post(database: Database, vault: Vault) -> Post:
    """A provider that cannot be asked what became of a message."""
    return Post(database, vault, FakeSender(channel="telegram", can_look_up=False))


def test_rows_of_a_conversation_go_out_in_order_once(post: Post) -> None:
    conversation = post.owe("一", "二", "三")
    post.drain()
    assert post.sender.texts == ["一", "二", "三"]
    assert post.states(conversation) == ["sent", "sent", "sent"]
    post.drain()
    assert len(post.sender.texts) == 3


def test_options_go_out_as_numbered_lines_where_there_are_no_buttons(post: Post) -> None:
    options = (Option("城里", "answer"), Option("村里", "answer"))
    post.owe(reply=Reply("t", "城里还是村里?", options))
    post.drain()
    assert post.sender.texts == ["城里还是村里?\n回1 城里\n回2 村里"]


def test_a_refusal_for_now_is_tried_again_before_anything_later(post: Post) -> None:
    post.sender.next(Temporary("busy"), Temporary("busy"))
    conversation = post.owe("一", "二")
    post.drain()
    assert post.sender.texts == ["一", "二"]
    assert post.states(conversation) == ["sent", "sent"]


def test_a_row_that_waits_for_its_next_try_keeps_nobody_else_waiting(database: Database, vault: Vault) -> None:
    post = Post(database, vault, FakeSender(), SendPatience(backoff=(3600.0,)))
    post.sender.next(Temporary("busy"))
    waiting = post.owe("一", "二")
    post.dispatcher.step()
    other = post.owe("三", resident="+8613900000002")
    post.drain()
    assert post.states(waiting) == ["queued", "queued"]
    assert post.states(other) == ["sent"]


def test_a_refusal_for_now_that_never_ends_is_shown_to_staff(post: Post) -> None:
    post.sender.next(*[Temporary("短信平台繁忙")] * 6)
    conversation = post.owe("一")
    post.drain()
    [line] = post.lines(conversation)
    assert (line.state, line.error) == ("failed", "短信平台繁忙")


def test_the_provider_says_how_long_to_wait(database: Database, vault: Vault) -> None:
    post = Post(database, vault, FakeSender())
    post.sender.next(Temporary("busy", retry_after=3600.0))
    conversation = post.owe("一")
    post.drain()
    assert post.sender.texts == []
    assert post.states(conversation) == ["queued"]


def test_a_refusal_for_good_is_tried_once_and_what_follows_still_goes(post: Post) -> None:
    post.sender.next(Permanent("对方号码不是手机号"))
    conversation = post.owe("一", "二")
    post.drain()
    assert post.sender.texts == ["二"]
    assert post.states(conversation) == ["failed", "sent"]


def test_a_carrier_that_holds_a_stop_silences_what_follows(post: Post) -> None:
    post.sender.next(Permanent("对方已退订短信", "21610", opted_out=True))
    conversation = post.owe("一", "二")
    post.drain()
    assert post.sender.texts == []
    assert post.states(conversation) == ["failed", "withheld"]


def test_a_lost_answer_is_looked_up_before_anything_is_sent_again(post: Post) -> None:
    post.sender.next("taken")
    conversation = post.owe("一")
    post.drain()
    assert post.states(conversation) == ["sending"]
    post.let_leases_end()
    post.drain()
    assert (post.sender.texts, post.sender.lookups) == (["一"], 1)
    assert post.states(conversation) == ["sent"]


def test_a_lost_send_is_sent_again_after_the_lookup(post: Post) -> None:
    post.sender.next(Unknown("cut off"))
    conversation = post.owe("一")
    post.drain()
    post.let_leases_end()
    post.drain()
    assert (post.sender.texts, post.sender.lookups) == (["一"], 1)
    assert post.states(conversation) == ["sent"]


def test_the_same_words_twice_are_two_messages_even_when_one_answer_is_lost(post: Post) -> None:
    conversation = post.owe("请再说一次", "请再说一次")
    post.dispatcher.step()
    post.sender.next(Unknown("cut off"))
    post.drain()
    post.let_leases_end()
    post.drain()
    assert post.sender.texts == ["请再说一次", "请再说一次"]
    assert post.states(conversation) == ["sent", "sent"]


def test_nothing_is_sent_again_while_the_provider_cannot_be_asked(post: Post) -> None:
    post.sender.next("taken")
    post.sender.lookup_fails = True
    conversation = post.owe("一")
    for _ in range(3):
        post.drain()
        post.let_leases_end()
    assert post.sender.texts == ["一"]
    assert post.states(conversation) == ["sending"]


def test_a_provider_that_swallows_everything_is_not_flooded_and_staff_see_it(post: Post) -> None:
    post.sender.next(*[Unknown("cut off")] * 20)
    conversation = post.owe("一")
    for _ in range(10):
        post.drain()
        post.let_leases_end()
    assert post.states(conversation) == ["uncertain"]
    assert post.sender.lookups <= AT_ONCE.resends


def test_a_person_who_took_over_meanwhile_stops_a_resend(post: Post) -> None:
    post.sender.next(Unknown("cut off"))
    conversation = post.owe("一")
    post.drain()
    with post.database.write() as c:
        handoff.claim(c, conversation, "wang")
    post.let_leases_end()
    post.drain()
    assert post.sender.texts == []
    assert post.states(conversation) == ["withheld"]


def test_what_arrived_before_a_person_took_over_is_recorded_as_sent(post: Post) -> None:
    post.sender.next("taken")
    conversation = post.owe("一")
    post.drain()
    with post.database.write() as c:
        handoff.claim(c, conversation, "wang")
    post.let_leases_end()
    post.drain()
    assert post.states(conversation) == ["sent"]


def test_without_lookup_a_cut_off_send_is_tried_three_times_then_listed(blind_post: Post) -> None:
    blind_post.sender.next(*["taken"] * 9)
    conversation = blind_post.owe("一")
    for _ in range(6):
        blind_post.drain()
        blind_post.let_leases_end()
    assert blind_post.sender.texts == ["一"] * 3
    assert blind_post.states(conversation) == ["uncertain"]


def test_a_long_text_goes_as_several_messages_that_make_it_up(database: Database, vault: Vault) -> None:
    post = Post(database, vault, FakeSender(max_segments=2))
    text = "您家的材料已经收到,请等通知。" * 40
    conversation = post.owe(text)
    post.drain()
    assert "".join(post.sender.texts) == text
    assert [(m.part, m.parts) for _, m in post.sender.taken] == [(n, 5) for n in range(1, 6)]
    assert post.states(conversation) == ["sent"]


def test_a_long_text_cut_off_midway_goes_on_where_it_was(database: Database, vault: Vault) -> None:
    post = Post(database, vault, FakeSender(max_segments=2))
    conversation = post.owe("".join(f"第{n}段。" + "低" * 120 + "。\n" for n in range(1, 5)).strip())
    post.sender.next("accepted", "accepted", "taken")
    post.drain()
    post.let_leases_end()
    post.drain()
    assert len(post.sender.texts) == len(set(post.sender.texts)) == 4
    assert post.states(conversation) == ["sent"]


def test_a_long_text_refused_midway_goes_on_where_it_was(database: Database, vault: Vault) -> None:
    post = Post(database, vault, FakeSender(max_segments=2))
    conversation = post.owe("".join(f"第{n}段。" + "低" * 120 + "。\n" for n in range(1, 5)).strip())
    post.sender.next("accepted", "accepted", Temporary("busy"))
    post.drain()
    assert len(post.sender.texts) == len(set(post.sender.texts)) == 4
    assert post.states(conversation) == ["sent"]


def test_a_page_is_rung_when_its_words_become_visible(database: Database, vault: Vault) -> None:
    post = Post(database, vault, FakeSender(channel="web"))
    conversation = post.owe("一", "二")
    post.drain()
    assert post.bell.rung == [conversation, conversation]
    assert (post.sender.texts, post.states(conversation)) == ([], ["sent", "sent"])


def test_a_channel_without_a_sender_fails_where_staff_can_see_it(database: Database, vault: Vault) -> None:
    post = Post(database, vault, FakeSender(channel="pager"))
    dispatcher = Dispatcher(database, vault, [])
    conversation = post.owe("一")
    assert dispatcher.step()
    assert post.states(conversation) == ["failed"]


class Broken(FakeSender):
    def send(self, messages):  # type: ignore[no-untyped-def]
        raise RuntimeError("+8613900000001 您好")


def test_a_sender_that_breaks_loses_nothing_and_says_no_number_in_the_log(
    database: Database, vault: Vault, caplog: pytest.LogCaptureFixture
) -> None:
    post = Post(database, vault, Broken())
    conversation = post.owe("您好")
    post.drain()
    assert post.states(conversation) == ["sending"]
    assert "RuntimeError" in caplog.text
    assert "13900000001" not in caplog.text


def test_the_lease_outlasts_the_client_and_the_provider(database: Database, vault: Vault) -> None:
    slow = FakeSender()
    slow.timeout, slow.settle = 30.0, 45.0  # type: ignore[misc]
    assert Dispatcher(database, vault, [slow]).sending.lease >= 75.0


def test_many_threads_send_each_row_once_and_keep_the_order(database: Database, vault: Vault) -> None:
    post = Post(database, vault, FakeSender())
    residents = [f"+86139000000{n:02}" for n in range(8)]
    for resident in residents:
        post.owe(*[f"{resident}:{n}" for n in range(5)], resident=resident)
    stop = threading.Event()
    threads = [threading.Thread(target=post.dispatcher.run, args=(stop,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    _until(lambda: len(post.sender.taken) >= 40)
    stop.set()
    post.dispatcher.wake()
    for thread in threads:
        thread.join(timeout=10)
    for resident in residents:
        assert [text for text in post.sender.texts if text.startswith(resident)] == [
            f"{resident}:{n}" for n in range(5)
        ]
    assert len(post.sender.texts) == 40


def test_a_wake_is_answered_at_once(database: Database, vault: Vault) -> None:
    post = Post(database, vault, FakeSender())
    dispatcher = Dispatcher(database, vault, [post.sender], poll=30.0)
    stop = threading.Event()
    thread = threading.Thread(target=dispatcher.run, args=(stop,))
    thread.start()
    time.sleep(0.1)
    post.owe("一")
    dispatcher.wake()
    _until(lambda: post.sender.texts == ["一"], seconds=5)
    stop.set()
    dispatcher.wake()
    thread.join(timeout=5)
    assert not thread.is_alive()


def _until(holds, seconds: float = 10.0) -> None:  # type: ignore[no-untyped-def]
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


# ---- the same over HTTP


@pytest.fixture
def carrier() -> Iterator[TwilioStub]:
    with TwilioStub() as stub:
        yield stub


def test_over_http_a_slow_answer_is_found_and_not_sent_twice(
    database: Database, vault: Vault, carrier: TwilioStub
) -> None:
    settings = TwilioSettings("AC" + "0" * 32, carrier.auth_token, carrier.public_url, carrier.url, timeout=0.3)
    post = Post(database, vault, FakeSender())
    dispatcher = Dispatcher(database, vault, [TwilioSender(settings)], patience=AT_ONCE, watch_for=0.0)
    carrier.delay_next(1.0)
    conversation = post.owe("一", "二")
    while dispatcher.step():
        pass
    post.let_leases_end()
    while dispatcher.step():
        pass
    assert [message.body for message in carrier.sent] == ["一", "二"]
    assert post.states(conversation) == ["sent", "sent"]


class Interrupted(FakeSender):
    """Something happens while a message is on its way."""

    def __init__(self) -> None:
        super().__init__("telegram", can_look_up=False)
        self.meanwhile = lambda: None

    def send(self, messages):
        self.meanwhile()
        return super().send(messages)


def test_what_is_being_sent_here_is_not_sent_again_when_a_clock_is_set(database: Database, vault: Vault) -> None:
    sender = Interrupted()
    post, found = Post(database, vault, sender), []

    def clock_is_set() -> None:
        post.let_leases_end()
        found.append(post.dispatcher.step())

    sender.meanwhile = clock_is_set
    talk = post.owe("您好")
    post.drain()
    assert (sender.texts, found, post.states(talk)) == (["您好"], [False], ["sent"])


def _in_big_letters(text: str) -> str:
    return text.upper()


@pytest.mark.parametrize(
    ("traditional", "actor", "registered", "text"),
    [
        (True, "bot", False, "YES OR NO"),
        (False, "bot", False, "yes or no"),
        (True, "staff", False, "yes or no"),
        (True, "bot", True, "yes or no"),
    ],
    ids=["who writes them gets them", "others do not", "staff write as they write", "a registered text stays"],
)
def test_words_leave_in_the_script_of_the_resident(
    database: Database, vault: Vault, *, traditional: bool, actor: str, registered: bool, text: str
) -> None:
    post = Post(database, vault, FakeSender())
    channel = frozenset({"twilio"} if registered else ())
    sending = replace(post.dispatcher.sending, traditional=_in_big_letters, as_registered=channel)
    message = InboundMessage("twilio", "+85200000000", "+8613900000001", "in-1", "你好")
    with database.write() as c:
        talk = inbox.receive(c, vault, message, inbox.Flags(traditional=traditional)).conversation_id
        reply = Reply("t", "yes or no", (Option("yes", "answer", {"value": 1}),), neutral="yes or no")
        outbox.put(c, vault, outbox.Draft(talk, "m1", 0, reply, actor, 1))  # type: ignore[arg-type]
        claim = outbox.claim_send(c, vault, sending)
        assert claim is not None
    assert (claim.reply.text, claim.reply.neutral) == (text, text)
    assert claim.reply.options[0] == Option("YES" if text.isupper() else "yes", "answer", {"value": 1})
    assert post.lines(talk)[0].text == text, "what is kept is what was sent"


def test_a_cut_off_send_is_looked_up_in_the_script_in_which_it_left(database: Database, vault: Vault) -> None:
    post = Post(database, vault, FakeSender())
    post.dispatcher.sending = replace(post.dispatcher.sending, traditional=_in_big_letters)
    post.sender.next("taken")
    talk = post.owe("yes")
    with database.write() as c:
        c.execute(update(conversation_table).values(traditional=True))
    post.dispatcher.step()
    post.let_leases_end()
    post.drain()
    assert (post.sender.texts, post.states(talk)) == (["YES"], ["sent"])


def test_what_another_process_may_be_sending_is_left_alone_when_a_clock_is_set(
    database: Database, vault: Vault
) -> None:
    """Its lease is over by the database's clock, which was set forwards; by our own it has only just been seen."""
    sender = FakeSender("telegram", can_look_up=False)
    post = Post(database, vault, sender)
    talk = post.owe("您好")
    with database.write() as c:
        theirs = outbox.claim_send(c, vault, post.dispatcher.sending)
        assert theirs is not None
    post.let_leases_end()
    ours = Dispatcher(database, vault, [sender], watch_for=30.0)
    assert not ours.step()
    with database.write() as c:
        outbox.record_sent(c, theirs, "1")
    assert not ours.step()
    assert (sender.texts, post.states(talk)) == ([], ["sent"])


def test_who_was_slow_and_was_taken_for_dead_may_still_say_that_it_was_sent(blind_post: Post) -> None:
    talk = blind_post.owe("您好")
    with blind_post.database.write() as c:
        slow = outbox.claim_send(c, blind_post.vault, blind_post.dispatcher.sending)
    blind_post.let_leases_end()
    with blind_post.database.write() as c:
        again = outbox.claim_send(c, blind_post.vault, blind_post.dispatcher.sending)
        assert slow is not None
        assert again is not None
        outbox.record_sent(c, slow, "1")
        assert not outbox.allow_resend(c, blind_post.vault, again)
    assert blind_post.states(talk) == ["sent"]


@pytest.mark.parametrize("can_look_up", [True, False])
def test_who_was_stopped_for_long_before_a_send_gives_it_back(
    database: Database, vault: Vault, can_look_up: bool
) -> None:
    """A busy machine may stop a process for seconds: another would send the row while this one still does."""
    sender, now = FakeSender("telegram", can_look_up=can_look_up), [100.0]
    stops = {"send.claim.after": 60.0}

    def stop(boundary: str) -> None:
        now[0] += stops.pop(boundary, 0.0)

    post = Post(database, vault, sender)
    post.dispatcher = Dispatcher(database, vault, [sender], monotonic=lambda: now[0], at_boundary=stop)
    talk = post.owe("您好")
    assert post.dispatcher.step()
    assert (sender.texts, post.states(talk)) == ([], ["queued"])
    assert post.dispatcher.step()
    assert (sender.texts, post.states(talk)) == (["您好"], ["sent"])


def test_a_question_that_took_long_is_followed_by_a_send_under_a_lease_of_its_own(
    database: Database, vault: Vault
) -> None:
    now = [100.0]

    class Slow(FakeSender):
        def lookup(self, message: OutboundMessage, is_taken: Callable[[str], bool]) -> str | None:
            now[0] += 60.0
            return super().lookup(message, is_taken)

    sender = Slow()
    sender.next(Temporary("busy"))
    post = Post(database, vault, sender)
    post.dispatcher = Dispatcher(database, vault, [sender], patience=AT_ONCE, monotonic=lambda: now[0])
    talk = post.owe("您好")
    assert post.dispatcher.step()
    assert post.dispatcher.step()
    assert (sender.lookups, sender.texts, post.states(talk)) == (1, ["您好"], ["sent"])
