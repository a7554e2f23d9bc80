"""A card opens the door for its holder and tells nobody else anything."""

from datetime import date

import pytest

from backoffice import tables
from backoffice.actors import Actor
from backoffice.cards import CardCheck, CardResult
from backoffice.errors import UnknownCard
from tests.backoffice.desk import ADMIN, Desk

ROLL = """number,name,group,id_last4,phone,issued,expires
ZJ0001,欧阳小试,dibao,123X,13800000000,2024-05-01,2029-04-30
ZJ0002,试样二,残疾,0007,,2020-01-01,2025-12-31
ZJ0003,Example Three,tekun,4321,,2026-11-24,2026-11-24
ZJ0004,试样四,下岗,1111,,2026-11-25,2030-01-01
"""

CHECKS = [
    ("last four of the identity number", "ZJ0001", "123X", CardResult.VALID),
    ("small x", "ZJ0001", "123x", CardResult.VALID),
    ("full width", "ＺＪ０００１", "１２３Ｘ", CardResult.VALID),
    ("full name", "ZJ0001", "欧阳小试", CardResult.VALID),
    ("name with spaces", "zj 0001", " 欧阳 小试 ", CardResult.VALID),
    ("name in other case", "ZJ0003", "example three", CardResult.VALID),
    ("only valid today", "ZJ0003", "4321", CardResult.VALID),
    ("expired", "ZJ0002", "0007", CardResult.EXPIRED),
    ("not yet in force", "ZJ0004", "1111", CardResult.EXPIRED),
    ("half the name", "ZJ0001", "欧阳", CardResult.NOT_FOUND_OR_MISMATCH),
    ("somebody else's number", "ZJ0001", "0007", CardResult.NOT_FOUND_OR_MISMATCH),
    ("no second factor", "ZJ0001", "", CardResult.NOT_FOUND_OR_MISMATCH),
    ("spaces only", "ZJ0001", "   ", CardResult.NOT_FOUND_OR_MISMATCH),
    ("expired and wrong", "ZJ0002", "9999", CardResult.NOT_FOUND_OR_MISMATCH),
    ("not on the roll", "ZJ9999", "123X", CardResult.NOT_FOUND_OR_MISMATCH),
    ("no number", "", "123X", CardResult.NOT_FOUND_OR_MISMATCH),
]


@pytest.fixture
def roll(desk: Desk) -> Desk:
    """The desk with a roll of four synthetic cards."""
    with desk.database.write() as c:
        assert desk.office.cards.import_csv(c, ROLL, ADMIN).added == 4
    return desk


def check(desk: Desk, number: str, second: str, talk: str = "talk") -> CardCheck:
    with desk.database.write() as c:
        return desk.office.cards.check(c, number, second, talk)


def card_id(desk: Desk, number: str, second: str) -> int:
    return int(check(desk, number, second).card_id or 0)


@pytest.mark.parametrize(("what", "number", "second", "result"), CHECKS, ids=[row[0] for row in CHECKS])
def test_a_card_is_checked_by_number_and_second_factor(
    roll: Desk, what: str, number: str, second: str, result: CardResult
) -> None:
    assert check(roll, number, second).result is result


def test_a_valid_card_tells_group_and_last_day_and_not_the_holder(roll: Desk) -> None:
    checked = check(roll, "ZJ0001", "123X")
    assert (checked.group, checked.expires_on) == ("dibao", date(2029, 4, 30))
    assert set(vars(checked)) == {"result", "card_id", "group", "expires_on"}


def test_an_unknown_number_and_a_wrong_second_factor_get_the_same_answer(roll: Desk) -> None:
    assert check(roll, "ZJ9999", "123X") == check(roll, "ZJ0001", "9999")


def test_one_nuisance_does_not_lock_the_holder_out(roll: Desk) -> None:
    for n in range(6):
        check(roll, "ZJ0001", f"000{n}", "nuisance")
    assert check(roll, "ZJ0001", "123X", "nuisance").result is CardResult.TOO_MANY_ATTEMPTS
    assert check(roll, "ZJ0001", "123X", "holder").result is CardResult.VALID


def test_twenty_failures_an_hour_close_a_number_for_every_conversation(roll: Desk) -> None:
    for n in range(20):
        assert check(roll, "ZJ0001", f"{n:04}", f"talk {n}").result is CardResult.NOT_FOUND_OR_MISMATCH
    assert check(roll, "ZJ0001", "123X", "another").result is CardResult.TOO_MANY_ATTEMPTS
    assert check(roll, "ZJ0002", "0007", "another").result is CardResult.EXPIRED
    roll.clock.move(minutes=61)
    assert check(roll, "ZJ0001", "123X", "another").result is CardResult.VALID


