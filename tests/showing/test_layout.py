"""Columns that fit: the widest gives way first, what is long is wrapped, nothing is cut."""

from io import StringIO

import pytest
from rich.console import Console

from scheduler.showing.layout import Layout, fitting


def lines(row: tuple[str, ...], width: int, right: tuple[bool, ...], whole: tuple[bool, ...]) -> list[str]:
    layout = Layout([row], right, whole, Console(file=StringIO(), width=width))
    return list(layout.lines(row))


@pytest.mark.parametrize(
    ("needed", "whole", "room", "widths"),
    [
        ([5, 9], [False, False], 14, [5, 9]),
        ([5, 9], [False, False], 13, [5, 8]),
        ([5, 9], [False, False], 8, [4, 4]),
        ([5, 9], [False, True], 11, [2, 9]),
        ([5, 9], [False, True], 10, [1, 9]),
        ([5, 9], [False, True], 9, [1, 8]),
        ([5, 9], [False, False], 0, [1, 1]),
    ],
)
def test_the_widest_column_gives_way_and_what_is_whole_comes_last(
    needed: list[int], whole: list[bool], room: int, widths: list[int]
) -> None:
    assert fitting(needed, whole, room) == widths


def test_what_is_long_is_wrapped_at_words_and_else_folded() -> None:
    assert lines(("St Mary the Less", "12"), 12, (False, True), (False, True)) == ["St Mary   12", "the Less    "]
    assert lines(("Llanfair", "12"), 9, (False, True), (False, True)) == ["Llanf  12", "air      "]


def test_line_breaks_and_tabs_keep_the_columns_straight() -> None:
    assert lines(("a\nb", "c"), 20, (False, False), (False, False)) == ["a   c", "b    "]
    assert "\t" not in "".join(lines(("a\tb", "c"), 20, (False, False), (False, False)))


def test_wide_letters_take_two_columns() -> None:
    assert lines(("\N{HIRAGANA LETTER A}", "c"), 20, (True, False), (False, False)) == ["\N{HIRAGANA LETTER A}  c"]


def test_headings_of_numbers_break_before_texts_are_slivers() -> None:
    """16 letters of a text can be read: "Km in 3 years" gives up its 13 columns for the 5 of "years" then."""
    assert fitting([40, 13], [False, True], 29, [40, 5]) == [16, 13]
    assert fitting([40, 13], [False, True], 24, [40, 5]) == [16, 8]
    assert fitting([40, 13], [False, True], 15, [40, 5]) == [10, 5]
