"""What an instance says beyond single entries."""

from models.instance import LedgerEntry
from tests import tiny

TWO = tiny.school("A", pupils=100), tiny.school("B", pupils=100)


def test_a_changed_copy_looks_up_anew() -> None:
    instance = tiny.instance(*TWO, tiny.review("A"))
    assert set(instance.school_by_id) == {"A", "B"}
    changed = instance.model_copy(update={"schools": TWO[:1]})
    assert set(changed.school_by_id) == {"A"}
    assert set(instance.school_by_id) == {"A", "B"}
    assert instance.model_copy() == instance


def test_a_planned_size_is_the_ledgers_else_the_reviews_else_by_pupils() -> None:
    instance = tiny.instance(
        *TWO,
        tiny.school("C", pupils=100),
        tiny.review("A"),
        tiny.review("B", size=5),
        tiny.review("C", size=5),
        LedgerEntry(school="A", planned_size=4),
        LedgerEntry(school="B"),
    )
    assert [instance.planned_size(school) for school in "ABC"] == [4, 5, 5]  # and by pupils it would be 2
    assert tiny.instance(*TWO, tiny.review("A")).planned_size("B") == 2
