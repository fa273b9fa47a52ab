"""The EAL trial's one goal: arms that are alike in all that is known of their schools."""

from collections.abc import Iterator

import numpy as np

from models.finding import Finding
from models.programmes.eal_trial import EALTrial
from scheduler.programmes.eal_trial.columns import Columns
from scheduler.programmes.eal_trial.covariates import covariates, difference
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeGoal, cost
from scheduler.tables.arrays import Ints
from scheduler.tables.rows import Rows

IMBALANCE = "imbalance"


def differences(joined: Joined[EALTrial]) -> dict[str, int]:
    """By how much the arms differ in each covariate."""
    instance = joined.instance
    nearest = [min(joined.km(member, place) for place in instance.places) for member in instance.members]
    at_a_centre = {member for group in joined.groups if group.place is not None for member in group.members}
    trained = [member in at_a_centre for member in instance.members]
    return {one.name: difference(one.scores, trained) for one in covariates(instance, nearest)}


def _recount(joined: Joined[EALTrial]) -> Iterator[Finding]:
    for name, amount in differences(joined).items():
        if amount:
            said = f"The arms differ in {name} by {amount / 1_000:.3f} standard deviations."
            yield cost(IMBALANCE, (name,), amount, said)


def _costs(columns: Columns) -> Ints:
    return columns.costs((columns.counts, columns.count_costs), (columns.differences, 1))


def _rows(columns: Columns) -> Iterator[Rows]:
    """The numbers of the control arm's schools, and both sides of each difference, rounded down."""
    category, school = columns.of_category.nonzero()
    here = columns.control.where(school).with_key("category", category, columns.n["category"])
    yield columns.counts.sum_by("category") == 1
    yield here.sum_by("category") - columns.counts.sum_by("category", factors=columns.value) == 0
    measures, schools = columns.measure_scores.shape
    score = columns.measure_scores.reshape(-1)
    measure, school = np.divmod(np.arange(measures * schools), schools)
    each = columns.control.where(school).with_key("measure", measure, measures)
    of_control = each.sum_by("measure", factors=schools * score)
    of_all, less = columns.in_control * columns.measure_scores.sum(axis=1), columns.pairs - 1
    times = columns.pairs * columns.differences.sum_by("measure")
    yield times + of_control >= of_all - less
    yield times - of_control >= -of_all - less


GOALS = (
    ProgrammeGoal(
        id=IMBALANCE,
        sentence=lambda _: (
            "The trained and the control arm are as alike as can be: the differences of their means in pupils, km to "
            "the nearest centre, each phase and each region, in standard deviations, are the least in sum."
        ),
        unit="thousandths of a standard deviation",
        recount=_recount,
        costs=_costs,
        rows=_rows,
    ),
)
