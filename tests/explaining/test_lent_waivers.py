"""A kept edit that leans on the waiver of one that is not kept is lent the waiver, and nothing more of that edit.

At VA, R3 was typed over by R2, who lives too near: with a reason, so a waiver comes along. VA was moved to a day on
which R3 is away. If R2's edit is not kept, VA still needs a second reviewer, and only R2 can come, by that waiver.
"""

import pytest

from models.calendar import Days
from models.change import TypeOver
from scheduler.changes.edits import Edit, Edited
from scheduler.changes.effective_instance import effective
from scheduler.checking import breaches, certify
from scheduler.explaining import edits as keeping
from scheduler.explaining.clashing import Clash
from scheduler.explaining.edits import Dropped, Kept, keep_edits
from tests import tiny
from tests.solving import PLAIN

NOTICE, NEW_DAY = tiny.day(1), tiny.day(5)
AWAY = Days(first=NEW_DAY, last=tiny.day(5, 4))
WORLD = tiny.instance(
    tiny.school("A", pupils=200),
    tiny.school("B", km=20, pupils=200),
    tiny.school("C", km=1, pupils=200),
    tiny.school("D", km=30, pupils=200),
    tiny.review("A"),
    tiny.lead("L1"),
    tiny.reviewer("R1", "B"),
    tiny.reviewer("R2", "C"),
    tiny.reviewer("R3", "D", away=(AWAY,)),
    tiny.policy(
        team_size={"fewest_reviewers": 2},
        goals=[{"goal": goal} for goal in ("reviews-held", "seats-filled", "commitments-met", "quality")],
    ),
)
PLAN = tiny.schedule(tiny.held("A", "L1", "R1", "R3", on=tiny.day(3)))
MOVED = Edit("VA", "slot", tiny.day(3), NEW_DAY)
NEAR = Edit("VA", "seat", "R3", "R2", "nobody else could")


def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    """What comes of it if R2's edit is not kept, whatever the reason."""
    clash = Dropped(NEAR, Clash((NEAR.words,), (), (), ()))
    monkeypatch.setattr(keeping, "_most", lambda edited, options: ((MOVED,), (clash,), True))
    return keep_edits(Edited(WORLD, PLAN, (MOVED, NEAR), NOTICE, "the coordinator"), PLAIN)


def test_only_the_waiver_is_lent(monkeypatch: pytest.MonkeyPatch) -> None:
    found = kept(monkeypatch)
    assert found.schedule is not None and found.edited.edits == (MOVED,)
    typed = {change.place: change.kept for change in found.edited.changes if isinstance(change, TypeOver)}
    assert typed == {"slot": True, "seat": False}
    (waived,) = found.edited.waivers
    assert (waived.waiver.rule, waived.waiver.person, waived.why) == ("locality", "R2", "nobody else could")
    (planned,) = found.schedule.reviews
    assert (planned.slot, set(planned.reviewers)) == (NEW_DAY, {"R1", "R2"})
    certify(found.edited.instance, found.schedule)
    assert effective(WORLD, found.schedule) == found.edited.instance


def test_a_waiver_that_the_repair_does_not_need_is_not_lent() -> None:
    edited = Edited(WORLD, PLAN, (NEAR,), NOTICE, "the coordinator")
    lent = edited.waivers
    assert len(lent) == 1
    fewest = keeping._with_fewest_waivers(edited, (), lent, PLAN)
    assert fewest.waivers == () and not breaches(fewest.instance, PLAN)
