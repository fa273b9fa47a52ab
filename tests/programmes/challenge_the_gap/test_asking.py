"""Why not somebody else: what is said is what the judge says of the groups with them there; the price is proven."""

from random import Random

from models.programmes.challenge_the_gap import ChallengeTheGap
from scheduler.programmes.asking import forced, group_named, others
from scheduler.programmes.challenge_the_gap import PROGRAMME
from scheduler.programmes.joined import Joined
from scheduler.programmes.judging import judge
from scheduler.programmes.solving import solve
from tests.programmes.challenge_the_gap.drawing import draw_instance, every_clustering, groups_of
from tests.programmes.challenge_the_gap.test_clusters import FIRST, cluster, facts
from tests.programmes.harness import PLAIN, best_of, solved


def test_a_swap_is_better_than_a_move_that_breaks_a_rule() -> None:
    instance = facts(policy={"reach": {"km": 70}})
    made = groups_of(instance, [cluster("A", "AB", FIRST), cluster("D", "DC", FIRST)])
    by_who = {tried.who: tried for tried in others(Joined(instance, made), made.groups[0])}
    assert (by_who["C"].instead_of, by_who["C"].breaks) == ("B", ())
    assert by_who["C"].more["quality"] == (20 + 51) - (10 + 41)
    assert {finding.rule for finding in by_who["D"].breaks} == {"workshop-school"}


def test_groups_have_names() -> None:
    made = groups_of(facts(), [cluster("A", "AB"), cluster("C", "CD")])
    assert [getattr(group_named(facts(), made, name), "id", None) for name in ("A", "B", "D", "Z")] == [
        "A",
        "A",
        "C",
        None,
    ]


def test_the_price_of_somebody_is_the_best_of_all_groups_with_them() -> None:
    for seed in range(2):
        instance = draw_instance(Random(seed), schools=4)
        found = solve(instance, PLAIN.again()).schedule
        if found is None or not found.groups:
            continue
        group = found.groups[0]
        for who in set(instance.members) - set(group.members):
            (facts_then,) = forced(instance, group, who)
            assert isinstance(facts_then, ChallengeTheGap)
            best = best_of(PROGRAMME, facts_then, every_clustering(facts_then))
            if best is not None:
                assert solved(PROGRAMME, facts_then) == best
                assert best >= tuple(judge(PROGRAMME, instance, found).values.values())
