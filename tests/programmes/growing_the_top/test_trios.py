"""Growing the Top: each rule's truth table, the contract of rows and checks, brute force, the bundled instance."""

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from models.calendar import Days
from models.programmes.groups import Group, Meeting
from models.programmes.growing_the_top import Facilitator, GrowingTheTop, GrowingTheTopPolicy
from models.programmes.instance import Engaged, ProgrammeWaiver
from scheduler.cli import main
from scheduler.generating.programmes.growing_the_top import growing_the_top_2018, growing_the_top_drawn
from scheduler.programmes.growing_the_top import PROGRAMME, apart, reach, sizes
from scheduler.programmes.growing_the_top.columns import KIND
from scheduler.programmes.growing_the_top.sizes import too_many
from scheduler.programmes.growing_the_top.trios import cliques, count_cliques
from scheduler.programmes.judging import judge
from scheduler.programmes.model import GroupModel
from scheduler.programmes.unit import ProgrammeGoal, ProgrammeRule
from scheduler.storage import dumps
from scheduler.storage.programmes import load_programme, parse_programme
from tests.programmes.growing_the_top.drawing import draw_instance, draw_pair, every_grouping, groups_of, trio
from tests.programmes.harness import agree, best_of, count_alike, solved
from tests.programmes.small import CALENDARS, HUBS, ORIGIN, day, school

FIRST, SAME_WEEK, NEXT, THIRD, FIFTH = day(1, 1), day(1, 3), day(2, 3), day(3, 0), day(5, 2)
AT_KM = {"A": 0, "B": 10, "C": 30, "D": 60, "E": 90}
SCHOOLS = tuple(school(id, km, hub=f"H{n % 4 + 1}") for n, (id, km) in enumerate(AT_KM.items()))
BOTH = tuple(Facilitator(id=one, days=(FIRST, SAME_WEEK, NEXT, THIRD, FIFTH)) for one in ("F1", "F2"))


def facts(*, policy: dict[str, Any] | None = None, **fields: Any) -> GrowingTheTop:
    usual: dict[str, Any] = {
        "name": "by hand",
        "origin": ORIGIN,
        "calendars": CALENDARS,
        "hubs": HUBS,
        "schools": SCHOOLS,
        "facilitators": BOTH,
        "policy": GrowingTheTopPolicy.model_validate(policy or {}),
    }
    return GrowingTheTop(**{**usual, **fields})


def visit(at: str, on: date, lead: str | None = "F1", **fields: Any) -> Meeting:
    return Meeting(kind=KIND, day=on, at=at, led_by=lead, **fields)


def broken(instance: GrowingTheTop, *groups: Group) -> dict[str, int]:
    """By how much each rule is broken."""
    found: dict[str, int] = {}
    for finding in judge(PROGRAMME, instance, groups_of(instance, groups)).breaches:
        found[finding.rule] = found.get(finding.rule, 0) + finding.amount
    return found


@pytest.mark.parametrize(
    ("groups", "policy", "over"),
    [
        (("ABC",), {}, {}),
        (("ABCD",), {}, {}),
        (("ABCD",), {"larger_groups": 0}, {"trio": 1}),
        (("AB",), {}, {"trio": 1}),
        (("AB",), {"schools": 2}, {}),
        (("ABCDE",), {}, {"trio": 1, "apart": 1}),
        (("ABC", "CDB"), {}, {"trio": 2}),
    ],
)
def test_trio(groups: tuple[str, ...], policy: dict[str, int], over: dict[str, int]) -> None:
    assert broken(facts(policy={"trio": policy}), *map(trio, groups)) == over


def test_trio_forms_around_nobody() -> None:
    assert broken(facts(), Group(id="A", place="A", members=("A", "B", "C"))) == {"trio": 1}


def test_apart() -> None:
    assert broken(facts(), trio("ACE")) == {"apart": 1}  # A and E are of one hub
    of_a_trust = tuple(one.model_copy(update={"trust": "Ash" if one.id in "AB" else None}) for one in SCHOOLS)
    assert broken(facts(schools=of_a_trust), trio("ABC")) == {"apart": 1}
    assert broken(facts(schools=of_a_trust), trio("BCD")) == {}


@pytest.mark.parametrize(("km", "over"), [(60, {}), (59, {"reach": 1}), (45, {"reach": 20})])
def test_reach(km: int, over: dict[str, int]) -> None:
    assert broken(facts(policy={"reach": {"km": km}}), trio("ABD")) == over


