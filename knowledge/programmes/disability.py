"""残疾人两项补贴 (the two disability allowances): what the living allowance and the nursing allowance have in common (DIS16)."""

from datetime import date
from functools import cache

from knowledge.programmes.programme import Document, Exit, Remedy, Review, Step
from knowledge.programmes.remedies import remedies
from knowledge.programmes.statuses import on_tekun
from knowledge.trees.nodes import Criterion, ParameterFlag, Truth, one_of, person, yes

DIS16 = date(2016, 1, 1)


@cache
def hukou_in_zhejiang() -> Criterion:
    """浙江户籍."""
    return Criterion("disability.hukou", "户口在浙江", "DIS16", yes(person("hukou_in_zj")))


@cache
def certified_in_zhejiang() -> Criterion:
    """持浙江核发的残疾人证."""
    held = disabled() & yes(person("disability_cert_issued_in_zj"))
    return Criterion("disability.certificate", "有浙江发的残疾人证", "DIS16", held)


@cache
def disabled() -> Truth:
    """With any kind of certified disability."""
    return ~one_of(person("disability_type"), "none")


@cache
def not_tekun_where_excluded() -> Criterion:
    """Whether tekun may have the allowances too is for the county; our texts only know of places elsewhere that exclude them."""
    return Criterion(
        "disability.not_tekun",
        "不是特困人员，或者当地允许特困人员同时领",
        "DIS16",
        ~(on_tekun() & ParameterFlag("dis_tekun_excluded")),
    )


def documents(*own: Document) -> tuple[Document, ...]:
    """What anybody brings, and what one allowance asks for besides."""
    return (
        Document(label_zh="身份证或户口簿", law="DIS16"),
        Document(label_zh="残疾人证", law="DIS16", office_looks_up=True),
        *own,
    )


def procedure(checked_zh: str) -> tuple[Step, ...]:
    """Township, disabled persons' federation, civil affairs. No text that we have sets a time limit."""
    return (
        Step(
            id="disability.apply",
            body_zh="户籍地乡镇人民政府、街道办事处",
            label_zh="自愿申请，受理和初审",
            law="DIS16",
        ),
        Step(id="disability.check", body_zh="县级残联", label_zh=checked_zh, law="DIS16"),
        Step(id="disability.decide", body_zh="县级民政部门", label_zh="审定，按月发放", law="DIS16"),
    )


def review() -> tuple[Review, ...]:
    """Once a year."""
    return (Review(label_zh="每年复核一次", law="DIS16", cycle="dis_review_cycle"),)


def exits(own_zh: str) -> tuple[Exit, ...]:
    """What ends either allowance, and what ends one of them."""
    return (
        Exit(label_zh="户口迁出浙江，或残疾人证注销、不再符合等级", law="DIS16"),
        Exit(label_zh=own_zh, law="DIS16"),
    )


def appeal() -> tuple[Remedy, ...]:
    """The office first, then what everybody may do."""
    return (Remedy(label_zh="对结果有异议的，先请乡镇（街道）复核", law="DIS16"), *remedies())
