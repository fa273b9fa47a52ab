"""A network of three schools, its plan in a file, and a change that moves it."""

from pathlib import Path

from models.change import CancelReview
from models.instance import Instance
from scheduler.storage import dumps
from tests import tiny

INSTANCE: Instance = tiny.instance(
    tiny.school("A", pupils=200),
    tiny.school("B", km=20),
    tiny.school("C", km=60),
    tiny.review("A"),
    tiny.lead("L1"),
    tiny.reviewer("R2", "B"),
    tiny.reviewer("R3", "C"),
    tiny.reviewer("R4", "C", reserve=True),
)
PLAN = tiny.schedule(tiny.held("A", "L1", "R2", "R3", on=tiny.day(3)))
CANCEL = CancelReview(notice=tiny.day(2), review="VA", reason="ofsted")


def plan_in(folder: Path) -> Path:
    """The plan's file in a folder."""
    path = folder / "plan.json"
    path.write_text(dumps(PLAN))
    return path
