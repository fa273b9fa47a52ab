"""Stand-ins: what a program with them needs is never more than the best repair costs, and no part of it is left out."""

from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from models.policy import CHANGE_GOAL
from scheduler.model import Model
from scheduler.repairs.moving import Moving
from scheduler.repairs.slot_strip import Strip
from scheduler.repairs.stand_ins import StandIns
from scheduler.solvers.reduced_cost_fixing import SLACK
from scheduler.storage import load_instance, load_schedule
from scheduler.tables.arrays import Bools, Ints
from tests.solving import PLAIN

NAME = "three-hubs"
NOBODY = np.zeros(0, dtype=np.int64)


@cache
def strip() -> Strip:
    instance = load_instance(NAME)
    schedule = load_schedule(Path(__file__).parents[2] / "solutions" / f"{NAME}.json", instance)
    return Strip(instance, schedule, "review-ash", date(2018, 9, 11))


def best_at(slot: date) -> tuple[Model, Ints]:
    """A slot's model, in which no more may be lost than must, and the best repair in it."""
    moving, found = Moving(strip().world, strip().review), strip().exact(slot, PLAIN)
    assert found.schedule is not None
    part = moving._at(slot)
    for goal, least in found.lost.items():
        part.keep(goal, least)
    values = part.values(found.schedule)
    assert values is not None
    assert part.accepts(values)
    return part, values


def with_stand_ins(part: Model, chosen: Bools) -> StandIns:
    return StandIns(part, chosen, NOBODY, np.ones(part.facts.n["reviewer"], dtype=bool))


def test_the_best_repair_is_within_what_a_relaxation_leaves() -> None:
    for slot in strip().slots[::16]:
        part, values = best_at(slot)
        least = int(part.costs[CHANGE_GOAL] @ values)
        chosen = np.ones(len(part), dtype=bool)
        for every in (True, False):
            chosen[part.columns.seats.columns] = every
            program = with_stand_ins(part, chosen)
            point = program.relaxed(CHANGE_GOAL, PLAIN)
            assert point is not None
            assert point.bound <= least + SLACK
            left = program.chosen[[k for k in program.within(point, least) if k < len(program.chosen)]]
            assert set(np.flatnonzero(values * chosen)) <= set(left)


def test_whoever_is_left_out_and_could_keep_a_row_comes_in() -> None:
    """As long as they did not, a repair with nobody in their place was found again and again."""
    part, values = best_at(strip().slots[0])
    seats = part.columns.seats
    owing = part.columns.shortfalls.where(part.facts.due.reshape(-1) > 0).keys["home"]
    taken = (values[seats.columns] > 0) & np.isin(seats.keys["home"], owing)
    seat = seats.columns[np.flatnonzero(taken)[0]]
    chosen = np.ones(len(part), dtype=bool)
    chosen[seat] = False
    program = with_stand_ins(part, chosen)
    without = np.zeros(len(program), dtype=np.int64)
    without[: len(program.chosen)] = values[program.chosen]
    assert not part.accepts(program.as_values(without))
    assert program.missing(without).tolist() == [seat]
