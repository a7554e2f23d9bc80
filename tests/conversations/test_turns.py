"""A turn is taken once, whatever is delivered twice, cut off or overtaken."""

import threading

import pytest
from sqlalchemy import select

from conversations import handoff, tables, turns
from conversations.errors import HeldByAnother, Overtaken, UnknownConversation
from conversations.messages import NOTHING_ASKED, Asked, Question, Reply
from tests.conversations.scene import Scene


@pytest.fixture
def scene(database, vault) -> Scene:
    return Scene(database, vault)


def test_a_message_delivered_again_is_the_same_message(scene: Scene) -> None:
    first, again = scene.writes("你好", "p1"), scene.writes("你好", "p1")
    assert (first.new, again.new) == (True, False)
    assert (first.inbox_id, first.conversation_id) == (again.inbox_id, again.conversation_id)


def test_the_same_words_under_two_ids_are_two_messages(scene: Scene) -> None:
    assert scene.writes("1", "p1").inbox_id < scene.writes("1", "p2").inbox_id


def test_a_late_duplicate_of_an_answered_message_is_not_taken_again(scene: Scene) -> None:
    scene.writes("你好", "p1")
    scene.close(scene.claim(), "您好")
    assert not scene.writes("你好", "p1").new
    assert scene.claim() is None
    assert scene.dispatch() == ["您好"]


def test_messages_of_one_conversation_are_taken_one_at_a_time_and_in_order(scene: Scene) -> None:
    scene.writes("甲", "p1")
    scene.writes("乙", "p2")
    first = scene.claim()
    assert first.text == "甲"
    assert scene.claim() is None
    scene.close(first)
    assert scene.claim().text == "乙"


def test_two_conversations_are_taken_side_by_side(scene: Scene) -> None:
    scene.writes("甲", "p1", sender="a")
    scene.writes("乙", "p2", sender="b")
    assert {scene.claim().text, scene.claim().text} == {"甲", "乙"}


def test_the_open_question_is_pinned_at_the_first_claim(scene: Scene) -> None:
    members = Asked(Question("d1", "member_count", "household_size"))
    income = Asked(Question("d1", "household_income_month", "money"))
    scene.writes("申请", "p1")
    first = scene.claim()
    scene.act(first, "几口人?", asked=members)
    scene.close(first, "几口人?")
    scene.writes("3", "p2")
    cut_off = scene.claim(lease=-1)
    scene.act(cut_off, "收入?", asked=income)
    again = scene.claim()
    assert again.ref.inbox == cut_off.ref.inbox
    assert again.asked.question == members.question
    assert again.session == cut_off.session


def test_a_worker_whose_lease_ran_out_can_neither_act_nor_close(scene: Scene) -> None:
    scene.writes("甲", "p1")
    slow = scene.claim(lease=-1)
    quick = scene.claim()
    with pytest.raises(Overtaken, match="another worker"):
        scene.act(slow, "旧")
    scene.act(quick, "新")
    with pytest.raises(Overtaken):
        scene.close(slow, "旧")
    scene.close(quick, "新")
    assert scene.dispatch() == ["新"]


def test_an_action_after_a_person_took_over_is_refused_and_its_message_waits_for_the_release(scene: Scene) -> None:
    talk = scene.writes("甲", "p1").conversation_id
    turn = scene.claim()
    scene.takes_over(talk)
    with pytest.raises(Overtaken, match="person"):
        scene.act(turn, "机器人说")
    scene.fail(turn)
    assert scene.claim() is None
    scene.gives_back(talk)
    again = scene.claim()
    assert (again.text, again.attempts) == ("甲", 1)
    scene.close(again)
    assert scene.claim().kind == "resume"


def test_replies_of_a_turn_that_was_overtaken_are_kept_but_never_sent(scene: Scene) -> None:
    talk = scene.writes("甲", "p1").conversation_id
    turn = scene.claim()
    scene.act(turn, "机器人说")
    scene.takes_over(talk)
    scene.close(turn, "机器人说")
    assert scene.dispatch() == []
    assert ("bot", "机器人说", "withheld") in scene.thread(talk)


def test_what_the_bot_had_queued_is_withheld_by_a_claim(scene: Scene) -> None:
    talk = scene.writes("甲", "p1").conversation_id
    scene.close(scene.claim(), "机器人说")
    scene.takes_over(talk)
    assert scene.dispatch() == []


