"""A turn from claim to close, with an engine and steps that tests can break."""

import pytest

from bot.engine_client import EngineTurn
from bot.errors import EngineRefused, EngineUnreachable
from bot.turn import Turns
from conversations import turns
from conversations.errors import Overtaken
from conversations.messages import Asked, Heard, Option, Question, Reply, TurnRef
from conversations.turns import Patience
from tests.conversations.scene import LATE, Scene

MEMBERS = Asked(Question("d1", "member_count", "household_size"))
NAME = Asked(Question("d1", "applicant_name", "person_name"))
AREA = Asked(options=(Option("城镇", "answer", {"area_type": "urban"}), Option("申请低保", "apply")))

#: message, what was open → (step at once, intent, text that the model sees)
READINGS = {
    "a parsed answer goes as an intent without its value": ("3口人", MEMBERS, None, "answer", None),
    "a name never reaches the engine": ("张三", NAME, None, "answer", None),
    "不是 is no name": ("不是", NAME, None, "deny", None),
    "a number picks an option": ("2", AREA, None, "apply", None),
    "an option's own words pick it": ("申请低保", AREA, None, "apply", None),
    "danger runs at once, whatever is open": ("他又打我了我不敢回家", MEMBERS, "action_danger", "danger", None),
    "a person is asked for": ("转人工", MEMBERS, "action_person", "human", None),
    "stop is exact": ("退订", MEMBERS, "action_stop", "stop", None),
    "停电了 is no stop": ("停电了", MEMBERS, None, None, "停电了"),
    "back is a command": ("返回", MEMBERS, None, "go_back", None),
    "identity numbers are masked": ("身份证110101199003070011能办吗", MEMBERS, None, None, "身份证身份证号码能办吗"),
    "a slash is only text here": ("/session_start", MEMBERS, None, None, "/session_start"),
}


class FakeEngine:
    """Has a step done that says 好的, as the real one does by way of the action endpoint; records what it was asked."""

    def __init__(self, scene: Scene) -> None:
        self.asked: list[EngineTurn] = []
        self.fails: list[Exception] = []
        self.does_a_step = True
        self.answers = True
        self._scene = scene

    def ready(self) -> bool:
        return self.answers

    def turn(self, turn: EngineTurn) -> None:
        self.asked.append(turn)
        if self.fails:
            raise self.fails.pop(0)
        if self.does_a_step:
            self._scene.act(turn, "好的")


class FakeSteps:
    """Records which steps ran at once."""

    def __init__(self) -> None:
        self.ran: list[tuple[str, str]] = []

    def run(self, step: str, ref: TurnRef, heard: Heard) -> list[Reply]:
        self.ran.append((step, heard.intent))
        return [Reply("t", "马上")]


class Stage:
    """A scene with a bot on it."""

    def __init__(self, database, vault, clock) -> None:
        self.scene, self.steps = Scene(database, vault), FakeSteps()
        self.engine = FakeEngine(self.scene)
        patience = Patience(backoff=(-1.0,), tell_after=99.0, attempts=3)
        self.turns = Turns(database, vault, self.engine, self.steps, clock, late=LATE, patience=patience)

    def opens(self, asked: Asked) -> None:
        self.scene.writes("开始", "p0")
        turn = self.scene.claim()
        self.scene.act(turn, "问", asked=asked)
        self.scene.close(turn, "问")
        self.scene.dispatch()


@pytest.fixture
def stage(database, vault, clock) -> Stage:
    return Stage(database, vault, clock)


@pytest.mark.parametrize(("text", "asked", "step", "intent", "seen"), READINGS.values(), ids=READINGS)
def test_a_message_is_read_for_what_was_open(stage: Stage, text, asked, step, intent, seen) -> None:
    stage.opens(asked)
    stage.scene.writes(text, "p1")
    assert stage.turns.take_next()
    if step:
        assert stage.steps.ran == [(step, intent)]
        assert stage.engine.asked == []
    else:
        assert [(turn.intent, turn.text) for turn in stage.engine.asked] == [(intent, seen)]


def test_with_nothing_to_do_nothing_is_taken(stage: Stage) -> None:
    assert not stage.turns.take_next()


