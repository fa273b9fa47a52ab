"""The policy: every rule's numbers, the goals in their order, and what is switched off.

A rule's numbers stand under the rule's id; the defaults are the network's own. Rules without numbers have no entry.
"""

from fractions import Fraction
from math import floor
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from models.base import MOST_KM, Fact, Km, Number, Pupils, Seats, Times
from models.slot import SlotLength
from models.travel import Measure

RuleId = Literal[
    "outside-hub",
    "locality",
    "independence",
    "availability",
    "one-place",
    "team-size",
    "one-lead",
    "lead-load",
    "reviewer-load",
    "school-release",
    "host-week",
    "team-mix",
    "experience",
    "phase",
    "no-return-visit",
    "commitment",
    "fixed",
]
SwitchableRuleId = Literal[
    "outside-hub",
    "locality",
    "independence",
    "availability",
    "lead-load",
    "reviewer-load",
    "school-release",
    "host-week",
    "team-mix",
    "experience",
    "phase",
    "no-return-visit",
    "commitment",
]
GoalId = Literal["reviews-held", "seats-filled", "commitments-met", "change-kept-small", "quality", "fairness"]
CHANGE_GOAL: Literal["change-kept-small"] = "change-kept-small"
"""The goal that only repairs pursue."""
QUALITY_GOAL: Literal["quality"] = "quality"
"""The goal that is counted in km, and by whose schedule it is known what a fair distance is."""
FAIRNESS_GOAL: Literal["fairness"] = "fairness"
"""The goal that is measured against the schedule of quality, so not before quality is decided."""


class Section(Fact):
    """The numbers of a rule or goal. rising: pairs of them of which the first is never above the second."""

    rising: ClassVar[tuple[tuple[str, str], ...]] = ()


class Locality(Section):
    """How near and how far a reviewer's school may be from the host, great circle."""

    rising: ClassVar[tuple[tuple[str, str], ...]] = (("nearest_km", "furthest_km"),)
    nearest_km: float = Field(default=8, ge=0, le=MOST_KM)
    furthest_km: float = Field(default=250, ge=0, le=MOST_KM)

    @model_validator(mode="after")
    def _in_order(self) -> "Locality":
        if self.furthest_km < self.nearest_km:
            raise ValueError(
                f"furthest_km {self.furthest_km:g} is below nearest_km {self.nearest_km:g}. Maybe they are swapped"
            )
        return self


class Independence(Section):
    """How many school years back a person's earlier visits to the host still count; this year's always do."""

    school_years: Number = 2


class OnePlace(Section):
    """School days of the home school that must lie between two reviews of one reviewer."""

    gap_school_days: Number = 5


class SizeBand(Fact):
    """Hosts of at most so many pupils, or of at most so many schools (trusts), receive `seats` reviewers."""

    up_to_pupils: Pupils | None = None
    up_to_schools: Number | None = None
    seats: Seats

    @model_validator(mode="after")
    def _says_one(self) -> "SizeBand":
        if (self.up_to_pupils is None) == (self.up_to_schools is None):
            raise ValueError("a band says up_to_pupils or up_to_schools, one of the two")
        return self

    @model_serializer(mode="wrap")
    def _write(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in write(self).items() if value is not None}

    @property
    def measure(self) -> str:
        """What it counts."""
        return "pupils" if self.up_to_schools is None else "schools"

    @property
    def up_to(self) -> int:
        """Up to how many it reaches."""
        up_to = self.up_to_pupils if self.up_to_schools is None else self.up_to_schools
        assert up_to is not None
        return up_to


class TeamSize(Section):
    """Seats by the host's pupils or schools (bands in rising order), and the fewest reviewers of a review that is held.

    seats_unknown: where bands are of pupils, and the host's are not known.
    """

    bands: tuple[SizeBand, ...] = (
        SizeBand(up_to_pupils=250, seats=2),
        SizeBand(up_to_pupils=900, seats=3),
        SizeBand(up_to_pupils=1500, seats=4),
    )
    seats_above: Seats = 5
    seats_unknown: Seats = 3
    fewest_reviewers: Number = 1

    @model_validator(mode="after")
    def _rising(self) -> "TeamSize":
        measures = {band.measure for band in self.bands}
        if len(measures) > 1:
            raise ValueError("bands all count pupils, or all count schools. Maybe a band is of another policy")
        limits = [band.up_to for band in self.bands]
        if limits != sorted(set(limits)):
            raise ValueError(f"bands must rise by up_to_{self.measure}, found {limits}. Maybe two bands are swapped")
        return self

    @property
    def measure(self) -> str:
        """What the bands count: pupils or schools."""
        return next((band.measure for band in self.bands), "pupils")

    def seats(self, pupils: int | None, schools: int = 1) -> int:
        """Team size of a host with so many pupils, and so many schools."""
        number = pupils if self.measure == "pupils" else schools
        if number is None:
            return self.seats_unknown
        return next((band.seats for band in self.bands if number <= band.up_to), self.seats_above)


class LeadLoad(Section):
    """Reviews a lead leads at most in a term."""

    reviews: Number = 6


class ReviewerLoad(Section):
    """Reviews a reviewer joins at most in a term, and how many if they offer a second."""

    reviews: Number = 1
    reviews_if_offered: Number = 2


class SchoolRelease(Section):
    """Reviewers of a school away at most in one week; large schools (from so many pupils) spare more."""

    reviewers: Number = 1
    large_from_pupils: Pupils = 1000
    reviewers_large: Number = 2


