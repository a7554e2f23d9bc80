"""教育救助 (school aid): fees taken off, meals, grants and loans by stage, for pupils and students of poor households.

Decided for one pupil or student. In 2012 compulsory school was free for everybody already; meals and the other stages were for the poor.
"""

from datetime import date
from functools import cache

from knowledge.programmes.economy import R649, ZJ_SA
from knowledge.programmes.programme import AmountRule, Document, Exit, Ground, Programme, Remedy, Review, Step, Unit
from knowledge.programmes.remedies import remedies
from knowledge.programmes.statuses import on_dibao, on_edge, on_rigid, on_tekun
from knowledge.trees.nodes import (
    All,
    AnyOf,
    ByChoice,
    Called,
    Constant,
    Criterion,
    Dated,
    Least,
    Number,
    Parameter,
    Truth,
    UpToStaff,
    Where,
    one_of,
    person,
    yes,
)

S2 = date(2012, 1, 1)
BEFORE_R649 = date(2014, 4, 30)
ZJ_PRE = date(2017, 1, 1)
OP23 = date(2023, 10, 19)
AFTER_COMPULSORY = ("senior", "vocational", "college")
STAGES = ("preschool", "compulsory", *AFTER_COMPULSORY)
HARDSHIP_ZH = "学校认定家庭经济困难、但不是低保、特困、低保边缘或刚性支出困难家庭的，由学校和教育部门决定"


@cache
def education() -> Programme:
    """The programme."""
    rule = AnyOf(
        All(in_group(), in_school()), All(in_group_before_2014(), in_school_before_2014()), disabled_child_at_home()
    )
    return Programme(
        name="education",
        label_zh="教育救助",
        unit=Unit.PERSON,
        rule=Dated(rule, since=S2),
        amount=_amount(),
        in_kind=(*_in_kind(), *_in_kind_before_2014()),
        notes=_notes(),
        documents=_documents(),
        procedure=_procedure(),
        review=(Review(label_zh="每学年重新申请或确认一次", law="S2; ZJ-SA 28"),),
        exits=(Exit(label_zh="毕业、退学，或者家庭不再属于救助对象的，不再享受", law="S2; ZJ-SA 26"),),
        appeal=(
            Remedy(label_zh="先请学校复核，再向县级教育部门反映", law="ZJ-SA 28", since=ZJ_SA),
            *remedies(),
        ),
    )


# ------------------------------------------------------------------------------------------------------------------- who


@cache
def in_group() -> Criterion:
    """困难家庭的学生: of a tekun, dibao or edge household; in kindergarten also disabled children and those of martyrs (ZJ-PRE 40)."""
    return Criterion(
        "education.group",
        "属于特困、低保、低保边缘等困难家庭的学生",
        "R649 33; ZJ-SA 26; ZJ-PRE 40; OP23",
        AnyOf(
            _of_poor_household(),
            Dated(on_edge(), since=ZJ_SA),
            Dated(on_rigid(), since=OP23),
            Dated(one_of(person("student_stage"), "preschool") & _free_kindergarten(), since=ZJ_PRE),
            Dated(UpToStaff(yes(person("school_confirms_hardship")), HARDSHIP_ZH), since=OP23),
        ),
        since=R649,
    )


@cache
def _of_poor_household() -> Truth:
    return on_tekun() | on_dibao()


@cache
def _free_kindergarten() -> Truth:
    return disabled() | yes(person("veteran_or_martyr_family"))


@cache
def disabled() -> Truth:
    """With any certified disability."""
    return ~one_of(person("disability_type"), "none")


@cache
def in_group_before_2014() -> Criterion:
    """The report of 2012: compulsory school for all; kindergarten for dibao, 五保 and disabled children; later stages for the poor."""
    stage = person("student_stage")
    poor_student = one_of(stage, *AFTER_COMPULSORY) & yes(person("school_confirms_hardship"))
    free_for_all = one_of(stage, "vocational") & (person("school_year") <= Parameter("edu_vocational_free_years"))
    return Criterion(
        "education.group",
        "义务教育学生，或低保、五保等困难家庭的学生、残疾幼儿",
        "S2",
        AnyOf(
            _of_poor_household(),
            one_of(stage, "compulsory"),
            one_of(stage, "preschool") & disabled(),
            poor_student,
            free_for_all,
        ),
        until=BEFORE_R649,
    )


@cache
def in_school() -> Criterion:
    """在园、在校: from kindergarten to college; not beyond the bachelor's degree."""
    return Criterion(
        "education.stage",
        "在幼儿园、小学、初中、高中（含中职）或大学就读",
        "R649 33; ZJ-SA 26; ZJ-PRE 40",
        one_of(person("student_stage"), *STAGES),
        since=R649,
    )


@cache
def in_school_before_2014() -> Criterion:
    """The same stages in the report of 2012."""
    return Criterion(
        "education.stage",
        "在幼儿园、小学、初中、高中（含中职）或大学就读",
        "S2",
        one_of(person("student_stage"), *STAGES),
        until=BEFORE_R649,
    )


@cache
def disabled_child_at_home() -> Criterion:
    """不能入学的残疾儿童: helped whatever the household has."""
    return Criterion(
        "education.disabled_child_at_home",
        "因残疾不能入学的儿童",
        "R649 33; ZJ-SA 26",
        yes(person("cannot_attend_school")) & disabled(),
        since=R649,
    )


# -------------------------------------------------------------------------------------------------------------- how much


