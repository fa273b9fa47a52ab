import pytest

from scheduler.words import count, listed


@pytest.mark.parametrize(("number", "text"), [(0, "0 seats"), (1, "1 seat"), (2, "2 seats"), (1042, "1,042 seats")])
def test_count(number: int, text: str) -> None:
    assert count(number, "seat") == text


def test_count_of_what_an_s_does_not_make_many() -> None:
    assert (count(1, "breach", "breaches"), count(2, "breach", "breaches")) == ("1 breach", "2 breaches")


@pytest.mark.parametrize(
    ("words", "text"),
    [([], ""), (["R1"], "R1"), (["R1", "R2"], "R1 and R2"), (["R1", "R2", "R3"], "R1, R2 and R3")],
)
def test_listed(words: list[str], text: str) -> None:
    assert listed(words) == text
