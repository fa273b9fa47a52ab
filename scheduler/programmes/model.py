"""All columns, rows and goals of a programme as one integer program, and how groups read in it."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from models.policy import CHANGE_GOAL
from models.programmes.digest import programme_sha256
from models.programmes.groups import Groups, GroupsCertificate
from models.programmes.instance import ProgrammeInstance
from models.schedule import GoalResult, Status
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.programmes.joined import Joined
from scheduler.programmes.judging import judge, with_change_goal
from scheduler.programmes.telling import CHANGE, known_columns, telling
from scheduler.programmes.unit import Programme, forbidden
from scheduler.tables.arrays import Floats, Ints
from scheduler.tables.goal_program import GoalProgram, Verdict


class GroupModel(GoalProgram[Groups]):
    """The program of a programme's instance. rules: those in force, None for the policy's.

    repairs: the groups that are repaired; their place is taken by those that tell the fewest.
    """

    def __init__(
        self,
        unit: Programme,
        instance: ProgrammeInstance,
        rules: Iterable[str] | None = None,
        repairs: Groups | None = None,
    ) -> None:
        wanted = unit.in_force(instance.policy) if rules is None else set(rules)
        self.unit, self.instance = unit, instance
        self.rules = tuple(rule for rule in unit.rules if rule.id in wanted)
        facts = ProgrammeFacts(instance)
        columns = self.columns = unit.columns(facts, forbidden(facts, self.rules))
        self.repairs = repairs
        self.telling = None if repairs is None else telling(columns, repairs.groups, Joined(instance, repairs).lines)
        super().__init__(columns.highest, columns.group, columns.stages)
        units = [(rule.id, rule.rows) for rule in self.rules] + [(goal.id, goal.rows) for goal in unit.goals]
        self.add((name, rows) for name, make in units for rows in make(columns))
        self.ordered = instance.policy.goals
        if self.telling is not None:
            self.add((CHANGE_GOAL, rows) for rows in self.telling.rows())
            self.ordered = with_change_goal(self.ordered)
        self.costs = {goal.id: goal.costs(columns) for goal in unit.goals}
        self.units = {goal.id: goal.unit for goal in unit.goals}
        if self.telling is not None:
            self.costs[CHANGE_GOAL] = columns.costs((self.telling.block, 1))
            self.units[CHANGE_GOAL] = CHANGE.unit

    def judged(self, values: Ints) -> Verdict:
        """See `GoalProgram`."""
        report = judge(self.unit, self.instance, self.groups(values))
        return Verdict(report.breaches[0].message if report.breaches else None, report.values)

    def certified(self, values: Ints, status: Status, goals: Sequence[GoalResult], how: dict[str, Any]) -> Groups:
        """See `GoalProgram`."""
        certificate = GroupsCertificate(
            status=status,
            goals=tuple(goals),
            rules_in_force=tuple(rule.id for rule in self.rules),
            rules_off=self.instance.policy.without,
            columns=sum(len(stage) for stage in self.columns.stages),
            **how,
        )
        return self.groups(values).model_copy(update={"certificate": certificate})

    @cached_property
    def sha256(self) -> str:
        """The hash of the facts."""
        return programme_sha256(self.instance)

    def groups(self, values: Ints) -> Groups:
        """The groups that whole-number values of the columns mean, without a certificate."""
        before = None if self.repairs is None else self.repairs.groups
        groups = self.columns.groups(values)
        return Groups(programme=self.unit.id, instance=self.instance.name, groups=groups, before=before)

    def values(self, made: Groups) -> Ints | None:
        """The columns' values that mean these groups; None where a decision in them has no column."""
        chosen = known_columns(self.columns, made.groups)
        if chosen is None:
            return None
        values = np.zeros(len(self), dtype=np.int64)
        values[chosen] = 1
        return self.completed(values)

    def in_company(self, reduced: Floats) -> Floats:
        """See `Program`: what a column needs comes with it."""
        needs = self.columns.needs
        return reduced + np.where(needs < 0, 0.0, np.maximum(reduced[needs], 0.0))

    def completed(self, values: Ints) -> Ints:
        """See `Program`."""
        values = self.columns.completed(values.copy())
        return values if self.telling is None else self.telling.completed(values)


def accepts(unit: Programme, instance: ProgrammeInstance, made: Groups, rule: str) -> bool:
    """Whether the rows of one rule alone accept groups (with the other rules that can be switched off, off)."""
    always = {each.id for each in unit.rules if each.always_on}
    model = GroupModel(unit, instance, always | {rule})
    values = model.values(made)
    return values is not None and model.keeps(rule, values)
