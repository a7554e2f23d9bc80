"""A law or figure that changed since the verdict was told: judged anew by the rules in force today, and said with what it means.

A draft lives for months; whoever comes back to it must not go on trusting an old answer.
"""

from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from actions import wording
from actions.first_check import FirstCheck, checked
from actions.questions.aid import FIRST_CHECK
from actions.services import Services
from backoffice.actors import Actor
from backoffice.drafts import Draft
from backoffice.kinds import AIDS
from conversations.messages import JsonValue, Reply
from conversations.turns import TurnInHand
from knowledge import Figure, Verdict, assess

#: Verdicts as text keys, the better for the resident the higher.
_WORTH = {Verdict.INELIGIBLE: 0, Verdict.UNKNOWN: 1, Verdict.ELIGIBLE: 2}
#: Of several figures the one that the sum is reckoned from, else the first that the verdict read.
MOST_SAID = 1


def rules_changed(services: Services, c: Connection, turn: TurnInHand, draft: Draft) -> list[Reply]:
    """What changed since the verdict was told on a former day, then the verdict of today; nothing where it is the same.

    The draft keeps the new verdict, so that it is said once.
    """
    told = draft.value(FIRST_CHECK)
    if draft.kind not in AIDS or not isinstance(told, dict) or told.get("on") == services.today.isoformat():
        return []
    check = checked(services, draft, turn)
    now = check.as_fact()
    if all(told.get(part) == now[part] for part in ("verdict", "amount")):
        return []
    services.drafts.write_fact(c, draft.id, FIRST_CHECK, now, actor=Actor.bot(), inbox_id=turn.ref.inbox)
    return [_news(services, check, told), check.said()]


def _news(services: Services, check: FirstCheck, told: dict[str, JsonValue]) -> Reply:
    texts, then = services.texts, date.fromisoformat(str(told["on"]))
    return texts.say(
        "aid.rules_changed",
        date=wording.day(texts, then, services.today),
        change=_changed_figures(services, check, then) or texts.phrase("rules.changed"),
        effect=texts.phrase(f"rules.{_effect(told, check)}"),
    )


def _changed_figures(services: Services, check: FirstCheck, then: date) -> str:
    """The figure of law or county that the verdict rests on and that has another value now, with where it stands."""
    texts = services.texts
    before = assess(check.situation, then, services.county, tuple(check.assessment.programmes)).figures
    pairs = ((before[id], figure) for id, figure in check.assessment.figures.items() if id in before)
    changed = [(was, figure) for was, figure in pairs if _is_given(figure) and was.value != figure.value]
    amount = check.result.amount
    weighed = [pair for pair in changed if amount is not None and pair[1].id in amount.figures]
    return texts.phrase("list.then").join(
        texts.phrase(
            "rules.figure",
            label=figure.label_zh,
            before=was.text_zh,
            now=figure.text_zh,
            source=wording.citation(texts, [figure.source]) if figure.source else "",
        )
        for was, figure in (weighed or changed)[:MOST_SAID]
    )


def _is_given(figure: Figure) -> bool:
    """Whether a figure stands in a law or notice, and was not reckoned from others."""
    return figure.source is not None and bool(figure.label_zh) and "." not in figure.id


def _effect(told: dict[str, JsonValue], check: FirstCheck) -> str:
    """`better`, `worse` or `other` for the resident."""
    was, now = _worth(Verdict(str(told["verdict"])), told.get("amount")), check.as_fact()
    is_now = _worth(check.result.verdict, now["amount"])
    if was == is_now:
        return "other"
    return "better" if is_now > was else "worse"


def _worth(verdict: Verdict, amount: JsonValue) -> tuple[int, Decimal]:
    most = Decimal(str(amount[-1])) if isinstance(amount, list) and amount else Decimal(0)
    return _WORTH[verdict], most
