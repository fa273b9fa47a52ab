"""Leadership Development Days: pairs of leaders visit a school for a day, to learn what it is accredited for."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Literal

from pydantic import Field

from models.base import Day, Fact, Id, Km, Number, Seats
from models.network import School
from models.policy import QUALITY_GOAL, OrderedGoal
from models.programmes.instance import ProgrammeInstance, ProgrammePolicy


class DaySize(Fact):
    """Pairs at a day that runs: at least, at most."""

    fewest: Number = 3
    most: Number = 6


class DaysLoad(Fact):
    """Days at most in a term: that a school attends, and that it hosts."""

    attended: Number = 2
    hosted: Number = 1


class Furthest(Fact):
    """How far a pair may travel, great circle."""

    km: Km = 150


class Quality(Fact):
    """Prices in km: for each rank of a wish after the first, and for a host of the own hub."""

    rank_km: Km = 20
    own_hub_km: Km = 20


class LeadershipDevelopmentDaysPolicy(ProgrammePolicy):
    """The numbers of its rules and goals."""

    day_size: DaySize = DaySize()
    days_load: DaysLoad = DaysLoad()
    furthest: Furthest = Furthest()
    quality: Quality = Quality()
    goals: tuple[OrderedGoal, ...] = tuple(
        OrderedGoal(goal=goal) for goal in ("pairs-placed", "hubs-reached", QUALITY_GOAL)
    )


class Offer(Fact):
    """A school's offer of a day on one of its accredited areas. days: on which it can be."""

    id: Id
    school: Id
    area: Id
    days: tuple[Day, ...] = ()


class Wish(Fact):
    """What a school wants to learn: areas, best first, how many pairs it can send, each once, and when none can go."""

    id: Id
    school: Id
    areas: tuple[Id, ...] = Field(min_length=1)
    pairs: Seats = 1
    cannot: tuple[Day, ...] = ()


class LeadershipDevelopmentDays(ProgrammeInstance):
    """Its facts: one term's offers and wishes.

    Members are pairs: of a wish with one pair the wish itself, else W7-1, W7-2. Pairs of one wish are alike. Places are
    the offers. Whom a day is asked of is the school: it sends its pair, or is host.
    """

    place_is = "offer"

    programme: Literal["leadership-development-days"] = "leadership-development-days"
    offers: tuple[Offer, ...] = ()
    wishes: tuple[Wish, ...] = ()
    policy: LeadershipDevelopmentDaysPolicy = LeadershipDevelopmentDaysPolicy()

    @cached_property
    def wish_of(self) -> dict[str, Wish]:
        """The wish of each pair."""
        return {pair: wish for wish in self.wishes for pair in pairs_of(wish)}

    @cached_property
    def offer_by_id(self) -> dict[str, Offer]:
        return {offer.id: offer for offer in self.offers}

    @property
    def members(self) -> tuple[str, ...]:
        return tuple(self.wish_of)

    @property
    def people(self) -> tuple[str, ...]:
        """The schools, of which days are asked."""
        return tuple(school.id for school in self.schools)

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(self.offer_by_id)

    def home(self, who: str) -> School | None:
        owner = self.wish_of.get(who) or self.offer_by_id.get(who)
        return self.school_by_id.get(owner.school if owner is not None else who)

    def names(self) -> Iterator[tuple[str, str]]:
        yield from super().names()
        yield from ((pair, f"a pair of {self.school_by_id[wish.school].name}") for pair, wish in self.wish_of.items())
        for offer in self.offers:
            yield offer.id, f"{offer.area} at {self.school_by_id[offer.school].name}"

    def named(self) -> Iterator[tuple[str, Iterable[str], Iterable[str], str]]:
        for n, offer in enumerate(self.offers):
            yield f"$.offers[{n}].school", [offer.school], self.school_by_id, "schools"
            yield f"$.offers[{n}].area", [offer.area], self.areas, "areas"
        for n, wish in enumerate(self.wishes):
            yield f"$.wishes[{n}].school", [wish.school], self.school_by_id, "schools"
            yield f"$.wishes[{n}].areas", wish.areas, self.areas, "areas"

    def as_waived(self, member: str) -> str:
        """A waiver for one pair is one for its wish: pairs of a wish are alike."""
        return self.wish_of[member].id if member in self.wish_of else member


def pairs_of(wish: Wish) -> tuple[str, ...]:
    """The ids of a wish's pairs."""
    return (wish.id,) if wish.pairs == 1 else tuple(f"{wish.id}-{k}" for k in range(1, wish.pairs + 1))
