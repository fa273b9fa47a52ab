"""Getting Ahead London: senior leaders in threes, each three with a coach whom they shadow and meet."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Literal

from pydantic import Field

from models.base import Day, Fact, Id, Km, Number, Seats
from models.calendar import Days, Term
from models.network import Phase, School
from models.policy import FAIRNESS_GOAL, QUALITY_GOAL, OrderedGoal
from models.programmes.instance import ProgrammeInstance, ProgrammePolicy


class Three(Fact):
    """Participants of a group; one more or one fewer only where their number does not divide."""

    participants: Seats = 3


class Dates(Fact):
    """Meetings of a group with its coach in a term."""

    meetings_a_term: Number = 2


class Quality(Fact):
    """Prices in km."""

    other_area_km: Km = 10


class GettingAheadLondonPolicy(ProgrammePolicy):
    """The numbers of its rules and goals."""

    three: Three = Three()
    dates: Dates = Dates()
    quality: Quality = Quality()
    goals: tuple[OrderedGoal, ...] = (
        OrderedGoal(goal="participants-placed"),
        OrderedGoal(goal="meetings-dated"),
        OrderedGoal(goal=QUALITY_GOAL, tolerance_percent=1),
        OrderedGoal(goal=FAIRNESS_GOAL),
    )


class Participant(Fact):
    """A senior leader. wishes: the areas they want to learn about. away: days they cannot come."""

    id: Id
    school: Id
    wishes: tuple[str, ...] = ()
    away: tuple[Days, ...] = ()


class Coach(Fact):
    """A headteacher.

    has_led: the phases of the schools that they lead or have led. areas: what they know best.
    shadow_days, meeting_days: the days they offer for being shadowed, and for meeting their group.
    """

    id: Id
    school: Id
    has_led: tuple[Phase, ...] = Field(min_length=1)
    areas: tuple[str, ...] = ()
    shadow_days: tuple[Day, ...] = ()
    meeting_days: tuple[Day, ...] = ()
    away: tuple[Days, ...] = ()


class GettingAheadLondon(ProgrammeInstance):
    """Its facts. terms: within each of them groups meet. A fixed group names its coach."""

    place_is = "coach"

    programme: Literal["getting-ahead-london"] = "getting-ahead-london"
    terms: tuple[Term, ...] = Field(min_length=1)
    participants: tuple[Participant, ...] = ()
    coaches: tuple[Coach, ...] = ()
    policy: GettingAheadLondonPolicy = GettingAheadLondonPolicy()

    @property
    def members(self) -> tuple[str, ...]:
        return tuple(participant.id for participant in self.participants)

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(coach.id for coach in self.coaches)

    @property
    def places(self) -> tuple[str, ...]:
        return self.people

    def named(self) -> Iterator[tuple[str, Iterable[str], Iterable[str], str]]:
        calendars = [calendar.id for calendar in self.calendars]
        yield from (
            (f"$.terms[{n}].calendar", [term.calendar], calendars, "calendars") for n, term in enumerate(self.terms)
        )
        for n, one in enumerate(self.participants):
            yield f"$.participants[{n}].school", [one.school], self.school_by_id, "schools"
            yield f"$.participants[{n}].wishes", one.wishes, self.areas, "areas"
        for n, coach in enumerate(self.coaches):
            yield f"$.coaches[{n}].school", [coach.school], self.school_by_id, "schools"
            yield f"$.coaches[{n}].areas", coach.areas, self.areas, "areas"

    def home(self, who: str) -> School | None:
        person = self.participant_by_id.get(who) or self.coach_by_id.get(who)
        return self.school_by_id.get(who if person is None else person.school)

    def away(self, who: str) -> tuple[Days, ...]:
        person = self.participant_by_id.get(who) or self.coach_by_id.get(who)
        return () if person is None else person.away

    @cached_property
    def participant_by_id(self) -> dict[str, Participant]:
        return {participant.id: participant for participant in self.participants}

    @cached_property
    def coach_by_id(self) -> dict[str, Coach]:
        return {coach.id: coach for coach in self.coaches}
