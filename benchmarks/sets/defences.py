"""Days, rooms and committees for thesis defences: as many defences as can be held.

The instances of a public study that builds the model of Almeida, Santos and Figueira, "A multi-objective mixed-integer
linear programming model for thesis defence scheduling" (European Journal of Operational Research 312, 2024; arXiv
2205.07727), and of any of its form. The only figure that the study publishes for each instance is the first stage's:
how many defences can be held.

A defence takes some hours in a row of one day, one room, and somebody for each role of its committee. Who may take
which role of which defence is given, and how many committees a person joins at most. A person or a room is free to
begin in some hours; who has begun is engaged until the end. The model asks nothing of the last hours of a day, so
neither do we: a defence may begin in any hour in which all are free to begin.
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from benchmarks.sets.answer import Answer, Unreadable, Wrong, answer
from benchmarks.sets.solving import minimise
from scheduler.tables.arrays import Ints
from scheduler.tables.program import Program
from scheduler.tables.rows import Block

HANGS = "seat-on-its-beginning"
"""The rows that only strengthen the relaxation: too many to stand in it where they are not broken."""

Count = Annotated[int, Field(ge=0)]
Row = tuple[Count, ...]


class Sizes(BaseModel):
    """How many there are: people, defences, roles, days, hours a day, rooms; research subjects are not looked at."""

    model_config = ConfigDict(frozen=True)

    people: Count = Field(alias="n_i")
    defences: Count = Field(alias="n_j")
    roles: Count = Field(alias="n_t")
    days: Count = Field(alias="n_k")
    hours: Count = Field(alias="n_ell")
    rooms: Count = Field(alias="n_p")


class Tables(BaseModel):
    """What is given, under the names of the model. Every index counts from 1; what stands at 0 means nobody, and is 0.

    lasts: hours. may: [person][defence][role]. most: committees a person. free: [person][day][hour], above 0 where they
    can begin. room: the same, [day][hour][room].
    """

    model_config = ConfigDict(frozen=True)

    lasts: int = Field(alias="d", ge=1)
    may: tuple[tuple[Row, ...], ...] = Field(alias="e")
    most: Row = Field(alias="c")
    free: tuple[tuple[Row, ...], ...] = Field(alias="l")
    room: tuple[tuple[Row, ...], ...] = Field(alias="m")


class Defences(BaseModel):
    """One instance."""

    model_config = ConfigDict(frozen=True)

    n: Sizes = Field(alias="idx")
    par: Tables

    @model_validator(mode="after")
    def _tables_have_their_sizes(self) -> "Defences":
        n = self.n
        for name, table, sizes in (
            ("e", self.par.may, (n.people, n.defences, n.roles)),
            ("c", self.par.most, (n.people,)),
            ("l", self.par.free, (n.people, n.days, n.hours)),
            ("m", self.par.room, (n.days, n.hours, n.rooms)),
        ):
            _look(name, table, sizes)
        return self


def _look(name: str, table: Any, sizes: tuple[int, ...]) -> None:
    """Raises ValueError where a table has other sizes than it should, or says something of nobody."""
    expected = tuple(size + 1 for size in sizes)
    try:
        numbers = np.array(table, dtype=np.int64)
    except ValueError:
        raise ValueError(f"the rows of {name} are not of one length") from None
    if numbers.shape != expected:
        raise ValueError(f"{name} has the sizes {numbers.shape} and should have {expected}")
    for axis in range(numbers.ndim):
        if numbers.take(0, axis).any():
            raise ValueError(f"{name} says something where index {axis + 1} is 0, which is nobody")


def load(path: Path) -> Defences:
    """The instance in a JSON file. Raises Unreadable."""
    try:
        return Defences.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        form = "idx of sizes n_i to n_p, and par of d, e[person][defence][role], c[person], l[person][day][hour] and "
        raise Unreadable(path, error, f"a JSON file with {form}m[day][hour][room]") from error


# The rows


class Defending(Program):
    """Which defences are held, when, and by whom.

    A beginning for every defence and hour in which it could begin; a seat for every person who may take a role of it
    and is free then; a room for every hour in which it is free. Which defence has which room makes no difference, so
    only so many begin in an hour as rooms are taken then. Hours are numbered through all days.
    Without the last family of rows, a seat that hangs on its beginning, the relaxation would send one person to halves
    of two defences.
    shortfall: -1 for every beginning, as a cost of the columns.
    """

    def __init__(self, given: Defences) -> None:
        n, par = given.n, given.par
        self.lasts, self.day_hours = par.lasts, n.hours
        may = np.array(par.may, dtype=np.int64)[1:, 1:, 1:] > 0
        free = (np.array(par.free, dtype=np.int64)[1:, 1:, 1:] > 0).reshape(n.people, -1)
        room = (np.array(par.room, dtype=np.int64)[1:, 1:, 1:] > 0).reshape(-1, n.rooms)
        self.n = {"defence": n.defences, "person": n.people, "role": n.roles, "room": n.rooms, "hour": len(room)}
        # Somebody for every role, counted without asking whether one would have two of them: rows do that.
        somebody = np.einsum("ijt,ih->jht", may.astype(np.int64), free.astype(np.int64)) > 0
        defence, hour = np.nonzero(somebody.all(axis=2) & room.any(axis=1))
        begins, person, role = np.nonzero(may[:, defence].transpose(1, 0, 2) & free[:, hour].T[:, :, None])
        room_hour, which = np.nonzero(room)
        ends = np.cumsum([len(hour), len(begins), len(which)])
        self.starts = Block("starts", np.arange(ends[0]), {"defence": defence, "hour": hour}, self.n)
        keys = {"defence": defence[begins], "hour": hour[begins], "person": person, "role": role}
        self.seats = Block("seats", np.arange(ends[0], ends[1]), keys, self.n)
        self.rooms = Block("rooms", np.arange(ends[1], ends[2]), {"hour": room_hour, "room": which}, self.n)
        group = np.concatenate([defence, defence[begins], n.defences + which])
        stages = (self.starts.columns, self.rooms.columns, self.seats.columns)
        super().__init__(np.ones(ends[2], dtype=np.int64), group, stages)
        self.shortfall = np.zeros(len(self), dtype=np.int64)
        self.shortfall[self.starts.columns] = -1
        starts, seats = self.starts.sum_by("defence", "hour"), self.seats
        self.add(
            [
                ("once", self.starts.sum_by("defence") <= 1),
                ("every-role", seats.sum_by("defence", "hour", "role") == starts),
                ("committees", seats.sum_by("person") <= np.array(par.most)[1:]),
                ("one-place", self._while(seats).sum_by("person", "hour") <= 1),
                ("a-room-each", self.starts.sum_by("hour") - self.rooms.sum_by("hour") <= 0),
                ("room-once", self._while(self.rooms).sum_by("room", "hour") <= 1),
                (HANGS, seats.sum_by("defence", "hour", "person") <= starts),
            ]
        )

    def _while(self, block: Block) -> Block:
        """The columns once for every hour of their day in which what begins then still goes on."""
        begins = np.repeat(block.keys["hour"], self.lasts)
        hour = begins + np.tile(np.arange(self.lasts), len(block))
        same_day = hour // self.day_hours == begins // self.day_hours
        repeated = block.where(np.repeat(np.arange(len(block)), self.lasts)[same_day])
        return repeated.with_key("hour", hour[same_day], self.n["hour"])

    def held(self, values: Ints) -> "Held":
        """What values of the columns mean."""
        roles: dict[int, dict[int, int]] = {}
        for seat in np.flatnonzero(values[self.seats.columns]):
            keys = {name: int(of_all[seat]) for name, of_all in self.seats.keys.items()}
            roles.setdefault(keys["defence"], {})[keys["role"]] = keys["person"]
        rooms: dict[int, list[int]] = {}
        for at in np.flatnonzero(values[self.rooms.columns]):
            rooms.setdefault(int(self.rooms.keys["hour"][at]), []).append(int(self.rooms.keys["room"][at]))
        found: dict[int, Defence] = {}
        for start in np.flatnonzero(values[self.starts.columns]):
            defence, hour = (int(self.starts.keys[name][start]) for name in ("defence", "hour"))
            committee = tuple(roles[defence][role] + 1 for role in range(self.n["role"]))
            day, in_day = divmod(hour, self.day_hours)
            found[defence + 1] = Defence(day + 1, in_day + 1, rooms[hour].pop() + 1, committee)
        return found


# The judge


class Defence(NamedTuple):
    """Where and when a defence is held, and by whom, role by role. All is numbered from 1, as in the file."""

    day: int
    hour: int
    room: int
    committee: tuple[int, ...]


Held = Mapping[int, Defence]
"""The defences that are held."""


def recount(given: Defences, held: Held) -> int:
    """How many are held, counted in plain Python, without columns. Raises Wrong if a rule is broken."""
    par, engaged, taken = given.par, Counter[tuple[int, int, int]](), Counter[tuple[int, int, int]]()
    committees: Counter[int] = Counter()
    for number, (day, hour, room, committee) in held.items():
        if len(committee) != given.n.roles:
            raise Wrong(f"defence {number} has {len(committee)} of {given.n.roles} roles")
        if not par.room[day][hour][room]:
            raise Wrong(f"defence {number} begins on day {day} at {hour} in room {room}, which is not free")
        for role, person in enumerate(committee, start=1):
            if not par.may[person][number][role]:
                raise Wrong(f"person {person} may not take role {role} of defence {number}")
            if not par.free[person][day][hour]:
                raise Wrong(f"person {person} is not free on day {day} at {hour}, when defence {number} begins")
        hours = range(hour, hour + par.lasts)
        engaged.update((person, day, each) for person in committee for each in hours)
        taken.update((room, day, each) for each in hours)
        committees.update(committee)
    for (person, day, hour), count in engaged.items():
        if count > 1:
            raise Wrong(f"person {person} has {count} roles on day {day} at {hour}")
    for (room, day, hour), count in taken.items():
        if count > 1:
            raise Wrong(f"room {room} has {count} defences on day {day} at {hour}")
    for person, count in committees.items():
        if count > par.most[person]:
            raise Wrong(f"person {person} joins {count} committees, of {par.most[person]} at most")
    return len(held)


# The question


def defences_held(name: str, given: Defences, seconds: float) -> Answer:
    """How many defences can be held at most. seconds: how long each step may take."""
    program = Defending(given)
    if not len(program.starts):
        return Answer(name, 0, 0, "relaxation", 0.0, places=0)
    at_once = frozenset(name for name, _ in program.families) - {HANGS}
    found = minimise(program, program.shortfall, seconds, families=at_once)
    return answer(name, recount(given, program.held(found.values)), found, unit=-1)
