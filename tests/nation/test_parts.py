"""How a network is cut: regions, districts with those around them, and what a part knows of the rest."""

from models.instance import Instance, Visit
from scheduler.nation.assigning import Replanning
from scheduler.nation.market import Market
from scheduler.nation.parts import part
from scheduler.nation.regions import districts, regions
from scheduler.tables.facts import Facts
from scheduler.tables.hubs import hub_graph
from tests.nation.networks import network, planned_whole


def test_regions_share_out_all_hubs_and_are_small_enough() -> None:
    instance = network(4)
    found = regions(instance, hub_graph(instance), 5)
    assert sorted(hub for region in found for hub in region) == sorted(hub.id for hub in instance.hubs)
    assert len(found) > 1
    hub_of = {school.id: school.hub for school in instance.schools}
    for region in found:
        assert len(region) == 1 or sum(hub_of[review.host] in region for review in instance.reviews) <= 5


def test_other_cuts_make_other_regions() -> None:
    instance = network(4)
    graph = hub_graph(instance)
    assert regions(instance, graph, 5, 0.5) != regions(instance, graph, 5, 0.3)


def test_every_school_is_inside_one_district_and_around_it() -> None:
    instance = network(4)
    found = districts(instance, hub_graph(instance), 5, 0.5, 1)
    assert sorted(school for own in found for school in own.inside) == sorted(school.id for school in instance.schools)
    assert all(own.inside <= own.around for own in found)
    assert any(own.inside < own.around for own in found)
    assert all(own.inside == own.around for own in districts(instance, hub_graph(instance), 5, 0.5, 0))


def test_a_part_knows_nothing_of_the_rest() -> None:
    instance = network(5)
    hosts = {school.id for school in instance.schools[:12]}
    own = part(instance, hosts, hosts, {instance.leads[0].id})
    assert {school.id for school in own.schools} == hosts
    assert {review.host for review in own.reviews} <= hosts
    assert {person.school for person in own.reviewers} <= hosts
    assert [lead.id for lead in own.leads] == [instance.leads[0].id]
    assert Instance.model_validate(own.model_dump()) is not None


def test_a_part_knows_the_journeys_of_its_people_this_school_year() -> None:
    """Also to hosts that are not in it, else what is fair would hang on which are."""
    instance = network(5)
    person, host = instance.reviewers[0], instance.schools[-1]
    visit = Visit(person=person.id, host=host.id, home=person.school, school_year=instance.school_year)
    instance = instance.model_copy(update={"visits": (visit,)})
    own = part(instance, {instance.reviews[0].host}, {person.school}, ())
    assert host.id not in own.school_by_id
    for key in ("reviewer", "home"):
        km, visits = Facts(own, whole=instance).past_travel(key)
        every_km, every_visit = Facts(instance).past_travel(key)
        assert (km.sum(), visits.sum()) == (every_km.sum(), every_visit.sum())
        assert visits.sum() == 1


def test_a_part_holds_what_is_decided_elsewhere_and_who_is_there() -> None:
    instance = network(1)
    schedule = planned_whole(instance)
    host = instance.hubs[0].id
    hosts = frozenset(school.id for school in instance.schools if school.hub == host)
    decided_elsewhere = [each for each in schedule if instance.review_by_id[each.review].host not in hosts]
    own = part(instance, hosts, hosts, {lead.id for lead in instance.leads}, decided_elsewhere)
    fixed = own.fixed_by_review
    for each in decided_elsewhere:
        assert (fixed[each.review].slot, fixed[each.review].lead) == (each.slot, each.lead)
        assert set(fixed[each.review].reviewers) == set(each.reviewers)
    assert Instance.model_validate(own.model_dump()) is not None


def test_districts_are_planned_at_once_only_if_they_have_nobody_in_common() -> None:
    instance = network(4)
    facts = Facts(instance)
    market = Market(instance, facts)
    replanning = Replanning(instance, facts, market)
    now = {each.review: each for each in planned_whole(instance)}
    parts = districts(instance, hub_graph(instance), 5, 0.5, 0)
    first = replanning.next(parts, [], now, None)
    assert first is not None
    assert first[0] == parts[0]
    others = list(parts[1:])
    second = replanning.next(others, [first[1]], now, None)
    for own in others[: len(others) if second is None else others.index(second[0])]:
        people = {who for each in now.values() if replanning.host(each) in own.around for who in each.reviewers}
        concerned = own.around | {instance.reviewer_by_id[person].school for person in people}
        leads = {each.lead for each in now.values() if replanning.host(each) in own.around}
        assert not (concerned | leads).isdisjoint(first[1].place.homes | first[1].place.leads)
    if second is not None:
        assert first[1].place.homes.isdisjoint(second[1].place.homes)
        assert first[1].place.leads.isdisjoint(second[1].place.leads)