def test_a_row_already_on_its_way_is_shown_to_the_person_who_claims(database, vault) -> None:
    scene = Scene(database, vault, channel="twilio")
    talk = scene.writes("甲", "p1").conversation_id
    scene.close(scene.claim(), "机器人说")
    flying = scene.claims_send()
    assert scene.takes_over(talk).in_flight == (flying.outbox_id,)


def test_a_staff_reply_is_itself_a_claim_and_closes_what_it_answers(scene: Scene) -> None:
    talk = scene.writes("甲", "p1").conversation_id
    assert scene.staff_says(talk, "我是工作人员", "k1") is not None
    assert scene.staff_says(talk, "我是工作人员", "k1") is None
    assert scene.talk(talk).hold == "staff"
    assert scene.dispatch() == ["我是工作人员"]
    scene.gives_back(talk)
    assert scene.claim().kind == "resume"


def test_taking_over_twice_changes_nothing_and_colleagues_are_kept_apart(scene: Scene) -> None:
    talk = scene.writes("甲", "p1").conversation_id
    assert scene.takes_over(talk).epoch == scene.takes_over(talk).epoch == 2
    with pytest.raises(HeldByAnother):
        scene.takes_over(talk, "li")
    with pytest.raises(HeldByAnother):
        scene.gives_back(talk, "li")
    assert scene.takes_over(talk, "li", from_colleague=True).epoch == 3


def test_a_release_asks_to_resume_once(scene: Scene) -> None:
    talk = scene.writes("甲", "p1").conversation_id
    scene.takes_over(talk)
    assert scene.gives_back(talk)
    assert not scene.gives_back(talk)
    scene.close(scene.claim(), "答甲")
    resume = scene.claim()
    assert resume.kind == "resume"
    scene.close(resume, "接着问")
    assert scene.claim() is None
    assert scene.dispatch() == ["答甲", "接着问"]


def test_asking_for_a_person_lets_words_already_on_their_way_pass(scene: Scene) -> None:
    talk = scene.writes("甲", "p1").conversation_id
    scene.close(scene.claim(), "先前的话")
    with scene.database.write() as c:
        handoff.ask_for_person(c, talk, "asked")
    assert scene.talk(talk).hold == "waiting"
    assert scene.dispatch() == ["先前的话"]


def test_a_failing_turn_is_tried_again_later_then_told_then_handed_to_staff(scene: Scene) -> None:
    talk = scene.writes("甲", "p1").conversation_id
    patience = {"backoff": (-1.0,), "tell_after": 0.0, "attempts": 3}
    for attempt in (1, 2, 3):
        turn = scene.claim()
        assert turn.attempts == attempt
        scene.fail(turn, **patience)
    assert scene.claim() is None
    assert (scene.talk(talk).hold, scene.talk(talk).wait_reason) == ("waiting", "failed")
    assert scene.dispatch() == ["稍后有人看"]
    assert ("resident", "甲", "dead") in scene.thread(talk)


def test_a_failed_turn_waits_for_its_backoff(scene: Scene) -> None:
    scene.writes("甲", "p1")
    scene.fail(scene.claim(), backoff=(30.0,))
    assert scene.claim() is None


def test_the_engine_gets_a_fresh_session_when_the_old_one_is_long_or_stale(scene: Scene) -> None:
    sessions = []
    for n in range(3):
        scene.writes(str(n), f"p{n}")
        turn = scene.claim(session_turns=2)
        sessions.append(turn.session)
        scene.close(turn)
    assert sessions[0] == sessions[1] != sessions[2]
    scene.writes("x", "p9")
    assert scene.claim(session_idle=-1).session != sessions[2]


def test_danger_and_stop_take_effect_with_the_message(scene: Scene) -> None:
    talk = scene.writes("他要打死我", "p1", danger="violence").conversation_id
    assert scene.talk(talk).danger == "violence"
    scene.close(scene.claim(), "先到安全的地方")
    scene.writes("退订", "p2", stop=True)
    assert scene.dispatch() == []
    scene.close(scene.claim(), "不再发")
    assert scene.dispatch() == []
    scene.writes("低保", "p3")
    scene.close(scene.claim(), "您好")
    assert scene.dispatch() == ["您好"]


def test_an_idle_claim_returns_to_the_queue_and_the_resident_is_told(scene: Scene) -> None:
    talk = scene.writes("甲", "p1").conversation_id
    scene.takes_over(talk)
    with scene.database.write() as c:
        assert handoff.return_idle(c, scene.vault, idle=60, notice=Reply("idle", "再等等")) == []
        assert handoff.return_idle(c, scene.vault, idle=-1, notice=Reply("idle", "再等等")) == [talk]
    assert (scene.talk(talk).hold, scene.talk(talk).wait_reason) == ("waiting", "idle")
    assert scene.dispatch() == ["再等等"]


