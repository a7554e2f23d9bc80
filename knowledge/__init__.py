"""What the law says: dated figures with sources, criteria as trees, verdicts, the next question, articles.

    county = load_county("example")
    situation = Situation.from_answers({"member_count": 3, "household_income_month": 900, "area_type": "rural"})
    result = assess(situation, date(2026, 11, 24), county, ("dibao",)).programmes["dibao"]

Pure: the day, the county and the situation come in, a determination comes out. The room reads no clock and no file but its own.
"""

from knowledge.articles.finder import PolicyAnswer, find_answer, quoted_by_id
from knowledge.articles.ranking import Ranker
from knowledge.articles.statement import Quoted
from knowledge.assess import assess
from knowledge.assessment import (
    Amount,
    Assessment,
    CriterionResult,
    Figure,
    Given,
    GroundResult,
    NearestMiss,
    ProgrammeResult,
    Verdict,
)
from knowledge.county import County, Hotline, Office, PolicySet, Township, counties, load_county
from knowledge.errors import KnowledgeError
from knowledge.facts import Choice, Fact, FactKind, Scope, Vocabulary, vocabulary
from knowledge.limitation import LastDay, LimitRule, last_day, limit_of, limits, while_working, without_end
from knowledge.questions import next_question
from knowledge.screening import screen_document
from knowledge.situation import PROMISES, FactRef, Situation
from knowledge.sources import Source
from knowledge.values import Between
from knowledge.version import rules_version
from knowledge.working_days import deadline, is_working_day

__all__ = [
    "PROMISES",
    "Amount",
    "Assessment",
    "Between",
    "Choice",
    "County",
    "CriterionResult",
    "Fact",
    "FactKind",
    "FactRef",
    "Figure",
    "Given",
    "GroundResult",
    "Hotline",
    "KnowledgeError",
    "LastDay",
    "LimitRule",
    "NearestMiss",
    "Office",
    "PolicyAnswer",
    "PolicySet",
    "ProgrammeResult",
    "Quoted",
    "Ranker",
    "Scope",
    "Situation",
    "Source",
    "Township",
    "Verdict",
    "Vocabulary",
    "assess",
    "counties",
    "deadline",
    "find_answer",
    "is_working_day",
    "last_day",
    "limit_of",
    "limits",
    "load_county",
    "next_question",
    "quoted_by_id",
    "rules_version",
    "screen_document",
    "vocabulary",
    "while_working",
    "without_end",
]
