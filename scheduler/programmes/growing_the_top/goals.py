"""Growing the Top's goals: schools in a trio, visits dated, short ways between schools of like size."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from models.finding import Finding
from models.policy import FAIRNESS_GOAL, QUALITY_GOAL
from models.programmes.growing_the_top import GrowingTheTop
from scheduler.programmes.common.placed import all_placed
from scheduler.programmes.growing_the_top.columns import Columns
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeGoal, cost
from scheduler.tables.arrays import Ints
from scheduler.tables.rows import Rows


def _undated(joined: Joined[GrowingTheTop]) -> Iterator[Finding]:
    for group in joined.groups:
        visited = {visit.at for visit in group.meetings}
        for school in group.members:
            if school not in visited:
                yield cost("visits-dated", (group.id, school), 1, f"The visit to {joined.name(school)} has no date.")


def _quality(joined: Joined[GrowingTheTop]) -> Iterator[Finding]:
    """Both visit each other, so a pair's km count twice."""
    schools, pupils_a_km = joined.instance.school_by_id, joined.instance.policy.quality.pupils_a_km
    for group in joined.groups:
        for one, other in combinations(group.members, 2):
            names, km = f"{joined.name(one)} and {joined.name(other)}", joined.km(one, other)
            if km:
                yield cost(QUALITY_GOAL, (group.id, one, other), 2 * km, f"{names} visit each other, {km} km away.")
            sizes = [schools[each].pupils for each in (one, other)]
            differ = abs(sizes[0] - sizes[1]) if sizes[0] is not None and sizes[1] is not None else 0
            if differ >= pupils_a_km:
                said = f"{names} differ by {differ} pupils."
                yield cost(QUALITY_GOAL, (group.id, one, other), differ // pupils_a_km, said)


def _fairness(joined: Joined[GrowingTheTop]) -> Iterator[Finding]:
    """The school that travels most; of several the first."""
    travelled = {
        one: sum(joined.km(one, other) for other in group.members) for group in joined.groups for one in group.members
    }
    worst = max(travelled, key=travelled.__getitem__, default="")
    if travelled.get(worst):
        said = f"{joined.name(worst)} travels most: {travelled[worst]} km."
        yield cost(FAIRNESS_GOAL, (worst,), travelled[worst], said)


def _undated_rows(columns: Columns) -> Iterator[Rows]:
    dated = columns.undated.sum_by("school") + columns.visits.sum_by("school")
    yield dated - columns.members.sum_by("school") >= 0


def _quality_costs(columns: Columns) -> Ints:
    pupils = np.array([np.nan if one.pupils is None else one.pupils for one in columns.instance.schools])
    differ = np.nan_to_num(np.abs(pupils[:, None] - pupils)).astype(np.int64)
    a_pair = 2 * columns.km + differ // columns.instance.policy.quality.pupils_a_km
    return columns.costs((columns.trios, columns.sets.between(a_pair)))


def _furthest_rows(columns: Columns) -> Iterator[Rows]:
    """No school travels further than the furthest."""
    every = np.arange(columns.n["school"])
    furthest = columns.furthest.where(every * 0).with_key("school", every, len(every))
    travelled = columns.members.sum_by("school", factors=columns.member_km)
    yield furthest.sum_by("school") - travelled >= 0


GOALS = (
    all_placed(
        "schools-in-a-trio",
        sentence="As many schools as possible are in a trio.",
        unit="schools in no trio",
        without="is in no trio",
    ),
    ProgrammeGoal(
        id="visits-dated",
        sentence=lambda _: "As many visits as possible have a date.",
        unit="visits without a date",
        recount=_undated,
        costs=lambda columns: columns.costs((columns.undated, 1)),
        rows=_undated_rows,
    ),
    ProgrammeGoal(
        id=QUALITY_GOAL,
        sentence=lambda policy: (
            "As few km as possible to all visits; two schools of a trio that differ in size count 1 km for each "
            f"{policy.quality.pupils_a_km} pupils."
        ),
        unit="km",
        recount=_quality,
        costs=_quality_costs,
    ),
    ProgrammeGoal(
        id=FAIRNESS_GOAL,
        sentence=lambda _: "The school that travels most has as few km as possible.",
        unit="km of the school that travels most",
        recount=_fairness,
        costs=lambda columns: columns.costs((columns.furthest, 1)),
        rows=_furthest_rows,
    ),
)
