"""Histories of publishing, repairing, undoing and editing in any order: what people hold by the mails alone.

After each publication everybody's calendar, rebuilt from all mails so far by another library, is what the schedule
says; just those got a letter whose own line had changed; nothing stands twice, and nobody gets a cancellation of what
they were never told. The whole: `pytest -m soak tests/desk/letters/test_histories.py`.
"""

import os
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from models.instance import Instance
from models.planned import PlannedReview, ReviewStates, State
from models.problem import InvalidInput
from models.schedule import Schedule
from models.told import Role
from scheduler.changes.marking import Marks, marked, places_until
from scheduler.desk.letters.posting import Post
from scheduler.desk.letters.publishing import publish
from scheduler.plan import Plan
from scheduler.repairs.rescheduling import reschedule
from scheduler.storage import dumps, load_plan
from scheduler.storage.versions import commit, undo
from tests.desk.letters.rebuilt import Everybody, Mailbox, Seen, address_of, mails
from tests.drawing import FIRST_MONDAY, WEEKS
from tests.drawing_changes import draw_any_change, draw_changes
from tests.solving import PLAIN, outcome
from tests.term import draw_term

Whose = tuple[Role, str]
Lines = dict[tuple[Whose, str], Seen]
"""What everybody should see of each review."""


class History:
    """A schedule's file, and everybody's mailbox beside it."""

    def __init__(self, seed: str, folder: Path) -> None:
        self.rng = Random(seed)
        self.folder = folder
        self.path = folder / "plan.json"
        self.instance = draw_term(self.rng)
        found = found_for(self.instance)
        self.path.write_text(dumps(found))
        self.told: Lines = {}
        self.boxes: dict[str, Mailbox] = {}
        self.letters = self.publications = 0

    def step(self) -> None:
        self.rng.choice(
            (self.publish, self.publish, self.repair, self.edit, self.edit, self.undo, self.mark, self.mark)
        )()

    # The steps

    def publish(self) -> None:
        everyone = self.rng.random() < 0.2
        text = self.path.read_text()
        instance, schedule = load_plan(self.path, self.instance)
        due = lines(instance, schedule, self.told)
        changed = {address_of(who) for ((_, who), _), _ in due.items() ^ self.told.items()}
        post = Post(Plan(instance, schedule), self.today(schedule), contacts=Everybody(), everyone=everyone)
        folder = self.folder / f"letters-{self.publications:03d}"
        publish(self.path, text, post, folder)
        self.publications += 1
        got = [str(mail["To"].addresses[0].addr_spec) for mail in mails(folder)]
        everybody = {address_of(who) for (_, who), _ in due}
        assert sorted(set(got)) == sorted(got) or colliding(due)
        assert set(got) == (changed | everybody if everyone else changed)
        for mail, to in zip(mails(folder), got, strict=True):
            self.boxes.setdefault(to, Mailbox()).receive(mail)
        self.letters += len(got)
        self.told = due
        self.assert_calendars_are_right()

    def repair(self) -> None:
        _, schedule = load_plan(self.path, self.instance)
        changes = draw_changes(self.rng, self.instance, schedule, self.today(schedule), draw_any_change)
        if changes:
            best = reschedule(self.instance, schedule, changes, PLAIN, other_kinds=False).repairs[0].schedule
            if best is not None:
                self.commit(best)

    def edit(self) -> None:
        """Somebody else comes, another day, or none, as a coordinator types it; rules are not asked."""
        instance, schedule = load_plan(self.path, self.instance)
        at = self.rng.randrange(len(schedule.reviews))
        new = edited(self.rng, instance, schedule.reviews[at])
        states = tuple(one for one in schedule.states if one.review != new.review)
        reviews = (*schedule.reviews[:at], new, *schedule.reviews[at + 1 :])
        self.commit(schedule.model_copy(update={"reviews": reviews, "states": states}))

    def mark(self) -> None:
        instance, schedule = load_plan(self.path, self.instance)
        places = places_until(Plan(instance, schedule), None)
        if places:
            state = self.rng.choice((State.DRAFT, State.DRAFT, State.PUBLISHED, State.ACCEPTED))
            some = self.rng.sample(places, self.rng.randint(1, min(4, len(places))))
            self.commit(marked(schedule, some, Marks(state))[0])

    def undo(self) -> None:
        before = load_plan(self.path, self.instance)[1].told
        try:
            undo(self.path)
        except InvalidInput as refused:
            assert "no step in its history" in str(refused)
        assert load_plan(self.path, self.instance)[1].told == before

    def commit(self, schedule: Schedule) -> None:
        commit(self.path, self.path.read_text(), dumps(schedule), "a step")

    # What holds

    def assert_calendars_are_right(self) -> None:
        right: dict[str, list[Seen]] = {}
        for ((_, who), _), seen in self.told.items():
            right.setdefault(address_of(who), []).append(seen)
        shown = {to: box.seen for to, box in self.boxes.items() if box.seen}
        assert shown == {to: sorted(seen) for to, seen in right.items()}

    def assert_the_order_of_arrival_is_all_one(self) -> None:
        """A mail that comes late undoes nothing."""
        every = [mail for folder in sorted(self.folder.glob("letters-*")) for mail in mails(folder)]
        self.rng.shuffle(every)
        late: dict[str, Mailbox] = {}
        for mail in every:
            late.setdefault(str(mail["To"].addresses[0].addr_spec), Mailbox(in_order=False)).receive(mail)
        assert {to: box.seen for to, box in late.items()} == {to: box.seen for to, box in self.boxes.items()}

    @staticmethod
    def today(schedule: Schedule) -> date:
        return max((change.notice for change in schedule.changes), default=FIRST_MONDAY - timedelta(days=20))


