"""Words in which people may be named stay here, and stand again in what comes back."""

import pickle
from datetime import date

from models.change import CancelReview, Change, WaiveRule
from models.instance import Instance, Origin, Waiver
from scheduler.processes.wire import Wire, answered
from scheduler.storage import load_instance


def with_words(instance: Instance) -> Instance:
    words = {"allowed_by": "Agnes", "reason": "it is near"}
    waiver = Waiver(rule="phase", person=instance.reviewers[0].id, review=instance.reviews[0].id, **words)
    return instance.model_copy(update={"waivers": (waiver, waiver), "origin": Origin(text="by Agnes")})


def changes(instance: Instance) -> tuple[Change, ...]:
    day, (waiver, _) = date(2018, 9, 3), instance.waivers
    return (
        CancelReview(notice=day, why="Agnes is ill", review=instance.reviews[0].id, reason="ofsted"),
        WaiveRule(notice=day, waiver=waiver),
    )


def test_what_comes_back_is_what_was_sent_and_on_the_way_nobody_is_named() -> None:
    instance = with_words(load_instance("three-hubs"))
    sent = instance, changes(instance), {"of": [instance.waivers[0]]}, "Agnes herself is no such word"
    wire = Wire()
    there = wire.packed(sent[:3])
    arrived = pickle.loads(there)
    back = answered(arrived)
    assert b"Agnes" not in there + back
    assert b"it is near" in there
    assert arrived[0].waivers[0].allowed_by != instance.waivers[0].allowed_by
    assert wire.opened(back) == sent[:3]
    assert wire.opened(answered(arrived[1]))[1].model_dump_json() == sent[1][1].model_dump_json()


def test_what_has_no_words_goes_as_it_is() -> None:
    wire, instance = Wire(), load_instance("two-schools")
    nothing = WaiveRule.model_fields["why"].default
    assert nothing == ""
    for value in (None, 3, "words 0", [instance.schools], {"why": "x"}):
        assert wire.opened(answered(pickle.loads(wire.packed(value)))) == value
