"""返回, 跳过, 不知道, 为什么, 重来, 继续: steering the questions without answering them."""

from dataclasses import replace

from sqlalchemy import Connection

from actions.interview import Interview
from actions.said import Said
from actions.services import Services, resident
from actions.unclear import Unclear
from actions.way_back import WayBack
from backoffice.drafts import Draft
from bot.dialogue.texts import Pick
from conversations.messages import Heard
from conversations.turns import TurnInHand


class Resume:
    """action_resume: go on with what is open; also what happens when staff give the conversation back."""

    def __init__(self, services: Services, interview: Interview, way_back: WayBack) -> None:
        self._services, self._interview, self._way_back = services, interview, way_back

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Ask what is open; offer the drafts where there are several."""
        texts, drafts = self._services.texts, self._services.drafts
        if not turn.text and turn.choice is None:
            return self._way_back.or_menu(c, turn, texts.say("resume.after_person"))
        picked = self._services.picked(turn)
        if isinstance(picked.get("draft"), str):
            drafts.make_current(c, str(picked["draft"]))
        unfinished = drafts.list_open(c, turn.conversation_id)
        if not unfinished:
            return self._way_back.menu(texts.say("resume.nothing"))
        if len(unfinished) > 1 and not picked and turn.choice is None:
            return self._which(unfinished)
        return self._interview.go_on(c, turn, drafts.make_current(c, unfinished[0].id))

    def _which(self, unfinished: list[Draft]) -> Said:
        texts = self._services.texts
        options = [Pick(f"draft.{draft.kind}", {"step": "action_resume", "draft": draft.id}) for draft in unfinished]
        return Said.of(texts.say("resume.which", options=options))


class Previous:
    """action_previous: the question before this one."""

    def __init__(self, services: Services, interview: Interview, way_back: WayBack) -> None:
        self._services, self._interview, self._way_back = services, interview, way_back

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Take the last answer back and ask for it anew."""
        draft = self._interview.current(c, turn)
        last = self._interview.last_answered(draft, turn) if draft else None
        if draft is None or last is None:
            return self._way_back.or_menu(c, turn, self._services.texts.say("back.first"))
        return self._interview.take_back(c, turn, draft, last.fact)


class Skip:
    """action_skip and action_dont_know: leave a question that the matter can do without."""

    def __init__(self, services: Services, interview: Interview, way_back: WayBack, unclear: Unclear) -> None:
        self._services, self._interview = services, interview
        self._way_back, self._unclear = way_back, unclear

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Not known counts as an answer; what is needed is asked again."""
        draft = self._interview.current(c, turn)
        question = self._interview.open_question(draft, turn) if draft else None
        if draft is None or question is None:
            return self._unclear(c, turn, heard) if turn.asked.options else self._way_back.or_menu(c, turn)
        if not question.must:
            return self._interview.not_known(c, turn, draft, question)
        needed = self._services.texts.say("skip.needed")
        return self._interview.not_understood(c, turn, draft).after([needed])


class Why:
    """action_why: the reason for a question, then the question again."""

    def __init__(self, services: Services, interview: Interview, way_back: WayBack) -> None:
        self._services, self._interview, self._way_back = services, interview, way_back

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Say it, and ask again."""
        draft = self._interview.current(c, turn)
        question = self._interview.open_question(draft, turn) if draft else None
        texts = self._services.texts
        if draft is None or question is None:
            return self._way_back.or_menu(c, turn, texts.say("why.nothing"))
        return self._interview.put(draft, question).after([question.why(texts)])


class StartOver:
    """action_start_over: clear the current draft, once that was confirmed."""

    def __init__(self, services: Services, interview: Interview, way_back: WayBack) -> None:
        self._services, self._interview, self._way_back = services, interview, way_back

    def __call__(self, c: Connection, turn: TurnInHand, heard: Heard) -> Said:
        """Ask whether it is meant, then begin the same kind of draft anew."""
        draft, texts = self._interview.current(c, turn), self._services.texts
        if draft is None:
            return self._way_back.menu(texts.say("start_over.nothing"))
        if self._confirmed(turn):
            return self._anew(c, turn, draft)
        options = [
            Pick("yes", {"step": "action_start_over", "yes": True}),
            Pick("no", {"step": "action_resume", "no": True, "draft": draft.id}),
        ]
        sure = texts.say("start_over.sure", what=texts.phrase(f"draft.{draft.kind}"), options=options)
        return Said.of(sure)

    def _confirmed(self, turn: TurnInHand) -> bool:
        """The option was picked, or affirmed in words while it was open."""
        picked = self._services.picked(turn)
        if picked:
            return picked.get("yes") is True
        return any(option.facts.get("step") == "action_start_over" for option in turn.asked.options)

    def _anew(self, c: Connection, turn: TurnInHand, draft: Draft) -> Said:
        self._services.drafts.drop(c, draft.id, actor=resident(turn))
        fresh = self._interview.begin(c, turn, draft.kind)
        if draft.stage != "asking":
            self._services.drafts.set_stage(c, fresh.id, "applying")
            fresh = replace(fresh, stage="applying")
        return self._interview.go_on(c, turn, fresh)
