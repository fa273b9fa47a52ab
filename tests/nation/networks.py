"""Small networks of several hubs, and the relaxation of one in two districts."""

from typing import Any

from models.instance import Instance, Visit
from models.schedule import PlannedReview
from scheduler.generating import Recipe, generate
from scheduler.nation.bounding import choices
from scheduler.nation.prices import Named
from scheduler.nation.relaxing import Relaxing, Weeks
from scheduler.nation.tasks import Bounding, Place
from scheduler.tables.facts import Facts
from tests.solving import outcome, without_fairness

SEEDS = range(4)


def network(seed: int, **options: Any) -> Instance:
    """A small network of several hubs, without fairness: what is fair depends on the schedule."""
    return without_fairness(network_with_fairness(seed, **options))


def network_with_fairness(seed: int, **options: Any) -> Instance:
    return generate(Recipe("drawn", 36, hubs=6, terms=(1,), leads=5, seed=seed, **options))


def with_earlier_visits(instance: Instance, each: int = 3) -> Instance:
    """Every so many reviewers have been somewhere else this school year."""
    earlier = tuple(
        Visit(person=person.id, host=host.id, home=person.school, school_year=instance.school_year)
        for person, host in zip(instance.reviewers[::each], reversed(instance.schools), strict=False)
        if person.school != host.id
    )
    return instance.model_copy(update={"visits": (*instance.visits, *earlier)})


def planned_whole(instance: Instance) -> list[PlannedReview]:
    found = outcome(instance).schedule
    assert found is not None
    return [each for each in found.reviews if each.slot is not None]


def weeks_of(instance: Instance) -> Weeks:
    """Free as yet."""
    even = float(Facts(instance).reviews_a_week[0])
    return Weeks(even, float(instance.policy.quality.crowded_week_km), {})


def bounded(instance: Instance, prices: Named | None = None, *, apart: bool = False, threads: int = 1) -> Relaxing:
    """The relaxation of a whole network in two districts. apart: neither looks at the other's reviews."""
    halves = [frozenset(school.id for school in instance.schools[k::2]) for k in (0, 1)]
    all_schools, leads = halves[0] | halves[1], frozenset(lead.id for lead in instance.leads)
    places = [
        Place(half if apart else all_schools, all_schools, leads, half | also)
        for half, also in zip(halves, (leads, frozenset[str]()), strict=True)
    ]
    found = [choices(instance, Bounding(place, prices or {})) for place in places]
    return Relaxing(found, weeks_of(instance), threads)
