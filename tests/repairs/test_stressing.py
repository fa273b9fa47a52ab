"""Stress: cancellations drawn before publication, each repaired on its own."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from models.calendar import Days
from models.change import CancelReview, DropOut
from models.instance import Instance, LedgerEntry
from models.planned import ReviewStates, State
from models.schedule import Certificate, GoalResult, Schedule, Status
from scheduler.cli import main
from scheduler.plan import Plan
from scheduler.repairs.stressing import (
    Answer,
    Chances,
    Run,
    Step,
    Stressed,
    Tried,
    draw,
    is_proven,
    reserve_list,
    stress,
    try_one,
    where_newcomers_help,
)
from scheduler.showing.changed.repairs import proof
from scheduler.showing.changed.stressed import stressed
from scheduler.showing.table import Table
from scheduler.storage import dumps
from tests import tiny
from tests.solving import PLAIN

PLAN = tiny.schedule(tiny.held("A", "L1", "R2", "R3", on=tiny.day(3)))
EVERY_REVIEW = Chances(cancelled_percent=100, incomplete_percent=0, notice_days=7)
CANCELLED = CancelReview(notice=tiny.day(2), review="VA", reason="ofsted")


def in_need_of_a_reserve(**of_r4: bool) -> Instance:
    """A's review can move only to when R2 is away; R4 of D, 40 km off, would stand in. No school is due to send."""
    return tiny.instance(
        tiny.school("A", pupils=200),
        tiny.school("B", km=20),
        tiny.school("C", km=60),
        tiny.school("D", km=40),
        tiny.review("A"),
        tiny.lead("L1"),
        tiny.reviewer("R2", "B", away=(Days(first=tiny.day(4), last=tiny.AUTUMN.last_day),)),
        tiny.reviewer("R3", "C"),
        tiny.reviewer("R4", "D", **of_r4),
        *(LedgerEntry(school=school, planned_size=1) for school in "BCD"),
    )


# Repairing


@pytest.mark.parametrize("reserve", [True, False])
def test_a_cancelled_review_is_held_again_by_somebody_new_or_with_a_seat_less(reserve: bool) -> None:
    """L1, R2 and R3 are told of the date that is lost; R4 is told, too, if they can be asked."""
    instance = in_need_of_a_reserve(reserve=reserve)
    assert try_one((instance, PLAN, PLAIN), CANCELLED) == Tried(
        CANCELLED,
        Answer(proven=True, people=4, newcomers=frozenset({"R4"})),
        Answer(proven=True, people=3, seats=1),
    )


def test_who_drops_out_is_stood_in_for_by_somebody_new_or_their_seat_stays_empty() -> None:
    """R4 alone is told; R2, who drops out, knows."""
    dropped = DropOut(notice=tiny.day(2), review="VA", person="R2")
    assert try_one((in_need_of_a_reserve(reserve=True), PLAN, PLAIN), dropped) == Tried(
        dropped,
        Answer(proven=True, people=1, newcomers=frozenset({"R4"})),
        Answer(proven=True, people=0, seats=1),
    )


def test_what_nobody_new_comes_to_is_repaired_once() -> None:
    """R1 and L1 come on another day."""
    instance = tiny.instance(
        tiny.school("A", pupils=200),
        tiny.school("B", km=20),
        tiny.review("A", size=1),
        tiny.lead("L1"),
        tiny.reviewer("R1", "B"),
    )
    schedule = tiny.schedule(tiny.held("A", "L1", "R1", on=tiny.day(3)))
    assert try_one((instance, schedule, PLAIN), CANCELLED) == Tried(CANCELLED, Answer(proven=True, people=2))


def test_a_review_cancelled_too_late_in_its_term_is_not_held_again() -> None:
    """Notice on Wednesday 5 December: its tenth school day after is the 19th, from which the host is closed."""
    instance = in_need_of_a_reserve()
    closed = tiny.school("A", pupils=200, closed=(Days(first=date(2018, 12, 19), last=date(2018, 12, 21)),))
    instance = instance.model_copy(update={"schools": (closed, *instance.schools[1:])})
    schedule = tiny.schedule(tiny.held("A", "L1", "R3", "R4", on=date(2018, 12, 12)))
    ((change,),) = draw(schedule, EVERY_REVIEW, 0, 1)
    assert (change.notice, try_one((instance, schedule, PLAIN), change).repaired) == (
        date(2018, 12, 5),
        Answer(proven=True, people=3, unheld=1, seats=2),
    )


