import pytest

from models.planned import PlannedReview
from scheduler.changes.differences import LOST, MOVED, NEW, SAME, SWAPPED, by_person, by_review
from tests import tiny

A = tiny.held("A", "L1", "R1", "R2", on=tiny.day(1))


@pytest.mark.parametrize(
    ("after", "what"),
    [
        (A, (SAME,)),
        (tiny.held("A", "L1", "R2", "R1", on=tiny.day(1)), (SAME,)),
        (tiny.held("A", "L1", "R1", "R2", on=tiny.day(2)), (MOVED,)),
        (tiny.held("A", "L2", "R1", "R2", on=tiny.day(1)), (SWAPPED,)),
        (tiny.held("A", "L1", "R1", on=tiny.day(1)), (SWAPPED,)),
        (tiny.held("A", "L1", "R1", "R3", on=tiny.day(2)), (MOVED, SWAPPED)),
        (PlannedReview(review="VA"), (LOST,)),
    ],
)
def test_a_review_is_the_same_or_it_is_said_how_not(after: PlannedReview, what: tuple[str, ...]) -> None:
    (difference,) = by_review([A], [after])
    assert (difference.what, difference.before, difference.after) == (what, A, after)


def test_a_review_that_only_one_names() -> None:
    assert [one.what for one in by_review([], [A])] == [(NEW,)]
    assert [one.what for one in by_review([A], [])] == [(LOST,)]
    assert [one.what for one in by_review([PlannedReview(review="VB")], [])] == [(SAME,)]


def test_people_by_all_their_places() -> None:
    before = [A, tiny.held("B", "L1", "R3", "R4", on=tiny.day(3))]
    after = [tiny.held("A", "L1", "R1", "R4", on=tiny.day(2)), tiny.held("B", "L1", "R3", "R5", on=tiny.day(3))]
    assert {one.person: one.what for one in by_person(before, after)} == {
        "L1": (MOVED,),
        "R1": (MOVED,),
        "R2": (LOST,),
        "R3": (SAME,),
        "R4": (SWAPPED,),
        "R5": (NEW,),
    }