def test_a_turn_ends_with_its_replies_on_their_way(stage: Stage) -> None:
    stage.scene.writes("你好呀", "p1")
    stage.turns.take_next()
    assert stage.scene.dispatch() == ["好的"]


@pytest.mark.parametrize(
    "failure",
    [EngineUnreachable("ConnectError"), EngineRefused(502, "action_failed"), Overtaken(1, "late"), KeyError("defect")],
    ids=lambda failure: type(failure).__name__,
)
def test_a_failed_turn_is_tried_again_under_the_same_message_id(stage: Stage, failure: Exception) -> None:
    stage.scene.writes("你好呀", "p1")
    stage.engine.fails = [failure]
    stage.turns.take_next()
    stage.turns.take_next()
    first, second = stage.engine.asked
    assert (first.ref.inbox, first.session) == (second.ref.inbox, second.session)
    assert second.ref.fence > first.ref.fence
    assert stage.scene.dispatch() == ["好的"]


def test_an_engine_that_has_no_step_done_is_a_failed_turn(stage: Stage) -> None:
    stage.scene.writes("你好呀", "p1")
    stage.engine.does_a_step = False
    stage.turns.take_next()
    assert stage.scene.dispatch() == []
    stage.engine.does_a_step = True
    stage.turns.take_next()
    assert stage.scene.dispatch() == ["好的"]


def test_a_turn_that_never_works_ends_with_staff_and_the_resident_knows(stage: Stage) -> None:
    talk = stage.scene.writes("你好呀", "p1").conversation_id
    stage.engine.fails = [EngineUnreachable("ConnectError")] * 3
    while stage.turns.take_next():
        pass
    assert stage.scene.talk(talk).wait_reason == "failed"
    assert stage.scene.dispatch() == [LATE.text]


def test_a_button_of_an_older_turn_asks_what_is_open_instead(stage: Stage) -> None:
    from conversations import inbox
    from conversations.messages import InboundMessage

    stage.opens(AREA)
    with stage.scene.database.write() as c:
        pressed = InboundMessage("web", "page", "resident-1", "p9", "城镇", choice="m0:0")
        inbox.receive(c, stage.scene.vault, pressed)
    stage.turns.take_next()
    assert stage.engine.asked[0].intent == "resume"


def test_after_a_release_the_engine_is_asked_to_resume(stage: Stage) -> None:
    talk = stage.scene.writes("你好呀", "p1").conversation_id
    stage.scene.staff_says(talk, "我来", "k1")
    assert not stage.turns.take_next()
    stage.scene.gives_back(talk)
    stage.turns.take_next()
    assert [turn.intent for turn in stage.engine.asked] == ["resume"]


def test_a_turn_costs_the_app_three_commits_besides_storing_the_message(stage: Stage) -> None:
    from sqlalchemy import event

    stage.scene.writes("你好呀", "p1")
    commits: list[int] = []
    event.listen(stage.scene.database.engine, "commit", lambda c: commits.append(1) if _writes(c) else None)
    stage.turns.take_next()
    assert len(commits) == 3  # claim, step, close


def _writes(c) -> bool:
    return not c.get_execution_options().get("readonly", False)


def test_limits_keep_the_lease_longer_than_the_engine_may_take() -> None:
    from service.settings import Settings

    assert turns.LIMITS.lease > Settings(_env_file=None).engine_seconds


def test_whoever_waits_for_a_person_may_go_on_with_the_bot(stage: Stage) -> None:
    from bot.reading import flags_of
    from channels.gateway import Gateway
    from conversations import handoff
    from conversations.messages import InboundMessage

    talk = stage.scene.writes("你好呀", "p1").conversation_id
    stage.turns.take_next()
    with stage.scene.database.write() as c:
        handoff.ask_for_person(c, talk, "asked")
    gateway = Gateway(stage.scene.database, stage.scene.vault, flags_of=flags_of)
    gateway.receive([InboundMessage("web", "page", "resident-1", "p2", "有人吗")])
    gateway.receive([InboundMessage("web", "page", "resident-1", "p3", "继续")])
    asked = len(stage.engine.asked)
    while stage.turns.take_next():
        pass
    assert [turn.intent for turn in stage.engine.asked[asked:]] == ["resume"]
    assert ("resident", "有人吗", "shown") in stage.scene.thread(talk)
