from datetime import date
from typing import Any

import pytest

from models.calendar import Calendar, Days
from models.finding import Finding
from models.instance import Instance
from models.network import Phase
from models.schedule import Certificate, Status
from scheduler.goals.quality import GOAL, reviews_a_week
from scheduler.model import Model
from scheduler.showing.reports import goals_table
from scheduler.tables.facts import Facts
from tests import tiny

PRICES = tiny.policy(quality={"other_phase_km": 40, "slot_rank_km": 10, "area_match_km": 30, "crowded_week_km": 20})


def world(*entries: tiny.Entry, host: Any = None, home: Any = None, **review: Any) -> Instance:
    """A hosts; R1 and R2 come from B, 20 km away; L1 lives 7 km away."""
    return tiny.instance(
        *(tiny.school("A", **(host or {})), tiny.school("B", km=20, **(home or {}))),
        tiny.review("A", *(tiny.day(1), tiny.day(2), tiny.day(2, 1)), **review),
        tiny.lead("L1", km=-7),
        *(tiny.reviewer("R1", "B"), tiny.reviewer("R2", "B")),
        PRICES,
        *entries,
    )


def test_km_of_the_lead_and_of_each_reviewer() -> None:
    assert tiny.value(GOAL, world()) == 0
    assert tiny.value(GOAL, world(), tiny.held("A", "L1")) == 7
    assert tiny.value(GOAL, world(), tiny.held("A", "L1", "R1", "R2")) == 7 + 20 + 20
    assert tiny.value(GOAL, world(), tiny.held("A", None, "R1")) == 20


@pytest.mark.parametrize(("km", "whole"), [(10.499, 10), (10.501, 11)])
def test_km_are_rounded_person_by_person(km: float, whole: int) -> None:
    instance = tiny.instance(
        *(tiny.school("A"), tiny.school("B", km=km)),
        tiny.review("A"),
        tiny.lead("L1"),
        *(tiny.reviewer("R1", "B"), tiny.reviewer("R2", "B")),
    )
    assert tiny.value(GOAL, instance, tiny.held("A", "L1", "R1", "R2")) == 2 * whole


@pytest.mark.parametrize(
    ("home", "host", "price"),
    [
        (Phase.PRIMARY, Phase.PRIMARY, 0),
        (Phase.PRIMARY, Phase.SECONDARY, 40),
        (Phase.MIDDLE, Phase.SECONDARY, 0),
        (Phase.PRIMARY, Phase.ALL_THROUGH, 0),
        (Phase.SPECIAL, Phase.AP, 0),
        (Phase.SPECIAL, Phase.PRIMARY, 40),
        (Phase.NURSERY, Phase.PRIMARY, 40),
    ],
)
def test_another_phase(home: Phase, host: Phase, price: int) -> None:
    instance = world(host={"phase": host}, home={"phase": home})
    assert tiny.value(GOAL, instance, tiny.held("A", "L1", "R1")) == 7 + 20 + price


@pytest.mark.parametrize(
    ("strong_in", "works_on", "reward"),
    [
        ((), (), 0),
        (("maths",), ("music",), 0),
        (("maths",), ("maths",), 30),
        (("maths", "music"), ("music", "maths"), 30),  # once a seat
    ],
)
def test_an_area_to_learn_from(strong_in: tuple[str, ...], works_on: tuple[str, ...], reward: int) -> None:
    instance = world(host={"strong_in": strong_in}, home={"works_on": works_on})
    assert tiny.value(GOAL, instance, tiny.held("A", "L1", "R1", "R2")) == 7 + 2 * (20 - reward)


def test_only_the_hosts_strength_counts() -> None:
    instance = world(host={"works_on": ("maths",)}, home={"strong_in": ("maths",)})
    assert tiny.value(GOAL, instance, tiny.held("A", "L1", "R1")) == 7 + 20


@pytest.mark.parametrize(
    ("slot", "rank"), [(tiny.day(1), 0), (tiny.day(2), 1), (tiny.day(2, 1), 2), (tiny.day(4), 3)]
)  # one that is not listed counts as one behind the last
def test_rank_of_the_slot(slot: date, rank: int) -> None:
    assert tiny.value(GOAL, world(), tiny.held("A", "L1", on=slot)) == 7 + 10 * rank


