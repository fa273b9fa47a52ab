"""The bundled instances: each is made again byte for byte, is valid, and holds the figures it promises."""

from collections import Counter, defaultdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from models.calendar import week_of
from models.instance import Instance
from models.policy import RuleId
from scheduler.generating import BUNDLED, generate_bundled
from scheduler.storage import bundled_names, dumps, load_instance
from tests.columns_count import possible_columns
from tests.planted import PLANTED, SMALL

INSTANCES = Path(__file__).parents[2] / "instances"
TERMS = ("noe-2018-autumn", "noe-2019-spring", "noe-2019-summer")
TRUSTS = "mat-peer-review-2018"
NETWORK = (*TERMS, "noe-2018-19", "noe-2018-autumn-as-reported")


@cache
def bundled(name: str) -> Instance:
    return load_instance(name)


@pytest.mark.parametrize("name", BUNDLED)
def test_each_is_made_again_byte_for_byte(name: str) -> None:
    assert dumps(generate_bundled(name)) == (INSTANCES / f"{name}.json").read_text("utf-8")


def test_every_file_has_a_maker_and_every_maker_a_file() -> None:
    assert sorted(BUNDLED) == sorted(bundled_names())


@pytest.mark.parametrize("name", BUNDLED)
def test_each_says_where_it_is_from(name: str) -> None:
    instance = bundled(name)
    assert instance.name == name
    assert instance.origin.command == f"qa-scheduler generate {name}"
    assert instance.origin.text
    assert ("Open Government Licence" in instance.origin.licence) == (name in (*NETWORK, TRUSTS))


def test_each_rule_has_a_planted_case_and_every_small_one_its_expected_values() -> None:
    assert list(PLANTED) == [f"planted-{rule}" for rule in get_args(RuleId)]
    assert all(case["on"] != case["off"] for case in PLANTED.values())
    assert {*PLANTED, *SMALL} == {name for name in BUNDLED if len(bundled(name).schools) < 10}


@pytest.mark.parametrize("name", [*PLANTED, *SMALL])
def test_a_small_text_names_its_best_quality(name: str) -> None:
    values = PLANTED[name]["on"] if name in PLANTED else SMALL[name]
    assert str(values["quality"]) in bundled(name).origin.text


@pytest.mark.parametrize("name", NETWORK)
def test_the_network_is_the_real_one(name: str) -> None:
    instance = bundled(name)
    assert (len(instance.schools), len(instance.hubs), len(instance.leads)) == (432, 35, 36)
    assert sum(school.pupils is None for school in instance.schools) == 3


@pytest.mark.parametrize("name", (*TERMS, "noe-2018-19"))
def test_the_people_are_as_many_as_promised(name: str) -> None:
    reviewers = bundled(name).reviewers
    planned = [reviewer for reviewer in reviewers if not reviewer.reserve]
    assert 1225 <= len(planned) < len(reviewers) <= 1275
    assert len(reviewers) // 4 - 1 <= sum(reviewer.is_first_timer for reviewer in reviewers) <= len(reviewers) // 4 + 1
    assert round(sum(reviewer.offers_two for reviewer in reviewers) / len(reviewers), 2) == 0.10
    assert sum(bool(reviewer.conflicts) for reviewer in reviewers) > 50
    assert sum(reviewer.furthest_km is not None for reviewer in reviewers) > 150


@pytest.mark.parametrize("name", TERMS)
def test_a_term_has_the_promised_number_of_columns(name: str) -> None:
    assert 480_000 <= possible_columns(bundled(name)) <= 540_000


def test_the_year_has_the_columns_of_its_three_terms() -> None:
    assert 1_500_000 <= possible_columns(bundled("noe-2018-19")) <= 1_700_000


def test_each_school_is_due_in_exactly_one_term_and_the_terms_are_alike() -> None:
    hosts = [[review.host for review in bundled(name).reviews] for name in TERMS]
    assert [len(term) for term in hosts] == [144, 144, 144]
    year = bundled("noe-2018-19")
    assert [review.host for review in year.reviews] == [host for term in hosts for host in term]
    assert sorted(host for term in hosts for host in term) == sorted(school.id for school in year.schools)
    seats = [sum(bundled(name).size(review) for review in bundled(name).reviews) for name in TERMS]
    assert sum(seats) == 1238
    assert max(seats) - min(seats) <= 4
    specialists = [sum(year.school_by_id[host].phase.is_specialist for host in term) for term in hosts]
    assert max(specialists) - min(specialists) <= 2


@pytest.mark.parametrize("name", NETWORK)
def test_a_host_offers_6_to_10_slots_on_its_own_school_days(name: str) -> None:
    instance = bundled(name)
    for review in instance.reviews:
        host = instance.school_by_id[review.host]
        assert 6 <= len(review.slots) <= 10
        for slot in review.slots:
            assert all(instance.is_school_day(host, date.fromordinal(slot.toordinal() + n)) for n in range(3))


