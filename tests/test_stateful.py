"""A term at a coordinator's desk, in any order of commands: what may not move does not, and no step is lost.

Hypothesis draws the commands. After each, the files are what the steps made so far say, byte for byte.
"""

import json
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from click.testing import Result
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from models.change import CancelReview, Changes, CloseSchools, OtherSlot
from models.instance import Instance
from models.planned import State
from models.schedule import Schedule
from scheduler.carrying import carry_over
from scheduler.checking import certify
from scheduler.differing import SAME, differences
from scheduler.effective import effective
from scheduler.ledger import closing, forfeited
from scheduler.plan import Plan
from scheduler.replaying import replay
from scheduler.storage import dumps, load_schedule
from scheduler.storage.versions import history_path, load_proposals, proposals_path
from scheduler.telling import news
from tests.desk import Desk, in_this_process
from tests.drawing import FIRST_MONDAY, draw_instance, effort, seeds
from tests.drawing_changes import draw_any_change, draw_changes
from tests.moving import fast, named, of_schedule, state, states_of
from tests.solving import outcome, with_policy, without_fairness

STATES = "draft", "offered", "accepted", "published"
CRASHES = "in its line", "before the file is replaced"


def draw_term(seed: int) -> Instance:
    """The first instance from this seed on that has a schedule in which something is held."""
    while True:
        rng = Random(seed)
        instance = without_fairness(draw_instance(rng))
        if rng.random() < 0.2:
            fixed = instance.policy.fixed.model_copy(update={"published_moves": False})
            instance = with_policy(instance, fixed=fixed)
        found = outcome(instance).schedule
        if found is not None and any(planned.slot for planned in found.reviews):
            return instance
        seed += 1


