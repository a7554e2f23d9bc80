"""The conversation's page: taking it, answering, passing it on, giving it back, and what the resident gets of it."""

import pytest
from sqlalchemy import update

from backoffice import tables
from backoffice.roles import Role
from conversations import inbox
from conversations.messages import InboundMessage, Option, Question
from conversations.tables import conversation, outbox
from conversations.tables import inbox as inbox_table
from tests.backoffice.console.clerk import Clerk
from tests.backoffice.console.counter import Counter

#: State of a message to the resident, who wrote it, and what staff read under it.
STATES = (
    ("queued", "bot", "等待发送"),
    ("sending", "bot", "正在发送"),
    ("sent", "bot", "已发出"),
    ("delivered", "bot", "已送达"),
    ("failed", "bot", "发送失败"),
    ("uncertain", "bot", "不知道有没有送到"),
    ("withheld", "bot", "未发出（已转人工）"),
    ("withheld", "staff", "未发出（居民已退订）"),
)


def at(clerk: Clerk, talk: str) -> Clerk:
    """Open a conversation."""
    return clerk.goes_to(f"/staff/conversations/{talk}")


def test_claim_reply_release_from_the_queue_to_the_bot(counter: Counter) -> None:
    talk = counter.waiting()
    counter.says(talk, "机器人还没发出的话")
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER)
    clerk.follows("对话")
    assert clerk.address == f"/staff/conversations/{talk}"

    clerk.presses("接手")
    assert counter.talk(talk).hold == "staff"
    assert counter.talk(talk).holder == clerk.member.id
    assert counter.sent(talk) == [("bot", "withheld", "机器人还没发出的话")]
    assert "未发出（已转人工）" in clerk.reads
    assert counter.live.conversations == [talk]

    clerk.presses("发给居民", text="您好，我是镇里的小王。")
    assert counter.sent(talk)[1:] == [("staff", "queued", "您好，我是镇里的小王。")]
    assert counter.dispatcher_woken == 1

    clerk.presses("交还机器人")
    assert counter.talk(talk).hold == "bot"
    assert counter.came(talk) == [("message", "shown"), ("resume", "received")]
    assert counter.worker_woken == 1
    assert counter.desk.actions(f"conversation:{talk}")[-1] == "read_personal"
    done = [action for action in counter.desk.actions(f"conversation:{talk}") if action != "read_personal"]
    assert done == ["conversation_claimed", "replied", "conversation_released"]


def test_danger_is_settled_on_handing_back_with_a_word_how_that_is_known(counter: Counter) -> None:
    talk = counter.waiting(danger="violence")
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), talk).presses("接手")
    assert "交还机器人" not in clerk.buttons, "it is asked first"
    clerk.follows("交还机器人")
    assert "险情还没有解除，要交还机器人吗" in clerk.reads
    clerk.presses("人安全了，解除险情并交还", text="   ", status=422)
    assert counter.talk(talk).hold == "staff"
    at(clerk, talk).follows("交还机器人").presses("人安全了，解除险情并交还", text="打过电话，人在娘家")
    assert (counter.talk(talk).hold, counter.talk(talk).danger_settled) == ("bot", True)
    assert "打过电话，人在娘家" in clerk.reads
    done = [action for action in counter.desk.actions(f"conversation:{talk}") if action != "read_personal"]
    assert done[-3:] == ["danger_settled", "note_added", "conversation_released"]


def test_a_conversation_is_handed_back_with_the_danger_open_only_when_that_is_said(counter: Counter) -> None:
    talk = counter.waiting(danger="violence")
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), talk).presses("接手")
    csrf = clerk.would_send("发给居民")[1]["csrf"]
    refused = clerk.client.post(f"/staff/conversations/{talk}/release", data={"csrf": csrf})
    assert refused.status_code == 409
    assert "险情还没有解除，没有交还" in refused.text
    assert counter.talk(talk).hold == "staff"
    at(clerk, talk).follows("交还机器人").presses("带着险情交还")
    assert (counter.talk(talk).hold, counter.talk(talk).danger_settled) == ("bot", False)
    assert "仍排在待办最前面" in clerk.answer.text
    assert counter.worker_woken == 1
    with counter.desk.database.read() as c:
        (entry,) = [e for e in counter.desk.office.audit.entries(c) if e.action == "conversation_released"]
    assert entry.detail == {"danger": "open"}