def test_slots_avoid_the_first_and_last_week_and_spread_over_the_others() -> None:
    weeks = Counter(week_of(slot) for review in bundled("noe-2018-autumn").reviews for slot in review.slots)
    assert date(2018, 9, 3) not in weeks
    assert date(2018, 12, 17) not in weeks
    usual = [count for week, count in weeks.items() if week not in (date(2018, 10, 22), date(2018, 10, 29))]
    assert len(usual) == 12
    assert max(usual) < 2 * min(usual)


@pytest.mark.parametrize("name", NETWORK)
def test_areas_are_two_and_two_and_different(name: str) -> None:
    instance = bundled(name)
    assert len(instance.areas) == 12
    for school in instance.schools:
        assert (len(school.strong_in), len(school.works_on)) == (2, 2)
        assert not set(school.strong_in) & set(school.works_on)
        assert 1 <= len(school.closed) <= 5


@pytest.mark.parametrize(("name", "free"), [("noe-2018-autumn", (58, 62)), ("noe-2018-autumn-as-reported", (58, 62))])
def test_leads_are_free_in_60_percent_of_weeks(name: str, free: tuple[int, int]) -> None:
    wednesdays = _wednesdays("2018-09-05", 13 if "reported" in name else 16)
    assert free[0] <= _percent_free(bundled(name), wednesdays) <= free[1]


def test_as_reported_leads_are_free_in_30_percent_of_the_last_three_weeks() -> None:
    assert round(_percent_free(bundled("noe-2018-autumn-as-reported"), _wednesdays("2018-12-05", 3)), -1) == 30


def test_as_reported_a_third_of_the_schools_offers_one_reviewer() -> None:
    reported, usual = (
        Counter(reviewer.school for reviewer in bundled(name).reviewers if not reviewer.reserve)
        for name in ("noe-2018-autumn-as-reported", "noe-2018-autumn")
    )
    fewer = [school for school in usual if reported[school] != usual[school]]
    assert all(reported[school] == 1 for school in fewer)
    assert sum(count == 1 for count in reported.values()) >= 432 * 33 // 100


def _wednesdays(first: str, count: int) -> list[date]:
    return [date.fromordinal(date.fromisoformat(first).toordinal() + 7 * n) for n in range(count)]


def _percent_free(instance: Instance, days: list[date]) -> float:
    away = sum(any(day in away for away in lead.away) for lead in instance.leads for day in days)
    return 100 - 100 * away / (len(days) * len(instance.leads))


@pytest.mark.parametrize("name", NETWORK)
def test_the_past_keeps_the_rules(name: str) -> None:
    instance = bundled(name)
    hub = {school.id: school.hub for school in instance.schools}
    ways = defaultdict(set)
    visits = Counter(visit.person for visit in instance.visits)
    for visit in instance.visits:
        if visit.home is not None:
            assert hub[visit.home] != hub[visit.host]
            ways[visit.school_year].add((visit.home, visit.host))
    for sent in ways.values():
        assert not sent & {(host, home) for home, host in sent}
    assert len({(visit.person, visit.host) for visit in instance.visits}) == len(instance.visits)
    for reviewer in instance.reviewers:
        assert reviewer.completed_reviews >= visits[reviewer.id]


@pytest.mark.parametrize("name", NETWORK)
def test_last_year_was_as_reported(name: str) -> None:
    instance = bundled(name)
    teams = Counter(visit.host for visit in instance.visits if visit.school_year == "2017-18" and visit.home)
    leads = Counter(visit.host for visit in instance.visits if visit.school_year == "2017-18" and not visit.home)
    assert round(len(leads) / 432, 2) == 0.88
    assert set(leads.values()) == {1}
    complete = sum(teams[host] == instance.planned_size(host) for host in leads)
    assert 0.86 <= complete / len(leads) <= 0.92


@pytest.mark.parametrize("name", NETWORK)
def test_the_ledger_plans_every_school_and_agrees_with_this_years_visits(name: str) -> None:
    instance = bundled(name)
    this_year = [visit for visit in instance.visits if visit.school_year == "2018-19"]
    sent = Counter(visit.home for visit in this_year if visit.home)
    taken = Counter(visit.host for visit in this_year if visit.home)
    hosted = {visit.host for visit in this_year}
    assert all(visit.slot is not None for visit in this_year)
    assert len(hosted) == 144 * (instance.terms[0].number - 1)
    earlier = instance.terms[0].number - 1
    for entry in instance.ledger:
        assert entry.planned_size == instance.policy.team_size.seats(instance.school_by_id[entry.school].pupils)
        assert entry.sent == sent[entry.school]
        assert entry.received == (entry.planned_size if entry.school in hosted else 0)
        assert entry.credited == entry.received - taken[entry.school]
        floor = entry.planned_size * earlier // 3 + entry.debt_brought_in - entry.credited
        assert entry.sent <= max(0, floor) + 1
    assert len(instance.ledger) == 432
    assert {entry.debt_brought_in for entry in instance.ledger} == {-1, 0, 1, 2}