def known(*goals: tuple[str, int, int], by: tuple[Any, ...] = ("relaxation",)) -> Certificate:
    """(goal, value, bound) of each, in their order. by: who has closed those at their bounds."""
    results = tuple(
        GoalResult(
            goal=goal,
            value=value,
            bound=bound,
            final=value,
            unit="",
            proven=value == bound,
            closed_by=by if value == bound else (),
        )
        for goal, value, bound in goals
    )
    return Certificate(status=Status.FEASIBLE, goals=results, instance_sha256="")


@pytest.mark.parametrize(
    ("certificate", "proven"),
    [
        (known(("reviews-held", 0, 0), ("seats-filled", 1, 1), ("change-kept-small", 4, 4), ("quality", 9, 1)), True),
        (known(("reviews-held", 0, 0), ("seats-filled", 1, 1), ("change-kept-small", 4, 4), by=("CP-SAT",)), False),
        (known(("reviews-held", 0, 0), ("seats-filled", 1, 1), ("change-kept-small", 4, 3)), False),
        (known(("reviews-held", 0, 0), ("seats-filled", 1, 0), ("change-kept-small", 4, 4)), False),
        (known(("change-kept-small", 4, 4), ("seats-filled", 1, 0)), False),
        (known(("reviews-held", 0, 0)), False),
        (None, False),
    ],
)
def test_proven_covers_losses_and_people_told_and_no_later_goal(certificate: Certificate | None, proven: bool) -> None:
    assert is_proven(certificate) == proven


def test_a_review_whose_repair_ran_out_of_time_is_not_said_to_stay_unheld() -> None:
    """Only cancelled and not placed yet, it tells the fewest people that any repair could: that proves nothing.

    So it was of review-136766 in noe-2018-autumn after 4 seconds; after 17, it is held again and nothing is lost.
    """
    stuck = known(
        ("reviews-held", 1, 0), ("seats-filled", 3, 0), ("commitments-met", 2, 0), ("change-kept-small", 10, 10)
    )
    bounds = "reviews-held at least 0, seats-filled at least 0, commitments-met at least 0"
    assert proof(tiny.schedule(certificate=stuck)) == f"people told not proven; {bounds}"
    _, small, _, apart, outcomes, fragile = said_of([Answer(is_proven(stuck), 4, 1, 3, 2)], "A")
    assert apart == (
        "Not proven, and counted as neither repaired nor not: VA. A higher --time-limit-seconds may settle them."
    )
    assert small == "Repaired with at most 5 people told: 0 of 0 (0 %)."
    assert isinstance(outcomes, Table) and isinstance(fragile, Table)
    assert [row[0] for row in outcomes.rows] == ["not proven: neither repaired nor not"]
    assert fragile.rows == ()


def test_an_interrupt_keeps_what_is_known() -> None:
    hosts = "A", "B"
    instance = tiny.instance(*(tiny.school(host) for host in hosts), *(tiny.review(host) for host in hosts))
    schedule = tiny.schedule(*(tiny.held(host, None, on=tiny.day(3)) for host in hosts))

    def interrupt(_: Tried) -> None:
        raise KeyboardInterrupt

    found = stress(instance, schedule, draw(schedule, EVERY_REVIEW, 0, 1), PLAIN, 1, interrupt)
    assert found.interrupted
    assert [one.repaired.proven for one in found.tried.values()] == [True, False]


# Drawing


def reviews(run: Run) -> list[str | None]:
    return [change.review for change in run]


def test_each_review_to_come_may_be_cancelled_some_days_before_its_slot() -> None:
    """What is known already is known: the notice is never before it, and what had begun by then is not cancelled."""
    slots = {"A": tiny.day(1), "B": tiny.day(2), "C": tiny.day(4), "D": None}
    states = (ReviewStates(review="VA", slot=State.DONE),)
    schedule = tiny.schedule(*(tiny.held(host, "L1", on=on) for host, on in slots.items()))
    schedule = schedule.model_copy(update={"states": states})

    def notices(schedule: Schedule, days: int) -> dict[str | None, date]:
        (run,) = draw(schedule, Chances(100, 0, days), 0, 1)
        return {change.review: change.notice for change in run}

    assert notices(schedule, 7) == {"VB": tiny.day(1), "VC": tiny.day(3)}
    assert notices(schedule, 14) == {"VB": tiny.day(1) - timedelta(days=7), "VC": tiny.day(2)}
    known = DropOut(notice=tiny.day(1), person="L1")
    assert notices(schedule.model_copy(update={"changes": (known,)}), 14) == {"VB": tiny.day(1), "VC": tiny.day(2)}
    begun = known.model_copy(update={"notice": tiny.day(2)})
    assert notices(schedule.model_copy(update={"changes": (begun,)}), 14) == {"VC": tiny.day(2)}


