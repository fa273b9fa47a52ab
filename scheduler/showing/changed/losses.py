"""What a repair loses, in words: whatever is worse than before in the goals that come before telling few people."""

from collections.abc import Iterator, Mapping

from scheduler.words import count

_WORSE = {
    "reviews-held": ("review is not held", "reviews are not held"),
    "seats-filled": ("more seat stays empty", "more seats stay empty"),
    "commitments-met": ("reviewer more is missing", "reviewers more are missing"),
}


def worse(lost: Mapping[str, int]) -> Iterator[str]:
    """What is lost in each goal, in words."""
    for goal, number in lost.items():
        if goal in _WORSE and number:
            yield count(number, *_WORSE[goal])
