import pytest

from scheduler.words import by_number, count, listed


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


def test_names_in_order_of_their_numbers() -> None:
    names = ["Hub 100", "Hub 10, Kent", "Hub 2, Kent", "Hub", "Hub 10, Bath", "Ash", "Hub 09", "Hub 2"]
    in_order = ["Ash", "Hub", "Hub 2", "Hub 2, Kent", "Hub 09", "Hub 10, Bath", "Hub 10, Kent", "Hub 100"]
    assert sorted(names, key=by_number) == in_order
    assert sorted(["9" * 5000, "1" * 5000], key=by_number)[0] == "1" * 5000
