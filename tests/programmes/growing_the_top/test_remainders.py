"""Rows of remainders. That every choice of trios keeps them, the contract of the rule `trio` says."""

from scheduler.programmes.facts import ProgrammeFacts
from scheduler.programmes.growing_the_top.columns import Columns
from scheduler.programmes.growing_the_top.remainders import clusters, rows
from tests.programmes.growing_the_top.test_trios import facts
from tests.programmes.small import school

TOWN = tuple(school(id, km) for id, km in (("A", 0), ("B", 1), ("C", 2), ("D", 3)))
AWAY = (school("E", 50), school("F", 51))


def test_four_of_a_town_need_others() -> None:
    instance = facts(schools=(*TOWN, *AWAY), policy={"trio": {"larger_groups": 0}})
    columns = Columns(ProgrammeFacts(instance), False)
    assert [0, 1, 2, 3] in [sorted(cluster.tolist()) for cluster in clusters(columns.exact_km)]
    unplaced = columns.unplaced.columns.tolist()
    (town,) = [row for row in rows(columns) if set(row.columns.tolist()) & set(unplaced) == set(unplaced[:4])]
    counts = dict(zip(town.columns.tolist(), town.factors.tolist(), strict=True))
    sets = [columns.sets.number_of(there) for there in ((0, 1, 2), (0, 1, 4), (0, 4, 5))]
    assert [counts.get(each, 0) for each in sets] == [0, 1, 2]
    assert [counts[each] for each in unplaced[:4]] == [2] * 4
    assert town.lower.tolist() == [2]
