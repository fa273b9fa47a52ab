"""Getting Ahead London's goals: participants placed, days dated, short ways to a coach who fits, and the furthest."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from models.finding import Finding
from models.policy import FAIRNESS_GOAL, QUALITY_GOAL
from models.programmes.getting_ahead_london import GettingAheadLondon, GettingAheadLondonPolicy
from scheduler.programmes.common.placed import all_placed
from scheduler.programmes.getting_ahead_london.columns import Columns
from scheduler.programmes.getting_ahead_london.facts import MEETING, SHADOW_DAY, term_of
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeGoal, cost
from scheduler.tables.arrays import Ints
from scheduler.tables.rows import Rows
from scheduler.words import count, listed

PLACED, DATED = "participants-placed", "meetings-dated"


def _undated(joined: Joined[GettingAheadLondon]) -> Iterator[Finding]:
    instance, most = joined.instance, joined.instance.policy.dates.meetings_a_term
    days = [one for group in joined.groups for one in group.meetings]
    shadowing = {who for one in days if one.kind == SHADOW_DAY for who in one.who}
    for who, group in joined.group_of.items():
        if who not in shadowing:
            yield cost(DATED, (group.id, who), 1, f"{joined.name(who)} has no shadow day.")
    for group in joined.groups:
        met = Counter(term_of(instance, one.day) for one in group.meetings if one.kind == MEETING)
        for k, term in enumerate(instance.terms):
            if met[k] < most:
                said = f"The group of {joined.where(group)} has {count(most - met[k], 'meeting')} too few in {term.id}."
                yield cost(DATED, (group.id, term.id), most - met[k], said)


def _quality(joined: Joined[GettingAheadLondon]) -> Iterator[Finding]:
    instance, price = joined.instance, joined.instance.policy.quality.other_area_km
    for group in joined.groups:
        coach, name = group.place or "", joined.where(group)
        areas = set(instance.coach_by_id[coach].areas) if coach in instance.coach_by_id else set()
        for member in group.members:
            if km := joined.km(member, coach):
                yield cost(QUALITY_GOAL, (group.id, member), km, f"{joined.name(member)} travels {km} km to {name}.")
            lacking = sorted(set(instance.participant_by_id[member].wishes) - areas)
            if lacking and price:
                said = f"{joined.name(member)} wishes {listed(lacking)}, which is not {name}'s: {price} km each."
                yield cost(QUALITY_GOAL, (group.id, member), price * len(lacking), said)


def _furthest(joined: Joined[GettingAheadLondon]) -> Iterator[Finding]:
    pairs = [(group.id, member, group.place or "") for group in joined.groups for member in group.members]
    far = [joined.km(member, coach) for _, member, coach in pairs]
    if km := max(far, default=0):
        group, member, coach = pairs[far.index(km)]
        said = f"Nobody travels further than {joined.name(member)}: {km} km to {joined.name(coach)}."
        yield cost(FAIRNESS_GOAL, (group, member), km, said)


def _undated_rows(columns: Columns) -> Iterator[Rows]:
    each, shadowed = columns.unshadowed.sum_by("participant"), columns.shadow.sum_by("participant")
    yield each + shadowed + columns.unplaced.sum_by("participant") >= 1
    due = columns.instance.policy.dates.meetings_a_term * columns.runs.sum_by("coach")
    yield columns.unmet.sum_by("coach", "term") + columns.meeting.sum_by("coach", "term") >= due


def _quality_costs(columns: Columns) -> Ints:
    pairs = columns.joins.keys["participant"], columns.joins.keys["coach"]
    cost = columns.km + columns.instance.policy.quality.other_area_km * _lacking(columns.instance)
    return columns.costs((columns.joins, cost[pairs]))


def _lacking(instance: GettingAheadLondon) -> Ints:
    """(participant, coach): how many of the areas that the one wishes are not the other's."""
    areas = sorted({area for one in instance.participants for area in one.wishes})
    wished = np.array([[area in one.wishes for area in areas] for one in instance.participants], dtype=np.int64)
    other = np.array([[area not in coach.areas for area in areas] for coach in instance.coaches], dtype=np.int64)
    shape = len(instance.participants), len(instance.coaches), len(areas)
    return np.asarray(wished.reshape(shape[0], shape[2]) @ other.reshape(shape[1], shape[2]).T)


def _furthest_rows(columns: Columns) -> Iterator[Rows]:
    """Nobody travels further than the furthest."""
    people, keys = columns.n["participant"], columns.joins.keys
    everyone = np.zeros(people, dtype=np.int64)
    furthest = columns.furthest.where(everyone).with_key("participant", np.arange(people), people)
    km = columns.km[keys["participant"], keys["coach"]]
    yield furthest.sum_by("participant") - columns.joins.sum_by("participant", factors=km) >= 0


def _dated_sentence(policy: GettingAheadLondonPolicy) -> str:
    times = count(policy.dates.meetings_a_term, "meeting")
    return f"As many as possible of each participant's shadow day and each group's {times} a term have a date."


GOALS = (
    all_placed(
        PLACED,
        sentence="As many participants as possible are in a group.",
        unit="participants not placed",
        without="is in no group",
    ),
    ProgrammeGoal(
        id=DATED,
        sentence=_dated_sentence,
        unit="shadow days and meetings without a date",
        recount=_undated,
        costs=lambda columns: columns.costs((columns.unshadowed, 1), (columns.unmet, 1)),
        rows=_undated_rows,
    ),
    ProgrammeGoal(
        id=QUALITY_GOAL,
        sentence=lambda policy: (
            "As few km as possible from all participants' schools to their coaches' schools; each wished area that is "
            f"not the coach's counts {policy.quality.other_area_km} km."
        ),
        unit="km",
        recount=_quality,
        costs=_quality_costs,
    ),
    ProgrammeGoal(
        id=FAIRNESS_GOAL,
        sentence=lambda _: "Whoever travels furthest to their coach travels as few km as possible.",
        unit="km of the furthest participant",
        recount=_furthest,
        costs=lambda columns: columns.costs((columns.furthest, 1)),
        rows=_furthest_rows,
    ),
)