class TeamMix(Section):
    """Reviewers of one school, and of one hub, at most in a team."""

    of_a_school: Number = 1
    of_a_hub: Number = 2


class Experience(Section):
    """First-timers at most in a team; each team with one needs another reviewer who has done a review."""

    first_timers: Number = 1


class PhaseSeat(Section):
    """Seats a special or AP host keeps for reviewers from special or AP schools."""

    kept_seats: Number = 1


class Commitment(Section):
    """How far above its due a school may send; `strict` makes falling short a breach too."""

    above_due: Number = 1
    strict: bool = False


class FixedDecisions(Section):
    """Whether a repair may move what is published, offered or accepted."""

    published_moves: bool = True


CancellationReason = Literal["ofsted", "leadership-change", "exceptional-event", "other"]


class Reschedule(Section):
    """For which reasons a cancelled review is rescheduled, and from how many of the host's school days after notice."""

    accepted: tuple[CancellationReason, ...] = ("ofsted", "leadership-change", "exceptional-event")
    notice_school_days: Number = 10


class ChangeKeptSmall(Section):
    """How many times a person counts who is told something new: as a lead, at short notice, with travel booked."""

    lead_times: Times = 2
    short_notice_times: Times = 2
    short_notice_school_days: Number = 10
    booked_times: Times = 2


class Quality(Section):
    """Prices of goal 5 in travel-km equivalents."""

    other_phase_km: Km = 40
    slot_rank_km: Km = 10
    area_match_km: Km = 30
    crowded_week_km: Km = 20


class Travel(Section):
    """What is counted as the length of a journey, in goals and wherever km are shown; rules keep their great circle.

    by: straight, the great circle in km; road, km by road; minutes of driving, of which each counts as a km does. Road
    and minutes are measured: see the instance's `travel`. straight_factor: what a straight km counts where a journey
    was not measured.
    """

    by: Literal["straight", "road", "minutes"] = "straight"
    straight_factor: float = Field(default=1.3, ge=0.1, le=10)

    @property
    def measure(self) -> Measure | None:
        """What is looked up for a journey; None where it is straight."""
        return None if self.by == "straight" else "km" if self.by == "road" else "minutes"

    @property
    def unit(self) -> str:
        """What a journey is counted in."""
        return "minutes" if self.by == "minutes" else "km"


class Fairness(Section):
    """Distance a visit, in percent of the average, beyond which travel counts as unfair."""

    fair_percent: int = Field(default=150, ge=0, le=10_000)


class OrderedGoal(Fact):
    """One goal of an ordered list, and how much the goals after it may give back of it.

    tolerance: whole units (goals that count). tolerance_percent: percent of the decided value (quality, fairness).
    """

    goal: str
    tolerance: int = Field(default=0, ge=0, le=1_000_000)
    tolerance_percent: float = Field(default=0, ge=0, le=100)

    def highest(self, value: int) -> int:
        """How far the goals after it may raise a goal that was decided at `value`.

        The percentage is the decimal number that was written: 0.57 % of 10,000 are 57, where binary fractions make 56.
        """
        return value + self.tolerance + floor(Fraction(str(self.tolerance_percent)) * abs(value) / 100)


class Goal(OrderedGoal):
    """One goal of a term's schedule."""

    goal: GoalId


def _key(field: str) -> str:
    return field.replace("_", "-")


class Policy(Fact):
    """All numbers of the rules and goals. `without` names the rules switched off: still checked, not enforced.

    slot: how many days a review lasts; no change of a schedule that stands can alter it.
    """

    model_config = ConfigDict(alias_generator=_key)

    without: tuple[SwitchableRuleId, ...] = ()
    slot: SlotLength = SlotLength()
    locality: Locality = Locality()
    independence: Independence = Independence()
    one_place: OnePlace = OnePlace()
    team_size: TeamSize = TeamSize()
    lead_load: LeadLoad = LeadLoad()
    reviewer_load: ReviewerLoad = ReviewerLoad()
    school_release: SchoolRelease = SchoolRelease()
    team_mix: TeamMix = TeamMix()
    experience: Experience = Experience()
    phase: PhaseSeat = PhaseSeat()
    commitment: Commitment = Commitment()
    fixed: FixedDecisions = FixedDecisions()
    reschedule: Reschedule = Reschedule()
    change_kept_small: ChangeKeptSmall = ChangeKeptSmall()
    goals: tuple[Goal, ...] = (
        Goal(goal="reviews-held"),
        Goal(goal="seats-filled"),
        Goal(goal="commitments-met"),
        Goal(goal=QUALITY_GOAL, tolerance_percent=1),
        Goal(goal=FAIRNESS_GOAL),
    )
    quality: Quality = Quality()
    travel: Travel = Travel()
    fairness: Fairness = Fairness()

    @model_validator(mode="after")
    def _goals_make_sense(self) -> "Policy":
        names = [goal.goal for goal in self.goals]
        if not names or len(set(names)) != len(names):
            raise ValueError(f"each goal stands once in the list, found {names}. Maybe one was pasted twice")
        if FAIRNESS_GOAL in names and QUALITY_GOAL not in names[: names.index(FAIRNESS_GOAL)]:
            raise ValueError(
                "fairness measures against quality's average distance, so quality must stand before it. "
                "Maybe their order is swapped"
            )
        return self

    def is_on(self, rule: str) -> bool:
        """Whether the rule is enforced."""
        return rule not in self.without
