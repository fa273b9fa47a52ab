"""Repairs of clusters: who is told is counted alike by rows and recount, and the fewest are told (brute force)."""

from random import Random

import pytest

from models.calendar import Days
from models.change import Change, CloseSchools, DropOut, SchoolLeaves
from models.programmes.challenge_the_gap import ChallengeTheGap
from models.programmes.groups import Groups
from scheduler.programmes.challenge_the_gap import PROGRAMME
from scheduler.programmes.changing import problems, repairing
from scheduler.programmes.joined import Joined
from scheduler.programmes.judging import judge
from scheduler.programmes.model import GroupModel
from scheduler.programmes.solving import solve
from scheduler.programmes.telling import told
from tests.programmes.challenge_the_gap.drawing import DAYS, draw_instance, draw_pair, every_plan, groups_of
from tests.programmes.challenge_the_gap.test_clusters import FIRST, SECOND, cluster, facts
from tests.programmes.harness import PLAIN, repaired_best
from tests.programmes.small import day

NOTICE = day(1, 0)


def draw_change(rng: Random, instance: ChallengeTheGap) -> Change:
    who, one = rng.choice(instance.members), rng.choice(DAYS)
    days = Days(first=one, last=one)
    return rng.choice(
        (
            DropOut(notice=NOTICE, person=who, days=days),
            SchoolLeaves(notice=NOTICE, school=who),
            CloseSchools(notice=NOTICE, schools=(who,), days=days),
        )
    )


def test_told_are_those_whose_lines_change() -> None:
    made = groups_of(facts(), [cluster("A", "ABC", FIRST)])
    other_day = groups_of(facts(), [cluster("A", "ABC", SECOND)]).model_copy(update={"before": made.groups})
    assert set(told(Joined(facts(), other_day))) == {"A", "B", "C"}
    one_less = groups_of(facts(), [cluster("A", "AB", FIRST)]).model_copy(update={"before": made.groups})
    assert set(told(Joined(facts(), one_less))) == {"C"}
    assert judge(PROGRAMME, facts(), one_less).values["change-kept-small"] == 1


def test_columns_count_who_is_told_as_the_recount_does() -> None:
    counted = set()
    for seed in range(300):
        rng = Random(seed)
        instance, before = draw_pair(rng)
        after = repairing(instance, before, [draw_change(rng, instance)])
        model = GroupModel(PROGRAMME, after, (), repairs=before)
        _, now = draw_pair(Random(rng.randrange(10**6)))
        now = before if rng.random() < 0.4 else now
        values = model.values(now.model_copy(update={"instance": "drawn"}))
        if values is None:
            continue
        recounted = judge(PROGRAMME, after, model.groups(values)).values["change-kept-small"]
        assert model.costs["change-kept-small"] @ values == recounted, f"seed {seed}"
        counted.add(recounted)
    assert len(counted) >= 3


def fewest_are_told(seed: int) -> None:
    rng = Random(seed)
    instance = draw_instance(rng, schools=3)
    found = solve(instance, PLAIN.again()).schedule
    if found is None:
        return
    change = draw_change(rng, instance)
    assert not list(problems(instance, [change]))
    after = repairing(instance, found, [change])
    assert isinstance(after, ChallengeTheGap)
    repaired_best(PROGRAMME, after, found, every_plan(after), seed)


@pytest.mark.parametrize("seed", range(10))
def test_a_repair_tells_the_fewest(seed: int) -> None:
    fewest_are_told(seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10, 300))
def test_a_repair_tells_the_fewest_at_length(seed: int) -> None:
    fewest_are_told(seed)


def test_what_is_over_stays() -> None:
    made = groups_of(facts(), [cluster("A", "AB", FIRST, SECOND)])
    late = DropOut(notice=day(2, 0), person="B", days=Days(first=SECOND, last=SECOND))
    after = repairing(facts(), made, [late])
    assert [(group.place, [one.day for one in group.meetings]) for group in after.fixed] == [("A", [FIRST])]


def test_a_change_of_terms_is_refused_in_words() -> None:
    from models.change import EndReview

    (problem,) = problems(facts(), [EndReview(notice=NOTICE, review="r")])
    assert "That is for terms." in str(problem)
    assert isinstance(groups_of(facts(), []), Groups)
