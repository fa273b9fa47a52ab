import pytest

from scheduler.words import count, listed


@pytest.mark.parametrize(("number", "text"), [(0, "0 seats"), (1, "1 seat"), (2, "2 seats")])
def test_count(number: int, text: str) -> None:
    assert count(number, "seat") == text


@pytest.mark.parametrize(
    ("words", "text"),
    [([], ""), (["R1"], "R1"), (["R1", "R2"], "R1 and R2"), (["R1", "R2", "R3"], "R1, R2 and R3")],
)
def test_listed(words: list[str], text: str) -> None:
    assert listed(words) == text
