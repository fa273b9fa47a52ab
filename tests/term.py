"""A term at a coordinator's desk, in any order of commands: what may not move does not, and no step is lost.

Hypothesis draws the commands. After each, the files are what the steps made so far say, byte for byte.
"""

import shutil
import tempfile
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

from click.testing import Result
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from models.change import Change, Changes
from models.instance import Instance
from models.planned import State
from models.schedule import Schedule
from scheduler.checking import certify
from scheduler.desk.letters.news import news
from scheduler.plan import Plan
from scheduler.storage import dumps
from scheduler.storage.histories import history_path
from scheduler.storage.proposals import load_proposals, proposals_path
from tests.agreeing import assert_accounts_balance, assert_carried, assert_differences_agree, assert_exports_agree
from tests.drawing import FIRST_MONDAY, draw_instance
from tests.drawing_changes import Draw, draw_any_change, draw_changes
from tests.in_process import Desk
from tests.moving import assert_only_what_may_moves, fast, of_schedule, state, states_of
from tests.solving import outcome, with_policy, without_fairness

Drawn = tuple[int, int, int]
DRAWS = st.tuples(*[st.integers(0, 99)] * 3)
"""What a command is drawn from, beside how many there were before: hypothesis likes a single large number to be 0."""

STATES = "draft", "offered", "accepted", "published"
CRASHES = "in its line", "before the file is replaced"


def drawing_of(kinds: tuple[str, ...]) -> Draw:
    """What draws changes of these kinds only; of all, where none is named."""

    def draw(rng: Random, instance: Instance, schedule: Schedule, notice: date) -> Change | None:
        change = draw_any_change(rng, instance, schedule, notice)
        return change if change is not None and (not kinds or change.kind in kinds) else None

    return draw


def draw_term(rng: Random) -> Instance:
    """An instance that has a schedule in which something is held."""
    while True:
        instance = without_fairness(draw_instance(rng))
        if rng.random() < 0.2:
            fixed = instance.policy.fixed.model_copy(update={"published_moves": False})
            instance = with_policy(instance, fixed=fixed)
        found = outcome(instance).schedule
        if found is not None and any(planned.slot for planned in found.reviews):
            return instance


