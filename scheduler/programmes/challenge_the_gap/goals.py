"""Challenge the Gap's goals: schools placed, workshops dated, short ways and mixed clusters."""

from collections.abc import Iterator

import numpy as np

from models.finding import Finding
from models.policy import QUALITY_GOAL
from models.programmes.challenge_the_gap import ChallengeTheGap
from scheduler.programmes.challenge_the_gap.columns import Columns
from scheduler.programmes.common.placed import all_placed
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeGoal, cost
from scheduler.tables.arrays import Ints
from scheduler.tables.rows import Rows
from scheduler.words import count


def _undated(joined: Joined[ChallengeTheGap]) -> Iterator[Finding]:
    for group in joined.groups:
        missing = joined.instance.policy.workshops.days - len(group.meetings)
        if missing > 0:
            said = f"The cluster at {joined.where(group)} has {count(missing, 'workshop')} too few."
            yield cost("workshops-dated", (group.id,), missing, said)


def _quality(joined: Joined[ChallengeTheGap]) -> Iterator[Finding]:
    for group in joined.groups:
        place = group.place or group.id
        for member in group.members:
            km = joined.km(member, place)
            if km:
                said = f"{joined.name(member)} travels {km} km to {joined.name(place)}."
                yield cost(QUALITY_GOAL, (group.id, member), km, said)
        phases = {joined.instance.school_by_id[member].phase for member in group.members}
        price = joined.instance.policy.quality.one_phase_km
        if len(phases) == 1 and price:
            said = f"The cluster at {joined.name(place)} is of one phase only: {price} km."
            yield cost(QUALITY_GOAL, (group.id,), price, said)


def _quality_costs(columns: Columns) -> Ints:
    km = columns.km[columns.joins.keys["school"], columns.joins.keys["place"]]
    return columns.costs((columns.joins, km), (columns.one_phase, columns.instance.policy.quality.one_phase_km))


def _undated_rows(columns: Columns) -> Iterator[Rows]:
    days = columns.instance.policy.workshops.days
    yield columns.undated.sum_by("place") + columns.dates.sum_by("place") - days * columns.runs.sum_by("place") >= 0


def _one_phase_rows(columns: Columns) -> Iterator[Rows]:
    """A cluster that runs is of one phase, unless somebody of another is in it: a row for each cluster and phase."""
    phases = int(columns.phase.max(initial=0)) + 1
    joins = columns.joins
    join, other = np.nonzero(columns.phase[joins.keys["school"]][:, None] != np.arange(phases))
    of_others = joins.where(join).with_key("phase", other, phases)
    place, phase = np.divmod(np.arange(columns.n["place"] * phases), phases)
    runs, alone = (block.where(place).with_key("phase", phase, phases) for block in (columns.runs, columns.one_phase))
    both = of_others.sum_by("place", "phase") + alone.sum_by("place", "phase")
    yield both - runs.sum_by("place", "phase") >= 0


GOALS = (
    all_placed(
        "schools-placed",
        sentence="As many schools as possible are in a cluster.",
        unit="schools not placed",
        without="is in no cluster",
    ),
    ProgrammeGoal(
        id="workshops-dated",
        sentence=lambda policy: (
            f"As many of the {policy.workshops.days} workshops of each cluster as possible have a date."
        ),
        unit="workshops without a date",
        recount=_undated,
        costs=lambda columns: columns.costs((columns.undated, 1)),
        rows=_undated_rows,
    ),
    ProgrammeGoal(
        id=QUALITY_GOAL,
        sentence=lambda policy: (
            "As few km as possible from all schools to their workshop schools; a cluster of one phase only counts "
            f"{policy.quality.one_phase_km} km."
        ),
        unit="km",
        recount=_quality,
        costs=_quality_costs,
        rows=_one_phase_rows,
    ),
)
