from random import Random

import numpy as np
import pytest
from hypothesis import given

from models.finding import Finding
from models.instance import Instance, LedgerEntry, Visit
from models.schedule import Certificate, PlannedReview, Status
from scheduler.goals.fairness import GOAL, fair_visit_m
from scheduler.model import Model
from scheduler.solvers.relaxation import Relaxation
from tests import tiny
from tests.drawing import draw_instance, effort, seeds
from tests.visiting import drawn_visits, point_of


def world(*entries: tiny.Entry, percent: int = 150) -> Instance:
    """Hosts A, B, C stand at 0 km; N1 and N2 come from N, 10 km away, M1 from M, 20 km, and F1 from F, 100 km."""
    return tiny.instance(
        *(tiny.school(host) for host in "ABC"),
        *(tiny.school("N", km=10), tiny.school("M", km=20), tiny.school("F", km=100)),
        *(tiny.review(host) for host in "ABC"),
        tiny.lead("L1", km=500),
        *(tiny.reviewer(person, person[0]) for person in ("N1", "N2", "M1", "F1")),
        tiny.policy(fairness={"fair_percent": percent}),
        *entries,
    )


def held(**teams: str) -> list[PlannedReview]:
    return [tiny.held(host, "L1", *team.split()) for host, team in teams.items()]


def value(instance: Instance, *reviews: PlannedReview, fair_visit_m: int) -> int:
    certificate = Certificate(status=Status.FEASIBLE, fair_visit_m=fair_visit_m, instance_sha256="")
    return sum(finding.amount for finding in GOAL.recount(tiny.plan(instance, *reviews, certificate=certificate)))


@pytest.mark.parametrize(
    ("percent", "teams", "metres"),
    [
        (150, {}, 0),
        (150, {"A": "N1"}, 15_000),
        (100, {"A": "N1 M1"}, 15_000),
        (150, {"A": "N1 N2 F1"}, 60_000),  # 1.5 x 120 km / 3; the lead does not count
        (100, {"A": "N1 N2", "B": "M1"}, 13_333),  # 40 km / 3 = 13,333.3
        (100, {"A": "N1", "B": "N1 M1", "C": "M1 M1 F1"}, 30_000),  # 180 km / 6
        (200, {"A": "N1 M1 M1"}, 33_333),  # 2 x 50 km / 3 = 33,333.3
        (100, {"A": "N1 M1 M1"}, 16_667),  # 50 km / 3 = 16,666.7
    ],
)
def test_fair_distance_a_visit(percent: int, teams: dict[str, str], metres: int) -> None:
    assert fair_visit_m(tiny.plan(world(percent=percent), *held(**teams))) == metres


def test_half_a_metre_is_rounded_up() -> None:
    """16 visits of 10 km, one of them 11 km: 161 km / 16 = 10,062.5 m."""
    instance = world(tiny.school("O", km=11), tiny.reviewer("O1", "O"), percent=100)
    assert fair_visit_m(tiny.plan(instance, *held(A=" ".join(["N1"] * 15 + ["O1"])))) == 10_063


def test_excess_of_reviewers_and_of_schools() -> None:
    # On average 120 / 3 = 40 km, fair is 60: F1 and F travel 40 km too many each.
    assert tiny.value(GOAL, world(), *held(A="N1 N2 F1")) == 40_000 + 40_000
    assert tiny.value(GOAL, world()) == 0


@pytest.mark.parametrize(("fair_m", "excess"), [(20_000, 0), (19_999, 2), (10_000, 20_000), (0, 40_000)])
def test_the_certificates_fair_distance_goes_first(fair_m: int, excess: int) -> None:
    assert value(world(), *held(A="M1"), fair_visit_m=fair_m) == excess


def test_what_is_just_fair_is_no_finding() -> None:
    assert list(GOAL.recount(tiny.plan(world(percent=100), *held(A="M1")))) == []


def test_a_certificate_without_a_fair_distance() -> None:
    certificate = Certificate(status=Status.FEASIBLE, instance_sha256="")
    found = GOAL.recount(tiny.plan(world(), *held(A="N1 N2 F1"), certificate=certificate))
    assert [finding.amount for finding in found] == [40_000, 40_000]


def test_visits_of_one_traveller_are_added_up() -> None:
    # N1 has 10 + 10 km; N1 and N2 together are N's 30 km in three visits.
    assert value(world(), *held(A="N1 N2", B="N1"), fair_visit_m=9_000) == (20_000 - 18_000) + 1_000 + 3_000


