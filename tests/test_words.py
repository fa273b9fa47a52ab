import pytest

from scheduler.words import by_number, count, listed, visible


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


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("St Mary\u2019s\u00a0School", "St Mary\u2019s\u00a0School"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x9b2J\x07\r", "\\x9b2J\\x07\\r"),
        ("a\u202eb\u2066c", "a\\u202eb\\u2066c"),
        ("one\u2028two\u0085three", "one\\u2028two\\x85three"),
        ("a\nb\tc", "a\nb\tc"),
        ("\u0646\u200c\u06a9 \U0001f469\u200d\U0001f393", "\u0646\u200c\u06a9 \U0001f469\u200d\U0001f393"),
        ("\U000e0001", "\\U000e0001"),
    ],
)
def test_what_a_terminal_would_obey_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown
