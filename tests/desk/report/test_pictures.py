"""What cards, the square of hubs and the calendar draw is what their tables say."""

from datetime import date

from models.calendar import Days
from models.network import Hub
from scheduler.desk.report.calendars import calendars
from scheduler.desk.report.cards import Measure, cards
from scheduler.desk.report.flows import Flow, square
from scheduler.desk.report.marks import Marks
from scheduler.showing.table import Table
from tests import tiny

COLUMNS = "Reviewer", "School", "Km", "Visits"


def test_a_bar_is_as_long_as_its_share_of_the_most() -> None:
    rows = ("Median", None, 30, 1), ("R1", "School A", 60, None), ("R2", "School B", 15, 4)
    (card,) = cards(Table("t", "", COLUMNS, rows), {"R1": "words"})
    assert (card.name, card.of, card.words) == ("R1", "School A", "words")
    assert card.measures == (Measure("Km", "60", "30", 100, 50), Measure("Visits", "none", "1", 0, 25))


def test_the_square_has_every_flow_and_says_what_comes_back() -> None:
    """Shades are quarters of the most: 1 of 8 is in the first, 8 in the last."""
    rows = ("Hub 10", "Hub 2", 8, 1, 30), ("Hub 2", "Hub 10", 1, 8, 30), ("Hub 2", "Hub 3", 5, 0, 9)
    drawn = square(Table("visits", "", ("From", "To", "Visits", "Back", "Km"), rows))
    assert drawn.names == ("Hub 2", "Hub 3", "Hub 10")
    nothing = Flow(0, 0, 0)
    assert drawn.rows == (
        ("Hub 2", (nothing, Flow(5, 0, 3), Flow(1, 8, 1))),
        ("Hub 3", (nothing, nothing, nothing)),
        ("Hub 10", (Flow(8, 1, 4), nothing, nothing)),
    )
    assert square(Table("visits", "", (), ())).names == ()


def test_a_week_without_school_is_said_and_those_outside_the_term_are_there_if_something_is_in_them() -> None:
    closed = tiny.CALENDAR.model_copy(update={"closed": (Days(first=tiny.day(3), last=tiny.day(3, 4)),)})
    term = tiny.AUTUMN.model_copy(update={"last_day": tiny.day(4, 4)})
    schools = tiny.school("A"), tiny.school("B", km=20)
    instance = tiny.instance(*schools, tiny.review("A"), tiny.reviewer("R1", "B"), closed, term)
    plan = tiny.plan(instance, tiny.held("A", None, "R1", on=tiny.day(6, 1)))
    by_hubs, by_leads = calendars(plan, Marks(plan))
    assert [(week.name, week.off) for week in by_hubs.weeks] == [
        *(("3 Sep", False), ("10 Sep", False), ("17 Sep", True), ("24 Sep", False)),
        *(("1 Oct", False), ("8 Oct", False)),
    ]
    (row,) = by_leads.rows
    assert (row.name, [len(cell) for cell in row.cells]) == ("no lead", [0, 0, 0, 0, 0, 1])
    (entry,) = row.cells[-1]
    assert (entry.days, entry.beside, entry.host, entry.mark.week) == (
        *("Tue-Thu", "Hub hub-A", "School A"),
        date(2018, 10, 8),
    )


def test_hubs_of_one_name_have_rows_of_their_own() -> None:
    schools = tiny.school("A"), tiny.school("B", km=20)
    hubs = tuple(Hub(id=f"hub-{id}", name="North") for id in "AB")
    instance = tiny.instance(*schools, tiny.review("A"), tiny.review("B"), hubs=hubs)
    plan = tiny.plan(instance, tiny.held("A", None), tiny.held("B", None))
    by_hubs, _ = calendars(plan, Marks(plan))
    assert [row.name for row in by_hubs.rows] == ["North", "North"]