def found_for(instance: Instance) -> Schedule:
    found = outcome(instance).schedule
    assert found is not None
    return found


def colliding(due: Lines) -> bool:
    """Whether somebody's id is also a school's: they get two letters then."""
    return len({who for (_, who), _ in due}) < len({whose for whose, _ in due})


def edited(rng: Random, instance: Instance, planned: PlannedReview) -> PlannedReview:
    kind = rng.randrange(4)
    slot = planned.slot or FIRST_MONDAY
    if kind == 0:
        return PlannedReview(review=planned.review)
    if kind == 1 and planned.people:
        moved = FIRST_MONDAY + timedelta(weeks=rng.randrange(WEEKS), days=rng.randrange(3))
        return planned.model_copy(update={"slot": moved})
    if kind == 2 and instance.leads:
        return planned.model_copy(update={"slot": slot, "lead": rng.choice(instance.leads).id})
    team = rng.sample([one.id for one in instance.reviewers], min(len(instance.reviewers), rng.randint(1, 3)))
    return planned.model_copy(update={"slot": slot, "reviewers": tuple(team)})


def lines(instance: Instance, schedule: Schedule, told: Lines) -> Lines:
    """What everybody should see: the schedule, but of drafts what they saw before."""
    states = {one.review: one for one in schedule.states}
    due: Lines = {}
    seen_by: dict[str, set[str]] = {}
    for planned in schedule.reviews:
        known = states.get(planned.review, ReviewStates(review=planned.review))
        if planned.slot is None:
            continue
        if known.slot == State.DRAFT:
            due |= {key: seen for key, seen in told.items() if key[1] == planned.review}
            continue
        for person in planned.people:
            role = Role.LEAD if person == planned.lead else Role.REVIEWER
            key = ((role, person), planned.review)
            is_draft = (known.lead if role == Role.LEAD else known.of_seat(person)) == State.DRAFT
            if not is_draft or (key in told and told[key][0] == planned.slot):
                seen_by.setdefault(planned.review, set()).add(person)
            if is_draft and key in told:
                due[key] = told[key]
            elif not is_draft:
                due[key] = (planned.slot, planned.slot + timedelta(days=instance.policy.slot.days), "", "")
    for planned in schedule.reviews:
        known = states.get(planned.review, ReviewStates(review=planned.review))
        if planned.slot is None or known.slot == State.DRAFT:
            continue
        come = seen_by.get(planned.review, set())
        host = instance.school_by_id[instance.review_by_id[planned.review].host]
        team = ", ".join(
            f"{one} ({instance.school_by_id[instance.reviewer_by_id[one].school].name})"
            for one in sorted(planned.reviewers)
            if one in come
        )
        said = [f"Lead Reviewer: {planned.lead}"] if planned.lead in come else []
        to_host = "\n".join([*said, *([f"Team: {team}"] if team else [])])
        dates = planned.slot, planned.slot + timedelta(days=instance.policy.slot.days)
        due[(Role.HOST, host.id), planned.review] = (*dates, "QA Review at our school", to_host)
        for person in planned.people:
            role = Role.LEAD if person == planned.lead else Role.REVIEWER
            key = ((role, person), planned.review)
            if key in due and due[key][2] == "":
                lead = role == Role.LEAD
                summary = f"QA Review at {host.name}{' (you lead)' if lead else ''}"
                due[key] = (*dates, summary, f"Team: {team}" if lead and team else "")
    return due


def live_through(seed: str, steps: int, folder: Path) -> History:
    history = History(seed, folder)
    for _ in range(steps):
        history.step()
    history.publish()
    history.assert_the_order_of_arrival_is_all_one()
    return history


@pytest.fixture(params=["UTC", "Pacific/Auckland", "America/New_York"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    assert time.tzname[0] or os.environ["TZ"]
    yield request.param
    monkeypatch.undo()
    time.tzset()


def test_calendars_from_mails_alone_are_the_schedule(zone: str, tmp_path: Path) -> None:
    history = live_through(f"in {zone}", 25, tmp_path)
    assert history.letters


@pytest.mark.soak
@pytest.mark.parametrize("number", range(100))
def test_calendars_from_mails_alone_are_the_schedule_at_length(number: int, zone: str, tmp_path: Path) -> None:
    live_through(f"{number} in {zone}", 50, tmp_path)
