"""How long it takes to judge and to keep what was typed over in a term's plan."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import resources
from random import Random

from models.instance import Instance
from models.schedule import Schedule
from scheduler.changes.edits import Edit, Edited
from scheduler.explaining.in_child import edits_in_child
from scheduler.processes.cores import cores
from scheduler.solvers.options import Options
from scheduler.storage import load_instance, parse_schedule

_TERM = "noe-2018-autumn"
_NOTICE = date(2018, 9, 20)
_MOST = 10


@dataclass(frozen=True)
class Kept:
    """One drawn set. judging, keeping: seconds. goals_proven: whether every goal of the repair is proven."""

    edits: int
    kept: int
    is_most: bool
    told: int
    goals_proven: bool
    judging: float
    keeping: float

    def __str__(self) -> str:
        most = "proven the most" if self.is_most else "not proven the most"
        goals = "every goal proven" if self.goals_proven else "not every goal proven"
        return (
            f"{self.edits:2} edits, {self.kept:2} kept ({most}), change {self.told:3}, {goals}: "
            f"judged in {self.judging:.1f} s, kept and repaired in {self.keeping:.1f} s"
        )


def measured(sets: int, seed: int = 1) -> Iterator[Kept]:
    """So many drawn sets of one to ten edits of the real autumn term's stored schedule."""
    facts = load_instance(_TERM)
    text = (resources.files("solutions") / f"{_TERM}.json").read_text("utf-8")
    schedule = parse_schedule(text, facts)
    for number in range(sets):
        yield _kept(facts, schedule, draw(Random(1_000 * seed + number), facts, schedule))


def draw(rng: Random, facts: Instance, schedule: Schedule) -> tuple[Edit, ...]:
    """Edits of reviews that are still to come: half of people, others of dates and leads, likely ones and wild ones."""
    held = [planned for planned in schedule.reviews if planned.slot is not None and planned.slot > _NOTICE]
    found = {}
    for planned in rng.sample(held, rng.randint(1, _MOST)):
        what = rng.choice(("slot", "lead", "seat", "seat"))
        if what == "slot":
            others = [slot for slot in facts.review_by_id[planned.review].slots if slot not in (planned.slot, None)]
            edit = Edit(planned.review, "slot", planned.slot, rng.choice([slot for slot in others if slot > _NOTICE]))
        elif what == "lead":
            leads = [lead.id for lead in facts.leads if lead.id != planned.lead]
            edit = Edit(planned.review, "lead", planned.lead, rng.choice(leads))
        else:
            people = [person.id for person in facts.reviewers if person.id not in planned.reviewers]
            edit = Edit(planned.review, "seat", rng.choice(planned.reviewers), rng.choice(people))
        found[edit.review] = edit
    return tuple(found.values())


def _kept(facts: Instance, schedule: Schedule, edits: tuple[Edit, ...]) -> Kept:
    begun = time.perf_counter()
    edited = Edited(facts, schedule, edits, _NOTICE, "the coordinator")
    edited.verdicts()
    judged = time.perf_counter()
    done = edits_in_child(edited, Options(time_limit_seconds=60.0, workers=cores())).found
    keeping = time.perf_counter() - judged
    assert done is not None and done.schedule is not None and done.schedule.certificate is not None
    goals = done.schedule.certificate.goals
    told = next(goal.final for goal in goals if goal.goal == "change-kept-small")
    proven = all(goal.proven for goal in goals)
    return Kept(len(edits), len(done.kept), done.is_most, told, proven, judged - begun, keeping)
