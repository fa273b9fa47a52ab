"""A network whose people have numbers in the place of ids: what leaves this machine names nobody.

Numbers are in the order of the ids, so that whatever is sorted by id stays so, and the same is found. Reasons that
people have written have numbers, too; who allowed a waiver is left out.

Example. Leads L07 and Smith and reviewer R1 become person 0, person 2 and person 1.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from models.digest import instance_sha256
from models.instance import Instance, Origin
from models.schedule import PlannedReview, Schedule
from scheduler.solvers.options import Outcome, Progress

_LEFT_OUT = "left out"


class Nameless:
    """instance: the same network without names of people. Schedules go to and fro."""

    def __init__(self, instance: Instance) -> None:
        people = sorted([*instance.reviewer_by_id, *instance.lead_by_id])
        said = [*people, *(fixed.reason for fixed in instance.fixed)]
        mark, width = _unlike(instance), len(str(len(said)))
        numbers = [f"{mark}{number:0{width}}" for number in range(len(said))]
        self._number = dict(zip(people, numbers, strict=False))
        self._reasons = numbers[len(people) :]
        self._said = dict(zip(numbers, said, strict=True))
        self._numbers = re.compile(f"{re.escape(mark)}[0-9]{{{width}}}")
        self._sha256 = instance_sha256(instance)
        self.instance = self._without_names(instance)

    def hidden(self, schedule: Schedule) -> Schedule:
        """The reviews of a schedule as they are planned, with numbers."""
        return Schedule(instance=self.instance.name, reviews=_with(schedule.reviews, self._number))

    def shown(self, schedule: Schedule) -> Schedule:
        """A schedule made of the nameless network, as one of the network itself."""
        certificate = schedule.certificate
        if certificate is not None:
            certificate = certificate.model_copy(update={"instance_sha256": self._sha256})
        reviews = _with(schedule.reviews, self._said)
        return schedule.model_copy(update={"reviews": reviews, "certificate": certificate})

    def progress(self, now: Progress) -> Progress:
        return now if now.schedule is None else replace(now, schedule=self.shown(now.schedule))

    def outcome(self, found: Outcome) -> Outcome:
        schedule = None if found.schedule is None else self.shown(found.schedule)
        return replace(found, schedule=schedule, notices=tuple(map(self.said, found.notices)))

    def said(self, notice: str) -> str:
        """A sentence about the nameless network, with the names."""
        return self._numbers.sub(lambda found: self._said.get(found[0], found[0]), notice)

    def _numbers_of(self, people: Iterable[str]) -> tuple[str, ...]:
        return tuple(self._number[person] for person in people)

    def _without_names(self, instance: Instance) -> Instance:
        number = self._number
        update = {
            "origin": Origin(text=_LEFT_OUT),
            "reviewers": tuple(each.model_copy(update={"id": number[each.id]}) for each in instance.reviewers),
            "leads": tuple(each.model_copy(update={"id": number[each.id]}) for each in instance.leads),
            "reviews": tuple(
                each.model_copy(
                    update={
                        "declined_by": self._numbers_of(each.declined_by),
                        "left_by": self._numbers_of(each.left_by),
                    }
                )
                for each in instance.reviews
            ),
            "visits": tuple(each.model_copy(update={"person": number[each.person]}) for each in instance.visits),
            "fixed": tuple(
                each.model_copy(
                    update={
                        "lead": None if each.lead is None else number[each.lead],
                        "reviewers": self._numbers_of(each.reviewers),
                        "reason": reason,
                    }
                )
                for each, reason in zip(instance.fixed, self._reasons, strict=True)
            ),
            "waivers": tuple(
                each.model_copy(update={"person": number[each.person], "allowed_by": _LEFT_OUT, "reason": _LEFT_OUT})
                for each in instance.waivers
            ),
        }
        if instance.travel is not None:
            known = number | {school: school for school in instance.school_by_id}
            ids = tuple(known.get(each, f"nobody {at}") for at, each in enumerate(instance.travel.ids))
            update["travel"] = instance.travel.model_copy(update={"ids": ids})
        return instance.model_copy(update=update)


def _with(reviews: Iterable[PlannedReview], new: dict[str, str]) -> tuple[PlannedReview, ...]:
    return tuple(
        planned.model_copy(
            update={
                "lead": None if planned.lead is None else new[planned.lead],
                "reviewers": tuple(new[person] for person in planned.reviewers),
            }
        )
        for planned in reviews
    )


def _unlike(instance: Instance) -> str:
    """What no id begins with."""
    mark, ids = "person ", {*instance.school_by_id, *instance.review_by_id, *instance.hub_by_id}
    while any(each.startswith(mark) for each in ids):
        mark = f"another {mark}"
    return mark
