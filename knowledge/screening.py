"""The JSON form of `assess`, as `assistant screen` takes and gives it.

In: `{"county", "policy_set", "on", "parameters", "household", "members", "matter"}` with the fact names of the vocabulary; unknown
facts are left out, numbers may be `{"low", "high"}`. The first member is the person the application is about.
Out: one entry a programme; facts of other members are named `id.fact`, those of the first one by their bare name.

A document is a record: incomes in it are counted ones (a figure per head, or a person's own), so nothing is taken off them again.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from knowledge.assess import assess
from knowledge.assessment import Amount, CriterionResult, Figure, Given, ProgrammeResult
from knowledge.county import County, PolicySet, load_county
from knowledge.errors import SituationError
from knowledge.facts import Scope, vocabulary
from knowledge.programmes.programme import Unit
from knowledge.programmes.rule_book import PROMISED, rule_book
from knowledge.questions import next_question
from knowledge.situation import APPLICANT, FactRef, Situation

KEYS = ("county", "policy_set", "on", "parameters", "household", "house", "members", "matter")
# The dossier lists it beside facts of the household; it is a figure of the county or the province.
PARAMETERS_AMONG_FACTS = ("pc_disposable_prev_year",)
ASKED_FOR_SUPPORTERS = frozenset({"supporter_count", "supporters_all_unable"})
TOTAL_INCOME = "household_income_month"
# What has been taken off the incomes of a record already, and so is nought.
TAKEN_OFF = ("income_not_counted_month", "basic_pension_month", "own_income_not_counted_month")


def screen_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """The verdicts of one document; programmes that no rule describes yet are left out.

    Raises a `KnowledgeError` that says the path in the document, what is wrong there and what to do.
    """
    situation, on, county = read_document(document)
    persons = tuple(person.id for person in situation.persons)
    assessment = assess(situation, on, county, record=True)
    entries = {}
    for name in PROMISED:
        if name in assessment.programmes:
            question = next_question(situation, on, county, (name,), record=True)
            entries[name] = _entry(assessment.programmes[name], question, persons)
    return entries


def read_document(document: Mapping[str, Any]) -> tuple[Situation, date, County]:
    """The situation, the day and the county that a document asks about; raises a `KnowledgeError` like `screen_document`."""
    _check_shape(document)
    on = _day(document)
    asked = load_county(str(document.get("county") or "example"))
    county = _answering(asked, document, on)
    answers, persons = _answers(document, asked)
    return Situation.from_answers(answers, persons), on, county


def not_built() -> tuple[str, ...]:
    """The promised programmes that answers leave out so far."""
    return tuple(name for name in PROMISED if name not in rule_book())


# --------------------------------------------------------------------------------------------------------------- reading


def _check_shape(document: Mapping[str, Any]) -> None:
    if not isinstance(document, Mapping):
        raise SituationError("document", "is not an object", f"Give an object with {', '.join(KEYS)}")
    for key in document:
        if key not in KEYS:
            raise SituationError(str(key), "is not a part of a document", f"Parts are {', '.join(KEYS)}")
    for key in ("parameters", "household", "house", "matter"):
        if not isinstance(document.get(key) or {}, Mapping):
            raise SituationError(key, "is not an object", f"Write {key} as facts by name")
    members = document.get("members") or []
    if not isinstance(members, list) or not all(isinstance(member, Mapping) for member in members):
        raise SituationError("members", "is not a list of objects", "Write members as a list, one object a person")


def _answering(county: County, document: Mapping[str, Any], on: date) -> County:
    """The pack that answers: the county's own or the report's, with the figures that the document gives in place."""
    wanted = document.get("policy_set")
    if wanted is None:
        county = county.answering(on)
    else:
        if wanted not in tuple(PolicySet):
            raise SituationError(
                "policy_set", f"{wanted!r} is none", f"Give one of {', '.join(PolicySet)}, or leave it out"
            )
        county = county.in_policy_set(PolicySet(wanted))
    household = document.get("household") or {}
    among_facts = {name: household[name] for name in PARAMETERS_AMONG_FACTS if household.get(name) is not None}
    return county.with_parameters({**among_facts, **(document.get("parameters") or {})})


def _day(document: Mapping[str, Any]) -> date:
    on = document.get("on")
    if isinstance(on, date):
        return on
    try:
        return date.fromisoformat(str(on))
    except ValueError:
        raise SituationError("on", f"{on!r} is not a day", "Give the day of the question, such as 2026-11-24") from None


def _answers(document: Mapping[str, Any], county: County) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Flat answers, and the ids of the persons in their order."""
    members = document.get("members") or (document.get("household") or {}).get("members") or []
    ids = tuple(_id_of(member, place) for place, member in enumerate(members)) or (APPLICANT,)
    if len(set(ids)) < len(ids):
        raise SituationError("members", "two members have the same id", "Give each member an id of its own")
    answers: dict[str, Any] = {}
    for part in ("household", "house", "matter"):
        answers.update(_flat(part, document.get(part) or {}, ids[0], county))
    for place, member in enumerate(members):
        answers.update(_flat(f"members[{place}]", member, ids[place], county))
    return {**_implied(answers, ids), **answers}, ids


def _id_of(member: Mapping[str, Any], place: int) -> str:
    id = str(member.get("id") or f"m{place + 1}")
    if "." in id:
        raise SituationError(f"members[{place}].id", f"{id!r} has a dot in it", "Write the id without dots")
    return id


