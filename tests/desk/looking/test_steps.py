"""What is next in a plan: nothing that is not so, and nothing left out."""

from models.planned import ReviewStates, State
from models.problem import Problem
from scheduler.desk.doing.typing_over import Waiting
from scheduler.desk.letters.news import news
from scheduler.desk.looking.steps import NOTHING, offers, steps
from scheduler.plan import Plan
from scheduler.storage import load_instance, load_plan
from tests.page.browsing import ROOT


def the_plan(name: str) -> Plan:
    return Plan(*load_plan(ROOT / "solutions" / f"{name}.json", load_instance(name)))


def words(plan: Plan, typed: Waiting = NOTHING) -> list[str]:
    return [step.words for step in steps(plan, typed)]


def test_what_everybody_was_told_needs_no_letter() -> None:
    plan = the_plan("four-hubs-term")
    assert any("something new to be told" in said for said in words(plan))
    told = Plan(plan.instance, plan.schedule.model_copy(update={"told": news(plan).told}))
    assert not any("something new to be told" in said for said in words(told))


def test_what_is_not_held_is_not_counted_as_vacant_once_more() -> None:
    said = words(the_plan("two-schools"))
    assert "1 review is not held." in said and not any("vacant" in one for one in said)


def test_offers_without_an_answer_are_listed() -> None:
    plan = the_plan("four-hubs-term")
    states = ReviewStates(
        review="review-fir", slot=State.OFFERED, lead=State.OFFERED, reviewers={"R0007": State.OFFERED}
    )
    offered = Plan(plan.instance, plan.schedule.model_copy(update={"states": (states,)}))
    assert [row[3:] for row in offers(offered).rows] == [("fir", "host"), ("L02", "lead"), ("R0007", "reviewer")]
    assert "3 offers have no answer yet." in words(offered)
    assert not offers(plan).rows


def test_edits_and_what_is_not_proven_are_said() -> None:
    plan = the_plan("four-hubs-term")
    for typed, said in (
        (Waiting(1, 0), "1 edit typed into the plan's workbook waits for an answer; it breaks no rule."),
        (Waiting(1, 1), "1 edit typed into the plan's workbook waits for an answer; it breaks a rule."),
        (Waiting(7, 0), "7 edits typed into the plan's workbook wait for an answer; none of them breaks a rule."),
        (Waiting(7, 1), "7 edits typed into the plan's workbook wait for an answer; 1 of them breaks a rule."),
        (Waiting(7, 3), "7 edits typed into the plan's workbook wait for an answer; 3 of them break a rule."),
    ):
        assert said in words(plan, typed)
    assert not any("typed" in said for said in words(plan))
    unproven = Plan(plan.instance, plan.schedule.model_copy(update={"certificate": None}))
    assert words(unproven)[-1] == "That no better schedule exists is not proven."


def test_a_workbook_that_cannot_be_read_is_not_one_without_edits() -> None:
    plan = the_plan("four-hubs-term")
    wrong = Problem(where="plan.xlsx", value="no workbook", expected="one", remedy="Export it.")
    for problems, more in (((wrong,), ""), ((wrong, wrong), " And 1 problem more.")):
        said = "The plan's workbook cannot be read, so what is typed there is not known: "
        assert f"{said}{wrong}{more}" in words(plan, Waiting(wrong=problems))


def test_a_certificate_of_another_schedule_proves_nothing() -> None:
    plan = the_plan("four-hubs-term")
    assert "That no better schedule exists is not proven." not in words(plan)
    first, *rest = plan.schedule.reviews
    other = first.model_copy(update={"reviewers": ()})
    changed = Plan(plan.instance, plan.schedule.model_copy(update={"reviews": (other, *rest)}))
    assert words(changed)[-1] == "That no better schedule exists is not proven."


def test_breaches_come_first() -> None:
    plan = the_plan("four-hubs-term")
    first, *rest = plan.schedule.reviews
    wrong = first.model_copy(update={"reviewers": ("R0002",)})  # of the host itself
    bad = Plan(plan.instance, plan.schedule.model_copy(update={"reviews": (wrong, *rest)}))
    assert "of rules in force" in words(bad)[0]
