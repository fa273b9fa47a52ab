"""The greedy coordinator keeps every rule."""

import pytest

from benchmarks.peers.greedy import solve
from models.instance import Instance
from models.schedule import Schedule
from scheduler.checking import check
from scheduler.generating import BUNDLED, Recipe, generate
from scheduler.solvers.options import Options
from scheduler.storage import load_instance

SMALL = [name for name in BUNDLED if not name.startswith("noe-")]


def schedules(instance: Instance) -> list[Schedule]:
    found: list[Schedule | None] = []
    assert solve(instance, Options(), lambda progress: found.append(progress.schedule)) == "done"
    return [schedule for schedule in found if schedule is not None]


@pytest.mark.parametrize("name", SMALL)
def test_it_breaks_no_rule(name: str) -> None:
    instance = load_instance(name)
    found = schedules(instance)
    assert len(found) == 6  # three orders of work, each in two ways
    assert not [breach for schedule in found for breach in check(instance, schedule).breaches]


@pytest.mark.parametrize("single_offer_percent", [0, 50])
def test_it_breaks_no_rule_in_a_year_either(single_offer_percent: int) -> None:
    instance = generate(Recipe("year", 40, terms=(1, 2, 3), single_offer_percent=single_offer_percent, seed=5))
    found = schedules(instance)
    assert not [breach for schedule in found for breach in check(instance, schedule).breaches]
    assert min(check(instance, schedule).values["reviews-held"] for schedule in found) < len(instance.reviews) / 2


def test_it_stops_at_its_limit() -> None:
    instance = load_instance("three-hubs-24")
    assert solve(instance, Options(time_limit_seconds=0.0), lambda progress: None) == "time limit"