def test_a_reply_is_itself_a_claim(counter: Counter) -> None:
    talk = counter.waiting()
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), talk).presses("发给居民", text="在的")
    assert counter.talk(talk).holder == clerk.member.id


def test_a_double_click_sends_once_and_the_next_reply_is_another(counter: Counter) -> None:
    talk = counter.waiting()
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), talk)
    action, sent = clerk.would_send("发给居民", text="好的")
    for _ in range(2):
        assert clerk.client.post(action, data=sent).status_code == 200
    assert [text for _, _, text in counter.sent(talk)] == ["好的"]
    at(clerk, talk).presses("发给居民", text="好的")
    assert [text for _, _, text in counter.sent(talk)] == ["好的", "好的"]


def test_an_empty_reply_is_not_sent_and_takes_nothing(counter: Counter) -> None:
    talk = counter.waiting()
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), talk).presses("发给居民", text="  \n ", status=422)
    assert "没有发送" in clerk.reads
    assert counter.talk(talk).hold == "waiting"


def test_words_that_were_on_their_way_at_the_claim_are_shown_to_the_claimer(counter: Counter) -> None:
    talk = counter.waiting()
    counter.says(talk, "正在路上的话", state="sending")
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), talk).presses("接手")
    assert "正在路上的话" in clerk.reads
    assert "正在发送" in clerk.reads


@pytest.mark.parametrize(("state", "actor", "words"), STATES)
def test_every_message_says_what_became_of_it(counter: Counter, state: str, actor: str, words: str) -> None:
    talk = counter.waiting()
    counter.says(talk, "一句话", actor=actor, state=state)  # type: ignore[arg-type]
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), talk)
    assert words in clerk.reads
    crossed = [node.text for node in clerk.page.find("s") + clerk.page.find("del")]
    assert ("一句话" in "".join(crossed)) == (state == "withheld")


@pytest.mark.parametrize("state", ["failed", "uncertain"])
def test_a_message_that_did_not_arrive_is_sent_again_with_one_button(counter: Counter, state: str) -> None:
    talk = counter.waiting()
    row = counter.says(talk, "没送到的话", state=state)
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), talk).presses("再发一次")
    assert counter.sent(talk) == [("staff", "queued", "没送到的话")]
    assert counter.dispatcher_woken == 1
    assert "再发一次" not in clerk.buttons
    clerk.client.post(
        f"/staff/conversations/{talk}/messages/{row}/send-again", data=clerk.would_send("交还机器人")[1]
    ) if "交还机器人" in clerk.buttons else None
    assert counter.sent(talk) == [("staff", "queued", "没送到的话")]


def test_a_message_of_another_conversation_cannot_be_sent_from_this_one(counter: Counter) -> None:
    talk, other = counter.waiting(), counter.waiting()
    row = counter.says(other, "别人的话", state="failed")
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), talk)
    csrf = clerk.would_send("接手")[1]["csrf"]
    path = f"/staff/conversations/{talk}/messages/{row}/send-again"
    assert clerk.client.post(path, data={"csrf": csrf}).status_code == 404
    assert counter.sent(other) == [("bot", "failed", "别人的话")]


def test_a_colleague_who_holds_it_is_named_and_the_written_words_are_kept(counter: Counter) -> None:
    talk = counter.waiting()
    late = at(counter.clerk(Role.TOWNSHIP_REVIEWER, name="李大山"), talk)
    at(counter.clerk(Role.TOWNSHIP_REVIEWER, name="王小兰"), talk).presses("接手")
    late.presses("发给居民", text="我来回答您", status=409)
    assert "王小兰正在接待" in late.reads
    assert "我来回答您" in late.reads
    assert counter.sent(talk) == []


def test_somebody_elses_conversation_is_read_and_taken_over_on_purpose_only(counter: Counter) -> None:
    talk = counter.waiting()
    at(counter.clerk(Role.TOWNSHIP_REVIEWER, name="王小兰"), talk).presses("接手")
    other = at(counter.clerk(Role.TOWNSHIP_REVIEWER, name="李大山"), talk)
    assert "王小兰" in other.reads
    assert "发给居民" not in other.buttons
    assert "交还机器人" not in other.buttons


