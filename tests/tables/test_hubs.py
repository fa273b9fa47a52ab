import pytest

from models.instance import Instance
from scheduler.tables.hubs import (
    circles,
    distance_km,
    hub_graph,
    locality,
    reciprocity,
    return_visits,
    visits_between_hubs,
)
from tests import tiny


def on_a_line() -> Instance:
    """Hubs at 0, 10, 30 and 31 km: the first has two schools around its middle."""
    return tiny.instance(
        tiny.school("A1", km=-1, hub="A"),
        tiny.school("A2", km=1, hub="A"),
        tiny.school("B", km=10, hub="B"),
        tiny.school("C", km=30, hub="C"),
        tiny.school("D", km=31, hub="D"),
        tiny.review("B"),
    )


def test_a_hub_lies_at_the_middle_of_its_schools() -> None:
    graph = hub_graph(on_a_line())
    assert graph.nodes["A"]["schools"] == 2
    assert graph.nodes["A"]["latitude"] == pytest.approx(tiny.latitude(0))
    assert distance_km(graph, "A", "C") == pytest.approx(30)


def test_neighbours_have_no_third_hub_between_them() -> None:
    graph = hub_graph(on_a_line())
    assert sorted(map(sorted, graph.edges)) == [["A", "B"], ["B", "C"], ["C", "D"]]
    assert graph.edges["B", "C"]["distance_km"] == pytest.approx(20)


def test_two_hubs_in_one_place_are_neighbours_of_the_same_hubs() -> None:
    twins = tiny.instance(
        tiny.school("A"), tiny.school("B", km=9), tiny.school("C", km=9), tiny.review("A"), tiny.reviewer("R1", "B")
    )
    assert len(hub_graph(twins).edges) == 3


def test_a_hub_without_schools_has_no_neighbours() -> None:
    instance = on_a_line()
    alone = instance.model_copy(update={"schools": instance.schools[:2]})
    graph = hub_graph(alone)
    assert not graph.edges and graph.nodes["B"]["schools"] == 0


def test_locality_is_the_hub_and_what_is_nearer_than_the_policy_says() -> None:
    around = locality(on_a_line())
    assert around["A1"] == {"A2"}
    assert around["C"] == {"D"}
    assert around["B"] == set()
    wider = on_a_line().model_copy(update={"policy": tiny.policy(locality={"nearest_km": 9.5})})
    assert locality(wider)["B"] == {"A2"}  # 9 km away; A1 is 11 km away


def test_visits_that_are_matched_are_return_visits() -> None:
    visits = visits_between_hubs([("A", "B"), ("A", "B"), ("A", "B"), ("B", "A"), ("A", "C")])
    assert return_visits(visits) == (("A", "B", 1),)
    assert reciprocity(visits) == 2 / 5


def test_without_visits_there_is_no_reciprocity() -> None:
    assert reciprocity(visits_between_hubs([])) is None


def test_circles_are_hubs_that_visits_lead_to_and_fro() -> None:
    """a, b and c in turn, d and e each other; from c to d there is no way back, and f stands alone."""
    made = "ab", "bc", "ca", "de", "ed", "cd", "fa"
    visits = visits_between_hubs((pair[0], pair[1]) for pair in made)
    assert circles(visits) == (frozenset("abc"), frozenset("de"))
    assert circles(visits_between_hubs([("a", "b")])) == ()
