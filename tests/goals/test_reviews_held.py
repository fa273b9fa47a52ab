from models.finding import Finding
from models.instance import Instance
from models.policy import Policy
from scheduler.goals.reviews_held import GOAL
from tests import tiny


def world() -> Instance:
    return tiny.instance(
        *(tiny.school(host) for host in "ABCD"), *(tiny.review(host) for host in "ABCD"), tiny.lead("L1")
    )


def test_a_review_is_held_with_slot_and_lead() -> None:
    planned = tiny.held("A", "L1"), tiny.held("B", None), tiny.held("C", "L1", on=None)
    assert tiny.value(GOAL, world(), *planned) == 3  # B has no lead, C no slot, D is not mentioned
    assert tiny.value(GOAL, world(), *(tiny.held(host, "L1") for host in "ABCD")) == 0


def test_finding() -> None:
    found = list(GOAL.recount(tiny.plan(world(), *(tiny.held(host, "L1") for host in "ABC"))))
    assert found == [
        Finding(
            rule="reviews-held",
            kind="cost",
            about=("VD",),
            amount=1,
            message="The review at School D (VD) is not held.",
        )
    ]


def test_sentence_and_unit() -> None:
    assert GOAL.sentence(Policy()) == (
        "As few due reviews as possible are without slot and lead; one with a first claim, because it was cancelled in "
        "an earlier term, counts as much as all reviews together."
    )
    assert GOAL.unit == "reviews"