def test_a_conversation_is_handed_to_a_colleague_with_a_word_for_them(counter: Counter) -> None:
    talk = counter.waiting()
    colleague = counter.clerk(Role.TOWNSHIP_REVIEWER, name="李大山")
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), talk).presses("接手")
    clerk.presses("转给同事", to=colleague.member.id, text="我要去开会，请接着问收入")
    assert counter.talk(talk).holder == colleague.member.id
    assert counter.sent(talk) == []
    assert "我要去开会" in at(colleague, talk).reads


def test_danger_is_not_handed_to_a_village_worker(counter: Counter) -> None:
    talk = counter.waiting(danger="violence")
    neighbour = counter.clerk(Role.VILLAGE_WORKER, name="村里的人")
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), talk).presses("接手")
    assert "村里的人" not in clerk.reads
    csrf = clerk.would_send("发给居民")[1]["csrf"]
    sent = {"csrf": csrf, "to": neighbour.member.id, "text": "x"}
    assert clerk.client.post(f"/staff/conversations/{talk}/transfer", data=sent).status_code == 403
    assert counter.talk(talk).holder == clerk.member.id


def test_a_note_stays_inside(counter: Counter) -> None:
    talk = counter.waiting()
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), talk)
    assert clerk.page.find("section", id="notes")[0].find("h2")[0].text.endswith("居民看不到")
    clerk.presses("记下备注", text="语气很急，先安抚")
    assert "语气很急，先安抚" in clerk.reads
    assert counter.count(outbox) == 0
    assert counter.talk(talk).hold == "waiting"
    assert "note_added" in counter.desk.actions(f"conversation:{talk}")


def test_what_the_resident_is_being_asked_stands_on_the_page(counter: Counter) -> None:
    talk = counter.waiting()
    question = Question("d", "household_income_month", "money", words="您家每个月总收入大概多少？")
    counter.asks(talk, question, Option("不知道", "dont_know"))
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), talk)
    assert "您家每个月总收入大概多少？" in clerk.reads
    assert "全家每月总收入" in clerk.reads


def test_danger_stands_on_the_page_in_words(counter: Counter) -> None:
    talk = counter.waiting(danger="violence", reason="danger")
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), talk)
    banner = [node.text for node in clerk.page.walk() if "danger" in node.get("class").split()]
    assert any("家暴" in words for words in banner)


def test_a_resident_who_opted_out_is_not_promised_an_answer(counter: Counter) -> None:
    talk = counter.waiting()
    with counter.desk.database.write() as c:
        c.execute(update(conversation).where(conversation.c.id == talk).values(stopped_at_inbox=10**6))
    assert "退订" in at(counter.clerk(Role.TOWNSHIP_REVIEWER), talk).reads


def test_prepared_replies_are_at_hand_and_fill_the_field(counter: Counter) -> None:
    talk = counter.waiting()
    clerk = counter.clerk(Role.ADMINISTRATOR)
    with counter.desk.database.write() as c:
        replies = counter.desk.office.canned_replies
        reply = replies.add(c, "要带的材料", "请带上身份证和户口本。", by=clerk.member)
    at(clerk, talk)
    assert "要带的材料" in clerk.reads
    clerk.goes_to(f"/staff/conversations/{talk}?canned={reply.id}")
    assert clerk.would_send("发给居民")[1]["text"] == "请带上身份证和户口本。"
    assert counter.sent(talk) == [], "nothing goes out before the button"


def test_the_telephone_number_is_shown_on_demand_and_the_look_is_logged(counter: Counter) -> None:
    message = InboundMessage("twilio", "+8612345", "+8613800000001", "sms-1", "请打电话给我")
    with counter.desk.database.write() as c:
        talk = inbox.receive(c, counter.desk.vault, message, inbox.Flags()).conversation_id
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), talk)
    assert "13800000001" not in clerk.answer.text.replace(" ", "")
    clerk.presses("看居民电话（会记录）")
    assert "13800000001" in clerk.answer.text.replace(" ", "")
    with counter.desk.database.read() as c:
        looks = [e.detail.get("what") for e in counter.desk.office.audit.entries(c, subject=f"conversation:{talk}")]
    assert "phone" in looks


