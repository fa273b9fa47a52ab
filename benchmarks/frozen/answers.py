"""The best known answers: what of the plan each repair changes, the goals' values, and what is proven of them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.frozen.check import GOALS
from benchmarks.frozen.drawing import cases
from benchmarks.frozen.files import ANSWERS, FOLDER, instance, plan
from benchmarks.machine import this_machine
from models.change import CancelReview, CloseSchools
from models.planned import PlannedReview
from scheduler.changes.differences import SAME, by_review
from scheduler.repairs.rescheduling import reschedule
from scheduler.solvers.options import Options


@dataclass(frozen=True)
class Answered:
    """A repair of one case. reviews: those that differ from the plan.

    bounds: of a goal, given those before it. proven: the goals of which nothing better exists, as the relaxation shows
    or both solvers: where one alone says so, value and bound are equal and it is not proven.
    """

    case: str
    values: dict[str, int]
    bounds: dict[str, int]
    proven: tuple[str, ...]
    reviews: tuple[dict[str, Any], ...]

    @property
    def is_proven(self) -> bool:
        """Whether nothing better exists, goal after goal."""
        return self.proven == GOALS

    @property
    def rank(self) -> tuple[list[int], int, list[int]]:
        """Less is better: the goals in order; then more that is proven, then higher bounds."""
        return [self.values[goal] for goal in GOALS], -len(self.proven), [-self.bounds[goal] for goal in GOALS]

    def __str__(self) -> str:
        return f"{self.case}: {self.values}" + ("" if self.is_proven else f", bounds {self.bounds}")


def solved(case: str, change: CancelReview | CloseSchools, seconds: float) -> Answered:
    """The engine's best repair. seconds: the time limit."""
    done = reschedule(instance(), plan(), [change], Options(time_limit_seconds=seconds), other_kinds=False)
    made = done.repairs[0].schedule
    if made is None or made.certificate is None:
        raise RuntimeError(f"{case}: no repair was found in {seconds:.0f} s")
    goals = {one.goal: one for one in made.certificate.goals}
    return Answered(
        case=case,
        values={goal: goals[goal].final for goal in GOALS},
        bounds={goal: goals[goal].bound for goal in GOALS},
        proven=tuple(goal for goal in GOALS if goals[goal].proven),
        reviews=tuple(_stated(one.after) for one in by_review(plan().reviews, made.reviews) if one.what != (SAME,)),
    )


def stored() -> Iterator[Answered]:
    """The answers in the set's file; none where there is none."""
    path = FOLDER / ANSWERS
    for each in json.loads(path.read_text("utf-8"))["answers"] if path.exists() else ():
        yield Answered(**{**each, "proven": tuple(each["proven"]), "reviews": tuple(each["reviews"])})


def written(answers: Iterable[Answered]) -> None:
    """Write the set's file of answers, an answer a line, in the order of the cases."""
    order = [name for name, _ in cases()]
    lines = [json.dumps(asdict(each)) for each in sorted(answers, key=lambda each: order.index(each.case))]
    text = '{"answers": [\n ' + ",\n ".join(lines) + "\n]}\n"
    (FOLDER / ANSWERS).write_text(text, encoding="utf-8", newline="\n")


def page(answers: Iterable[Answered]) -> str:
    """The table of the best known values."""
    machine, every = this_machine(), {each.case: each for each in answers}
    proven = sum(each.is_proven for each in every.values())
    lines = [
        "# Frozen repairs",
        "",
        f"Made by `python -m benchmarks.frozen solve` ({machine.cores} cores, {machine.date}, {machine.revision}).",
        f"{proven} of {len(every)} are proven, goal after goal; where a goal is not, its bound stands in brackets.",
        "Told is goal change-kept-small.",
        "",
        "| case | what happens | not held | seats lost | dues missed | told | quality |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, change in cases():
        if name in every:
            cells = " | ".join(_cell(every[name], goal) for goal in GOALS)
            lines.append(f"| {name} | {_said(change)} | {cells} |")
    return "\n".join(lines) + "\n"


def _cell(answer: Answered, goal: str) -> str:
    value = str(answer.values[goal])
    return value if goal in answer.proven else f"{value} ({answer.bounds[goal]})"


def _said(change: CancelReview | CloseSchools) -> str:
    what = change.review if isinstance(change, CancelReview) else f"{', '.join(change.hubs)} closed {change.days}"
    return f"{what}, known {change.notice}"


def _stated(planned: PlannedReview) -> dict[str, Any]:
    return {
        "review": planned.review,
        "slot": None if planned.slot is None else str(planned.slot),
        "lead": planned.lead,
        "reviewers": list(planned.reviewers),
    }
