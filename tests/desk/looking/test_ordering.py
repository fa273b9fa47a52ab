"""Tables in the order of a column."""

from datetime import date

from models.slot import SlotLength
from scheduler.desk.looking.ordering import ordered
from scheduler.showing.table import Share, Slot, Table

THREE_DAYS = SlotLength()

TABLE = Table(
    "things",
    "Things",
    ("Name", "Km", "Slot", "Share"),
    (
        ("Hub 10", 5, Slot(date(2018, 10, 1), THREE_DAYS), Share(1, 2)),
        ("hub 2", None, Slot(date(2018, 9, 3), THREE_DAYS), Share(2, 2)),
        ("Hub 1", 10, None, Share(0, 0)),
    ),
)


def names(by: str) -> list[str]:
    table, beside = ordered(TABLE, ["ten", "two", "one"], by)
    assert [row[0] for row in table.rows] == [{"ten": "Hub 10", "two": "hub 2", "one": "Hub 1"}[one] for one in beside]
    return beside


def test_by_number_by_day_and_by_share() -> None:
    assert names("0") == ["one", "two", "ten"]
    assert names("1") == ["ten", "one", "two"]
    assert names("2") == ["two", "ten", "one"]
    assert names("3") == ["one", "ten", "two"]


def test_from_the_end_what_says_nothing_stands_last_too() -> None:
    assert names("-1") == ["one", "ten", "two"]


def test_what_is_no_column_leaves_it_as_it_is() -> None:
    for by in ("", "4", "-", "x", "--1", "1.5", "9" * 5000, "²"):
        assert names(by) == ["ten", "two", "one"]
