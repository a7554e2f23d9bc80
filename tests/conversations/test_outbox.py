"""What goes out goes once; what a crash left open is looked up, tried again, or listed."""

import pytest
from sqlalchemy import select

from conversations import outbox, turns
from conversations.messages import Reply
from conversations.tables import outbox as rows
from tests.conversations.scene import Scene

RECEIPTS = {  # received in this order → the state in the end
    ("delivered",): "delivered",
    ("sent", "delivered", "sent"): "delivered",
    ("delivered", "failed"): "delivered",
    ("failed", "delivered"): "failed",
    ("sent", "sent"): "sent",
}


@pytest.fixture
def sms(database, vault) -> Scene:
    return Scene(database, vault, channel="twilio")


@pytest.fixture
def telegram(database, vault) -> Scene:
    return Scene(database, vault, channel="telegram")


def queue(scene: Scene, *texts: str) -> str:
    talk = scene.writes("问", f"p-{texts}").conversation_id
    scene.close(scene.claim(), *texts)
    return talk


def queue_private(scene: Scene, text: str, neutral: str | None = None) -> str:
    """Words that nobody else may read; `neutral` ones may leave in their place."""
    talk = scene.writes("问", f"p-{text}").conversation_id
    turn = scene.claim()
    with scene.database.write() as c:
        turns.close(c, scene.vault, turn, [Reply("t", text, neutral=neutral)])
    return talk


def comes_into_danger(scene: Scene, talk: str) -> None:
    received = scene.writes("他打我", "p-danger", danger="violence", urgent=True)
    assert received.conversation_id == talk


def state_of(scene: Scene, outbox_id: int) -> str:
    with scene.database.read() as c:
        return c.scalar(select(rows.c.state).where(rows.c.id == outbox_id))


def test_rows_of_a_conversation_go_in_order_and_one_at_a_time(sms: Scene) -> None:
    queue(sms, "一", "二")
    first = sms.claims_send()
    assert first.reply.text == "一"
    assert sms.claims_send() is None
    with sms.database.write() as c:
        outbox.record_sent(c, first, "SM1")
    assert sms.claims_send().reply.text == "二"


def test_a_pulled_channel_shows_a_row_in_one_transaction(database, vault) -> None:
    web = Scene(database, vault)
    queue(web, "您好")
    claim = web.claims_send()
    assert (claim.errand, state_of(web, claim.outbox_id)) == ("shown", "sent")
    with web.database.write() as c:
        outbox.mark_seen(c, claim.conversation_id, claim.outbox_id)
    assert state_of(web, claim.outbox_id) == "delivered"


def test_a_cut_off_send_is_looked_up_where_the_provider_can_be_asked(sms: Scene) -> None:
    queue(sms, "您好")
    cut_off = sms.claims_send(lease=-1)
    again = sms.claims_send()
    assert (again.outbox_id, again.errand) == (cut_off.outbox_id, "look_up")
    with sms.database.write() as c:
        assert outbox.allow_resend(c, sms.vault, again)


def test_a_resend_after_a_look_up_asks_for_permission_again(sms: Scene) -> None:
    talk = queue(sms, "您好")
    sms.claims_send(lease=-1)
    again = sms.claims_send()
    sms.takes_over(talk)
    with sms.database.write() as c:
        assert not outbox.allow_resend(c, sms.vault, again)
    assert state_of(sms, again.outbox_id) == "withheld"


def test_where_nobody_can_be_asked_three_sends_at_most_then_it_is_listed(telegram: Scene) -> None:
    queue(telegram, "您好")
    sends = [telegram.claims_send(lease=-1) for _ in range(4)]
    assert [claim.errand if claim else None for claim in sends] == ["send", "send", "send", None]
    assert state_of(telegram, sends[0].outbox_id) == "uncertain"
    with telegram.database.write() as c:
        assert outbox.send_again(c, sends[0].outbox_id, "wang")
    assert telegram.claims_send().reply.text == "您好"


def test_what_was_cut_off_under_a_person_is_unsure_never_withheld(telegram: Scene) -> None:
    talk = queue(telegram, "您好")
    cut_off = telegram.claims_send(lease=-1)
    telegram.takes_over(talk)
    assert telegram.claims_send() is None
    assert state_of(telegram, cut_off.outbox_id) == "uncertain"