def test_every_look_at_a_conversation_is_logged_with_the_reader(counter: Counter) -> None:
    talk = counter.waiting()
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), talk)
    with counter.desk.database.read() as c:
        entry = counter.desk.office.audit.entries(c, subject=f"conversation:{talk}")[0]
    assert (entry.action, entry.actor.id, entry.detail["what"]) == ("read_personal", clerk.member.id, "messages")


def test_markup_in_messages_is_words(counter: Counter) -> None:
    talk = counter.waiting()
    counter.says(talk, "<script>alert(1)</script>")
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), talk)
    assert "<script>alert(1)</script>" in clerk.reads


def test_a_conversation_about_other_offices_matters_is_not_there(counter: Counter) -> None:
    talk = counter.waiting("legal_help")
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER).goes_to(f"/staff/conversations/{talk}", status=404)
    assert "找不到" in clerk.reads
    assert counter.count(tables.audit) == counter.count(tables.audit)


def test_a_danger_that_is_over_is_written_down_with_how_that_is_known(counter: Counter) -> None:
    talk = counter.waiting(danger="violence", reason="danger")
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), talk).follows("危险已解除")
    clerk.presses("确认人安全", text="打过电话，人已到娘家。")
    assert "曾有危险（家暴）" in clerk.reads
    assert "打过电话，人已到娘家。" in clerk.reads
    assert "危险已解除" not in clerk.reads
    assert "danger_settled" in counter.desk.actions(f"conversation:{talk}")
    counter.clerk(Role.VILLAGE_WORKER).goes_to(f"/staff/conversations/{talk}", status=404)


def test_safe_without_a_word_how_that_is_known_settles_nothing(counter: Counter) -> None:
    talk = counter.waiting(danger="violence", reason="danger")
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), talk).follows("危险已解除")
    clerk.presses("确认人安全", text="  ", status=422)
    assert counter.talk(talk).danger_settled is False


def test_a_village_worker_settles_no_danger(counter: Counter) -> None:
    talk = counter.waiting()
    neighbour = at(counter.clerk(Role.VILLAGE_WORKER), talk)
    csrf = neighbour.would_send("接手")[1]["csrf"]
    assert (
        neighbour.client.post(f"/staff/conversations/{talk}/safe", data={"csrf": csrf, "text": "好了"}).status_code
        == 403
    )


@pytest.mark.parametrize("role", [Role.TOWNSHIP_REVIEWER, Role.VILLAGE_WORKER])
def test_somebody_in_danger_is_announced_on_every_conversation_to_those_who_may_see_it(
    counter: Counter, role: Role
) -> None:
    here = counter.waiting()
    clerk = at(counter.clerk(role), here)
    assert "可能有危险" not in clerk.reads
    elsewhere = counter.waiting(danger="threat", reason="danger")
    told = role is Role.TOWNSHIP_REVIEWER
    assert ("有一位居民可能有危险" in at(clerk, here).reads) is told
    if told:
        assert "有一位居民" not in at(clerk, elsewhere).reads


def test_a_message_that_cannot_be_opened_is_one_closed_line(counter: Counter) -> None:
    talk = counter.waiting()
    counter.says(talk, "还读得到的话", state="sent")
    with counter.desk.database.write() as c:
        c.execute(update(inbox_table).where(inbox_table.c.conversation_id == talk).values(body_sealed=b"spoilt"))
    clerk = at(counter.clerk(Role.TOWNSHIP_REVIEWER), talk)
    assert "这条打不开" in clerk.reads
    assert "还读得到的话" in clerk.reads


def test_the_advice_on_the_page_is_that_of_the_danger(counter: Counter) -> None:
    beaten, hungry = counter.waiting(danger="violence"), counter.waiting(danger="hunger")
    clerk = counter.clerk(Role.TOWNSHIP_REVIEWER)
    assert "《反家庭暴力法》第十五条" in at(clerk, beaten).reads
    words = at(clerk, hungry).reads
    assert "手续后补" in words
    assert "反家庭暴力法" not in words


def test_what_was_told_without_present_danger_stands_on_the_page_with_its_advice(counter: Counter) -> None:
    talk = counter.waiting()
    with counter.desk.database.write() as c:
        inbox.mark_concern(c, talk, "violence")
    words = at(counter.clerk(Role.TOWNSHIP_REVIEWER), talk).reads
    assert "说到家里有人动手，没说现在有危险" in words
    assert "人身安全保护令" in words
    assert "可能有危险" not in words
