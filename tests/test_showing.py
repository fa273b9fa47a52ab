from models.instance import Instance, LedgerEntry
from models.network import Phase
from scheduler.plan import Plan
from scheduler.showing.figures import indicators, overview, vacant_seats
from scheduler.showing.table import Table, render
from scheduler.showing.views import VIEWS, by_hub, by_lead, by_reviewer, by_school, by_week
from tests import tiny


def pair() -> Instance:
    """Two schools 40 km apart that review each other; three seats each, for their pupils are unknown."""
    return tiny.instance(
        tiny.school("A"),
        tiny.school("B", km=40, phase=Phase.SPECIAL),
        tiny.review("A"),
        tiny.review("B"),
        tiny.lead("L1", km=10),
        tiny.lead("L2"),
        tiny.reviewer("R1", "A"),
        tiny.reviewer("R2", "B"),
        LedgerEntry(school="A", planned_size=3),
        LedgerEntry(school="B", planned_size=6),
    )


def planned() -> Plan:
    return tiny.plan(pair(), tiny.held("A", "L1", "R2", on=tiny.day(2)), tiny.held("B", "L1", "R1", on=tiny.day(1, 2)))


def figure(plan: Plan, name: str) -> object:
    return next(row[1] for row in indicators(plan).rows if row[0] == name)


def test_the_indicators_stand_beside_the_reports_figures() -> None:
    rows = {row[0]: row[2:] for row in indicators(planned()).rows}
    assert rows["reviews held"] == ("365 (88 %)", None, None)
    assert rows["teams complete"] == ("89 %", "86 %", None)
    assert rows["schools meeting their commitment"] == (None, None, "67 %")
    assert rows["reviewers booked"] == ("943", None, "1,042")
    assert rows["reviews dated"] == (None, None, "97 %")


def test_the_indicators_are_counted() -> None:
    plan = planned()
    assert figure(plan, "reviews dated") == "2 of 2 (100 %)"
    assert figure(plan, "teams complete") == "0 of 2 (0 %)"
    assert figure(plan, "vacant seats") == "7"  # 2 of 3 at A, 5 of 6 at B
    assert figure(plan, "schools meeting their commitment") == "1 of 2 (50 %)"  # due: A 3 // 3 = 1, B 6 // 3 = 2
    assert figure(plan, "reviewers booked") == "2 on 2 visits"
    assert figure(plan, "km a visit") == "40.0"
    assert figure(plan, "return visits between hubs") == "1"


def test_a_review_with_a_slot_and_no_lead_is_dated_but_not_held() -> None:
    plan = tiny.plan(pair(), tiny.held("A", None, "R2"))
    assert figure(plan, "reviews dated") == "1 of 2 (50 %)"
    assert figure(plan, "reviews held") == "0 of 2 (0 %)"
    assert figure(plan, "vacant seats") == "9"


def test_one_short_of_all_is_not_shown_as_all() -> None:
    many = tiny.instance(*(tiny.school(f"S{n}") for n in range(300)), tiny.review("S0"), tiny.reviewer("R1", "S1"))
    in_debt = many.model_copy(update={"ledger": (LedgerEntry(school="S1", debt_brought_in=9, owed=9),)})
    schools = tuple(school.model_copy(update={"pupils": 100}) for school in many.schools)
    plan = tiny.plan(in_debt.model_copy(update={"schools": schools}))
    assert figure(plan, "schools meeting their commitment") == "299 of 300 (99.7 %)"


def test_an_empty_schedule_can_be_shown() -> None:
    plan = tiny.plan(pair())
    for tables in (overview(plan), *(view(plan) for view in VIEWS.values())):
        assert render(tables, width=100)
    assert figure(plan, "km a visit") == "no visits"


def test_vacant_seats_are_listed_by_phase_and_hub() -> None:
    by_phase, hubs = vacant_seats(planned())
    assert by_phase.rows == (("primary", 2), ("special", 5))
    assert hubs.rows == (("Hub hub-A", 2), ("Hub hub-B", 5))


def test_by_week_is_in_the_order_of_the_dates() -> None:
    reviews, undated = by_week(planned())
    assert reviews.rows == (
        ("2018-09-03", "Wed-Fri 5 Sep 2018", "School B", "L1", ("R1",), 5),
        ("2018-09-10", "Mon-Wed 10 Sep 2018", "School A", "L1", ("R2",), 2),
    )
    assert undated.rows == ()


def test_by_week_lists_what_has_no_date() -> None:
    _, undated = by_week(tiny.plan(pair(), tiny.held("A", "L1", "R2")))
    assert undated.rows == (("VB", "School B", "autumn"),)


def test_by_school_shows_what_is_received_and_sent() -> None:
    (table,) = by_school(planned())
    assert table.as_data()[1] == {
        "school": "School B",
        "hub": "Hub hub-B",
        "phase": "special",
        "hosts_on": "Wed-Fri 5 Sep 2018",
        "vacant": 5,
        "sends": 1,
        "due": 2,
        "short": 1,
    }


def test_by_reviewer_and_by_lead_show_where_people_go() -> None:
    (reviewers,), (leads,) = by_reviewer(planned()), by_lead(planned())
    assert reviewers.rows[0] == ("R1", "School A", "Wed-Fri 5 Sep 2018", "School B", 40)
    assert leads.rows[0] == ("L1", "Wed-Fri 5 Sep 2018", "School B", "autumn", 30)
    assert leads.note == "Without a review: L2."


def test_by_hub_shows_neighbours_flows_and_returns() -> None:
    hubs, flows, returned = by_hub(planned())
    assert hubs.rows[0] == ("Hub hub-A", 1, 1, 1, ("Hub hub-B 40 km",))
    assert [row[:4] for row in flows.rows] == [("Hub hub-A", "Hub hub-B", 1, 1), ("Hub hub-B", "Hub hub-A", 1, 1)]
    assert flows.note.startswith("100%")
    assert returned.rows == (("Hub hub-A", "Hub hub-B", 1),)


def test_a_long_name_is_wrapped_and_never_cut_nor_read_as_markup() -> None:
    name = "Saint Bartholomew and All the Blessed Martyrs of the Lower Valley [bold]Academy " * 2
    shown = render([Table("T", ("Name", "Other", "Number"), ((name, name, 1234567),))], width=60)
    assert max(map(len, shown.splitlines())) <= 60
    assert "[bold]Academy" in shown
    assert "1,234,567" in shown
    assert shown.count("Martyrs") == 4