def test_as_many_are_cancelled_as_asked_for_and_seed_run_and_review_alone_decide() -> None:
    schedule = tiny.schedule(*(tiny.held(str(n), "L1", "R1") for n in range(1000)))
    half = schedule.model_copy(update={"reviews": schedule.reviews[500:]})

    def cancelled(percent: float, seed: int = 0, runs: int = 1, schedule: Schedule = schedule) -> list[Run]:
        return [*draw(schedule, Chances(percent, 0, 7), seed, runs)]

    assert [len(run) for run in cancelled(100, runs=2)] == [1000, 1000]
    assert cancelled(0, runs=2) == [(), ()]
    first, second = cancelled(12, runs=2)
    assert 90 <= len(first) <= 150  # 120 on average, with a deviation of 10
    assert first != second
    assert cancelled(12) == [first]
    assert cancelled(12, seed=1) != [first]
    assert cancelled(12, schedule=half) == [tuple(one for one in first if int(str(one.review)[1:]) >= 500)]
    assert set(first) < set(cancelled(24)[0])


def test_a_team_that_comes_loses_one_of_its_reviewers_as_often_as_asked_for() -> None:
    schedule = tiny.schedule(*(tiny.held(str(n), "L1", "R1", "R2") for n in range(1000)), tiny.held("X", "L1"))
    (all_,) = draw(schedule, Chances(0, 100, 7), 0, 1)
    assert reviews(all_) == [f"V{n}" for n in range(1000)]
    persons = [change.person for change in all_ if isinstance(change, DropOut)]
    assert set(persons) == {"R1", "R2"}
    assert 450 <= persons.count("R1") <= 550  # 500 on average, with a deviation of 16
    (some,) = draw(schedule, Chances(50, 11, 7), 0, 1)
    dropped = [change for change in some if isinstance(change, DropOut)]
    assert 35 <= len(dropped) <= 75  # 55 on average of those not cancelled, with a deviation of 7
    assert len(set(reviews(some))) == len(some)


# Saying


def said_of(answers: Sequence[Answer], *runs: str) -> list[Table | str]:
    """What is said of one answer for the reviews at A, B, C and so on, without newcomers. runs: the hosts drawn."""
    hosts = "ABCD"[: len(answers)]
    instance = tiny.instance(*(tiny.school(host) for host in hosts), *(tiny.review(host) for host in hosts))
    schedule = tiny.schedule(*(tiny.held(host, "L1", on=tiny.day(3)) for host in hosts))
    ((*changes,),) = draw(schedule, EVERY_REVIEW, 0, 1)
    tried = {change: Tried(change, answer) for change, answer in zip(changes, answers, strict=True)}
    drawn = tuple(tuple(change for change in changes if str(change.review)[1:] in run) for run in runs)
    return [*stressed(Plan(instance, schedule), Stressed(drawn, tried), 5)]


def test_fragile_is_first_what_is_not_held_again_then_what_loses_seats_then_who_is_told() -> None:
    small, many = Answer(proven=True, people=2), Answer(proven=True, people=9)
    less, unheld = Answer(proven=True, people=3, seats=1), Answer(proven=True, people=1, unheld=1, seats=3)
    said, repaired, run, outcomes, shares, fragile, reserves = said_of((small, many, less, unheld), "ABCD", "A")
    assert said == (
        "2 runs: 5 reviews cancelled, 0 reviewers dropping out, each repaired on its own in the schedule as it is."
    )
    assert repaired == "Repaired with at most 5 people told: 2 of 5 (40 %)."
    assert run == "In each run: 1 to 4 of both, 1 of them repaired so."
    assert isinstance(outcomes, Table) and isinstance(shares, Table) and isinstance(fragile, Table)
    assert [str(row[1]) for row in outcomes.rows] == ["3 of 5 (60 %)", "1 of 5 (20 %)", "1 of 5 (20 %)"]
    assert [(row[0], str(row[1])) for row in shares.rows] == [(2, "2 of 5 (40 %)"), (9, "3 of 5 (60 %)")]
    assert fragile.title == "Fragile reviews, worst first: 3 of 4"
    assert [row[0] for row in fragile.rows] == ["VD", "VC", "VB"]
    assert reserves == (
        "A reserve list would not help here: somebody new comes in 0 of 5 (0 %), and nothing more is repaired so."
    )


