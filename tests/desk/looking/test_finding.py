"""What is found is what is there: nothing left out, nothing more."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from models.planned import ReviewStates, State
from models.schedule import Schedule
from scheduler.desk.contacts import Contact
from scheduler.desk.looking.finding import Finder, how_many
from scheduler.desk.looking.wanted import STATES, Wanted
from scheduler.plan import Plan
from scheduler.showing.table import only
from scheduler.showing.views import VIEWS
from scheduler.storage import load_instance, load_plan
from tests.page.browsing import ROOT

INSTANCE = load_instance("four-hubs-term")


def the_plan(*states: ReviewStates) -> Plan:
    instance, schedule = load_plan(ROOT / "solutions" / "four-hubs-term.json", INSTANCE)
    return Plan(instance, schedule.model_copy(update={"states": states}))


PLAN = the_plan(
    ReviewStates(review="review-fir", reviewers={"R0007": State.OFFERED}),
    ReviewStates(review="review-gean", pins=("slot",)),
)


FINDER = Finder(PLAN, {})


def hosts(asked: Wanted, **names: str) -> list[str]:
    """Ids of the hosts whose reviews are found. names: of people."""
    finder = Finder(PLAN, {id: Contact(name) for id, name in names.items()}) if names else FINDER
    held, _ = finder.found("week", asked)
    return [one.host.id for one in held.about]


def test_a_review_is_found_by_its_host_its_week_and_its_state() -> None:
    assert hosts(Wanted()) == ["beech", "fir", "cedar", "gean"]
    assert hosts(Wanted(hub="hub-two")) == ["cedar"]
    assert hosts(Wanted(week=date(2018, 9, 17))) == ["fir"]
    assert hosts(Wanted(state="offered")) == ["fir"]
    assert hosts(Wanted(state="pinned")) == ["gean"]
    assert hosts(Wanted(state="vacant")) == []
    assert hosts(Wanted(phase="special")) == []
    assert hosts(Wanted(text="l02")) == ["fir", "gean"]
    assert hosts(Wanted(text="L02", state="offered")) == ["fir"]


def test_who_takes_part_is_found_by_id_name_or_a_part_of_it() -> None:
    assert hosts(Wanted(who="R0003")) == ["beech"]
    assert hosts(Wanted(who="Cedar School")) == ["beech", "cedar"]
    assert hosts(Wanted(who="hub TWO")) == ["beech", "cedar"]
    assert hosts(Wanted(who="R000")) == ["beech", "fir", "cedar", "gean"]
    assert hosts(Wanted(who="Ann Ash")) == []
    assert hosts(Wanted(who="ann ash"), R0007="Ann Ash") == ["fir"]
    assert hosts(Wanted(who="Ann Ash (R0007)"), R0007="Ann Ash") == ["fir"]


def test_an_exact_name_means_nobody_else() -> None:
    """R1 is not R10, though R10 holds it."""
    assert hosts(Wanted(who="fir")) == ["fir"]
    assert hosts(Wanted(who="Fir"), R0003="Mr Firth") == ["fir"]


def test_a_review_without_a_date_is_found_by_all_but_a_week() -> None:
    instance, schedule = load_plan(ROOT / "solutions" / "two-schools.json", load_instance("two-schools"))
    finder = Finder(Plan(instance, schedule), {})
    assert [review.id for review in list(finder.found("week", Wanted(hub="hub-beech")))[1].about] == ["review-beech"]
    assert not list(finder.found("week", Wanted(week=date(2018, 9, 10))))[1].about


def test_journeys_are_those_to_the_reviews_that_are_found() -> None:
    (visits,) = FINDER.found("reviewer", Wanted(hub="hub-two"))
    assert [(seat.reviewer.id, seat.held.host.id) for seat in visits.about] == [("R0001", "cedar")]
    (led,) = FINDER.found("lead", Wanted(state="offered"))
    assert [(lead.id, held.host.id) for lead, held in led.about] == [("L02", "fir")]
    assert (len(led.table.rows), led.of) == (1, 4)


def test_how_many_are_left_is_said_with_what_was_asked() -> None:
    found = list(FINDER.found("week", Wanted(hub="hub-two", state="published")))
    assert how_many(found, "review", Wanted(hub="hub-two", state="published"), INSTANCE) == (
        "1 of 4 reviews: Hub two, something is published."
    )
    assert how_many(FINDER.found("week", Wanted()), "review", Wanted(), INSTANCE) == "4 reviews."


TEXTS = st.sampled_from(["", "r000", "L02", "school", "Sep", "1", "zz"])


@given(view=st.sampled_from(["week", "reviewer", "lead"]), text=TEXTS)
def test_a_text_finds_the_rows_that_only_finds(view: str, text: str) -> None:
    rows = [one.table.rows for one in FINDER.found(view, Wanted(text=text))]
    assert rows == [table.rows for table in only(VIEWS[view](PLAN), text)]


@given(
    st.builds(
        Wanted,
        hub=st.sampled_from(["", *INSTANCE.hub_by_id]),
        week=st.sampled_from([None, date(2018, 9, 10), date(2018, 9, 24)]),
        phase=st.sampled_from(["", "primary", "special"]),
        state=st.sampled_from(["", *STATES["review"]]),
        who=st.sampled_from(["", "L01", "R0001", "Hub one", "school"]),
        text=TEXTS,
    )
)
def test_all_that_is_asked_must_be_so(asked: Wanted) -> None:
    """What is found for several wishes is what each finds by itself."""
    alone = [Wanted(**{name: getattr(asked, name)}) for name in ("hub", "week", "phase", "state", "who", "text")]
    each = [set(hosts(one)) for one in alone]
    assert set(hosts(asked)) == set.intersection(*each)


def test_a_schedule_made_by_hand_can_be_searched() -> None:
    empty = Plan(INSTANCE, Schedule(instance=INSTANCE.name, reviews=()))
    held, not_dated = Finder(empty, {}).found("week", Wanted(state="vacant"))
    assert (len(held.about), len(not_dated.about)) == (0, 4)