def calls_a_person(scene: Scene, turn, words: str) -> None:
    """What the steps for danger and for a person do."""
    with scene.database.write() as c:
        hand = turns.hold_turn(c, scene.vault, turn.ref)
        handoff.ask_for_person(c, hand.conversation_id, "danger")
        turns.record_result(c, scene.vault, hand, "action_danger", [Reply("t", words)], NOTHING_ASKED)


def test_words_of_a_step_that_called_a_person_reach_the_resident_although_the_worker_died(scene: Scene) -> None:
    talk = scene.writes("他要打死我", "p1", danger="violence").conversation_id
    calls_a_person(scene, scene.claim(lease=-1), "请拨打110")
    again = scene.claim()
    assert (again.done, scene.talk(talk).hold) == (True, "waiting")
    scene.close(again, "请拨打110")
    assert scene.dispatch() == ["请拨打110"]
    scene.writes("还在吗", "p2")
    assert scene.claim() is None


def test_a_turn_that_called_a_person_and_then_failed_keeps_its_backoff_and_its_reason(scene: Scene) -> None:
    talk = scene.writes("他要打死我", "p1", danger="violence").conversation_id
    turn = scene.claim()
    calls_a_person(scene, turn, "请拨打110")
    scene.fail(turn, backoff=(30.0,))
    assert scene.claim() is None
    scene.fail(turn, backoff=(-1.0,))
    assert (scene.claim().attempts, scene.talk(talk).wait_reason) == (2, "danger")


def waits(scene: Scene) -> str:
    """A resident who asked for a person and wrote something since."""
    talk = scene.writes("转人工", "p1").conversation_id
    calls_a_person(scene, turn := scene.claim(), "已经叫人")
    scene.close(turn, "已经叫人")
    scene.writes("我的低保停了", "p2")
    return talk


def test_what_is_urgent_is_answered_while_the_resident_waits_and_the_rest_is_left_for_the_person(scene: Scene) -> None:
    talk = waits(scene)
    scene.writes("他要打死我", "p3", danger="violence", urgent=True)
    turn = scene.claim()
    assert turn.text == "他要打死我"
    scene.act(turn, "请拨打110")
    scene.close(turn, "请拨打110")
    assert scene.dispatch() == ["已经叫人", "请拨打110"]
    assert (scene.claim(), scene.talk(talk).hold) == (None, "waiting")
    scene.takes_over(talk)
    scene.gives_back(talk)
    assert scene.claim().text == "我的低保停了"


def test_danger_that_came_in_the_same_moment_as_the_call_for_a_person_is_answered_too(scene: Scene) -> None:
    scene.writes("转人工", "p1", urgent=True)
    scene.writes("他要打死我", "p2", danger="violence", urgent=True)
    calls_a_person(scene, turn := scene.claim(), "已经叫人")
    scene.close(turn, "已经叫人")
    turn = scene.claim()
    scene.act(turn, "请拨打110")
    scene.close(turn, "请拨打110")
    assert scene.dispatch() == ["已经叫人", "请拨打110"]


def test_what_is_urgent_is_not_answered_by_the_bot_under_a_persons_hands(scene: Scene) -> None:
    talk = waits(scene)
    scene.writes("帮助", "p3", urgent=True)
    turn = scene.claim()
    scene.takes_over(talk)
    with pytest.raises(Overtaken, match="a person took"):
        scene.act(turn, "直接说您的事")
    scene.fail(turn)
    assert scene.claim() is None


def test_an_urgent_message_that_fails_while_waiting_keeps_its_backoff_and_goes_to_staff_in_the_end(
    scene: Scene,
) -> None:
    talk = waits(scene)
    scene.writes("帮助", "p3", urgent=True)
    scene.fail(scene.claim(), backoff=(30.0,))
    assert scene.claim() is None
    with scene.database.write() as c:
        c.execute(tables.conversation.update().values(lease_until=0))
    scene.fail(scene.claim(), attempts=2)
    assert scene.claim() is None
    assert [state for _, text, state in scene.thread(talk) if text == "帮助"] == ["dead"]
    assert scene.dispatch() == ["已经叫人", "稍后有人看"]