def test_five_failures_an_hour_close_a_conversation_for_every_number(roll: Desk) -> None:
    for n in range(5):
        check(roll, f"ZJ700{n}", "123X", "prober")
    assert check(roll, "ZJ0001", "123X", "prober").result is CardResult.TOO_MANY_ATTEMPTS
    assert check(roll, "ZJ0001", "123X", "holder").result is CardResult.VALID


def test_a_closed_number_that_is_not_on_the_roll_looks_the_same(roll: Desk) -> None:
    for n in range(20):
        check(roll, "ZJ9999", "123X", f"talk {n}")
    assert check(roll, "ZJ9999", "123X", "another") == CardCheck(CardResult.TOO_MANY_ATTEMPTS)


def test_tries_while_closed_do_not_prolong_the_lock_and_successes_do_not_count(roll: Desk) -> None:
    for _ in range(8):
        assert check(roll, "ZJ0001", "123X").result is CardResult.VALID
    for _ in range(9):
        check(roll, "ZJ0001", "9999")
    assert roll.count(tables.card_attempt) == 5


def test_a_lost_card_opens_nothing(roll: Desk) -> None:
    number = card_id(roll, "ZJ0001", "123X")
    with roll.database.write() as c:
        token = roll.office.cards.token(c, number)
        roll.office.cards.report_lost(c, number, Actor.staff("s1"))
        assert roll.office.cards.public_status(c, token) == "not_valid"
    assert check(roll, "ZJ0001", "123X").result is CardResult.LOST
    assert check(roll, "ZJ0001", "9999").result is CardResult.NOT_FOUND_OR_MISMATCH, "it is told to its holder alone"
    assert roll.actions(f"card:{number}") == ["card_lost"]


def test_a_scanned_card_tells_valid_or_not_valid_and_nothing_else(roll: Desk) -> None:
    ids = card_id(roll, "ZJ0001", "123X"), card_id(roll, "ZJ0002", "0007")
    cards = roll.office.cards
    with roll.database.read() as c:
        valid, expired = (cards.token(c, number) for number in ids)
        public_id, _, signature = valid.partition(".")
        answers = [
            cards.public_status(c, token)
            for token in (
                valid,
                expired,
                public_id,
                f"{public_id}.",
                f"{public_id}.{signature[:-1]}",
                f"x{valid}",
                f".{signature}",
                "",
                "不是令牌.不是签名",
            )
        ]
    assert answers == ["valid"] + ["not_valid"] * 8
    assert "ZJ0001" not in valid


def test_a_card_that_does_not_exist_has_no_token(roll: Desk) -> None:
    with roll.database.write() as c:
        with pytest.raises(UnknownCard):
            roll.office.cards.token(c, 404)
        with pytest.raises(UnknownCard):
            roll.office.cards.report_lost(c, 404, ADMIN)


def test_staff_find_a_card_by_number_or_name_and_the_look_is_logged(roll: Desk) -> None:
    with roll.database.write() as c:
        by_number = roll.office.card_desk.find(c, "zj 0002", Actor.staff("s1"))
        by_name = roll.office.card_desk.find(c, "欧阳 小试", Actor.staff("s1"))
        nobody = roll.office.card_desk.find(c, "欧阳", Actor.staff("s1"))
        nothing = roll.office.card_desk.find(c, " ", Actor.staff("s1"))
    assert [(card.number, card.name, card.state) for card in (*by_number, *by_name)] == [
        ("ZJ0002", "试样二", "expired"),
        ("ZJ0001", "欧阳小试", "in_force"),
    ]
    assert (nobody, nothing) == ([], [])
    assert roll.actions("cards") == ["cards_imported", "read_personal", "read_personal"]


def test_a_card_that_was_found_again_opens_again_and_the_roll_counts_each_state(roll: Desk) -> None:
    desk, number = roll.office.card_desk, card_id(roll, "ZJ0001", "123X")
    with roll.database.write() as c:
        desk.close(c, number, Actor.staff("s1"))
        lost = desk.counts(c)
        desk.open_again(c, number, Actor.staff("s1"))
        with pytest.raises(UnknownCard):
            desk.open_again(c, 999, Actor.staff("s1"))
        found = desk.counts(c)
    assert (lost.in_force, lost.expired, lost.lost) == (2, 1, 1)
    assert (found.in_force, found.expired, found.lost) == (3, 1, 0)
    assert check(roll, "ZJ0001", "123X").result is CardResult.VALID
    assert roll.actions(f"card:{number}") == ["card_lost", "card_found"]
