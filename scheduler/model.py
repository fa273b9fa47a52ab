"""All columns, rows and goals of an instance as one integer program, and how schedules read in it."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from models.digest import instance_sha256
from models.instance import Instance
from models.policy import FAIRNESS_GOAL, QUALITY_GOAL
from models.schedule import Certificate, GoalResult, PlannedReview, Schedule, Status
from scheduler.checking import check
from scheduler.goals import GOALS
from scheduler.goals.commitments_met import short_before
from scheduler.goals.fairness import fair_visit_m
from scheduler.goals.seats_filled import empty_before
from scheduler.plan import Plan
from scheduler.rules import RULES
from scheduler.tables.arrays import Floats, Ints
from scheduler.tables.columns import Among, Columns, eligible
from scheduler.tables.facts import Facts
from scheduler.tables.goal_program import GoalProgram, Verdict
from scheduler.tables.rows import Block
from scheduler.tables.team_costs import in_company


class Model(GoalProgram):
    """The program of an instance.

    rules: those in force, None for the policy's. facts: the instance's, where they are already there. every_row: also
    the rows that nothing can break. among: only these pairs of people and dates have columns; None for all.
    """

    def __init__(
        self,
        instance: Instance,
        rules: Iterable[str] | None = None,
        facts: Facts | None = None,
        *,
        every_row: bool = False,
        among: Among | None = None,
    ) -> None:
        wanted = {rule.id for rule in RULES if instance.policy.is_on(rule.id)} if rules is None else set(rules)
        self.instance = instance
        self.rules = tuple(rule for rule in RULES if rule.id in wanted)
        self.facts = Facts(instance) if facts is None else facts
        forbids = {rule.id: rule.forbids for rule in self.rules}
        leads, seats = (eligible(self.facts, forbids, among, reviewers=which) for which in (False, True))
        columns = self.columns = Columns(self.facts, frozenset(forbids), leads, seats)
        stages = tuple(block.columns for block in (columns.dates, columns.leads, columns.seats))
        super().__init__(columns.highest, columns.group, stages, columns.elastic)
        self.goals = {goal.id: goal for goal in GOALS}
        units = [(rule.id, rule.rows) for rule in self.rules] + [(goal.id, goal.rows) for goal in GOALS]
        self.add(((name, rows) for name, make in units for rows in make(self.columns)), every=every_row)
        self.ordered = instance.policy.goals
        self.costs = {goal.id: goal.costs(self.columns) for goal in GOALS}
        self.units = {goal.id: goal.unit for goal in GOALS}

    def ask(self, columns: Ints) -> None:
        """At least one of these columns must be chosen."""
        asked = Block("asked", columns, {"all": np.zeros(len(columns), dtype=np.int64)}, {"all": 1})
        self.add([("asked", asked.sum_by("all") >= 1)])

    # What a search asks

    def judged(self, values: Ints) -> Verdict:
        """See `GoalProgram`."""
        report = check(self.instance, self.schedule(values))
        return Verdict(report.breaches[0].message if report.breaches else None, report.values)

    def certified(self, values: Ints, status: Status, goals: Sequence[GoalResult], how: dict[str, Any]) -> Schedule:
        """See `GoalProgram`."""
        columns = self.columns
        certificate = Certificate(
            status=status,
            goals=tuple(goal for goal in goals if goal.goal != FAIRNESS_GOAL or columns.fair_visit_m is not None),
            rules_in_force=tuple(rule.id for rule in self.rules),
            rules_off=self.instance.policy.without,
            fair_visit_m=columns.fair_visit_m,
            columns=len(columns.dates) + len(columns.leads) + len(columns.seats),
            **how,
        )
        return self.schedule(values).model_copy(update={"certificate": certificate})

    @cached_property
    def sha256(self) -> str:
        """The hash of the instance."""
        return instance_sha256(self.instance)

    def is_measured(self, goal: str) -> bool:
        """What is fair is known only once quality is decided."""
        return goal != FAIRNESS_GOAL

    def settle(self, goal: str, values: Ints) -> bool:
        """With quality it is settled what a fair distance is."""
        if goal != QUALITY_GOAL or FAIRNESS_GOAL not in [each.goal for each in self.ordered]:
            return False
        self.know_fair(fair_visit_m(Plan(self.instance, self.schedule(values))))
        return True

    def know_fair(self, visit_m: int) -> None:
        """So many metres a visit are fair: from now on what is beyond is measured."""
        fairness = self.goals[FAIRNESS_GOAL]
        self.columns.fair_visit_m = visit_m
        self.add((fairness.id, rows) for rows in fairness.rows(self.columns))

    def gap_base(self, goal: str, values: Ints) -> int:
        """Quality's gap is measured in the km that are travelled."""
        if goal != QUALITY_GOAL:
            return super().gap_base(goal, values)
        columns = self.columns
        return int(columns.seat_km @ values[columns.seats.columns] + columns.lead_km @ values[columns.leads.columns])

    # What values mean

    def schedule(self, values: Ints) -> Schedule:
        """The schedule that whole-number values of the columns mean, without a certificate."""
        columns, facts, instance = self.columns, self.facts, self.instance
        slots = {}
        for position in np.flatnonzero(values[columns.dates.columns]):
            review = instance.reviews[columns.dates.keys["review"][position]].id
            slots[review] = facts.day_date(int(facts.dates.day[position]))
        leads = dict(self._people(values, "leads"))
        teams: dict[str, list[str]] = {}
        for review, reviewer in self._people(values, "seats"):
            if reviewer in instance.review_by_id[review].left_by:
                continue  # counted with the team that it began with, and no longer there
            teams.setdefault(review, []).append(reviewer)
        return Schedule(
            instance=instance.name,
            reviews=tuple(
                PlannedReview(
                    review=review.id,
                    slot=slots.get(review.id),
                    lead=leads.get(review.id),
                    reviewers=tuple(sorted(teams.get(review.id, ()))),
                )
                for review in instance.reviews
            ),
        )

    def _people(self, values: Ints, kind: str) -> Iterator[tuple[str, str]]:
        block = self.columns.seats if kind == "seats" else self.columns.leads
        people = self.instance.reviewers if kind == "seats" else self.instance.leads
        person = block.keys["reviewer" if kind == "seats" else "lead"]
        for position in np.flatnonzero(values[block.columns]):
            yield self.instance.reviews[block.keys["review"][position]].id, people[person[position]].id

    def values(self, schedule: Schedule) -> Ints | None:
        """The columns' values that mean this schedule; None where a decision in it has no column."""
        columns, facts = self.columns, self.facts
        values = np.zeros(len(columns), dtype=np.int64)
        held = zip(facts.dates.review.tolist(), facts.dates.day.tolist(), strict=True)
        date_of = {each: date for date, each in enumerate(held)}
        dates, leads, seats = [], [], []
        for planned in schedule.reviews:
            if planned.slot is None:
                if planned.lead is not None or planned.reviewers:
                    return None
                continue
            date = date_of.get((facts.reviews[planned.review], facts.day(planned.slot)))
            left_by = self.instance.review_by_id[planned.review].left_by
            if date is None or set(left_by) & set(planned.reviewers):
                return None
            dates.append(date)
            leads += [(date, facts.leads[planned.lead])] if planned.lead is not None else []
            seats += [(date, facts.reviewers[person]) for person in (*planned.reviewers, *left_by)]
        values[columns.dates.columns[dates]] = 1
        for block, key, chosen in ((columns.leads, "lead", leads), (columns.seats, "reviewer", seats)):
            on, person = np.array(chosen, dtype=np.int64).reshape(-1, 2).T
            wanted = np.unique(on * facts.n[key] + person)
            there = np.isin(block.keys["date"] * facts.n[key] + block.keys[key], wanted)
            if there.sum() != len(wanted):
                return None
            values[block.columns[there]] = 1
        return self.completed(values)

    def in_company(self, reduced: Floats) -> Floats:
        """See `team_costs`."""
        return in_company(self.columns, self.highest, reduced)

    def completed(self, values: Ints) -> Ints:
        """The same dates, leads and seats, with every measure (unheld, vacancies, ...) at what they make of it."""
        columns, facts = self.columns, self.facts
        values = values.copy()
        held = np.bincount(columns.dates.keys["review"], values[columns.dates.columns], facts.n["review"])
        values[columns.unheld.columns] = 1 - held
        filled = np.bincount(columns.seats.keys["date"], values[columns.seats.columns], facts.n["date"])
        values[columns.vacancies.columns] = facts.dates.size * values[columns.dates.columns] - filled
        sent = columns.all_sent
        total = np.bincount(sent.keys, values[sent.columns], facts.n["home"] * facts.n["term"])
        values[columns.shortfalls.columns] = np.maximum(facts.due.reshape(-1) - total, 0)
        values[columns.crowding.columns] = np.maximum(
            np.bincount(columns.dates.keys["term week"], values[columns.dates.columns], facts.n["term week"])
            - facts.even,
            0,
        )
        self._complete_travel(values)
        self._complete_change(values)
        return values

    def _complete_change(self, values: Ints) -> None:
        columns, facts = self.columns, self.facts
        if facts.instance.before is None:
            return
        seats, commitments = columns.emptier.columns, columns.shorter.columns
        empty = values[columns.unheld.columns] * facts.review_size
        empty += np.bincount(
            columns.vacancies.keys["review"], values[columns.vacancies.columns], facts.n["review"]
        ).astype(np.int64)
        values[seats] = np.maximum(empty - empty_before(columns), 0)
        values[columns.emptied.columns] = values[seats] > 0
        values[commitments] = np.maximum(values[columns.shortfalls.columns] - short_before(columns).reshape(-1), 0)
        for telling in columns.telling:
            block, n = columns.seats if telling.key == "reviewer" else columns.leads, facts.n[telling.key]
            chosen, who = values[block.columns], block.keys[telling.key]
            gained = (chosen > 0) & telling.is_new
            lost = ~telling.kept(chosen)
            marks = {
                "told": (who[gained], telling.person[lost]),
                "short": (who[gained & telling.is_short], telling.person[lost & telling.was_short]),
                "booked": (telling.person[lost & telling.was_booked],),
            }
            marked = {name: np.isin(np.arange(n), np.concatenate(people)) for name, people in marks.items()}
            values[telling.told.columns], values[telling.short.columns] = marked["told"], marked["short"]
            booked = telling.booked.keys[telling.key]
            values[telling.booked.columns] = marked["booked"][booked]
            values[telling.both.columns] = (marked["booked"] & marked["short"])[booked]

    def _complete_travel(self, values: Ints) -> None:
        columns, fair_m = self.columns, self.columns.fair_visit_m
        if fair_m is None:
            return
        for travel in columns.travel:
            who, seats = columns.seats.keys[travel.key], values[columns.seats.columns]
            visits = np.bincount(who, seats, self.facts.n[travel.key]).astype(np.int64)
            metres = np.bincount(who, seats * (1000 * columns.seat_km - fair_m), self.facts.n[travel.key])
            over = metres.astype(np.int64) + travel.past_excess_m(fair_m)
            values[travel.excess.columns] = np.where(visits > 0, np.maximum(over, 0), 0)
            values[travel.more.columns] = np.maximum(visits[travel.more.keys[travel.key]] - 1, 0)
            values[travel.again.columns] = visits[travel.again.keys[travel.key]] > 0


def accepts(instance: Instance, schedule: Schedule, rule: str) -> bool:
    """Whether the rows of one rule alone accept a schedule (with the other rules that can be switched off, off)."""
    always = {unit.id for unit in RULES if unit.always_on}
    model = Model(instance, always | {rule})
    values = model.values(schedule)
    return values is not None and model.keeps(rule, values)