@cache
def a_year() -> Number:
    """What a school year brings in money or in fees not paid, by stage; tuition is taken off up to that of public schools."""
    fee, boards = person("school_fee_year"), yes(person("boarding"))
    meals = Called("营养餐", Where(yes(person("rural_school")), Parameter("edu_nutrition_meal"), Constant(0)))
    boarding = Called("寄宿生生活补助", Where(boards, Parameter("edu_boarding_aid"), Constant(0)))
    return ByChoice(
        person("student_stage"),
        {
            "preschool": Called("保育费", Parameter("edu_preschool_care_fee")),
            "compulsory": meals + boarding,
            "senior": Called("免的学费", Least(fee, Parameter("edu_senior_tuition_free")))
            + Called("国家助学金", Parameter("edu_senior_grant")),
            "vocational": Called("免的学费", Least(fee, Parameter("edu_vocational_tuition_free")))
            + Called("国家助学金", Parameter("edu_vocational_grant")),
            "college": Called("国家助学金", Parameter("edu_college_grant")),
        },
        Constant(0),
    )


def _amount() -> AmountRule:
    return AmountRule(
        label_zh="每年减免和补助",
        unit_zh="元/年",
        law="S2; ZJ-SA 27",
        amount=a_year(),
        given_when=one_of(person("student_stage"), *STAGES),
        otherwise_zh="不能入学的残疾儿童，由教育部门按实际情况安排教育和救助",
    )


@cache
def _in_kind() -> tuple[Ground, ...]:
    stage = person("student_stage")
    kindergarten = Dated(one_of(stage, "preschool"), since=ZJ_SA)
    return (
        Ground("education.kindergarten_free", "减免保育费（到规定的标准）", "ZJ-SA 27; ZJ-PRE 40", kindergarten),
        Ground("education.boarding_free", "免费住宿", "ZJ-SA 27", Dated(one_of(stage, "compulsory") & yes(person("boarding")), since=ZJ_SA)),
        Ground("education.meals", "营养餐", "ZJ-SA 27", Dated(one_of(stage, "compulsory"), since=ZJ_SA)),
        Ground("education.tuition_free", "免学费", "ZJ-SA 27", Dated(one_of(stage, "senior", "vocational"), since=ZJ_SA)),
        Ground("education.state_grant", "国家助学金", "ZJ-SA 27", Dated(one_of(stage, *AFTER_COMPULSORY), since=ZJ_SA)),
        Ground("education.loan_and_work", "助学贷款、勤工助学、困难补助、学费减免", "ZJ-SA 27", Dated(one_of(stage, "college"), since=ZJ_SA)),
        Ground("education.at_home", "按实际情况安排的教育和救助", "R649 33; ZJ-SA 26", Dated(yes(person("cannot_attend_school")), since=R649)),
    )  # fmt: skip


@cache
def _in_kind_before_2014() -> tuple[Ground, ...]:
    stage = person("student_stage")
    boards_in_the_country = one_of(stage, "compulsory") & yes(person("boarding")) & yes(person("rural_school"))
    return (
        Ground("education.compulsory_free", "免学杂费、教科书费", "S2", Dated(one_of(stage, "compulsory"), until=BEFORE_R649)),
        Ground("education.boarding_free_2012", "农村学校免住宿费", "S2", Dated(boards_in_the_country, until=BEFORE_R649)),
        Ground("education.tuition_free_2012", "免学费、代管费", "S2", Dated(one_of(stage, "senior", "vocational"), until=BEFORE_R649)),
        Ground("education.living_aid_2012", "生活补助", "S2", Dated(one_of(stage, "vocational"), until=BEFORE_R649)),
        Ground("education.college_2012", "奖助学金、助学贷款、勤工助学、减免学费、补助", "S2", Dated(one_of(stage, "college"), until=BEFORE_R649)),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------------------------- how


def _notes() -> tuple[Ground, ...]:
    private = Dated(~yes(person("school_is_public")), since=ZJ_SA)
    return (
        Ground("education.enrol_first", "先报到入学，再办助学贷款和补助", "S2; ZJ-SA 27", yes(person("college_new_admission"))),
        Ground("education.private_school", "在民办学校就读的，按公办学校的收费标准减免", "ZJ-SA 27", private),
    )  # fmt: skip


def _documents() -> tuple[Document, ...]:
    return (
        Document(label_zh="学校发的资助申请表", law="S2; ZJ-SA 28"),
        Document(label_zh="低保、特困、低保边缘等身份证明", law="S2; ZJ-SA 28", office_looks_up=True),
        Document(label_zh="残疾人证", law="ZJ-SA 26", when=disabled(), office_looks_up=True),
    )


def _procedure() -> tuple[Step, ...]:
    before_college = one_of(person("student_stage"), "preschool", "compulsory", "senior", "vocational")
    in_college = one_of(person("student_stage"), "college")
    at_home = yes(person("cannot_attend_school"))
    return (
        Step(id="education.apply", body_zh="就读学校（幼儿园）", label_zh="向学校申请，学校初审", law="S2; R649 36; ZJ-SA 28"),
        Step(id="education.confirm", body_zh="县级教育部门", label_zh="确认", law="ZJ-SA 28", when=before_college, since=ZJ_SA),
        Step(id="education.college_decides", body_zh="高等学校", label_zh="审核决定并发放", law="ZJ-SA 28", when=in_college, since=ZJ_SA),
        Step(id="education.at_home", body_zh="县级教育部门", label_zh="安排不能入学的残疾儿童", law="R649 33; ZJ-SA 26", when=at_home, since=R649),
    )  # fmt: skip
