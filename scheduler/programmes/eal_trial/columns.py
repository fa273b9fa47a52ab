"""The EAL trial's decisions: which schools teach as usual, and where each of the others is trained.

control      (school)           the school is in the control arm
joins        (school, place)    it is trained at that centre
counts       (category, value)  so many schools of a category are in the control arm
differences  (measure)          by how much the arms differ in pupils, or in distance

Each category has one column for each number of its schools that can be in the control arm, with what that costs. So a
relaxation knows that a third of a school cannot be: with a single column, as of a measure, it would always reach 0.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from models.programmes.eal_trial import CONTROL, EALTrial
from models.programmes.groups import Group
from scheduler.programmes.columns import Attendance, GroupColumns
from scheduler.programmes.eal_trial.covariates import Covariate, covariates
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.tables.arrays import Bools, Ints
from scheduler.tables.rows import Rows

_NOBODY: Ints = np.zeros(0, dtype=np.int64)


def covariates_of(facts: ProgrammeFacts[EALTrial]) -> tuple[Covariate, ...]:
    """What the arms are compared by; distances are the engine's own."""
    centres = [facts.instance.school_by_id[place] for place in facts.instance.places]
    return covariates(facts.instance, facts.km(facts.homes, centres).min(axis=1).tolist())


class Columns(GroupColumns):
    """The columns. forbidden: (school, place) that a rule keeps apart.

    category_scores, measure_scores: (covariate, school) how far each is from the mean. of_category: (category, school)
    1 where it is of it. in_control: how many schools are.
    """

    def __init__(self, facts: ProgrammeFacts[EALTrial], forbidden: Bools | bool) -> None:
        instance = self.instance = facts.instance
        schools, places = len(instance.members), len(instance.places)
        self.in_control = schools - instance.trained
        found = covariates_of(facts)
        self.category_scores = np.array([one.scores for one in found if one.is_category], dtype=np.int64)
        self.measure_scores = np.array([one.scores for one in found if not one.is_category], dtype=np.int64)
        self.of_category = np.array([one.values for one in found if one.is_category], dtype=np.int64)
        categories, measures = len(self.category_scores), len(self.measure_scores)
        n = {"school": schools, "place": places, "category": categories, "measure": measures, "all": 1}
        super().__init__(facts, instance.members, (), n)
        self.control = self.block("control", {"school": np.arange(schools), "all": np.zeros(schools, dtype=np.int64)})
        school, place = np.nonzero(np.broadcast_to(np.logical_not(forbidden), (schools, places)))
        self.joins = self.block("joins", {"school": school, "place": place})
        most = np.minimum(self.of_category.sum(axis=1), self.in_control)
        category = np.repeat(np.arange(categories), most + 1)
        self.value = np.concatenate([np.arange(each + 1) for each in most])
        self.counts = self.block("counts", {"category": category})
        farthest = np.abs(self.measure_scores).sum(axis=1) * schools // self.pairs
        self.differences = self.block("differences", {"measure": np.arange(measures)}, farthest)

    @property
    def pairs(self) -> int:
        """Pairs of a trained school and another: what differences of means are divided by."""
        return self.in_control * self.instance.trained

    def differing(self, of_control: Ints, of_all: Ints) -> Ints:
        """By how much the arms' means differ, from the sums of scores of one arm and of all."""
        schools = len(self.instance.members)
        return np.asarray(np.abs(schools * of_control - self.in_control * of_all) // self.pairs)

    @property
    def count_costs(self) -> Ints:
        """By how much the arms differ in its category, of every column of `counts`."""
        category = self.counts.keys["category"]
        high, low = self.category_scores.max(axis=1)[category], self.category_scores.min(axis=1)[category]
        in_arm = self.value * high + (self.in_control - self.value) * low
        return self.differing(in_arm, self.category_scores.sum(axis=1)[category])

    @property
    def stages(self) -> tuple[Ints, ...]:
        return self.control.columns, self.joins.columns

    @property
    def belongs(self) -> tuple[Ints, Ints]:
        who = np.concatenate([self.control.keys["school"], self.joins.keys["school"]])
        return who, np.concatenate([self.control.columns, self.joins.columns])

    @property
    def attendance(self) -> Attendance:
        """There are no dates."""
        return Attendance(_NOBODY, _NOBODY, _NOBODY, _NOBODY)

    def one_place_rows(self, week: Ints) -> Iterator[Rows]:
        yield from ()

    def groups(self, values: Ints) -> tuple[Group, ...]:
        ids, places = np.array(self.instance.members), self.instance.places
        joins = values[self.joins.columns] > 0
        school, at = self.joins.keys["school"][joins], self.joins.keys["place"][joins]
        trained = [
            Group(id=place, place=place, members=tuple(ids[school[at == k]].tolist())) for k, place in enumerate(places)
        ]
        control = Group(id=CONTROL, members=tuple(ids[values[self.control.columns] > 0].tolist()))
        return tuple(group for group in (*trained, control) if group.members)

    def chosen(self, groups: Sequence[Group]) -> Ints | None:
        number, place = self.facts.member, {one: k for k, one in enumerate(self.instance.places)}
        pairs = zip(self.joins.keys["school"].tolist(), self.joins.keys["place"].tolist(), strict=True)
        at = dict(zip(pairs, self.joins.columns.tolist(), strict=True))
        found: list[int | None] = []
        for group in groups:
            if group.place is None:
                found += [int(self.control.columns[number[member]]) for member in group.members]
            else:
                found += [at.get((number[member], place[group.place])) for member in group.members]
        once = len(set(found)) == len(found) and len({group.place for group in groups}) == len(groups)
        if None in found or not once or any(group.meetings for group in groups):
            return None
        return np.array(found, dtype=np.int64)

    def completed(self, values: Ints) -> Ints:
        control = values[self.control.columns]
        values[self.counts.columns] = self.value == (self.of_category @ control)[self.counts.keys["category"]]
        of_control, of_all = self.measure_scores @ control, self.measure_scores.sum(axis=1)
        values[self.differences.columns] = self.differing(of_control, of_all)
        return values
