"""One calendar: a term and programmes ask nobody for two things in one week."""

from models.calendar import Days
from models.programmes.instance import Engaged
from scheduler.programmes.beside import around, of_groups, of_schedule, twice
from scheduler.programmes.challenge_the_gap import PROGRAMME
from scheduler.programmes.joined import Joined
from scheduler.programmes.judging import judge
from tests import tiny
from tests.programmes.challenge_the_gap.drawing import groups_of
from tests.programmes.challenge_the_gap.test_clusters import FIRST, SECOND, cluster, facts


def test_a_term_asks_hosts_and_people() -> None:
    instance = tiny.instance(
        tiny.school("A"), tiny.school("B", km=20), tiny.review("A"), tiny.lead(), tiny.reviewer("R1", "B")
    )
    asked = list(of_schedule(tiny.plan(instance, tiny.held("A", "L1", "R1"))))
    assert [one.who for one in asked] == ["A", "R1", "L1"]
    assert {str(one.days) for one in asked} == {"2018-09-03/2018-09-05"}


def test_a_school_that_hosts_a_review_has_no_workshop_that_week() -> None:
    """The review at A is in the week of the first workshop."""
    instance = tiny.instance(
        tiny.school("A"), tiny.school("B", km=20), tiny.review("A"), tiny.lead(), tiny.reviewer("R1", "B")
    )
    term = list(of_schedule(tiny.plan(instance, tiny.held("A", "L1", "R1"))))
    made = groups_of(facts(), [cluster("A", "AB", FIRST, SECOND)])
    (finding,) = twice(term, of_groups(Joined(facts(), made)))
    assert (finding.rule, finding.about) == ("one-place", ("A", "2018-09-03"))
    assert "workshop at A" in finding.message and "the review at" in finding.message
    planned_around = around(facts(), term)
    assert [one.rule for one in judge(PROGRAMME, planned_around, made).breaches] == ["one-place"]
    later = groups_of(facts(), [cluster("A", "AB", SECOND)])
    assert judge(PROGRAMME, planned_around, later).breaches == ()


def test_who_is_not_of_the_programme_is_left_out() -> None:
    elsewhere = Engaged(who="Z", days=Days(first=FIRST, last=FIRST), by="a review")
    assert around(facts(), [elsewhere]) == facts()


def test_within_one_calendar_its_own_rules_judge() -> None:
    twice_there = [Engaged(who="A", days=Days(first=FIRST, last=FIRST), by=by) for by in ("one", "other")]
    assert list(twice(twice_there)) == []