@pytest.mark.parametrize(
    ("visit", "excess"),
    [
        (tiny.visit("M1", "B", "M"), 20_000 + 20_000),  # 20 + 20 km in two visits, 20 of them fair
        (tiny.visit("M1", "F", "M"), 80_000 + 80_000),  # 20 + 80 km
        (tiny.visit("M1", "N", "M"), 10_000 + 10_000),  # 20 + 10 km, 10 of them beyond 2 x 10
        (tiny.visit("M1", "N", "M", school_year="2017-18"), 10_000 + 10_000),
        (tiny.visit("M1", "F", None), 10_000 + 10_000),  # as a lead
        (tiny.visit("M1", "B", "N"), 10_000 + 10_000),  # while still at N: M1's 20 + 10 km, M's 20 km
        (tiny.visit("N1", "F", "M"), 10_000 + 80_000),  # somebody else of M's: M1's 20 km, M's 20 + 80 km
        (tiny.visit("F1", "B", "F"), 10_000 + 10_000),  # neither travels in this schedule
    ],
)
def test_this_school_years_earlier_visits_count(visit: Visit, excess: int) -> None:
    assert value(world(visit), *held(A="M1"), fair_visit_m=10_000) == excess


def test_earlier_short_visits_make_up_for_a_long_one() -> None:
    at_n = [tiny.visit("F1", "F", "F") for _ in range(4)]  # 0 km
    assert value(world(), *held(A="F1"), fair_visit_m=20_000) == 2 * 80_000
    assert value(world(*at_n), *held(A="F1"), fair_visit_m=20_000) == 0


def test_a_reviewer_and_a_school_may_share_an_id() -> None:
    assert value(world(tiny.reviewer("M", "M")), *held(A="M M1"), fair_visit_m=19_000) == 1_000 + 1_000 + 2_000


def test_findings() -> None:
    assert list(GOAL.recount(tiny.plan(world(percent=100), *held(A="N1 M1", B="M1 F1")))) == [
        Finding(
            rule="fairness",
            kind="cost",
            about=(traveller,),
            amount=62_500,
            message=f"{who} 100 km in 1 visit this school year, 62.5 km beyond 37.5 km a visit.",
        )
        for traveller, who in (("F1", "F1 travels"), ("F", "All from School F together travel"))
    ]


def test_sentence_and_unit() -> None:
    assert GOAL.sentence(tiny.policy(fairness={"fair_percent": 120})) == (
        "As few metres as possible are travelled this school year, by one reviewer or from one school, "
        "beyond 120 % of the average distance a visit."
    )
    assert GOAL.unit == "metres"


@pytest.mark.parametrize(("due", "excess"), [(1, 15_000 + 15_000), (0, 15_000)])
def test_half_of_two_visits_is_no_visit_after_the_first_where_one_is_due(due: int, excess: int) -> None:
    """Half a visit of 80 km and half one of 20, where 50 are fair: 30 too many, and 30 within, half of each.

    M1 alone exceeds 15 km by half a visit. If M owes nobody, half of both visits may be half of a pair, and M exceeds
    nothing. If one is due, the two halves meet it: they are one visit, half this and half that, and M exceeds 15 km.
    """
    instance = tiny.instance(
        *(tiny.school("M"), tiny.school("A", km=20), tiny.school("B", km=80), tiny.lead("L1")),
        *(tiny.review("A", tiny.day(1)), tiny.review("B", tiny.day(3)), tiny.review("M", tiny.day(5))),
        *(tiny.reviewer("M1", "M"), tiny.reviewer("M2", "M")),
        LedgerEntry(school="M", planned_size=2, debt_brought_in=due, owed=due),
        tiny.policy(commitment={"above_due": 2 - due}),
    )
    model = Model(instance)
    columns = model.columns
    columns.fair_visit_m = 50_000
    assert (columns.facts.due[0, -1], columns.facts.most[0, -1]) == (due, 2)
    model.add((GOAL.id, rows) for rows in GOAL.rows(columns))
    relaxation = Relaxation(model)
    relaxation.limit(columns.shortfalls.columns[:1], np.zeros(1), np.zeros(1))  # M meets its commitment
    assert point_of(relaxation, {"M1 B": 0.5, "M2 A": 0.5}).objective == pytest.approx(excess)


@effort(25)
@given(seeds)
def test_whoever_goes_wherever_no_row_of_fairness_is_broken(seed: int) -> None:
    """Any visits that keep to what a reviewer, a school and a review may have at most."""
    model, rng = Model(draw_instance(Random(seed))), np.random.default_rng(seed)
    model.columns.fair_visit_m = int(rng.integers(1, 80_000))
    before = model.matrix.shape[0]
    model.add((GOAL.id, rows) for rows in GOAL.rows(model.columns))
    sums = (model.matrix @ drawn_visits(model, rng))[before:]
    assert (sums <= model.upper[before:]).all() and (sums >= model.lower[before:]).all()
