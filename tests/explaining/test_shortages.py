"""What is said to be missing before solving is missing in every schedule: no cry of wolf, and no silence either."""

from collections import Counter
from random import Random

import numpy as np
import pytest
from hypothesis import given

from models.instance import Instance, LedgerEntry, Waiver
from models.people import Reviewer
from models.schedule import Status
from scheduler.explaining.shortages import Shortage, shortages
from scheduler.generating import generate_bundled
from scheduler.model import Model
from scheduler.solvers import highs
from scheduler.solvers.options import Options
from scheduler.tables.arrays import Ints
from tests import tiny
from tests.drawing import draw_instance, effort, seeds


def least(model: Model, cost: Ints) -> int | None:
    """The least that any schedule costs; None where there is none."""
    answer = highs.minimise(model, np.arange(len(model)), cost, Options(), None)
    if answer.status == Status.INFEASIBLE:
        return None
    assert answer.status == Status.OPTIMAL
    assert answer.bound is not None
    return answer.bound


def cost_of(model: Model, shortage: Shortage) -> Ints:
    """What is missing at the reviews of a shortage."""
    columns, facts = model.columns, model.facts
    there = np.array([review in shortage.reviews for review in facts.reviews])
    cost = np.zeros(len(model), dtype=np.int64)
    cost[columns.unheld.columns] = there * (1 if shortage.of == "reviews" else facts.review_size)
    if shortage.of == "seats":
        cost[columns.vacancies.columns] = there[columns.vacancies.keys["review"]]
    return cost


def draw_scarce(seed: int) -> Instance:
    """Drawn instances with fewer people, in which something is missing more often."""
    rng = Random(seed)
    instance = draw_instance(rng)
    some = [one for one in instance.reviewers if rng.random() < 0.6]
    return instance.model_copy(update={"reviewers": tuple(some), "fixed": (), "waivers": _of(instance, some)})


def _of(instance: Instance, people: list[Reviewer]) -> tuple[Waiver, ...]:
    ids = {one.id for one in people} | {lead.id for lead in instance.leads}
    return tuple(waiver for waiver in instance.waivers if waiver.person in ids)


def assert_never_cries_wolf(instance: Instance) -> Counter[str]:
    said, model = shortages(instance), Model(instance)
    not_held, empty = least(model, model.costs["reviews-held"]), least(model, model.costs["seats-filled"])
    seen = Counter[str]()
    if not_held is None or empty is None:
        return seen
    assert said.not_held <= not_held
    assert said.empty_seats <= empty
    for shortage in said.found:
        missing = least(model, cost_of(model, shortage))
        assert missing is not None
        assert 0 < shortage.needed - shortage.reached <= missing
        seen[f"{shortage.of} by {shortage.because}"] += 1
    seen["all of the seats that are missing"] = int(0 < empty == said.empty_seats)
    seen["some seat is missing"] = int(empty > 0)
    return seen


@effort(150)
@given(seeds)
def test_it_never_cries_wolf(seed: int) -> None:
    assert_never_cries_wolf(draw_instance(Random(seed)))


def test_nor_where_people_are_scarce_and_there_it_sees_most() -> None:
    seen = Counter[str]()
    for seed in range(250):
        seen += assert_never_cries_wolf(draw_scarce(seed))
    assert min(seen[kind] for kind in ("reviews by dates", "seats by dates", "reviews by leads")) >= 3, seen
    assert seen["seats by loads"] + seen["seats by weeks"] >= 3, seen
    assert seen["all of the seats that are missing"] >= 0.6 * seen["some seat is missing"], seen


def hall(*entries: tiny.Entry) -> Instance:
    """Three reviews of two seats each, which two schools with two reviewers each could join."""
    hosts = [tiny.school(host, km=10 * k) for k, host in enumerate("ABC")]
    guests = [tiny.school("X", km=100, pupils=1200), tiny.school("Y", km=120, pupils=1200)]
    people = [tiny.reviewer(f"R{home}{k}", home) for home in "XY" for k in range(2)]
    reviews = [tiny.review(host, tiny.day(1), tiny.day(3), tiny.day(5), size=2) for host in "ABC"]
    leads = [tiny.lead("L1"), tiny.lead("L2")]
    owing = [LedgerEntry(school=home, debt_brought_in=5, owed=5) for home in "XY"]
    return tiny.instance(*hosts, *guests, *people, *reviews, *leads, *owing, *entries)


def test_six_seats_and_four_reviewers() -> None:
    (found,) = shortages(hall()).found
    assert (found.of, found.because, found.needed, found.reached, found.people) == ("seats", "loads", 6, 4, 4)
    assert found.reviews == ("VA", "VB", "VC")


def test_a_second_review_from_each_is_enough() -> None:
    assert shortages(hall(tiny.policy(**{"reviewer-load": {"reviews": 2}}))).found == ()


def test_three_reviews_in_two_weeks_and_one_lead() -> None:
    instance = hall(tiny.policy(**{"reviewer-load": {"reviews": 2}}))
    weeks = [
        review.model_copy(update={"slots": (tiny.day(1), tiny.day(1, 1), tiny.day(3))}) for review in instance.reviews
    ]
    alone = instance.model_copy(update={"leads": instance.leads[:1], "reviews": tuple(weeks)})
    (found,) = shortages(alone).found
    assert (found.of, found.because, found.needed, found.reached) == ("reviews", "leads", 3, 2)


@pytest.mark.parametrize("rule", ["outside-hub", "locality", "independence", "availability", "phase"])
def test_a_planted_cause_alone_is_seen(rule: str) -> None:
    instance = generate_bundled(f"planted-{rule}")
    people = tuple(one for one in instance.reviewers if one.id == "R0001")
    said = shortages(instance.model_copy(update={"reviewers": people}))
    assert (said.not_held, said.empty_seats) == (1, 1)
    without = instance.policy.model_copy(update={"without": (rule,)})
    assert shortages(instance.model_copy(update={"reviewers": people, "policy": without})).found == ()
