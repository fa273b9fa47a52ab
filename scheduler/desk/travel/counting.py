"""An instance whose journeys count by road: which are needed, which are measured, and the instance that says so."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from models.instance import Instance
from models.network import School
from models.people import Lead
from models.policy import Travel
from models.problem import InvalidInput
from models.references import travel_problems
from models.travel import Matrix
from scheduler.words import count

Counted = Literal["road", "minutes"]


def travel_file(workbook: Path) -> Path:
    """Where a workbook's journeys stand: spring.travel.csv beside spring.xlsx."""
    return workbook.with_name(f"{workbook.stem}.travel.csv")


def counting(instance: Instance, matrix: Matrix, by: Counted, straight_factor: float | None = None) -> Instance:
    """The instance with these journeys, counted so. straight_factor: of those not measured; None: as it is.

    Raises:
        InvalidInput: nothing was measured so.
    """
    factor = instance.policy.travel.straight_factor if straight_factor is None else straight_factor
    policy = instance.policy.model_copy(update={"travel": Travel(by=by, straight_factor=factor)})
    counted = instance.model_copy(update={"policy": policy, "travel": matrix})
    problems = tuple(travel_problems(counted))
    if problems:
        raise InvalidInput(problems)
    return counted


def homes(instance: Instance) -> Iterator[School | Lead]:
    """From where somebody may travel: reviewers' schools, homes of this year's visits, and leads."""
    sending = {reviewer.school for reviewer in instance.reviewers} | {visit.home for visit in instance.visits}
    yield from (school for school in instance.schools if school.id in sending)
    yield from instance.leads


def hosts(instance: Instance) -> Iterator[School]:
    """To where: schools that are reviewed, or were."""
    hosting = {review.host for review in instance.reviews} | {visit.host for visit in instance.visits}
    yield from (school for school in instance.schools if school.id in hosting)


def coverage(instance: Instance) -> str:
    """How many of the journeys that there may be were measured, as the policy counts them."""
    pairs = [(home.id, host.id) for home in homes(instance) for host in hosts(instance) if home.id != host.id]
    missing = sum(instance.measured(*pair) is None for pair in pairs)
    factor = f"each counts {instance.policy.travel.straight_factor:g} times its straight km"
    said = f"{missing:,} of them not measured; {factor}" if missing else "all measured"
    return f"{count(len(pairs), 'journey')} that there may be: {said}."
