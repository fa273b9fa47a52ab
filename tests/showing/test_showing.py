import pytest

from models.digest import instance_sha256
from models.instance import Instance, LedgerEntry
from models.network import Phase
from models.schedule import Certificate, GoalResult, Status
from models.slot import SlotLength
from scheduler.goals import GOALS
from scheduler.goals.quality import GOAL as QUALITY
from scheduler.plan import Plan
from scheduler.showing.figures import indicators, travel, vacant_seats
from scheduler.showing.progress import line
from scheduler.showing.summary import achieved, overview
from scheduler.showing.table import Share, Slot, Table, as_csv, as_data, only, render
from scheduler.showing.units import COUNTED
from scheduler.showing.views import VIEWS, by_hub, by_lead, by_reviewer, by_school, by_week
from scheduler.solvers.options import Progress
from tests import tiny

THREE_DAYS = SlotLength()


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


HELD = tiny.held("A", "L1", "R2", on=tiny.day(2)), tiny.held("B", "L1", "R1", on=tiny.day(1, 2))


def planned() -> Plan:
    return tiny.plan(pair(), *HELD)


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
    assert figure(plan, "reviews dated") == Share(2, 2)
    assert figure(plan, "teams complete") == Share(0, 2)
    assert figure(plan, "vacant seats") == Share(7, 9)  # 2 of 3 at A, 5 of 6 at B
    assert figure(plan, "schools meeting their commitment") == Share(1, 2)  # due: A 3 // 3 = 1, B 6 // 3 = 2
    assert figure(plan, "reviewers booked") == 2
    assert figure(plan, "km a visit, one way") == 40.0
    assert figure(plan, "return visits between hubs") == 1


def test_a_review_with_a_slot_and_no_lead_is_dated_but_not_held() -> None:
    plan = tiny.plan(pair(), tiny.held("A", None, "R2"))
    assert figure(plan, "reviews dated") == Share(1, 2)
    assert figure(plan, "reviews held") == Share(0, 2)
    assert figure(plan, "vacant seats") == Share(9, 9)


def test_one_short_of_all_is_not_shown_as_all() -> None:
    many = tiny.instance(*(tiny.school(f"S{n}") for n in range(300)), tiny.review("S0"), tiny.reviewer("R1", "S1"))
    in_debt = many.model_copy(update={"ledger": (LedgerEntry(school="S1", debt_brought_in=9, owed=9),)})
    schools = tuple(school.model_copy(update={"pupils": 100}) for school in many.schools)
    plan = tiny.plan(in_debt.model_copy(update={"schools": schools}))
    assert str(figure(plan, "schools meeting their commitment")) == "299 of 300 (99.7 %)"


def test_an_empty_schedule_can_be_shown() -> None:
    plan = tiny.plan(pair())
    for tables in (overview(plan), *(view(plan) for view in VIEWS.values())):
        assert render(tables, width=100)
    assert figure(plan, "km a visit, one way") == "no visits"


def test_vacant_seats_are_listed_by_phase_and_hub() -> None:
    by_phase, hubs = vacant_seats(planned())
    assert by_phase.rows == (("primary", 2), ("special", 5))
    assert hubs.rows == (("Hub hub-A", 2), ("Hub hub-B", 5))


def test_by_week_is_in_the_order_of_the_dates() -> None:
    reviews, undated = by_week(planned())
    assert reviews.rows == (
        (tiny.day(1), Slot(tiny.day(1, 2), THREE_DAYS), "School B", "L1", ("R1",), 5),
        (tiny.day(2), Slot(tiny.day(2), THREE_DAYS), "School A", "L1", ("R2",), 2),
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
        "hosts": "2018-09-05",
        "vacant": 5,
        "sends": 1,
        "due": 2,
        "short": 1,
    }


def test_by_reviewer_and_by_lead_show_where_people_go() -> None:
    (reviewers,), (leads,) = by_reviewer(planned()), by_lead(planned())
    assert reviewers.rows[0] == ("R1", "School A", Slot(tiny.day(1, 2), THREE_DAYS), "School B", 40)
    assert leads.rows[0] == ("L1", "autumn", Slot(tiny.day(1, 2), THREE_DAYS), "School B", 30)
    assert leads.note.endswith("Without a review: L2.")


def test_by_hub_shows_neighbours_flows_and_returns() -> None:
    hubs, flows, returned = by_hub(planned())
    assert hubs.rows[0] == ("Hub hub-A", 1, 1, 1, ("Hub hub-B 40 km",))
    assert [row[:4] for row in flows.rows] == [("Hub hub-A", "Hub hub-B", 1, 1), ("Hub hub-B", "Hub hub-A", 1, 1)]
    assert flows.note.startswith("100 %")
    assert returned.rows == (("Hub hub-A", "Hub hub-B", 1),)


def test_a_long_name_is_wrapped_and_never_cut_nor_read_as_markup() -> None:
    name = "Saint Bartholomew and All the Blessed Martyrs of the Lower Valley [bold]Academy " * 2
    shown = render([Table("t", "T", ("Name", "Other", "Number"), ((name, name, 1234567),))], width=60)
    assert max(map(len, shown.splitlines())) <= 60
    assert "[bold]Academy" in shown
    assert "1,234,567" in shown
    assert shown.count("Martyrs") == 4


