"""What a method says is judged, not believed."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.judging import judged
from benchmarks.listening import Told
from models.instance import Instance
from models.schedule import Schedule
from scheduler.storage import load_instance, load_schedule

ROOT = Path(__file__).parents[2]


@pytest.fixture
def instance() -> Instance:
    return load_instance("four-hubs-term")


@pytest.fixture
def good(instance: Instance) -> Schedule:
    return load_schedule(ROOT / "solutions/four-hubs-term.json", instance)


def line(schedule: Schedule | None = None, **said: Any) -> bytes:
    content = None if schedule is None else schedule.model_dump(mode="json", exclude_defaults=True)
    usual = {"step": "found", "goal": None, "bound": None, "gap": None, "schedule": content}
    return json.dumps(usual | said).encode() + b"\n"


def told(*lines: bytes) -> Told:
    return Told(tuple((float(n), line) for n, line in enumerate(lines, 1)), 9.0, "done", 100, 0.0)


def test_every_schedule_is_recounted(instance: Instance, good: Schedule) -> None:
    (moment,) = judged(told(line(good)), instance)
    assert good.certificate is not None
    assert moment.counts
    assert moment.values["quality"] == next(each.final for each in good.certificate.goals if each.goal == "quality")
    assert moment.bounds == {each.goal: each.bound for each in good.certificate.goals}
    assert moment.km > 0


def test_a_schedule_that_breaks_a_rule_does_not_count(instance: Instance, good: Schedule) -> None:
    review = next(review for review in good.reviews if review.lead is not None)
    others = tuple(each for each in good.reviews if each is not review)
    bad = good.model_copy(update={"reviews": (review.model_copy(update={"lead": None}), *others), "certificate": None})
    (moment,) = judged(told(line(bad)), instance)
    assert not moment.counts
    assert "has no lead" in moment.breach


def test_only_news_is_kept(instance: Instance, good: Schedule) -> None:
    plain = good.model_copy(update={"certificate": None})
    moments = judged(
        told(
            line(step="relaxation", goal="quality", bound=5),
            line(step="relaxation", goal="quality", bound=4),  # no better bound
            line(step="relaxation", goal="quality", bound=6),
            line(plain),
            line(plain),  # the same schedule
            b'{"said": "done"}\n',
            b'{"step": "fou',  # killed in the middle of a line
        ),
        instance,
    )
    assert [moment.seconds for moment in moments] == [1, 3, 4]
    assert [moment.bounds for moment in moments] == [{"quality": 5}, {"quality": 6}, {}]
    assert [moment.counts for moment in moments] == [False, False, True]
    assert "fairness" not in moments[-1].values  # what is fair is not known without a certificate
