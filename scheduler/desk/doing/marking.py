"""States, pins, booked travel and absences by hand. See `qa-scheduler mark`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from models.instance import Instance
from scheduler.changes.marking import Marks, marked, places, places_until, refuse_untrue_absences
from scheduler.desk.doing.plans import read_plan
from scheduler.desk.folder import Settings, called
from scheduler.desk.letters.publishing import day_of
from scheduler.plan import Plan
from scheduler.showing.states import states
from scheduler.showing.table import Table
from scheduler.storage import dumps
from scheduler.storage.versions import commit, text_sha256, troubles
from scheduler.words import count


@dataclass(frozen=True)
class Marked:
    """What was marked. changed: the reviews of which it says something new; none where nothing is written.

    parts: the states of all that was named. sha256: of the plan's version as it is now.
    """

    path: Path
    marks: Marks
    changed: tuple[str, ...]
    parts: tuple[Table, ...]
    sha256: str
    notices: tuple[str, ...]

    def following(self, settings: Settings | None) -> str:
        """What was done and how it is taken back, in words; nothing where nothing was to be marked."""
        if not self.marks.in_words:
            return ""
        if not self.changed:
            return "Nothing is written: all of it was so already."
        undo = called(settings, "undo", str(self.path))
        return f"Written to {self.path}: {count(len(self.changed), 'review')} marked. To take it back: {undo}"


def mark(
    instance: Instance,
    path: Path,
    marks: Marks,
    names: Sequence[str] = (),
    until: date | None = None,
    *,
    on: date | None = None,
    why: str = "",
    by: str = "",
    expected_sha256: str | None = None,
) -> Marked:
    """Mark places of the plan in a file, as its next version; without marks, only say how they are.

    names: of places; none: those of the reviews that begin up to a day, `until`; None: of all that have a date. on: the
    day on which it became known; None: the last notice. expected_sha256: of the version of the plan that is meant.

    Raises:
        InvalidInput: there is no such place, who is said to be absent cannot have been, or another version is there.
    """
    then = read_plan(instance, path, expected_sha256)
    plan, is_past = then.plan, marks.is_absent is not None
    of = places(plan, names, or_left=is_past) if names else places_until(plan, until)
    if is_past:
        refuse_untrue_absences(plan, of, marks, day_of(then.schedule, on))
    new, changed = marked(then.schedule, of, marks)
    shown = (states(Plan(then.instance, new), {place.review for place in of}),)
    if not changed:
        return Marked(path, marks, (), shown, then.sha256, ())
    said = ", ".join(names) if 0 < len(names) <= 3 else count(len(changed), "review")
    text = dumps(new)
    commit(path, then.text, text, f"marked {marks.in_words}: {said}", why=why, by=by)
    return Marked(path, marks, changed, shown, text_sha256(text), troubles(path))
