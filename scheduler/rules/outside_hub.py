"""outside-hub: no reviewer joins a review in their own hub."""

from collections.abc import Iterator

import numpy as np

from models.finding import Finding
from models.policy import Policy
from scheduler.plan import Plan
from scheduler.rule import Rule
from scheduler.tables.arrays import Bools
from scheduler.tables.candidates import Candidates


def sentence(_: Policy) -> str:
    return "No reviewer joins a review in their own hub."


def check(plan: Plan) -> Iterator[Finding]:
    for seat in plan.counted("outside-hub"):
        if seat.home.hub == seat.held.host.hub:
            hub = plan.instance.hub_by_id[seat.home.hub].name
            yield Finding(
                rule="outside-hub",
                about=seat.about,
                amount=1,
                message=f"{seat.reviewer.id} of {seat.home.name} joins {seat.held.name}: both are in {hub}.",
            )


def forbids(candidates: Candidates) -> Bools:
    return np.asarray(candidates.home_hub == candidates.host_hub)


RULE = Rule(
    id="outside-hub",
    sentence=sentence,
    check=check,
    forbids=forbids,
    needs_dates=False,
    cured_by_people=False,
    of_the_team=False,
    waits_for_others=False,
)
