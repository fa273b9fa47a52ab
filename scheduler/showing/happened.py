"""What really happened at reviews, where it was not what was planned."""

from collections.abc import Iterator

from scheduler.plan import Held, Plan
from scheduler.showing.table import Slot, Table

ABSENT, REPLACED = "absent", "replaced"


def otherwise(plan: Plan) -> Iterator[Table]:
    """Who did not come, and who came instead, by date; no table where all came who were planned."""
    absent = {states.review: states.absent for states in plan.schedule.states if states.absent}
    held = sorted((one for one in plan.held if one.review.id in absent), key=lambda one: (one.slot, one.host.name))
    if held:
        yield Table(
            key="happened",
            title="What happened otherwise than planned",
            columns=("Review", "Host", "Slot", "Planned", "Happened", "Instead"),
            rows=tuple(
                (
                    one.review.id,
                    one.host.name,
                    Slot(one.slot, one.length),
                    _planned(one, person),
                    _what(instead),
                    instead,
                )
                for one in held
                for person, instead in absent[one.review.id].items()
            ),
            note="Accounts, visits and experience count what happened. All others came.",
        )


def _planned(held: Held, person: str) -> str:
    return f"{person}, lead" if held.lead is not None and held.lead.id == person else person


def _what(instead: str | None) -> str:
    return ABSENT if instead is None else REPLACED
