"""Articles: each statement with its source and its days, found by topic, act and words, never with a figure that nobody has loaded."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import PolicySet, counties, find_answer, load_county, quoted_by_id
from knowledge.articles.library import FOLDER, articles, read_articles, statements
from knowledge.articles.ranking import bm25, pieces_of
from knowledge.articles.statement import TO_BE_CONFIRMED_ZH, Statement
from knowledge.county import laws_parameters
from knowledge.errors import ArticleError
from knowledge.parameters.dated import ParameterValue
from knowledge.sources import instruments

ON = date(2026, 11, 24)
OF_THE_REPORT = date(2012, 10, 31)
EXAMPLE, REPORT = load_county("example"), load_county("zhejiang_2012")
AIDS = tuple(sorted({article.topics[0] for article in articles()} - {"general"}))
TOPICS = (*AIDS, "general", "none")
ACTS = ("ask_documents", "ask_procedure", "ask_amount", "ask_eligibility", "complain_or_appeal")
EVERY = [pytest.param(one, id=one.id) for one in statements().values()]


def test_every_aid_has_its_articles_beside_their_reader() -> None:
    assert {path.stem for path in FOLDER.glob("*.yml")} == {*AIDS, "general"}
    assert len(AIDS) == 13


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("topic", AIDS)
def test_every_aid_has_an_answer_for_every_act_without_further_words(topic: str, act: str) -> None:
    answer = find_answer(topic, act, ON, EXAMPLE)
    assert answer is not None
    assert answer.article.checked_on <= ON
    assert answer.best.missing or answer.best.sources


@pytest.mark.parametrize("statement", EVERY)
def test_a_statement_has_a_source_a_day_and_a_policy_set(statement: Statement) -> None:
    assert statement.sets
    assert statement.asks
    if statement.say:
        assert statement.sources
        assert statement.since is not None or statement.jurisdiction == "other"
        assert statement.jurisdiction in ("national", "province", "city", "report", "other")
    if statement.since and statement.until:
        assert statement.since <= statement.until


@pytest.mark.parametrize("statement", EVERY)
def test_a_county_s_own_money_is_named_not_typed(statement: Statement) -> None:
    assert set(statement.parameters) <= set(laws_parameters().parameters)
    typed = set(re.findall(r"(\d+(?:\.\d+)?)元", statement.say))
    assert not typed & {f"{value.value}" for value in EXAMPLE.parameters.at(ON).values() if _is_noticed(value)}


def _is_noticed(value: ParameterValue) -> bool:
    return value.source is not None and value.source.tag not in instruments() and value.unit_zh.startswith("元")


@pytest.mark.parametrize("statement", [one for one in EVERY if one.values[0].missing])
def test_what_is_not_known_comes_without_a_figure_of_the_day(statement: Statement) -> None:
    assert statement.parameters == ()
    assert not re.search(r"\d+(?:\.\d+)?(?:元|%|倍|万)", statement.say + statement.missing)


def test_what_a_county_has_loaded_is_said_and_what_it_has_not_stays_open() -> None:
    """The sum that the first check of 公租房 names is the one that the answer about it names."""
    asked = ("rental_housing", "ask_amount")
    loaded = find_answer(*asked, date(2026, 11, 24), EXAMPLE, "租房补贴一个月发多少")
    before = find_answer(*asked, date(2026, 9, 1), EXAMPLE, "租房补贴一个月发多少")
    assert loaded is not None
    assert before is not None
    assert (loaded.best.missing, loaded.best.of_the_county) == ("本地公租房租金", True)
    assert "每月每平方米12元，每人按18平方米" in loaded.best.text
    assert before.best.missing == "本地租房补贴的数额和公租房租金"
    assert not re.search(r"\d", before.best.text)


def test_what_may_be_known_names_figures_that_exist() -> None:
    named = {name for param in EVERY for name in param.values[0].county_parameters}
    assert named
    assert named <= set(laws_parameters().parameters)


#: A topic, an act, a question, and what the best statement must say and cite.
FOUND = {
    "publicity": ("dibao", "ask_procedure", "公示要贴几天", "公示7日", "DB21"),
    "the whole time": ("dibao", "ask_procedure", "办低保要多久", "30个工作日", "DB21"),
    "a county's line": ("dibao", "ask_amount", "农村低保标准是多少", "农村每人每月960元", "ZJ-SA"),
    "a share": ("medical", "ask_amount", "特困看病能报几成", "特困100%", "MED14"),
    "an article for two topics": ("dibao_edge", "ask_documents", "要带什么材料", "身份证", "DB21"),
    "an article for all topics": ("education", "complain_or_appeal", "复议几天有结果", "60日", "ARL"),
    "no topic": ("general", "ask_procedure", "公租房怎么申请", "乡镇", "R649"),
}


@pytest.mark.parametrize(("topic", "act", "question", "says", "source"), FOUND.values(), ids=FOUND.keys())
def test_the_words_of_a_question_find_its_statement(
    topic: str, act: str, question: str, says: str, source: str
) -> None:
    answer = find_answer(topic, act, ON, EXAMPLE, question)
    assert answer is not None
    assert says in answer.best.text
    assert source in [one.tag for one in answer.best.sources]


#: A question whose answer changed, the days on both sides, and what is said on each.
CHANGED = {
    "the county's line": ("dibao", "ask_amount", "农村低保标准是多少", date(2026, 7, 1), "900元", "960元"),
    "rounds of publicity": ("dibao", "ask_procedure", "公示几天", date(2021, 7, 1), "两轮", "公示7日"),
    "the household": ("dibao", "ask_eligibility", "父母算不算一家", date(2021, 7, 1), "夫妻、父母", "法定赡养"),
    "basic pension": ("dibao", "ask_eligibility", "养老金算不算收入", date(2026, 1, 1), "不算收入", "原来规定"),
}


@pytest.mark.parametrize(("topic", "act", "question", "day", "before", "after"), CHANGED.values(), ids=CHANGED.keys())
def test_an_answer_is_the_one_in_force_on_the_day(
    topic: str, act: str, question: str, day: date, before: str, after: str
) -> None:
    eve = find_answer(topic, act, date.fromordinal(day.toordinal() - 1), EXAMPLE, question)
    then = find_answer(topic, act, day, EXAMPLE, question)
    assert eve is not None
    assert then is not None
    assert before in eve.best.text
    assert after in then.best.text


@settings(max_examples=200, deadline=None)
@given(
    topic=st.sampled_from(TOPICS),
    act=st.sampled_from(ACTS),
    on=st.dates(date(2008, 1, 1), date(2027, 12, 31)),
    county=st.sampled_from(counties()),
    question=st.lists(st.sampled_from([one.asks for one in statements().values()]), max_size=2).map(" ".join),
)
def test_nothing_is_said_that_does_not_hold_on_the_day_in_the_policy_set(
    topic: str, act: str, on: date, county: str, question: str
) -> None:
    pack = load_county(county)
    answer = find_answer(topic, act, on, pack, question)
    said = [] if answer is None else [*(found.quoted for found in answer.found), *answer.rest]
    for quoted in said:
        assert quoted.statement.holds(pack.day(on), pack.policy_set)
        assert all(figure.from_date is None or figure.from_date <= on for figure in quoted.figures)
        assert "{" not in quoted.text
    if answer is not None:
        assert [found.share for found in answer.found] == sorted((found.share for found in answer.found), reverse=True)


def test_a_figure_nobody_has_loaded_is_to_be_confirmed() -> None:
    nowhere = REPORT.in_policy_set(PolicySet.CURRENT)
    answer = find_answer("dibao", "ask_amount", ON, nowhere, "低保标准是多少")
    assert answer is not None
    assert TO_BE_CONFIRMED_ZH in answer.best.text
    assert not any(char.isdigit() for char in answer.best.text)


def test_the_county_s_notice_is_cited_before_the_law_that_it_fills_in() -> None:
    answer = find_answer("dibao", "ask_amount", ON, EXAMPLE, "农村低保标准是多少")
    assert answer is not None
    assert answer.best.sources[0].instrument_zh == "示例县低保标准通知（虚构，2026年）"
    assert answer.best.of_the_county


def test_the_report_answers_for_its_own_day_only() -> None:
    then = find_answer("dibao", "ask_procedure", OF_THE_REPORT, REPORT, "绍兴的双评议")
    now = find_answer("dibao", "ask_procedure", ON, EXAMPLE, "绍兴的双评议")
    assert then is not None
    assert "双评议" in then.best.text
    assert now is None or all("双评议" not in found.quoted.text for found in now.found)


def test_nothing_is_said_where_nothing_is_written() -> None:
    assert find_answer("dibao", "greet", ON, EXAMPLE) is None
    before = find_answer("disability", "ask_amount", date(2008, 1, 1), EXAMPLE, "补贴多少")
    assert before is None or before.best.missing


def test_another_ranker_may_choose() -> None:
    def longest(question: str, texts: tuple[str, ...]) -> Sequence[float]:
        return [float(len(text)) for text in texts]

    usual = find_answer("dibao", "ask_procedure", ON, EXAMPLE, "公示几天")
    other = find_answer("dibao", "ask_procedure", ON, EXAMPLE, "公示几天", longest)
    assert usual is not None
    assert other is not None
    assert usual.best.statement.id != other.best.statement.id


def test_statements_are_quoted_by_id_as_far_as_they_hold() -> None:
    ids = ("dibao/publicity/0", "dibao/publicity/2", "no/such/9")
    assert [one.statement.id for one in quoted_by_id(ids, ON, EXAMPLE)] == ["dibao/publicity/0"]


#: A text, and the pieces it is compared by.
PIECES = {
    "characters and pairs": ("低保户", ["低", "保", "户", "低保", "保户"]),
    "numbers whole": ("补3.5万", ["补", "3.5", "万"]),
    "latin letters": ("ABC分类", ["abc", "分", "类", "分类"]),
    "signs": ("？！", []),
}


@pytest.mark.parametrize(("text", "pieces"), PIECES.values(), ids=PIECES.keys())
def test_texts_are_compared_by_characters_and_pairs(text: str, pieces: list[str]) -> None:
    assert pieces_of(text) == pieces


def test_a_text_that_shares_nothing_scores_nothing() -> None:
    assert bm25("公示几天", ("房子", "公示")) == pytest.approx([0.0, bm25("公示几天", ("房子", "公示"))[1]])
    assert bm25("公示几天", ("房子", "公示"))[1] > 0
    assert bm25("？", ("房子",)) == [0.0]
    assert bm25("公示", ()) == []


BAD = {
    "no law": ("say: 要公示。", "law"),
    "neither words nor what is missing": ("law: DB21 19", "say"),
    "an unknown key": ("{say: 要公示。, law: DB21 19, colour: red}", "colour"),
    "too long": (f"{{say: {'很' * 81}, law: DB21 19}}", "81 characters"),
    "an unknown instrument": ("{say: 要公示。, law: XX1 1}", "XX1"),
}


@pytest.mark.parametrize(("row", "told"), BAD.values(), ids=BAD.keys())
def test_a_malformed_statement_is_refused_with_its_place(tmp_path: Path, row: str, told: str) -> None:
    path = tmp_path / "x.yml"
    content = "topic: dibao\nchecked_on: 2026-11-23\narticles:\n  a:\n    title_zh: 公示\n"
    content += f"    acts: [ask_procedure]\n    statements:\n      - {row}\n"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ArticleError if "XX1" not in told else Exception, match=told):
        list(read_articles(path))