def test_a_table_for_eyes_and_for_machines() -> None:
    rows = (
        (tiny.day(1), Slot(tiny.day(1, 1), THREE_DAYS), Share(1, 2)),
        (tiny.day(1), Slot(tiny.day(1, 2), THREE_DAYS), Share(2, 2)),
    )
    table = Table("weeks", "Weeks", ("Week of", "Slot", "Teams"), rows, grouped=True)
    assert render([table], width=80).splitlines()[3:] == [
        "3 Sep 2018  Tue-Thu 4 Sep  1 of 2 (50 %)",
        "            Wed-Fri 5 Sep  2 of 2 (100 %)",
    ]
    assert as_data(["Said.", table]) == {
        "summary": ["Said."],
        "weeks": [
            {"week_of": "2018-09-03", "slot": "2018-09-04", "teams": {"part": 1, "whole": 2}},
            {"week_of": "2018-09-03", "slot": "2018-09-05", "teams": {"part": 2, "whole": 2}},
        ],
    }


def test_only_rows_that_name_something_are_kept() -> None:
    reviews, undated = only(by_week(planned()), "school b")
    assert [row[2] for row in reviews.rows] == ["School B"]
    assert undated.title == "Every review has a date."
    (people,) = only(by_reviewer(planned()), "5 sep")
    assert [row[0] for row in people.rows] == ["R1"]
    (people,) = only(by_reviewer(planned()), "3 sep")
    assert people.rows == ()
    assert people.title.endswith("booked (tiny, school year 2018-19): nothing about '3 sep'")


def test_what_is_achieved_is_said_with_what_is_missing_and_why() -> None:
    sentences = list(achieved(planned()))
    assert sentences[:3] == [
        "All 2 reviews have a date and a Lead Reviewer.",
        "7 of 9 seats stay empty, at School A (2) and School B (5).",
        "1 reviewer that schools are due to send is missing: School B (sends 1 of 2; it has only 1 reviewer).",
    ]
    assert next(achieved(tiny.plan(pair()))) == (
        "2 of 2 reviews have no date or no Lead Reviewer: School A (VA) and School B (VB)."
    )


def test_the_parts_of_quality_add_up_to_its_recount() -> None:
    plan = planned()
    *parts, (_, _, _, quality) = travel(plan).rows
    amounts = [row[3] for row in parts]
    assert sum(amount for amount in amounts if isinstance(amount, int)) == quality == tiny.value(QUALITY, pair(), *HELD)
    # two visits of 40 km, leads 10 and 30, primary to special and back; slots: B's is unranked, A's second
    assert amounts == [80, 40, 80, 90, 0, 0]


def test_a_certificate_of_another_schedule_is_not_shown_as_proof() -> None:
    claims = {"status": Status.FEASIBLE, "instance_sha256": instance_sha256(pair())}
    result = GoalResult(
        goal="reviews-held", value=0, bound=0, final=0, unit="reviews", proven=True, closed_by=("relaxation",)
    )
    good = tiny.held("A", "L1", "R2", on=tiny.day(2)), tiny.held("B", "L2", "R1")
    true = tiny.plan(pair(), *good, certificate=Certificate(**claims, goals=(result,)))
    worse = result.model_copy(update={"final": 1, "value": 1, "bound": 1})
    false = tiny.plan(pair(), *good, certificate=Certificate(**claims, goals=(worse,)))
    assert "proven" in render(overview(true), width=100).split("Indicators")[0]
    assert "nothing is proven" in render(overview(false), width=100)
    assert "no schedule holds more" not in render(overview(false), width=100)


def test_a_broken_rule_is_said_first_of_all() -> None:
    plan = tiny.plan(pair(), tiny.held("A", "L1", "R1"))
    assert "BROKEN: host-week, locality and outside-hub." in render(overview(plan), width=100)


@pytest.mark.parametrize(
    ("progress", "text"),
    [
        (Progress(1.5, "relaxation"), "    1.5 s  relaxation: how good can any schedule be? All goals together"),
        (
            Progress(2, "relaxation", "quality", 90, 80, 0.1),
            "    2.0 s  relaxation  quality  best 90  bound 80  gap 10.00 %",
        ),
        (Progress(3, "decided", "quality", 80, 80, 0.0), "    3.0 s  decided  quality  best 80  bound 80  proven"),
        (
            Progress(4, "relaxation", "fairness", 12_345, 10_000, 0.19),
            "    4.0 s  relaxation  fairness  best 12.3 km  bound 10.0 km  gap 19.00 %",
        ),
    ],
)
def test_progress_is_said_in_a_line(progress: Progress, text: str) -> None:
    assert line(progress) == text


def test_every_goal_has_words_for_what_it_counts() -> None:
    assert list(COUNTED) == [goal.id for goal in GOALS]


EVIL = "Evil\x1b]0;owned\x07 \x9b31m School\u202e"


@pytest.mark.parametrize("colour", [False, True])
def test_names_cannot_act_on_the_terminal(colour: bool) -> None:
    table = Table("evil", EVIL, ("School",), ((EVIL,), ((EVIL, "b"),)), note=EVIL)
    text = render([table, EVIL], width=100, colour=colour)
    assert text.count(r"Evil\x1b]0;owned\x07 \x9b31m School\u202e") == 5
    plain = text.replace("\x1b[1m", "").replace("\x1b[0m", "")  # bold headings
    assert not set(plain) & set("\x1b\x07\x9b\u202e")
    assert as_data([table])["evil"][0]["school"] == EVIL
    assert EVIL in as_csv(table)