def test_a_reserve_list_begins_with_whoever_adds_most() -> None:
    """R1 alone saves two; R2 and R3 only together, R2 more often; R4 comes where nobody new is needed."""

    def one(*newcomers: str, alone: Answer | None = None) -> Tried:
        lost = Answer(proven=True, people=3, seats=1)
        return Tried(CANCELLED, Answer(proven=True, people=4, newcomers=frozenset(newcomers)), alone or lost)

    whole = Answer(proven=True, people=5)
    drawn = [one("R3", "R2"), one("R1"), one("R1"), one("R2", "R1"), one("R4", alone=whole)]
    assert [*reserve_list(drawn, 5)] == [Step("R1", 3, 3), Step("R2", 2, 4), Step("R3", 1, 5)]
    assert [step.person for step in reserve_list(drawn, 4)] == ["R1", "R2", "R3", "R4"]
    assert [*reserve_list(drawn, 3)] == []


def test_where_a_list_adds_nothing_it_is_made_for_fewer_people_told() -> None:
    """With the newcomer one person is told, without them two: that is at most 5 either way, and at most 1 only once."""
    new = Answer(proven=True, people=1, newcomers=frozenset({"R4"}))
    drawn = [Tried(CANCELLED, new, Answer(proven=True, people=2)), Tried(CANCELLED, Answer(proven=True, people=0))]
    assert [where_newcomers_help(drawn, most) for most in (0, 1, 2, 5)] == [1, 1, 1, 1]
    assert where_newcomers_help(drawn[1:], 5) == 0
    lost = Answer(proven=True, people=0, seats=1)
    assert where_newcomers_help([*drawn, Tried(CANCELLED, new, lost)], 5) == 5


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["stress", *words])


def test_stress_says_what_a_reserve_list_is_worth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many processes there are."""
    monkeypatch.chdir(tmp_path)
    Path("instance.json").write_text(dumps(in_need_of_a_reserve(reserve=True)))
    Path("plan.json").write_text(dumps(PLAN))
    words = "instance.json", "plan.json", "--runs", "2", "--cancelled-percent", "100", "--deterministic", "--json"
    done, again = run(*words, "--workers", "1"), run(*words, "--workers", "2")
    assert done.exit_code == 0, done.output
    assert done.stdout == again.stdout
    data = json.loads(done.stdout)
    assert data["summary"] == [
        "2 runs: 2 reviews cancelled, 0 reviewers dropping out, each repaired on its own in the schedule as it is.",
        "Repaired with at most 5 people told: 2 of 2 (100 %).",
        "In each run: 1 of both, 1 of them repaired so.",
        "If nobody new can be asked, 0 of 2 (0 %) are repaired with at most 5 told.",
        "With the 1 reserve who agreed already, at least 2 of 2 (100 %).",
        "A reserve list of 1 person raises this from 0 of 2 (0 %) to at least 2 of 2 (100 %).",
    ]
    assert [[row["told_at_most"], row["both"]["part"]] for row in data["shares"]] == [[4, 2]]
    assert [[*row.values()][:5] for row in data["reserves"]] == [[1, "R4", "School D", "yes", 2]]
    assert data["fragile"] == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["instance.json", "plan.json"]


def test_where_nothing_is_cancelled_nothing_is_solved() -> None:
    solution = str(Path(__file__).parents[2] / "solutions" / "four-hubs-term.json")
    done = run("four-hubs-term", solution, "--runs", "3", "--cancelled-percent", "0", "--incomplete-percent", "0")
    said = "3 runs: 0 reviews cancelled, 0 reviewers dropping out, each repaired on its own in the schedule as it is."
    assert (done.exit_code, " ".join(done.stdout.split()), done.stderr) == (0, f"{said} Nothing is changed.", "")


@pytest.mark.parametrize(
    "words",
    [("--runs", "0"), ("--people", "-1"), ("--cancelled-percent", "101"), ("--incomplete-percent", "nan"),
     ("--notice-days", "0"), ("--time-limit-seconds", "inf")],
)  # fmt: skip
def test_wrong_numbers_are_refused(words: tuple[str, str]) -> None:
    done = run("two-schools", "missing.json", *words)
    assert (done.exit_code, done.stdout, words[0] in done.stderr) == (2, "", True)


def test_a_schedule_that_is_not_there_is_refused() -> None:
    done = run("two-schools", "missing.json")
    assert (done.exit_code, done.stdout, "missing.json" in done.stderr) == (2, "", True)
