"""What is told of an identity number that cannot be right; all numbers are synthetic."""

from datetime import date

import pytest

from nlu.parsers.id_number import fault_of

TODAY = date(2026, 11, 24)
FAULTS = [
    ("11010119900307803X", None),
    ("110101 19900307 803x", None),
    ("110101199003078031", "check"),
    ("我的是110101199003078031", "check"),
    ("110101900307803", "length"),  # the fifteen digits of before 1999
    ("1101011990030780", "length"),
    ("1101011990030780312", "length"),
    ("110101199013078035", "birth"),
    ("110101209903078033", "birth"),
    ("忘了", None),
    ("13800001234", None),
    ("", None),
]


@pytest.mark.parametrize(("answer", "fault"), FAULTS)
def test_the_fault_of_a_number_is_named(answer: str, fault: str | None) -> None:
    assert fault_of(answer, TODAY) == fault