class Term(RuleBasedStateMachine):
    """The desk, and beside it what should be there: the file's text now, and before each step that stands."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.standing: list[str] = []
        self.steps = 0
        self.drawn = 0
        self.repairs: tuple[str, list[Schedule | None]] | None = None

    def teardown(self) -> None:
        self._folder.cleanup()

    @initialize(drawn=DRAWS)
    def import_and_solve(self, drawn: Drawn) -> None:
        instance = draw_term(self._rng(drawn))
        self.desk = Desk(Path(self._folder.name), instance)
        assert self.desk.instance == instance
        assert self.desk.solve().exit_code == 0
        self.text = self.desk.text

    # What is done to the schedule

    @rule(drawn=DRAWS)
    def mark(self, drawn: Drawn) -> None:
        rng, schedule = self._rng(drawn), self.desk.schedule
        single = [f"{review}/{what}" for review, what in of_schedule(schedule)]
        held = [one.review for one in schedule.reviews if one.slot]
        last = str(FIRST_MONDAY + timedelta(days=rng.randrange(40)))
        some = rng.sample([*single, *held], min(len(single), rng.randint(1, 3)))
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

    @rule(drawn=DRAWS)
    def mark_what_is_over_done(self, drawn: Drawn) -> None:
        today = self._today()
        self.step(self.desk.run("mark", "--until", str(today - timedelta(days=3)), "--as", "done"), may_be_nothing=True)

    @rule(drawn=DRAWS)
    def repair_after_somebody_is_ill(self, drawn: Drawn) -> None:
        self.repair(drawn, "drop-out", "decline-offer", "person-leaves")

    @rule(drawn=DRAWS)
    def repair_after_a_review_is_cancelled(self, drawn: Drawn) -> None:
        self.repair(drawn, "cancel-review", "other-slot")

    @rule(drawn=DRAWS)
    def repair_after_schools_close(self, drawn: Drawn) -> None:
        self.repair(drawn, "close-schools", "school-leaves")

    @rule(drawn=DRAWS)
    def repair_after_anything(self, drawn: Drawn) -> None:
        self.repair(drawn)

    def repair(self, drawn: Drawn, *kinds: str) -> None:
        """Something happens, and one of the repairs is made."""
        self.ask_for_repairs(drawn, *kinds)
        self.apply(self._rng(drawn).choice((1, 1, 2, 3, 4)))

    @rule(drawn=DRAWS)
    def ask_for_repairs(self, drawn: Drawn, *kinds: str) -> None:
        """Nothing is changed by that."""
        rng, schedule = self._rng(drawn), self.desk.schedule
        today, slots = self._today(), [planned.slot for planned in schedule.reviews if planned.slot is not None]
        running = [slot + timedelta(days=days) for slot in slots for days in (-1, 0, 1, 3)]
        since = max(today, rng.choice((today, today, today + timedelta(days=1), *running)))
        changes = draw_changes(rng, self.desk.instance, schedule, since, drawing_of(kinds))
        if not changes:
            return
        path = self.desk.folder / "changes.json"
        path.write_text(Changes(changes=tuple(changes)).model_dump_json())
        shown = self.desk.run("reschedule", str(path), "--deterministic")
        path.unlink()
        assert shown.exit_code in (0, 3), shown.output
        self.repairs = (self.text, self._proposed()) if shown.exit_code == 0 else None

    @rule(number=st.integers(1, 5))
    def apply(self, number: int) -> None:
        """Those found for another version are refused, as is a number that is not among them; after a run that found
        nothing there are none."""
        made_for, found = self.repairs or ("", [])
        before, instance = self.desk.schedule, self.desk.instance
        applied = self.desk.run("reschedule", "--apply", str(number))
        if made_for != self.text or number > len(found) or found[number - 1] is None:
            assert applied.exit_code == 2, applied.output
            return
        self.step(applied)
        assert_only_what_may_moves(instance, before, self.desk.schedule)

    @rule()
    def publish(self) -> None:
        """Letters go out; nothing but what people were told is another then, and nobody is told twice."""
        before = self.desk.schedule
        self.post()
        after = self.desk.schedule
        assert after.model_copy(update={"told": ()}) == before.model_copy(update={"told": ()})
        self.steps += self.desk.text != self.text
        self.text = self.desk.text
        self.post()
        assert self.desk.text == self.text

    def post(self) -> None:
        letters = self.desk.folder / "letters"
        done = self.desk.run("publish", "--on", str(self._today()), "-o", str(letters))
        assert done.exit_code == 0, done.output
        shutil.rmtree(letters, ignore_errors=True)

    @precondition(lambda self: self.standing)
    @rule()
    def undo(self) -> None:
        """The file is what it was, byte for byte; where people were told something since, it is that of it."""
        taken_back = self.desk.of_plan("undo")
        assert taken_back.exit_code == 0, taken_back.output
        before, told = self.standing.pop(), self.desk.read(self.text).told
        old = self.desk.read(before)
        self.text = before if old.told == told else dumps(old.model_copy(update={"told": told}))
        self.steps += 1

    @precondition(lambda self: self.steps)
    @rule()
    def solve_again(self) -> None:
        """Refused: what is published moves by repairs alone."""
        again = self.desk.solve()
        assert (again.exit_code, "has a history" in again.stderr) == (2, True)

    @rule()
    def fill(self) -> None:
        """Solve what the schedule leaves open, which knows of no changes."""
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

    @rule(when=st.sampled_from(CRASHES), command=st.sampled_from(("undo", "apply", "mark", "publish")))
    def is_killed(self, when: str, command: str) -> None:
        """In the middle of a step; it was never made then."""
        if command == "undo" and self.standing:
            with self.desk.killed(when):
                self.desk.of_plan("undo")
        elif command == "apply" and self.repairs is not None and self.repairs[0] == self.text:
            with self.desk.killed(when):
                self.desk.run("reschedule", "--apply", "1")
        elif command == "publish" and news(Plan(*self.desk.judged)).letters:
            with self.desk.killed(when):
                self.post()
        elif command == "mark" and (there := of_schedule(schedule := self.desk.schedule)):
            pinned = all(what in states_of(schedule, one).pins for one, what in there)
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

    @rule(drawn=DRAWS)
    def compare(self, drawn: Drawn) -> None:
        """A scenario is what the first repair would be; what differs from an older version is what differs."""
        rng = self._rng(drawn)
        changes = draw_changes(rng, self.desk.instance, self.desk.schedule, self._today(), draw_any_change)
        if changes:
            data = self.desk.data("whatif", changes[0].model_dump_json(), "--deterministic")
            assert len(data["scenarios"]) == 1
        if self.standing:
            assert_differences_agree(self.desk, rng.choice(self.standing))

    @rule()
    def export(self) -> None:
        """All views, who is to be told, and the next term's accounts say the same as the file."""
        assert_exports_agree(self.desk)
        assert_carried(*self.desk.judged)

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
        assert_accounts_balance(*self.desk.judged)

    # Looking

    def _rng(self, drawn: Drawn) -> Random:
        self.drawn += 1
        return Random(str((self.drawn, *drawn)))

    def _today(self) -> date:
        """The last notice, else three weeks before the term."""
        notices = [change.notice for change in self.desk.schedule.changes]
        return max(notices, default=FIRST_MONDAY - timedelta(days=20))

    def _proposed(self) -> list[Schedule | None]:
        return [one.schedule for one in load_proposals(proposals_path(self.desk.plan_path)).repairs]