@pytest.mark.parametrize("rule", ["apart", "reach"])
def test_two_schools_may_be_excepted(rule: str) -> None:
    waiver = ProgrammeWaiver(rule=rule, member="E", place="A", allowed_by="X", reason="Y")
    other = {"reach": "apart", "apart": "reach"}[rule]
    instance = facts(policy={"reach": {"km": 80}}, waivers=(waiver,))
    assert broken(instance, trio("ABE")) == ({other: 1} if other == "apart" else {"reach": 10})


def test_independence() -> None:
    assert broken(facts(conflicts=(("C", "A"),)), trio("ABC")) == {"independence": 1}
    of_a_facilitator = facts(conflicts=(("F1", "A"),))
    assert broken(of_a_facilitator, trio("ABC", visit("B", FIRST))) == {"independence": 1}
    assert broken(of_a_facilitator, trio("ABC", visit("B", FIRST, "F2"))) == {}


@pytest.mark.parametrize(
    ("visits", "over"),
    [
        ((visit("A", FIRST), visit("B", THIRD), visit("C", FIFTH)), {}),
        ((visit("A", FIRST), visit("A", THIRD)), {"visits": 1}),
        ((visit("D", FIRST),), {"visits": 1}),
        ((visit("A", FIRST, who=("B",)),), {"visits": 1}),
        ((visit("A", FIRST, None),), {"visits": 1}),
        ((visit("A", day(4, 0)),), {"visits": 1}),
        ((visit("A", FIRST), visit("B", NEXT)), {"visits": 1}),
        ((visit("A", FIRST), visit("B", SAME_WEEK)), {"visits": 2, "one-place": 4}),
    ],
)
def test_visits(visits: tuple[Meeting, ...], over: dict[str, int]) -> None:
    assert broken(facts(), trio("ABC", *visits)) == over


@pytest.mark.parametrize(("weeks", "over"), [(1, {}), (2, {"visits": 1}), (3, {"visits": 3})])
def test_visits_are_so_many_weeks_apart(weeks: int, over: dict[str, int]) -> None:
    instance = facts(policy={"visits": {"weeks": weeks}})
    assert broken(instance, trio("ABC", visit("A", NEXT), visit("B", THIRD), visit("C", FIFTH))) == over


@pytest.mark.parametrize(("visits", "over"), [(3, {}), (2, {"facilitator-load": 1})])
def test_facilitator_load(visits: int, over: dict[str, int]) -> None:
    instance = facts(policy={"facilitator-load": {"visits": visits}})
    assert broken(instance, trio("ABC", visit("A", FIRST), visit("B", THIRD), visit("C", FIFTH))) == over


def test_availability() -> None:
    closed = SCHOOLS[1].model_copy(update={"closed": (Days(first=FIRST, last=FIRST),)})
    instance = facts(schools=(SCHOOLS[0], closed, SCHOOLS[2]))
    assert broken(instance, trio("ABC", visit("A", FIRST))) == {"availability": 1}
    assert broken(instance, trio("ABC", visit("A", SAME_WEEK))) == {}


def test_one_place() -> None:
    schools = (*SCHOOLS, school("G", 95, hub="H4"), school("I", 99, hub="H2"))
    both = trio("ABC", visit("A", FIRST)), trio("EGI", visit("E", SAME_WEEK))
    assert broken(facts(schools=schools), *both) == {"one-place": 1}  # F1 leads two visits in a week
    engaged = Engaged(who="B", days=Days(first=day(1, 4), last=day(1, 4)), by="a review")
    assert broken(facts(engaged=(engaged,)), trio("ABC", visit("A", FIRST))) == {"one-place": 1}
    assert broken(facts(engaged=(engaged,)), trio("ABC", visit("A", NEXT))) == {}


def test_a_fixed_trio_has_no_place() -> None:
    """It was said to be the solvers' mistake that no groups keep it."""
    with pytest.raises(ValueError, match="trios have none"):
        facts(fixed=(trio("AB").model_copy(update={"place": "A"}),))


def test_fixed() -> None:
    instance = facts(fixed=(trio("AB", visit("A", FIRST)),))
    assert broken(instance, trio("ABC", visit("A", FIRST), visit("B", FIFTH))) == {}
    assert broken(instance, trio("ABC", visit("A", SAME_WEEK))) == {"fixed": 1}
    assert broken(instance, trio("ACD", visit("A", FIRST))) == {"fixed": 1}