def test_what_was_cut_off_in_danger_is_unsure_never_withheld(telegram: Scene) -> None:
    talk = queue_private(telegram, "您家的情况符合低保")
    cut_off = telegram.claims_send(lease=-1)
    comes_into_danger(telegram, talk)
    assert telegram.claims_send() is None
    assert state_of(telegram, cut_off.outbox_id) == "uncertain"


def test_what_was_cut_off_in_danger_is_looked_up_by_the_words_that_may_have_left(sms: Scene) -> None:
    talk = queue_private(sms, "您家的情况符合低保")
    cut_off = sms.claims_send(lease=-1)
    comes_into_danger(sms, talk)
    again = sms.claims_send()
    assert (again.outbox_id, again.errand, again.reply.text) == (cut_off.outbox_id, "look_up", cut_off.reply.text)
    with sms.database.write() as c:
        assert not outbox.allow_resend(c, sms.vault, again)
    assert state_of(sms, again.outbox_id) == "withheld"


def test_other_words_leave_in_danger_when_the_look_up_found_nothing(sms: Scene) -> None:
    talk = queue_private(sms, "您家的情况符合低保", neutral="收到了")
    sms.claims_send(lease=-1)
    comes_into_danger(sms, talk)
    looked_up = sms.claims_send()
    with sms.database.write() as c:
        assert not outbox.allow_resend(c, sms.vault, looked_up)
    sent = sms.claims_send()
    assert (sent.outbox_id, sent.errand, sent.reply.text) == (looked_up.outbox_id, "send", "收到了")
    with sms.database.write() as c:
        assert outbox.allow_resend(c, sms.vault, sent)


def test_a_text_of_which_a_part_has_left_does_not_count_as_withheld(sms: Scene) -> None:
    talk = queue(sms, "您好")
    claim = sms.claims_send()
    sms.takes_over(talk)
    with sms.database.write() as c:
        assert not outbox.allow_resend(c, sms.vault, claim, begun=True)
    assert state_of(sms, claim.outbox_id) == "uncertain"


def test_a_sender_whose_lease_ran_out_cannot_record_over_the_next_one(telegram: Scene) -> None:
    queue(telegram, "您好")
    slow, quick = telegram.claims_send(lease=-1), telegram.claims_send()
    with telegram.database.write() as c:
        outbox.record_refused(c, slow, "late", retry_in=None)
    assert state_of(telegram, quick.outbox_id) == "sending"


def test_a_temporary_refusal_is_tried_again_and_holds_back_what_follows(sms: Scene) -> None:
    queue(sms, "一", "二")
    first = sms.claims_send()
    with sms.database.write() as c:
        outbox.record_refused(c, first, "busy", retry_in=60)
    assert sms.claims_send() is None
    assert state_of(sms, first.outbox_id) == "queued"


def test_a_permanent_refusal_lets_the_next_row_go(sms: Scene) -> None:
    queue(sms, "一", "二")
    first = sms.claims_send()
    with sms.database.write() as c:
        outbox.record_refused(c, first, "unknown number", retry_in=None)
    assert state_of(sms, first.outbox_id) == "failed"
    assert sms.claims_send().reply.text == "二"


@pytest.mark.parametrize("receipts", RECEIPTS, ids="-".join)
def test_receipts_only_move_a_row_forward(sms: Scene, receipts: tuple[str, ...]) -> None:
    queue(sms, "您好")
    claim = sms.claims_send()
    with sms.database.write() as c:
        for receipt in receipts:
            outbox.record_receipt(c, claim.outbox_id, receipt)
        outbox.record_sent(c, claim, "SM1")
    assert state_of(sms, claim.outbox_id) == RECEIPTS[receipts]


def test_the_same_cause_never_queues_twice(sms: Scene) -> None:
    talk = queue(sms, "您好")
    with sms.database.write() as c:
        draft = outbox.Draft(talk, "late:1", 0, Reply("late", "稍等"), "system", 1)
        assert outbox.put(c, sms.vault, draft) is not None
        assert outbox.put(c, sms.vault, draft) is None
