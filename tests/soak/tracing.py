"""Whether every figure in a reply is a value of the rules' own working, and whether what was filed is what was said."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from actions.first_check import FirstCheck, check_of
from actions.questions.rule_facts import is_rule_fact, rule_answers
from backoffice.drafts import Draft
from backoffice.facts import Unknown
from backoffice.kinds import AIDS
from conversations.messages import JsonValue, Reply
from knowledge import PROMISES, Situation
from knowledge.assessment import plain
from knowledge.what_if import what_if
from tests.dialogue.runner import World

#: Replies that say what the rules found: all their figures must be found again in the working.
OF_THE_RULES = re.compile(
    rf"(({'|'.join(('aid', *AIDS))})\.(eligible|ineligible|unknown|staff_decides|how)\w*|what_if\.\w+)$"
)
#: A title with its article and day, and what an office numbers: no figures of a household.
_CITED = re.compile(r"《[^》]*》[^，。（]*|（\d{4}-\d{2}-\d{2}起）|（[^（）]*）|〔\d+〕\d+号")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def check_of_draft(world: World, draft: Draft) -> FirstCheck:
    """The rules' working for a draft as it stands."""
    situation = Situation.from_answers({**PROMISES, **rule_answers(draft.known)})
    return check_of(world.services, situation, draft.kind, private=True)  # type: ignore[arg-type]


def untraced(world: World, draft: Draft | None, replies: Sequence[Reply]) -> Iterator[str]:
    """Figures that no working gives, each with the text that says it."""
    telling = [reply for reply in replies if OF_THE_RULES.match(reply.template)]
    if not telling or draft is None or draft.kind not in AIDS:
        return
    check = check_of_draft(world, draft)
    known = {figure.number_zh for figure in check.assessment.figures.values()} | _turning(check, world)
    for reply in telling:
        said = set(_NUMBER.findall(_CITED.sub("", reply.text)))
        if said - known:
            yield f"{reply.template}: {sorted(said - known)} in {reply.text!r}"


def _turning(check: FirstCheck, world: World) -> set[str]:
    """The incomes at which the verdict turns, the household's own, and what is given at it."""
    found = what_if(check.situation, check.assessment.on, world.services.county, check.aid)
    if found is None or found.income is None:
        return set()
    amount = found.amount_at(found.income)
    amounts = [amount.low] if amount is not None else []
    turn = [found.next_turn[0]] if found.next_turn is not None else []
    return {plain(value) for value in (found.income, *turn, *(value.quantize(Decimal("0.01")) for value in amounts))}


def misheard(draft: Draft, stated: Mapping[str, JsonValue]) -> Iterator[str]:
    """Answers in a draft that are not what the resident said last."""
    for fact, told in stated.items():
        if not is_rule_fact(fact) or fact not in draft.facts:
            continue
        kept = draft.facts[fact].value
        if not _same(kept, told):
            yield f"{fact}: said {told!r}, kept {kept!r}"


def _same(kept: JsonValue | Unknown, told: JsonValue) -> bool:
    if isinstance(kept, Unknown) or told is None:
        return isinstance(kept, Unknown) and told is None
    if isinstance(kept, dict) and isinstance(told, int):
        return float(str(kept["low"])) <= told <= float(str(kept["high"]))
    return kept == told