def test_goals_count() -> None:
    pupils = {"A": 1000, "B": 901, "C": 850, "D": None, "E": 10}
    schools = tuple(one.model_copy(update={"pupils": pupils[one.id]}) for one in SCHOOLS)
    made = groups_of(facts(), [trio("ABC", visit("A", FIRST), visit("C", THIRD))])
    assert judge(PROGRAMME, facts(schools=schools), made).values == {
        "schools-in-a-trio": 2,
        "visits-dated": 1,
        "quality": 2 * (10 + 20 + 30) + (99 // 50 + 51 // 50 + 150 // 50),
        "fairness": 20 + 30,  # C
    }


@pytest.mark.parametrize("rule", PROGRAMME.rules, ids=lambda rule: rule.id)
def test_rows_accept_what_the_check_does(rule: ProgrammeRule) -> None:
    agree(PROGRAMME, rule, draw_pair, range(120))


@pytest.mark.soak
@pytest.mark.parametrize("rule", PROGRAMME.rules, ids=lambda rule: rule.id)
def test_rows_accept_what_the_check_does_at_length(rule: ProgrammeRule) -> None:
    agree(PROGRAMME, rule, draw_pair, range(120, 2_000))


@pytest.mark.parametrize("goal", PROGRAMME.goals, ids=lambda goal: goal.id)
def test_columns_cost_what_the_recount_counts(goal: ProgrammeGoal) -> None:
    count_alike(PROGRAMME, goal, draw_pair, range(40))


def equals_brute_force(seed: int) -> None:
    instance = draw_instance(Random(seed))
    best = best_of(PROGRAMME, instance, every_grouping(instance))
    if best is not None:
        assert solved(PROGRAMME, instance) == best, f"seed {seed}"


@pytest.mark.parametrize("seed", range(6))
def test_the_best_of_all_groupings_is_found(seed: int) -> None:
    equals_brute_force(seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(6, 400))
def test_the_best_of_all_groupings_is_found_at_length(seed: int) -> None:
    equals_brute_force(seed)


def test_sets_of_which_every_two_are_allowed() -> None:
    allowed = np.zeros((4, 4), dtype=bool)
    for one, other in ((0, 1), (0, 2), (1, 2), (2, 3)):
        allowed[one, other] = True
    assert cliques(allowed, 2).tolist() == [[0, 1], [0, 2], [1, 2], [2, 3]]
    assert cliques(allowed, 3).tolist() == [[0, 1, 2]]
    assert cliques(allowed, 4).tolist() == []


@pytest.mark.parametrize("size", range(1, 6))
def test_sets_are_counted_as_many_as_would_be_made(size: int) -> None:
    for seed in range(20):
        rng = Random(seed)
        allowed = np.array([[rng.random() < 0.7 for _ in range(8)] for _ in range(8)])
        assert count_cliques(allowed, size) == len(cliques(allowed, size))


def test_more_sets_than_can_be_held_are_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With fours, hundreds of schools in reach of one another filled the memory."""
    instance = growing_the_top_2018()
    columns: Any = GroupModel(PROGRAMME, instance).columns
    usual, larger = map(len, columns.sets.sets)
    monkeypatch.setattr(sizes, "MOST_SETS", usual + larger)
    assert not list(too_many(instance, [apart.RULE, reach.RULE]))
    monkeypatch.setattr(sizes, "MOST_SETS", usual + larger - 1)
    done = CliRunner().invoke(main, ["solve", "growing-the-top-2018", "-o", str(tmp_path / "x.json")])
    assert done.exit_code == 2
    said = " ".join(done.output.split())
    assert f"{usual:,} groups of 3 and {larger:,} of 4 that could be" in said
    assert "Set policy.trio.larger_groups to 0: then some are left over." in said
    trios_alone = facts(policy={"trio": {"larger_groups": 0}})
    monkeypatch.setattr(sizes, "MOST_SETS", 0)
    (problem,) = too_many(trios_alone, PROGRAMME.rules)
    assert problem.remedy == "Lower policy.reach.km."


def test_the_bundled_instance_is_made_again() -> None:
    stored, made = load_programme("growing-the-top-2018"), growing_the_top_2018()
    assert dumps(stored) == dumps(made)
    assert parse_programme(dumps(made)) == made


def test_others_are_drawn_the_same_each_time() -> None:
    drawn = growing_the_top_drawn(31, 7)
    assert drawn == growing_the_top_drawn(31, 7) != growing_the_top_drawn(31, 8)
    assert (len(drawn.schools), len(drawn.facilitators), drawn.policy.trio.larger_groups) == (31, 8, 1)
