"""A name stands beside an id, and nowhere that is no id."""

import pytest

from scheduler.desk.contacts import Contact
from scheduler.desk.naming import Names, pieces, with_id
from tests import tiny

INSTANCE = tiny.instance(
    tiny.school("A"), tiny.review("A"), tiny.reviewer("R1", "A"), tiny.reviewer("12", "A"), tiny.lead("L1")
)
NAMES = Names(
    INSTANCE, {"R1": Contact("Bo Moe"), "L1": Contact("Ann <b>"), "12": Contact("Cy Roe"), "A": Contact("The office")}
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("R1", "Bo Moe (R1)"),
        ("L1 leads R1, R2/R1.", "Ann <b> (L1) leads Bo Moe (R1), R2/Bo Moe (R1)."),
        ("12", "Cy Roe (12)"),
        ("12 km to A", "12 km to A"),
        ("R11 and xR1", "R11 and xR1"),
        ("A", "A"),
        ("", ""),
    ],
)
def test_a_name_stands_beside_each_id_of_somebody_who_is_known(text: str, said: str) -> None:
    assert NAMES(text) == said
    assert "".join(piece for piece, _ in pieces(text, NAMES.by_id)) == text


def test_without_names_all_is_as_it_was() -> None:
    assert Names(INSTANCE, {})("L1 leads R1") == "L1 leads R1"
    assert Names(INSTANCE, {"R1": Contact("", "bo@x.example")})("R1") == "R1"


def test_whose_name_is_their_id_is_called_once() -> None:
    assert (with_id("R1", "R1"), with_id("R1", ""), with_id("R1", "Bo")) == ("R1", "R1", "Bo (R1)")


def test_what_a_name_would_do_to_a_terminal_is_written_out() -> None:
    assert Names(INSTANCE, {"R1": Contact("\u202eoB\x1b")})("R1") == "\\u202eoB\\x1b (R1)"