def short_term(*entries: tiny.Entry, hosts: str = "ABCDE") -> Instance:
    """Five reviews in a term of three weeks: two a week are even."""
    term = tiny.AUTUMN.model_copy(update={"last_day": tiny.day(3, 2)})
    return tiny.instance(
        *(tiny.school(host) for host in hosts),
        *(tiny.review(host, tiny.day(1), tiny.day(2), tiny.day(3)) for host in hosts),
        tiny.lead("L1"),
        tiny.policy(quality={"slot_rank_km": 0}),
        *(entries or (term,)),
    )


@pytest.mark.parametrize(
    ("weeks", "crowding"), [([1, 1, 2, 2, 3], 0), ([1, 1, 1, 2, 2], 1), ([3, 3, 3, 3], 2), ([1, 1, 1, 1, 1], 3)]
)
def test_each_review_above_an_even_spread(weeks: list[int], crowding: int) -> None:
    planned = [tiny.held(host, "L1", on=tiny.day(week)) for host, week in zip("ABCDE", weeks, strict=False)]
    assert tiny.value(GOAL, short_term(), *planned) == 20 * crowding


@pytest.mark.parametrize(
    ("first", "last", "closed", "even"),
    [
        (tiny.day(1), tiny.day(5, 4), (), 1),  # 5 reviews in 5 weeks
        (tiny.day(1), tiny.day(5, 1), (), 2),  # the fifth week ends before its Wednesday
        (tiny.day(1, 2), tiny.day(5, 2), (), 1),
        (tiny.day(1, 3), tiny.day(5, 2), (), 2),  # the first begins after its Wednesday
        (tiny.day(1), tiny.day(5, 4), (Days(first=tiny.day(2, 2), last=tiny.day(2, 2)),), 2),
        (tiny.day(1), tiny.day(5, 4), (Days(first=tiny.day(2, 3), last=tiny.day(3, 1)),), 1),
        (tiny.day(1), tiny.day(2, 4), (), 3),
        (tiny.day(1, 3), tiny.day(1, 4), (), 5),  # no school week at all counts as one
    ],
)
def test_school_weeks_are_those_whose_wednesday_is_a_school_day(
    first: date, last: date, closed: tuple[Days, ...], even: int
) -> None:
    term = tiny.AUTUMN.model_copy(update={"first_day": first, "last_day": last})
    calendar = Calendar(id="all", name="Weekdays", open=tiny.CALENDAR.open, closed=closed)
    instance = short_term(term, calendar)
    assert reviews_a_week(instance, "autumn") == even
    assert Facts(instance).reviews_a_week.tolist() == [even]


def a_year(*spring: str) -> Instance:
    """Five hosts: those of spring are reviewed then, in two school weeks; the others in autumn, in two as well."""
    first, other = (tiny.day(1), tiny.day(2)), (date(2019, 1, 7), date(2019, 1, 14))
    return tiny.instance(
        *(tiny.school(host) for host in "ABCDE"),
        *(
            tiny.review(host, *(other if host in spring else first), term="spring" if host in spring else "autumn")
            for host in "ABCDE"
        ),
        tiny.lead("L1"),
        tiny.policy(quality={"slot_rank_km": 0}),
        tiny.AUTUMN.model_copy(update={"last_day": tiny.day(2, 4)}),
        tiny.SPRING.model_copy(update={"first_day": date(2019, 1, 7), "last_day": date(2019, 1, 18)}),
    )


@pytest.mark.parametrize(("spring", "even"), [("", [3, 0]), ("E", [2, 1]), ("CDE", [1, 2]), ("ABCDE", [0, 3])])
def test_each_term_has_a_level_of_its_own(spring: str, even: list[int]) -> None:
    """Reviews of the term over its own school weeks, rounded up: of 4 in 2 weeks, 2. It was one level of all terms."""
    instance = a_year(*spring)
    assert [reviews_a_week(instance, term.id) for term in instance.terms] == even
    assert Facts(instance).reviews_a_week.tolist() == even


