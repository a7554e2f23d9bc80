"""Residents who write anything in any order: always an answer, never a dead end, nothing filed that was not confirmed."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.sms_text import measure, render_for_sms
from conversations.messages import Reply
from tests.dialogue.runner import SHEET, Talk, World, heard

WORDS = (
    "1", "2", "3", "是", "不是", "对", "没有", "不知道", "跳过", "返回", "为什么", "重来", "继续", "更多", "帮助", "改", "改2", "改收入", "改名字",
    "算了", "退订", "好的", "谢谢", "王小明", "13800138000", "一个月900", "上坪村", "农村", "DB-261124-7K3Q", "哎呀", "说不清的事情好多",
    "绑定手机", "我之前发短信申请的", "绑定码", "123456", "绑定123456", "解除绑定", "不绑了",
)  # fmt: skip
WISHES = (
    "greet", "thanks", "bye", "affirm", "deny", "inform", "unsure inform", "correct", "out_of_scope", "apply dibao", "apply legal_aid",
    "apply legal_aid_card", "apply medical", "ask_eligibility dibao", "ask_eligibility legal_aid", "ask_amount dibao", "ask_documents none",
    "ask_procedure tekun", "check_status general", "request_legal_help legal_aid wages", "request_legal_help legal_aid domestic_violence",
    "request_legal_help legal_aid", "unsure apply dibao",
)  # fmt: skip
#: A message: words, or the answer that fits what is asked, or a button; and what a classifier might say of it.
MESSAGES = st.tuples(st.sampled_from((*WORDS, "<answer>", "<answer>", "<answer>", "<button>")), st.sampled_from(WISHES))
CONFIRMATIONS = ("action_affirm", "action_choose")


def send(talk: Talk, words: str, wish: str) -> list[Reply]:
    question = talk.asked.question if talk.conversation_id else None
    if words == "<button>" and talk.conversation_id and talk.asked.options:
        return talk.press(0)
    if words == "<answer>":
        words = SHEET.get(question.fact, "没有") if question else "好"
    return talk.say(words, heard(wish, ("ask_documents dibao", "human")))


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(MESSAGES, min_size=4, max_size=24), st.sampled_from(["web", "twilio"]))
def test_there_is_always_an_answer_and_a_way_on(messages: list[tuple[str, str]], channel: str) -> None:
    talk = Talk(World(), channel)
    for words, wish in messages:
        replies = send(talk, words, wish)
        if talk.state.hold != "bot":
            break
        assert replies, words
        assert all(reply.text for reply in replies)
        assert all(not reply.options for reply in replies[:-1])
        for reply in replies:
            assert measure(render_for_sms(reply.text, [option.label for option in reply.options])).count <= 4, (
                reply.text
            )
        assert talk.once_more() == replies
        assert_filed_only_when_confirmed(talk)
    talk.world.database.dispose()


def assert_filed_only_when_confirmed(talk: Talk) -> None:
    world = talk.world
    with world.database.read() as c:
        for case in world.office.cases.of_conversation(c, talk.conversation_id):
            draft = world.office.drafts.get(c, case.draft_id)
            assert draft.stage == "filed"
            assert draft.value("consent") is True