class Term(RuleBasedStateMachine):
    """The desk, and beside it what should be there: the file's text now, and before each step that stands."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.standing: list[str] = []
        self.steps = 0
        self.repairs: tuple[str, list[Schedule | None]] | None = None

    def teardown(self) -> None:
        self._folder.cleanup()

    @initialize(seed=seeds)
    def import_and_solve(self, seed: int) -> None:
        instance = draw_term(seed)
        self.desk = Desk(Path(self._folder.name), instance)
        assert self.desk.instance == instance
        assert self.desk.solve().exit_code == 0
        self.text = self.desk.text

    # What is done to the schedule

    @rule(seed=seeds)
    def mark(self, seed: int) -> None:
        rng, schedule = Random(seed), self.desk.schedule
        named = [f"{review}/{what}" for review, what in of_schedule(schedule)]
        held = [one.review for one in schedule.reviews if one.slot]
        last = str(FIRST_MONDAY + timedelta(days=rng.randrange(40)))
        some = rng.sample([*named, *held], min(len(named), rng.randint(1, 3)))
        where = rng.choice((some, some, some, ["--until", last], ["--all"]))
        marks = rng.choice((["--as", rng.choice(STATES)], ["--pin"], ["--unpin"], ["--booked"]))
        if not where:
            return
        self.step(self.desk.run("mark", *where, *marks), may_be_nothing=True)
        after = self.desk.schedule
        assert after.model_copy(update={"states": ()}) == schedule.model_copy(update={"states": ()})
        for place in of_schedule(after):
            if where == ["--all"] or f"{place[0]}/{place[1]}" in where or place[0] in where:
                pinned = place[1] in states_of(after, place[0]).pins
                assert marks[0] != "--as" or state(after, place) == marks[1]
                assert pinned == {"--pin": True, "--unpin": False}.get(marks[0], pinned)

    @rule(seed=seeds)
    def mark_what_is_over_done(self, seed: int) -> None:
        today = self._today()
        self.step(self.desk.run("mark", "--until", str(today - timedelta(days=3)), "--as", "done"), may_be_nothing=True)

    @rule(seed=seeds)
    def ask_for_repairs(self, seed: int) -> None:
        """After somebody is ill, a review is cancelled, a school closed or anything else has happened."""
        rng, schedule = Random(seed), self.desk.schedule
        since = self._today() + timedelta(days=rng.choice((0, 0, 1, 4)))
        changes = draw_changes(rng, self.desk.instance, schedule, since, draw_any_change)
        if not changes:
            return
        path = self.desk.folder / "changes.json"
        path.write_text(Changes(changes=tuple(changes)).model_dump_json())
        shown = self.desk.run("reschedule", str(path), "--deterministic")
        path.unlink()
        assert shown.exit_code in (0, 3), shown.output
        if shown.exit_code == 0:
            self.repairs = self.text, self._proposed()

    @precondition(lambda self: self.repairs is not None)
    @rule(number=st.integers(1, 5))
    def apply(self, number: int) -> None:
        assert self.repairs is not None
        made_for, found = self.repairs
        before, instance = self.desk.schedule, self.desk.instance
        applied = self.desk.run("reschedule", "--apply", str(number))
        if made_for != self.text or number > len(found) or found[number - 1] is None:
            assert applied.exit_code == 2, applied.output
            return
        self.step(applied)
        assert_only_what_may_moves(instance, before, self.desk.schedule)

    @rule()
    def undo(self) -> None:
        """The file is what it was, byte for byte."""
        taken_back = self.desk.of_plan("undo")
        if not self.standing:
            assert (taken_back.exit_code, "no step" in taken_back.stderr) == (2, True)
            return
        assert taken_back.exit_code == 0, taken_back.output
        self.text = self.standing.pop()
        self.steps += 1

    @rule()
    def solve_again(self) -> None:
        """Only while there is no history: after that, what is published moves by repairs alone."""
        again = self.desk.solve()
        if self.steps:
            assert (again.exit_code, "has a history" in again.stderr) == (2, True)
        else:
            assert (again.exit_code, self.desk.text) == (0, self.text)

    @rule()
    def fill(self) -> None:
        """Solve what the schedule leaves open."""
        before, instance = self.desk.schedule, self.desk.instance
        filled = self.desk.solve("--keep", str(self.desk.plan_path))
        if before.changes:
            assert (filled.exit_code, "repaired after changes" in filled.stderr) == (2, True)
            return
        self.step(filled, may_be_nothing=True)
        told = {place for place in of_schedule(before) if state(before, place) != State.DRAFT}
        stays = told | set(fast(instance, before, FIRST_MONDAY - timedelta(days=30)))
        after = self.desk.schedule
        assert {place: of_schedule(after).get(place) for place in stays} == {
            place: of_schedule(before)[place] for place in stays
        }
        assert all(state(after, place) == state(before, place) for place in stays)

    def step(self, done: Result, *, may_be_nothing: bool = False) -> None:
        """A command that succeeded has made one step."""
        assert done.exit_code == 0, done.output
        if may_be_nothing and self.desk.text == self.text:
            return
        self.standing.append(self.text)
        self.steps += 1
        self.text = self.desk.text

    # What happens to the desk

    @precondition(lambda self: self.standing)
    @rule(when=st.sampled_from(CRASHES))
    def is_killed_while_undoing(self, when: str) -> None:
        with self.desk.killed(when):
            self.desk.of_plan("undo")

    @precondition(lambda self: self.repairs is not None and self.repairs[0] == self.text)
    @rule(when=st.sampled_from(CRASHES))
    def is_killed_while_applying(self, when: str) -> None:
        with self.desk.killed(when):
            self.desk.run("reschedule", "--apply", "1")

    @rule(when=st.sampled_from(CRASHES))
    def is_killed_while_marking(self, when: str) -> None:
        pinned = all(what in states_of(self.desk.schedule, one).pins for one, what in of_schedule(self.desk.schedule))
        with self.desk.killed(when):
            self.desk.run("mark", "--all", "--unpin" if pinned else "--pin")

    @rule()
    def is_edited_by_hand(self) -> None:
        """Nothing writes over an edit; then it is put back."""
        edited = self.text + "\n"
        self.desk.plan_path.write_text(edited)
        refused = self.desk.of_plan("undo")
        assert refused.exit_code == 2
        if self.repairs is not None:
            assert self.desk.run("reschedule", "--apply", "1").exit_code == 2
        assert self.desk.text == edited
        self.desk.plan_path.write_text(self.text)

    @rule()
    def is_begun_anew(self) -> None:
        """What is read from the files is what was written, to the byte; nothing else is needed to go on."""
        assert dumps(self.desk.schedule) == self.text
        assert dumps(self.desk.instance) == self.desk.instance_path.read_text()
        if self.repairs is not None:
            assert self._proposed() == self.repairs[1]

    # What is asked, and changes nothing

    @rule(seed=seeds)
    def compare(self, seed: int) -> None:
        """A scenario is what the first repair would be; what differs from an older version is what differs."""
        rng = Random(seed)
        changes = draw_changes(rng, self.desk.instance, self.desk.schedule, self._today(), draw_any_change)
        if changes:
            data = self.desk.data("whatif", changes[0].model_dump_json(), "--deterministic")
            assert len(data["scenarios"]) == 1
        if self.standing:
            other = self.desk.folder / "other.json"
            other.write_text(rng.choice(self.standing))
            said = json.loads(self.desk.of_plan("diff", str(other), "--json").stdout)
            old = self.desk.schedule, load(self.desk, other)
            reviews, _ = differences(*old)
            other.unlink()
            assert [one["review"] for one in said["reviews"]] == [one.review for one in reviews if one.what != (SAME,)]
            assert {one["person"] for one in said["people"]} == {
                person for person in _everybody(*old) if _of(person, old[0]) != _of(person, old[1])
            }

    @rule()
    def export(self) -> None:
        """All views, and who is to be told, say the same as the file."""
        facts, made = self.desk.judged
        plan = Plan(facts, made)
        host = {held.review.id: held.host.name for held in plan.held}
        seats = {(str(held.slot), host[held.review.id], one.id) for held in plan.held for one in held.reviewers}
        leads = {(str(held.slot), host[held.review.id], held.lead.id if held.lead else "") for held in plan.held}
        weeks = self.desk.data("show", "--by", "week")["weeks"]
        assert {(one["slot"], one["host"], person) for one in weeks for person in one["team"]} == seats
        assert {(one["slot"], one["host"], one["lead"]) for one in weeks} == leads
        by_reviewer = self.desk.data("show", "--by", "reviewer")["reviewers"]
        assert {(one["slot"], one["host"], one["reviewer"]) for one in by_reviewer} == seats
        by_lead = self.desk.data("show", "--by", "lead")["leads"]
        assert {(one["slot"], one["host"], one["lead"]) for one in by_lead} == leads
        assert sum(one["sends"] for one in self.desk.data("show", "--by", "school")["schools"]) == len(seats)
        marks = self.desk.data("mark")["states"]
        assert {(one["slot"], one["host"]) for one in marks} == {(slot, host) for slot, host, _ in leads}
        told = self.desk.data("tell")["told"]
        csv = self.desk.run("tell", "--csv").stdout.splitlines()[1:]
        assert (
            [one["who"] for one in told]
            == [line.split(",")[0] for line in csv]
            == [one.who for one in news(facts, made)]
        )
        assert self.desk.run("check").exit_code == 0

    @rule()
    def carry(self) -> None:
        """The next term's accounts begin where this term's end."""
        facts, made = self.desk.judged
        ended = {entry.school: entry for entry in closing(facts, made)}
        begun = carry_over(facts, made, following(facts)).ledger_by_school
        assert {school: entry.owed for school, entry in begun.items()} == {
            school: ended[school].owed for school in begun
        }

    # What holds after every command

    @invariant()
    def no_step_is_lost(self) -> None:
        steps = self.desk.steps
        assert self.desk.text == self.text
        assert len(steps) == self.steps
        assert all(one.after == other.before for one, other in pairwise(steps))
        assert not steps or steps[-1].after == self.text
        known = {"instance.json", "plan.json", history_path(self.desk.plan_path).name}
        known.add(proposals_path(self.desk.plan_path).name)
        assert {path.name for path in self.desk.folder.iterdir()} <= known

    @invariant()
    def the_schedule_keeps_every_rule_and_its_word(self) -> None:
        certify(*self.desk.judged)

    @invariant()
    def accounts_balance(self) -> None:
        facts, made = self.desk.judged
        plan, entries, before = Plan(facts, made), closing(facts, made), facts.ledger_by_school
        for entry in entries:
            assert entry.received + entry.debt_brought_in == entry.sent + entry.credited + entry.owed, entry
        assert sum(one.sent for one in entries) - sum(one.sent for one in before.values()) == len(plan.seats)
        sizes = [held.size for held in plan.held] + [
            facts.size(facts.review_by_id[review]) for review in forfeited(facts, made)
        ]
        assert sum(one.received for one in entries) - sum(one.received for one in before.values()) == sum(sizes)

    # Looking

    def _today(self) -> date:
        """The last notice, else three weeks before the term."""
        notices = [change.notice for change in self.desk.schedule.changes]
        return max(notices, default=FIRST_MONDAY - timedelta(days=20))

    def _proposed(self) -> list[Schedule | None]:
        return [one.schedule for one in load_proposals(proposals_path(self.desk.plan_path)).repairs]


def assert_only_what_may_moves(instance: Instance, before: Schedule, after: Schedule) -> None:
    """Of what is done, begun or pinned only what the changes name; of what people were told, nothing untold."""
    assert after.changes[: len(before.changes)] == before.changes
    changes = after.changes[len(before.changes) :]
    world, notice = replay(instance, after.changes), max(change.notice for change in changes)
    old, new = of_schedule(before), of_schedule(after)
    free = named(replay(instance, before.changes), before, changes)
    stays = set(fast(world, before, notice)) - free
    assert {place: new.get(place) for place in stays} == {place: old[place] for place in stays}
    for planned in before.reviews:
        if planned.slot is not None and planned.slot + timedelta(days=2) < notice:
            now = next(one for one in after.reviews if one.review == planned.review)
            assert set(now.people) <= set(planned.people), "somebody new came to what is over"
    for place in new.keys() & old.keys():
        if new[place] == old[place] and new[place[0], "slot"] == old.get((place[0], "slot")):
            assert state(after, place) == state(before, place)
            assert (place[1] in states_of(after, place[0]).pins) == (place[1] in states_of(before, place[0]).pins)
    own = [change for change in changes if not isinstance(change, CancelReview | CloseSchools | OtherSlot)]
    gave_up = named(replay(instance, before.changes), before, own)
    assert _must_hear(before, after, gave_up) <= {one.who for one in news(effective(instance, after), after)}


def _must_hear(before: Schedule, after: Schedule, gave_up: set[tuple[str, str]]) -> set[str]:
    """Whoever was told of a place and has it no longer, or has one now of which nobody spoke."""
    lost = {
        person
        for one in before.reviews
        for person, place in _told(before, one.review)
        if (person, one.review, one.slot) not in set(_expected(after)) and (one.review, place) not in gave_up
    }
    return lost | {person for person, *where in set(_expected(after)) - set(_expected(before))}


def _told(schedule: Schedule, review: str) -> Iterator[tuple[str, str]]:
    planned = next(one for one in schedule.reviews if one.review == review)
    for person in planned.people:
        place = "lead" if person == planned.lead else person
        if State.DRAFT not in (state(schedule, (review, "slot")), state(schedule, (review, place))):
            yield person, place


def _expected(schedule: Schedule) -> Iterator[tuple[str, str, date | None]]:
    return ((person, one.review, one.slot) for one in schedule.reviews for person in one.people)


def _everybody(*schedules: Schedule) -> set[str]:
    return {person for schedule in schedules for person, _, _ in _expected(schedule)}


def _of(person: str, schedule: Schedule) -> set[tuple[str, date | None]]:
    return {(review, slot) for who, review, slot in _expected(schedule) if who == person}


def load(desk: Desk, path: Path) -> Schedule:
    return load_schedule(path, desk.instance)


def following(facts: Instance) -> Instance:
    """The same network a term later, in which nothing has happened yet."""
    later = timedelta(weeks=10)
    last = max(facts.terms, key=lambda term: term.number)
    term = last.model_copy(
        update={
            "id": "next",
            "number": last.number + 1,
            "first_day": last.first_day + later,
            "last_day": last.last_day + later,
        }
    )
    reviews = tuple(
        review.model_copy(update={"term": term.id, "slots": (term.first_day,), "possible": None, "declined_by": ()})
        for review in facts.reviews
    )
    empty: dict[str, object] = {"visits": (), "ledger": (), "fixed": (), "waivers": ()}
    return facts.model_copy(update={"name": "next", "terms": (term,), "reviews": reviews, **empty})


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    in_this_process(monkeypatch)


def test_a_term_in_any_order_of_commands() -> None:
    run_state_machine_as_test(Term, settings=settings(effort(6), stateful_step_count=15))  # type: ignore[no-untyped-call]


@pytest.mark.soak
def test_a_term_in_any_order_of_commands_at_length() -> None:
    run_state_machine_as_test(Term, settings=settings(effort(300, soak=True), stateful_step_count=50))  # type: ignore[no-untyped-call]
