"""The term's folder as the page sees it: its plans, each with the instance it is for, loaded once for each content."""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG
from typing import Any, TypeVar

from models.instance import Instance
from models.problem import InvalidInput, Problem
from models.programmes.groups import Groups
from models.programmes.instance import ProgrammeInstance
from models.schedule import Schedule
from scheduler.changes.effective_instance import effective
from scheduler.desk.contacts import Contacts
from scheduler.desk.folder import Settings, read_settings
from scheduler.desk.instances import load_with_contacts
from scheduler.desk.programmes.instances import is_of_a_programme, load_programme
from scheduler.plan import Plan
from scheduler.programmes.changing import in_force
from scheduler.storage import bundled_names, parse_schedule
from scheduler.storage.files import read_exactly, without_mark
from scheduler.storage.instances import bundled_programmes
from scheduler.storage.kinds import Kind, kind_of
from scheduler.storage.programmes import parse_groups
from scheduler.storage.schedules import any_schedule
from scheduler.storage.versions import text_sha256, version_of

_MOST_OPEN = 12
_MOST_KEPT = 500  # of what was drawn of one version
_MOST_BYTES = 100_000_000  # of a file that is looked at

T = TypeVar("T")


@dataclass(frozen=True)
class Listed:
    """A plan's file in the folder. id: what addresses call it, never a name of a file. of: its instance's name."""

    id: str
    path: Path
    of: str
    is_own: bool

    @property
    def name(self) -> str:
        return self.path.name


class _Once:
    """Something that is made by who asks first, while others who ask for the same wait."""

    def __init__(self) -> None:
        self._lock, self._made = threading.RLock(), list[Any]()

    def value(self, make: Callable[[], Any]) -> Any:
        """What was made; if that fails, the next one tries."""
        with self._lock:
            if not self._made:
                self._made.append(make())
            return self._made[0]


@dataclass(frozen=True)
class OpenedGroups:
    """Groups of a programme. source: what commands call the instance; `effective` is it after their changes."""

    listed: Listed
    source: str
    instance: ProgrammeInstance
    effective: ProgrammeInstance
    made: Groups


@dataclass(frozen=True)
class Opened:
    """One version of a plan. instance: as it was before any change; `plan` has the effective one.

    source: what commands call the instance. text: the file's, of which `sha256` is the mark that every change made from
    here must carry. version: the number of the step in the history that made it; None for the file as it is.
    """

    listed: Listed
    source: str
    instance: Instance
    contacts: Contacts
    plan: Plan
    text: str
    version: int | None = None
    _kept: "OrderedDict[Any, _Once]" = field(default_factory=OrderedDict, repr=False, compare=False)
    _lock: Any = field(default_factory=threading.Lock, repr=False, compare=False)

    @property
    def id(self) -> str:
        return self.listed.id

    @property
    def path(self) -> Path:
        return self.listed.path

    @property
    def schedule(self) -> Schedule:
        return self.plan.schedule

    @cached_property
    def sha256(self) -> str:
        return text_sha256(self.text)

    def kept(self, key: Any, make: Callable[[], T]) -> T:
        """What was made once of this version, so that it is quick the next time."""
        with self._lock:
            once = self._kept.setdefault(key, _Once())
            self._kept.move_to_end(key)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        found: T = once.value(make)
        return found


class NoSuchPlan(Exception):
    """No plan of the folder, or no version of it, is called so."""


