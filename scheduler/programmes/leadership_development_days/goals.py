"""Leadership Development Days' goals: pairs placed, hubs that host or attend, short ways and first wishes."""

from collections.abc import Iterator

import numpy as np

from models.finding import Finding
from models.policy import QUALITY_GOAL
from models.programmes.leadership_development_days import LeadershipDevelopmentDays
from scheduler.programmes.common.placed import all_placed
from scheduler.programmes.joined import Joined
from scheduler.programmes.leadership_development_days.columns import Columns
from scheduler.programmes.unit import ProgrammeGoal, cost
from scheduler.tables.arrays import Ints
from scheduler.tables.rows import Rows


def _unreached(joined: Joined[LeadershipDevelopmentDays]) -> Iterator[Finding]:
    instance = joined.instance
    reached = {instance.school_by_id[line.who].hub for line in joined.lines}
    for hub in instance.hubs:
        if hub.id not in reached:
            yield cost("hubs-reached", (hub.id,), 1, f"{hub.name} neither hosts nor attends.")


def _quality(joined: Joined[LeadershipDevelopmentDays]) -> Iterator[Finding]:
    instance, prices = joined.instance, joined.instance.policy.quality
    for group in joined.groups:
        offer = instance.offer_by_id[group.place or group.id]
        for member in group.members:
            wish = instance.wish_of[member]
            km = joined.km(member, offer.id)
            if km:
                yield cost(QUALITY_GOAL, (group.id, member), km, f"{joined.name(member)} travels {km} km.")
            rank = wish.areas.index(offer.area) if offer.area in wish.areas else 0
            if rank and prices.rank_km:
                said = f"{joined.name(member)} goes to {offer.area}, {rank} behind its first wish."
                yield cost(QUALITY_GOAL, (group.id, member), rank * prices.rank_km, said)
            schools = instance.school_by_id[wish.school], instance.school_by_id[offer.school]
            if schools[0].hub == schools[1].hub and prices.own_hub_km:
                said = f"{joined.name(member)} goes to a school of its own hub."
                yield cost(QUALITY_GOAL, (group.id, member), prices.own_hub_km, said)


def _quality_costs(columns: Columns) -> Ints:
    prices, keys = columns.instance.policy.quality, columns.attends.keys
    wish, offer = keys["wish"], keys["offer"]
    own_hub = keys["hub"] == columns.hub_of_host[offer]
    km = columns.km[wish, offer] + prices.rank_km * columns.rank[wish, offer] + prices.own_hub_km * own_hub
    return columns.costs((columns.attends, np.asarray(km)))


def _unreached_rows(columns: Columns) -> Iterator[Rows]:
    reached = columns.runs.sum_by("hub") + columns.attends.sum_by("hub") + columns.unreached.sum_by("hub")
    yield reached >= 1


GOALS = (
    all_placed(
        "pairs-placed",
        sentence="As many pairs as possible go to a day.",
        unit="pairs not placed",
        without="goes nowhere",
    ),
    ProgrammeGoal(
        id="hubs-reached",
        sentence=lambda _: "As many hubs as possible host or attend a day.",
        unit="hubs not reached",
        recount=_unreached,
        costs=lambda columns: columns.costs((columns.unreached, 1)),
        rows=_unreached_rows,
    ),
    ProgrammeGoal(
        id=QUALITY_GOAL,
        sentence=lambda policy: (
            f"As few km as possible; each rank of the wish after the first counts {policy.quality.rank_km} km, "
            f"and a host of the own hub {policy.quality.own_hub_km} km."
        ),
        unit="km",
        recount=_quality,
        costs=_quality_costs,
    ),
)
