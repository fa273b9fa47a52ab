"""The people of an instance. They are pseudonyms: no name is needed to schedule."""

from pydantic import Field

from models.base import Fact, Km
from models.calendar import Days


class Reviewer(Fact):
    """A trained senior leader with a home school.

    completed_reviews: how many reviews they had completed when the instance began; 0 makes a first-timer.
    offers_two: whether they offer a second review a term.
    furthest_km: how far they are willing to travel one way; None leaves it to the policy.
    conflicts: schools they declared a conflict of interest with.
    away: days they are not free, beside those on which their school is closed.
    reserve: agreed to stand in; never planned unless a fixed decision names them.
    """

    id: str = Field(min_length=1)
    school: str
    completed_reviews: int = Field(default=0, ge=0, le=10_000)
    offers_two: bool = False
    furthest_km: Km | None = None
    conflicts: tuple[str, ...] = ()
    away: tuple[Days, ...] = ()
    reserve: bool = False

    @property
    def is_first_timer(self) -> bool:
        """Whether any review of this instance would be their first (for the whole instance)."""
        return self.completed_reviews == 0


class Lead(Fact):
    """An independent Lead Reviewer, who travels from home. `trust` is set where they work for one."""

    id: str = Field(min_length=1)
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)
    trust: str | None = None
    conflicts: tuple[str, ...] = ()
    away: tuple[Days, ...] = ()

    @property
    def places(self) -> tuple[tuple[float, float], ...]:
        """Latitude and longitude of their home, as `School.places`."""
        return ((self.latitude, self.longitude),)