class Home:
    """A folder for a term, or any folder with plans in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.RLock()
        self._kinds: dict[tuple[str, int, int], tuple[Kind | None, str]] = {}
        self._instances: dict[Any, tuple[Instance, Contacts]] = {}
        self._open: OrderedDict[Any, Opened] = OrderedDict()

    @property
    def settings(self) -> Settings:
        """What the folder says; the defaults where it says nothing, or nothing that can be read."""
        try:
            return read_settings(self.folder) or Settings()
        except InvalidInput:
            return Settings()

    def troubles(self) -> tuple[Problem, ...]:
        """What is wrong with the folder's settings."""
        try:
            read_settings(self.folder)
        except InvalidInput as error:
            return tuple(error.problems)
        return ()

    def plans(self) -> tuple[Listed, ...]:
        """The plans in the folder, its own first."""
        own = self.settings.plan
        found = [
            Listed(_id(path.name), path, of, path.name == own)
            for path in self._files("json")
            for kind, of in [self._kind(path)]
            if kind == Kind.SCHEDULE
        ]
        return tuple(sorted(found, key=lambda one: not one.is_own))

    def instances(self) -> tuple[str, ...]:
        """The workbooks and instances of terms in the folder, its own first, as commands call them."""
        own = self.settings.instance
        books = [path.name for path in self._books() if self._kind(path)[0] != Kind.PROGRAMME]
        files = [path.name for path in self._files("json") if self._kind(path)[0] == Kind.INSTANCE]
        return tuple(sorted({*books, *files}, key=lambda name: (name != own, name)))

    def programmes(self) -> tuple[str, ...]:
        """The workbooks and instances of programmes in the folder, as commands call them."""
        files = (*self._books(), *self._files("json"))
        return tuple(sorted(path.name for path in files if self._kind(path)[0] == Kind.PROGRAMME))

    def groups(self) -> tuple[Listed, ...]:
        """The groups of programmes in the folder."""
        found = ((path, self._kind(path)) for path in self._files("json"))
        return tuple(Listed(_id(path.name), path, of, False) for path, (kind, of) in found if kind == Kind.GROUPS)

    def open_groups(self, id: str) -> OpenedGroups:
        """Groups of a programme, with the instance that they are for: one of the folder's, or a bundled one.

        Raises:
            NoSuchPlan: there are none.
            InvalidInput: they, or their instance, cannot be read; with every problem.
        """
        listed = next((one for one in self.groups() if one.id == id), None)
        if listed is None:
            raise NoSuchPlan
        problems: list[Problem] = []
        bundled = [name for name in bundled_programmes() if name == listed.of]
        for source in (*self.programmes(), *bundled):
            try:
                instance = load_programme(source if source in bundled else self.folder / source)
                if instance.name == listed.of:
                    made = parse_groups(without_mark(read_exactly(listed.path)), instance, listed.name)
                    return OpenedGroups(listed, source, instance, in_force(instance, made), made)
            except InvalidInput as error:
                problems += error.problems
        if not problems:
            expected = f"the workbook or instance {listed.of!r} in this folder"
            found = f"for {listed.of!r}"
            problems = [Problem(where=listed.name, value=found, expected=expected, remedy="Put it there.")]
        raise InvalidInput(problems, listed.name)

    def open(self, id: str, version: int | None = None) -> Opened:
        """A plan as it is now, or as a step of its history left it; 0: as it was before the first.

        Raises:
            NoSuchPlan: there is none.
            InvalidInput: it, or its instance, cannot be read; with every problem.
        """
        listed = next((one for one in self.plans() if one.id == id), None)
        if listed is None:
            raise NoSuchPlan
        text = read_exactly(listed.path) if version is None else self._text_of(listed.path, version)
        with self._lock:
            source, instance, contacts, mark = self._instance_of(listed, text)
            key = listed.path, version, text_sha256(text), mark
            if key not in self._open:
                schedule = parse_schedule(without_mark(text), instance, listed.name)
                plan = Plan(effective(instance, schedule), schedule)
                self._open[key] = Opened(listed, source, instance, contacts, plan, text, version)
                while len(self._open) > _MOST_OPEN:
                    self._open.popitem(last=False)
            self._open.move_to_end(key)
            return self._open[key]

    def load(self, name: str) -> tuple[Instance, Contacts]:
        """An instance as commands call it: a bundled one, or a file of the folder."""
        path = self.folder / name
        is_bundled = name in bundled_names() and not path.exists()
        state = _state(path)
        if state is None and not is_bundled:
            expected = "a file that can be read, of at most 100 MB"
            raise InvalidInput([Problem(where=name, value="no such file", expected=expected, remedy="Put it there.")])
        with self._lock:
            key = name, state
            if key not in self._instances:
                self._instances = {known: one for known, one in self._instances.items() if known[0] != name}
                self._instances[key] = load_with_contacts(name if is_bundled else path)
            return self._instances[key]

    def _text_of(self, path: Path, version: int) -> str:
        found = version_of(path, version)
        if found is None:
            raise NoSuchPlan
        return found

    def _instance_of(self, listed: Listed, text: str) -> tuple[str, Instance, Contacts, Any]:
        """The instance that a plan is for: the folder's own, another one in the folder, or a bundled one."""
        wanted = listed.of or any_schedule(without_mark(text), listed.name).instance
        problems: list[Problem] = []
        for name in self._candidates(wanted):
            try:
                instance, contacts = self.load(name)
            except InvalidInput as error:
                problems += error.problems
                continue
            if instance.name == wanted:
                return name, instance, contacts, (name, id(instance))
        if problems:
            raise InvalidInput(problems, listed.name)
        expected = f"the workbook or instance {wanted!r} in this folder"
        problem = Problem(where=listed.name, value=f"for {wanted!r}", expected=expected, remedy="Put it there.")
        raise InvalidInput([problem])

    def _candidates(self, wanted: str) -> Iterator[str]:
        own = self.settings.instance
        if (self.folder / own).exists():
            yield own
        if wanted in bundled_names():
            yield wanted
        yield from (name for name in self.instances() if name != own and not name.startswith(self._plan_books()))

    def _plan_books(self) -> tuple[str, ...]:
        """What workbooks that `export` writes begin with: they hold a plan, no instance."""
        return tuple(f"{one.path.stem}." for one in self.plans())

    def _books(self) -> list[Path]:
        return [path for path in self._files("xlsx") if not path.name.startswith("~$")]

    def _files(self, ending: str) -> list[Path]:
        """The folder's files of an ending that can be looked at: no pipes, nothing huge, none that is written now."""
        found = sorted(self.folder.glob(f"*.{ending}"))
        return [path for path in found if not path.name.startswith(".") and _state(path) is not None]

    def _kind(self, path: Path) -> tuple[Kind | None, str]:
        """What a file is, and of a schedule or groups the name of their instance; looked at once for each content.

        Of workbooks just those of programmes are told from others.
        """
        state = _state(path)
        if state is None:
            return None, ""
        key = (path.name, *state)
        with self._lock:
            if key not in self._kinds:
                is_book = path.suffix == ".xlsx"
                kind = (Kind.PROGRAMME if is_of_a_programme(path) else None) if is_book else kind_of(path)
                self._kinds = {known: one for known, one in self._kinds.items() if known[0] != path.name}
                self._kinds[key] = kind, _instance_named(path, kind)
            return self._kinds[key]


def _instance_named(path: Path, kind: Kind | None) -> str:
    try:
        if kind == Kind.SCHEDULE:
            return any_schedule(without_mark(read_exactly(path)), path.name).instance
        named = json.loads(without_mark(read_exactly(path)))["instance"] if kind == Kind.GROUPS else ""
        return named if isinstance(named, str) else ""
    except (InvalidInput, ValueError, RecursionError):
        return ""


def _id(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:12]


def _state(path: Path) -> tuple[int, int] | None:
    """When a file was written and how long it is; None where there is none that could be read whole."""
    try:
        found = path.stat()
    except OSError:
        return None
    if not S_ISREG(found.st_mode) or found.st_size > _MOST_BYTES:
        return None
    return found.st_mtime_ns, found.st_size
