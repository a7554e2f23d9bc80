"""Every aid from the first question to a filed case, by a resident who picks the first answer, or the last one, each time."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from actions.aids_meant import TOPIC_OF_AID
from actions.first_check import checked
from backoffice.kinds import AIDS, Aid
from channels.sms_text import measure, render_for_sms
from conversations import turns
from conversations.messages import Question, Reply
from tests.dialogue.runner import SHEET, Talk, World, heard

#: How a resident answers a question that has no choices, by what it asks for.
BY_SLOT = {
    "money": ("500", "90000"),
    "count": ("1", "9"),
    "household_size": ("3", "5"),
    "age": ("67", "30"),
    "area": ("60", "200"),
    "date": ("2026年1月1日", "2026年11月1日"),
    "yes_no": ("是", "不是"),
}
FIRST, LAST = 0, -1
#: More questions than this are no conversation any more.
MOST_TURNS = 40


def answer(question: Question, which: int) -> str:
    """The resident's words for whatever is open."""
    known = SHEET.get(question.fact)
    if question.slot == "choice":
        return (
            known
            if known in question.labels and (which == FIRST or question.fact == "consent")
            else question.labels[which]
        )
    if known is not None and (which == FIRST or question.slot not in BY_SLOT):
        return known
    return BY_SLOT[question.slot][which]


def goes_on(talk: Talk, which: int) -> list[Reply]:
    """Answer the question, or go on with the application where the next step is offered."""
    question = talk.asked.question
    if question is not None:
        return talk.say(answer(question, which))
    wanted = ("action_apply", "action_affirm")
    steps = [option.facts.get("step") for option in talk.asked.options]
    return talk.press(next(place for place, step in enumerate(steps) if step in wanted))


#: No topic of its own (it is asked under 低保边缘): the rest of the menu offers it.
IN_THE_MENU = frozenset({"rigid_expenditure"})


def place_of(aid: Aid, talk: Talk) -> int:
    """Where an aid stands among what is offered."""
    return next(place for place, option in enumerate(talk.asked.options) if option.facts.get("aid") == aid)


def begin(aid: Aid, verb: str) -> tuple[Talk, list[Reply]]:
    """A conversation about one aid; where a topic stands for two, the right one is picked. One aid is found in the menu only."""
    talk = Talk(World())
    if aid in IN_THE_MENU:
        talk.say("你好", heard("greet"))
        talk.press(len(talk.asked.options) - 1)
        return talk, talk.press(place_of(aid, talk))
    replies = talk.say("我想办这个", heard(f"{verb} {TOPIC_OF_AID[aid]}"))
    places = [place for place, option in enumerate(talk.asked.options) if option.facts.get("aid") == aid]
    return talk, talk.press(places[0]) if places and talk.asked.question is None else replies


def to_the_end(talk: Talk, replies: list[Reply], which: int) -> Iterator[tuple[Question | None, list[Reply]]]:
    """Each question with what was said to its answer, until a receipt."""
    for _ in range(MOST_TURNS):
        asked = talk.asked.question
        replies = goes_on(talk, which)
        yield asked, replies
        if any(reply.template.startswith("filed.") for reply in replies):
            return
    raise AssertionError("the conversation does not end")


@pytest.mark.parametrize("which", [FIRST, LAST], ids=["first answers", "last answers"])
@pytest.mark.parametrize("verb", ["ask_eligibility", "apply"])
@pytest.mark.parametrize("aid", AIDS)
def test_every_aid_is_checked_applied_for_and_filed(aid: Aid, verb: str, which: int) -> None:
    talk, replies = begin(aid, verb)
    asked: Counter[str] = Counter()
    said = list(replies)
    for question, more in to_the_end(talk, replies, which):
        asked.update([question.fact] if question else [])
        said += more
    assert max(asked.values()) <= 2, asked
    assert [
        reply.template
        for reply in said
        if re.fullmatch(r"\w+\.(eligible|ineligible|unknown|staff_)\w*", reply.template)
    ]
    with talk.world.database.read() as c:
        [case] = talk.world.office.cases.of_conversation(c, talk.conversation_id)
    assert case.kind == aid
    for reply in said:
        assert measure(render_for_sms(reply.text, [option.label for option in reply.options])).count <= 4, reply.text


@pytest.mark.parametrize("which", [FIRST, LAST], ids=["first answers", "last answers"])
@pytest.mark.parametrize("aid", [aid for aid in AIDS if aid != "dibao"])
def test_a_verdict_says_only_figures_of_its_assessment_and_no_failed_test_as_if_it_were_met(
    aid: Aid, which: int
) -> None:
    talk, _ = begin(aid, "ask_eligibility")
    while talk.asked.question is not None:
        talk.say(answer(talk.asked.question, which))
    world = talk.world
    with world.database.write() as c:
        draft = world.office.drafts.current(c, talk.conversation_id)
        assert draft is not None
        assert talk.last is not None
        ref = talk.last[0].ref
        c.execute(turns.inbox.update().where(turns.inbox.c.id == ref.inbox).values(state="received"))
        check = checked(world.services, draft, turns.hold_turn(c, world.vault, ref))
    known = {figure.number_zh for figure in check.assessment.figures.values()}
    for reply in (check.said(), check.how()):
        text = re.sub(r"《[^》]*》[^，。（]*|（\d{4}-\d{2}-\d{2}起）|（[^（）]*）|〔\d+〕\d+号", "", reply.text)
        assert set(re.findall(r"\d+(?:\.\d+)?", text)) <= known, reply.text
    for criterion in check.result.deciding:
        if criterion.holds is False and criterion.threshold is None:
            assert f"：{criterion.label_zh}" not in check.said().text