@pytest.mark.parametrize("spring", ["E", "DE", "CDE"])
def test_a_year_prices_crowded_weeks_as_its_terms_do(spring: str) -> None:
    """Everything in the first week of its term, by the recount and by the rows."""
    year = a_year(*spring)
    planned = [tiny.held(due.host, "L1", on=due.slots[0]) for due in year.reviews]
    model, schedule = Model(year), tiny.schedule(*planned)
    values = model.values(schedule)
    assert values is not None
    whole = tiny.value(GOAL, year, *planned)
    assert model.costs["quality"] @ values == whole
    of_terms = 0
    for term in year.terms:
        reviews = tuple(due for due in year.reviews if due.term == term.id)
        alone = year.model_copy(update={"terms": (term,), "reviews": reviews})
        here = [held for held in planned if held.review in alone.review_by_id]
        of_terms += tiny.value(GOAL, alone, *here)
    assert whole == of_terms > 0


def test_the_tables_of_a_year_say_when_missing_reviewers_are_counted() -> None:
    """One missing from autumn to spring counts twice, and nothing said so."""
    at_each_end = "counted at the end of each term"
    for instance, said in ((a_year("E"), True), (short_term(), False)):
        note = goals_table(tiny.plan(instance), Certificate(status=Status.FEASIBLE, instance_sha256="")).note
        assert (at_each_end in note) == said


def cost(about: tuple[str, ...], amount: int, message: str) -> Finding:
    return Finding(rule="quality", kind="cost", about=about, amount=amount, message=message)


def test_findings() -> None:
    instance = world(
        host={"phase": Phase.SECONDARY, "strong_in": ("maths", "art", "music")},
        home={"works_on": ("music", "maths")},
    )
    assert list(GOAL.recount(tiny.plan(instance, tiny.held("A", "L1", "R1", on=tiny.day(2, 1))))) == [
        cost(("VA", "L1"), 7, "L1 travels 7 km to the review at School A (VA)."),
        cost(("VA",), 20, "School A gets its choice number 3, 2018-09-11."),
        cost(("VA", "R1"), 20, "R1 of School B travels 20 km to the review at School A (VA)."),
        cost(
            ("VA", "R1"),
            40,
            "R1 of School B joins the review at School A (VA): from primary to secondary, another phase.",
        ),
        cost(
            ("VA", "R1"),
            -30,
            "R1 of School B joins the review at School A (VA), strong in maths and music that School B works on.",
        ),
    ]


def test_finding_of_a_crowded_week() -> None:
    weeks = {"A": 2, "B": 2, "C": 2, "D": 2, "E": 1}
    planned = [tiny.held(host, None, on=tiny.day(week)) for host, week in weeks.items()]
    crowded = [found for found in GOAL.recount(tiny.plan(short_term(), *planned)) if len(found.about) > 1]
    assert crowded == [
        cost(("VA", "VB", "VC", "VD"), 40, "The week of 2018-09-10 has 4 reviews; spread evenly it is 2.")
    ]


def test_prices_are_policy() -> None:
    numbers = tiny.policy(quality={"other_phase_km": 1, "slot_rank_km": 2, "area_match_km": 3, "crowded_week_km": 4})
    assert GOAL.sentence(numbers) == (
        "As few km as possible are travelled; besides, a reviewer of another phase counts 1 km, each rank of the slot "
        "after the host's first 2 km, each review too many in a week 4 km, and a reviewer whose school works on an "
        "area in which the host is strong takes off 3 km."
    )
    assert GOAL.unit == "km"


def test_more_areas_than_a_word_has_bits() -> None:
    """From 63 areas on, whole numbers of the machine overflowed."""
    areas = tuple(f"area {number}" for number in range(130))
    hosts = (tiny.school("A", strong_in=areas[129:]), tiny.school("B", km=20, works_on=areas[128:]))
    others = tiny.school("C", km=30, works_on=areas[:129])
    instance = tiny.instance(
        *(*hosts, others, tiny.review("A"), tiny.lead("L1")),
        *(tiny.reviewer("R1", "B"), tiny.reviewer("R2", "C")),
        areas=areas,
    )
    model = Model(instance)
    for person, km in (("R1", 20 - 30), ("R2", 30)):
        made = tiny.schedule(tiny.held("A", "L1", person))
        values = model.values(made)
        assert values is not None
        assert model.costs["quality"] @ values == tiny.value(GOAL, instance, *made.reviews) == km