def test_danger_that_begins_under_a_persons_hands_is_answered_at_once_and_waits_for_whoever_comes(scene: Scene) -> None:
    talk = scene.writes("你好", "p1").conversation_id
    scene.close(scene.claim(), "您好")
    assert scene.dispatch() == ["您好"]
    scene.takes_over(talk, "village-worker")
    scene.staff_says(talk, "我在", "k1", "village-worker")
    scene.writes("他要打死我", "p2", danger="violence", urgent=True)
    with scene.database.write() as c:
        assert handoff.call_back(c, talk)
        assert not handoff.call_back(c, talk)
    turn = scene.claim()
    scene.act(turn, "请拨打110")
    scene.close(turn, "请拨打110")
    assert scene.dispatch() == ["我在", "请拨打110"]
    scene.takes_over(talk, "reviewer")
    assert scene.talk(talk).holder == "reviewer"


def spoil(scene: Scene, table, row_id: int) -> None:
    with scene.database.write() as c:
        c.execute(table.update().where(table.c.id == row_id).values(body_sealed=b"spoilt"))


def test_a_message_that_cannot_be_opened_goes_to_staff_and_stands_in_nobodys_way(scene: Scene) -> None:
    spoilt = scene.writes("甲", "p1", sender="a")
    scene.writes("乙", "p2", sender="b")
    spoil(scene, tables.inbox, spoilt.inbox_id)
    assert scene.claim() is None
    assert scene.claim().text == "乙"
    assert (scene.talk(spoilt.conversation_id).hold, scene.talk(spoilt.conversation_id).wait_reason) == (
        "waiting",
        "failed",
    )


def test_a_reply_that_cannot_be_opened_has_failed_and_the_next_one_goes(scene: Scene) -> None:
    scene.writes("甲", "p1")
    scene.close(scene.claim(), "一", "二")
    spoil(scene, tables.outbox, 1)
    assert scene.dispatch() == ["二"]


def test_a_claim_looks_at_open_messages_and_not_at_every_conversation(scene: Scene) -> None:
    if scene.database.dialect != "sqlite":
        pytest.skip("SQLite says how it will search; PostgreSQL decides by the size of its tables")
    statement = turns._claimable(select(tables.conversation), engine_away=False).params(longest=60.0)
    text = str(statement.compile(scene.database.engine, compile_kwargs={"literal_binds": True}))
    with scene.database.read() as c:
        plan = [row.detail for row in c.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}")]
    assert plan[0].startswith("SEARCH inbox USING INDEX ix_inbox_state")
    assert plan[1].startswith("SEARCH conversation USING INDEX sqlite_autoindex_conversation_1 (id=?)")


def test_two_releases_with_nothing_between_them_resume_once(scene: Scene) -> None:
    talk = scene.writes("甲", "p1").conversation_id
    scene.close(scene.claim(), "答甲")
    for _ in range(2):
        scene.takes_over(talk)
        scene.gives_back(talk)
    resume = scene.claim()
    scene.close(resume, "接着问")
    assert (resume.kind, scene.claim()) == ("resume", None)


def test_whoever_goes_on_with_the_bot_is_not_taken_for_answered_by_a_person(scene: Scene) -> None:
    talk = scene.writes("他要打死我", "p1", danger="violence").conversation_id
    with scene.database.write() as c:
        handoff.ask_for_person(c, talk, "danger")
    since = scene.talk(talk).held_at
    scene.writes("继续", "p2")
    with scene.database.write() as c:
        assert handoff.stop_waiting(c, talk, said_by=10**6)
    now = scene.talk(talk)
    assert (now.hold, now.held_at) == ("bot", since)
    assert now.last_message_at > now.held_at


def test_an_unknown_conversation_is_named(scene: Scene) -> None:
    with pytest.raises(UnknownConversation, match="nowhere"):
        scene.takes_over("nowhere")


def test_many_workers_take_each_message_once(scene: Scene) -> None:
    for n in range(24):
        scene.writes(f"{n}", f"p{n}", sender=f"r{n % 4}")
    taken: list[tuple[str, str]] = []

    def work() -> None:
        while (turn := scene.claim()) is not None or len(taken) < 24:
            if turn is not None:
                taken.append((turn.conversation_id, turn.text))
                scene.close(turn, turn.text)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(int(text) for _, text in taken) == list(range(24))
    for conversation in {talk for talk, _ in taken}:
        mine = [int(text) for talk, text in taken if talk == conversation]
        assert mine == sorted(mine)