def _flat(part: str, facts: Mapping[str, Any], person: str, county: County) -> Iterator[tuple[str, Any]]:
    """Answers by key. A person's fact that stands outside the members is the first member's; a household's may stand anywhere."""
    for name, value in facts.items():
        if value is None or name in ("id", "members", *PARAMETERS_AMONG_FACTS):
            continue
        if name == "legal_supporters":
            yield from _supporters(part, value, person)
            continue
        own = vocabulary()[name].scope is Scope.PERSON
        yield (f"{person}.{name}" if own else name), here_or_elsewhere(name, value, county)


def _supporters(part: str, listed: Any, person: str) -> Iterator[tuple[str, Any]]:
    if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
        raise SituationError(
            f"{part}.legal_supporters", "is not a list of objects", "Write one object a supporter, [] for nobody"
        )
    yield f"{person}.supporters", ()
    for place, facts in enumerate(listed):
        yield from ((f"{person}.supporters.{place}.{name}", value) for name, value in facts.items() if name != "id")


def here_or_elsewhere(name: str, value: Any, county: County) -> Any:
    """A hukou county given by its own name is compared with the county of the question."""
    fact = vocabulary()[name]
    if name not in ("hukou_county", "hukou") or not isinstance(value, str):
        return value
    if value in (county.id, county.name_zh):
        return "here"
    known = {word for choice in fact.choices for word in (choice.code, choice.label_zh, *choice.aliases)}
    return value if value in known else "elsewhere"


def _implied(answers: Mapping[str, Any], ids: tuple[str, ...]) -> dict[str, Any]:
    """Nothing is taken off the counted incomes of a record a second time; a household's total is not a counted one."""
    if TOTAL_INCOME in answers:
        return {}
    own = {name for name in TAKEN_OFF if vocabulary()[name].scope is Scope.PERSON}
    return {name: 0 for name in TAKEN_OFF if name not in own} | {f"{id}.{name}": 0 for id in ids for name in own}


# --------------------------------------------------------------------------------------------------------------- writing


def _entry(result: ProgrammeResult, question: FactRef | None, persons: tuple[str, ...]) -> dict[str, Any]:
    entry = _judged(result, persons[0])
    entry["next_question"] = _named((question,), persons[0])[0] if question else None
    if rule_book()[result.programme].unit is Unit.PERSON:
        entry["members"] = {id: _judged(one, id) for id, one in result.members.items()}
    if result.of_persons:
        entry["persons"] = {
            id: {ground.id: ground.holds for ground in grounds} for id, grounds in result.of_persons.items()
        }
    return entry


def _judged(result: ProgrammeResult, person: str) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "verdict": result.verdict.value,
        "criteria": [_criterion(criterion) for criterion in result.criteria],
        "missing": _named(result.missing, person),
        "missing_parameters": list(result.missing_parameters),
        "amount": _amount(result.amount),
        "nearest_miss": _nearest_miss(result),
        "staff_decides": list(result.staff_decides),
    }
    if result.amount:
        entry["amount_steps"] = list(result.amount.steps)
        entry["amount_unit"] = result.amount.unit_zh
        entry["amount_at_most"] = result.amount.at_most
    entry.update(_given_words(result.given, person))
    if result.more_given:
        entry["more_amounts"] = [_one_more(given, person) for given in result.more_given if given.label_zh]
    if result.in_kind:
        entry["in_kind"] = [ground.label_zh for ground in result.in_kind if ground.holds]
    if result.means is not None or result.papers:
        entry["means"] = result.means
        entry["papers"] = list(result.papers_zh)
    if result.urgent_reasons:
        entry["urgent"] = result.urgent
        entry["urgent_reasons"] = list(result.urgent_reasons_zh)
        entry["priority"] = result.priority
    return entry


def _criterion(criterion: CriterionResult) -> dict[str, Any]:
    return {
        "id": criterion.id,
        "label": criterion.label_zh,
        "holds": criterion.holds,
        "source": "；".join(source.citation_zh for source in criterion.sources),
        "detail": criterion.detail_zh,
        "figure": _number(criterion.figure),
        "threshold": _number(criterion.threshold),
    }


def _number(figure: Figure | None) -> float | None:
    return None if figure is None else float(figure.value)


def _amount(amount: Amount | None) -> float | dict[str, float] | None:
    if amount is None:
        return None
    return float(amount.low) if amount.exact else {"low": float(amount.low), "high": float(amount.high)}


def _given_words(given: Given, person: str) -> dict[str, Any]:
    """What holds beside or instead of an amount: a note, the formula while a figure is to be confirmed, the facts it needs."""
    words = {
        "amount_note": given.note_zh,
        "amount_formula": given.formula_zh,
        "amount_missing": _named(given.missing, person),
    }
    return {key: value for key, value in words.items() if value}


def _one_more(given: Given, person: str) -> dict[str, Any]:
    amount = given.amount
    entry = {"label": given.label_zh, "amount": _amount(amount), **_given_words(given, person)}
    if amount:
        entry |= {"amount_steps": list(amount.steps), "amount_unit": amount.unit_zh, "amount_at_most": amount.at_most}
    return entry


def _nearest_miss(result: ProgrammeResult) -> dict[str, Any] | None:
    miss = result.nearest_miss
    if miss is None:
        return None
    return {
        "criterion": miss.criterion_id,
        "excess": float(miss.excess.value),
        "unit": miss.excess.unit_zh,
        "text": miss.text_zh,
    }


def _named(refs: tuple[FactRef, ...], person: str) -> list[str]:
    """Facts by name. Who may be asked about supporters lists them: `legal_supporters`."""
    names = [ref.name if ref.person in (None, person) else ref.key for ref in refs]
    return list(dict.fromkeys("legal_supporters" if name in ASKED_FOR_SUPPORTERS else name for name in names))
