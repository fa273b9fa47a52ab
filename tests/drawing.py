"""Small instances drawn so that people are scarce, rules bite, and brute force can still look at every schedule.

Everything is drawn from a `Random`, so that a seed is all one needs to see an instance again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any, TypeVar, get_args

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from models.calendar import Calendar, Days, Term
from models.instance import Fixed, Instance, LedgerEntry, Origin, Review, Visit, Waiver
from models.network import Hub, Phase, School, Site
from models.people import Lead, Reviewer
from models.policy import Goal, GoalId, Policy, SizeBand, SwitchableRuleId
from models.schedule import PlannedReview, Schedule
from models.slot import SlotLength

Item = TypeVar("Item")

FIRST_MONDAY = date(2018, 9, 3)
WEEKS = 5
AREAS = ("assessment", "reading", "wellbeing")
HUBS = ("hub-1", "hub-2", "hub-3", "hub-4", "hub-5")
TRUSTS = ("Ash", "Birch", *(None,) * 10)
PHASES = (Phase.PRIMARY, Phase.PRIMARY, Phase.SECONDARY, Phase.ALL_THROUGH, Phase.SPECIAL, Phase.AP, Phase.NURSERY)
PUPILS = (None, 120, 250, 251, 600, 999, 1000, 1400)
SWITCHABLE: tuple[SwitchableRuleId, ...] = get_args(SwitchableRuleId)

GOALS_OF_SOLVE: tuple[GoalId, ...] = tuple(goal for goal in get_args(GoalId) if goal != "change-kept-small")


@dataclass(frozen=True)
class Size:
    """How many there are at most. Brute force must be able to look at what they allow."""

    reviews: int
    slots: int
    leads: int
    reviewers: int
    seats: int


SIZES = (
    Size(reviews=1, slots=3, leads=3, reviewers=8, seats=4),
    Size(reviews=2, slots=3, leads=2, reviewers=8, seats=3),
    Size(reviews=3, slots=3, leads=2, reviewers=7, seats=2),
    Size(reviews=3, slots=2, leads=1, reviewers=8, seats=3),
    Size(reviews=4, slots=2, leads=2, reviewers=8, seats=2),
    Size(reviews=5, slots=2, leads=1, reviewers=7, seats=2),
    Size(reviews=6, slots=1, leads=2, reviewers=7, seats=1),
)


seeds = st.integers(0, 2**32 - 1)
"""What a test draws: a failing one names its seed, and `draw_instance(Random(seed))` is the instance."""


def effort(examples: int, soak: bool = False) -> settings:
    """So many examples: the same ones in every run of the suite, others in every soak."""
    return settings(
        max_examples=examples,
        derandomize=not soak,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


def draw_pair(rng: Random, sizes: Sequence[Size] = SIZES, odd: bool = False) -> tuple[Instance, Schedule]:
    """An instance with every rule in force, and a schedule for it, good or bad."""
    instance = draw_instance(rng, sizes)
    policy = instance.policy.model_copy(update={"without": ()})
    instance = instance.model_copy(update={"policy": policy})
    return instance, draw_candidate(rng, instance, odd)


def draw_instance(rng: Random, sizes: Sequence[Size] = SIZES) -> Instance:
    """A small instance that is valid as a file; one in five is of trusts."""
    others = _apart(rng)
    instance = _Drawing(rng, rng.choice(sizes)).instance()
    return of_trusts(others, instance) if _chance(others, 0.2) else instance


def draw_trusts(rng: Random, sizes: Sequence[Size] = SIZES) -> Instance:
    """A small instance in which trusts review each other."""
    others = _apart(rng)
    return of_trusts(others, _Drawing(rng, rng.choice(sizes)).instance())


def _apart(rng: Random) -> Random:
    """Chance of its own, so that what is drawn besides stays as it is."""
    return Random(f"sites {rng.getstate()[1][1:4]}")


def of_trusts(rng: Random, instance: Instance) -> Instance:
    """The instance with shorter reviews, of hosts with several sites, whose number says how large teams are."""
    most = max(review.size or 1 for review in instance.reviews)
    bands = [SizeBand(up_to_schools=n, seats=min(n, most)) for n in (1, 2)]
    slot = SlotLength(days=rng.choice((1, 2, 2, 2)))
    team_size = instance.policy.team_size.model_copy(update={"bands": tuple(bands), "seats_above": most})
    terms = instance.term_by_id
    return instance.model_copy(
        update={
            "policy": instance.policy.model_copy(update={"slot": slot, "team_size": team_size}),
            "schools": tuple(_with_sites(rng, school) for school in instance.schools),
            "reviews": tuple(_shorter(rng, review, slot, terms[review.term]) for review in instance.reviews),
        }
    )


def _with_sites(rng: Random, school: School) -> School:
    sites = tuple(
        Site(
            id=f"{school.id}-{n}",
            name=f"Site {n}",
            latitude=school.latitude + rng.randrange(-9, 10) / 31,
            longitude=school.longitude + rng.randrange(-9, 10) / 29,
        )
        for n in range(rng.choice((0, 1, 2, 2, 3)))
    )
    return school.model_copy(update={"sites": sites})


def _shorter(rng: Random, review: Review, length: SlotLength, term: Term) -> Review:
    """Some of its slots are on days on which only a shorter one can begin; the team's size mostly follows the bands."""
    slots = list(review.slots)
    for n, slot in enumerate(slots):
        later = slot + timedelta(days=rng.choice(length.weekdays) - slot.weekday())
        if _chance(rng, 0.5) and later in term and later not in slots:
            slots[n] = later
    return review.model_copy(update={"slots": tuple(slots), "size": None if _chance(rng, 0.8) else review.size})


def draw_candidate(rng: Random, instance: Instance, odd: bool = False) -> Schedule:
    """A schedule as somebody might make it by hand: most reviews are held in one of their slots, by anybody.

    odd: some teams are too large, some reviews have no lead, and some without a slot have people.
    """
    return Schedule(
        instance=instance.name,
        reviews=tuple(_candidate(rng, instance, review, odd) for review in instance.reviews),
    )


def _ranks(rng: Random, slots: int) -> tuple[int, ...] | None:
    """Some hosts find some of their slots equally good."""
    return tuple(accumulate((0, *(rng.randint(0, 1) for _ in range(slots - 1))))) if _chance(rng, 0.25) else None


def _candidate(rng: Random, instance: Instance, review: Review, odd: bool) -> PlannedReview:
    fixed = instance.fixed_by_review.get(review.id, Fixed(review=review.id, reason="not fixed"))
    odd = odd and _chance(rng, 0.3)
    if _chance(rng, 0.15) and not odd:
        return PlannedReview(review=review.id)
    slots = [*review.slots, *((fixed.slot,) if fixed.slot and fixed.slot not in review.slots else ())]
    slot = None if odd and _chance(rng, 0.3) else rng.choice(slots)
    lead = None if (odd and _chance(rng, 0.3)) or not instance.leads else rng.choice(instance.leads).id
    if fixed.slot and _chance(rng, 0.8):
        slot = fixed.slot
    if fixed.lead and _chance(rng, 0.8):
        lead = fixed.lead
    most = instance.size(review) + (1 if odd else 0)
    chosen = {person for person in fixed.reviewers if _chance(rng, 0.8)}
    others = [person.id for person in instance.reviewers if person.id not in chosen]
    team = sorted([*chosen, *_some(rng, others, 0, most)][:most])
    return PlannedReview(review=review.id, slot=slot, lead=lead, reviewers=tuple(team))


class _Drawing:
    """One instance in the making."""

    def __init__(self, rng: Random, size: Size) -> None:
        self.rng = rng
        self.size = size
        self.terms = self._terms()
        self.schools = [self._school(k) for k in range(size.reviews + rng.randint(2, 3))]
        self.school_ids = [school.id for school in self.schools]
        self.reviews = [self._review(k) for k in range(rng.randint(max(1, size.reviews - 1), size.reviews))]
        self.reviewers = [self._reviewer(k) for k in range(rng.randint(max(2, size.reviewers - 2), size.reviewers))]
        self.leads = [self._lead(k) for k in range(rng.randint(1, size.leads))]

    def instance(self) -> Instance:
        planned = {review.host: review.size for review in self.reviews}
        return Instance(
            name="drawn",
            origin=Origin(text="drawn for a test"),
            school_year="2018-19",
            terms_in_year=self.rng.randint(2, 3),
            terms=tuple(self.terms),
            calendars=(self._calendar("north"), self._calendar("south")),
            areas=AREAS,
            hubs=tuple(Hub(id=hub, name=hub) for hub in HUBS),
            schools=tuple(self.schools),
            reviewers=tuple(self.reviewers),
            leads=tuple(self.leads),
            reviews=tuple(self.reviews),
            visits=tuple(self._visit() for _ in range(self.rng.choice((0, 0, 1, 3)))),
            ledger=tuple(
                self._ledger(school, planned.get(school)) for school in self.school_ids if _chance(self.rng, 0.5)
            ),
            fixed=tuple(self._fixed(review) for review in self._few(self.reviews, self.rng.choice((0, 0, 0.25)))),
            waivers=tuple(self._waiver() for _ in range(self.rng.choice((0, 0, 1, 3)))),
            policy=self._policy(),
        )

    def _few(self, items: Sequence[Item], chance: float) -> list[Item]:
        return [item for item in items if _chance(self.rng, chance)]

    # Days

    def _day(self, weekdays: int = 5) -> date:
        return FIRST_MONDAY + timedelta(weeks=self.rng.randrange(WEEKS), days=self.rng.randrange(weekdays))

    def _days(self) -> Days:
        """A day, or a week."""
        day = self._day()
        return Days(first=day, last=day + timedelta(days=self.rng.choice((0, 0, 4))))

    def _terms(self) -> list[Term]:
        """One term, or two with the third week between them as the second's first."""
        last = FIRST_MONDAY + timedelta(weeks=WEEKS, days=-3)
        if _chance(self.rng, 0.7):
            return [Term(id="autumn", number=1, calendar="north", first_day=FIRST_MONDAY, last_day=last)]
        middle = FIRST_MONDAY + timedelta(weeks=2)
        before = middle - timedelta(days=3)
        return [
            Term(id="autumn", number=1, calendar="north", first_day=FIRST_MONDAY, last_day=before),
            Term(id="winter", number=2, calendar="south", first_day=middle, last_day=last),
        ]

    def _calendar(self, name: str) -> Calendar:
        first = FIRST_MONDAY - timedelta(days=self.rng.choice((0, 21)))
        whole = Days(first=first, last=FIRST_MONDAY + timedelta(weeks=40))
        return Calendar(id=name, name=name, open=(whole,), closed=tuple(self._few((self._days(),), 0.5)))

    # The network

    def _school(self, number: int) -> School:
        rng = self.rng
        return School(
            id=f"S{number}",
            name=f"School {number}",
            hub=rng.choice(HUBS),
            phase=rng.choice(PHASES),
            latitude=52 + rng.randrange(-25, 26) / 37,
            longitude=-1 + rng.randrange(-25, 26) / 23,
            pupils=rng.choice(PUPILS),
            trust=rng.choice(TRUSTS),
            calendar=rng.choice(("north", "south")),
            closed=tuple(self._few((self._days(),), 0.15)),
            strong_in=tuple(self._few(AREAS, 0.3)),
            works_on=tuple(self._few(AREAS, 0.3)),
        )

    def _reviewer(self, number: int) -> Reviewer:
        rng = self.rng
        return Reviewer(
            id=f"R{number:04}",
            school=rng.choice(self.school_ids),
            completed_reviews=rng.choice((0, 1, 1, 4, 4)),
            offers_two=_chance(rng, 0.5),
            furthest_km=rng.choice((None, None, None, None, 60, 120)),
            conflicts=tuple(self._few(self.school_ids, 0.04)),
            away=tuple(self._few((self._days(),), 0.2)),
            reserve=_chance(rng, 0.08),
        )

    def _lead(self, number: int) -> Lead:
        rng = self.rng
        return Lead(
            id=f"L{number:02}",
            latitude=52 + rng.randrange(-25, 26) / 31,
            longitude=-1 + rng.randrange(-25, 26) / 29,
            trust=rng.choice(TRUSTS),
            conflicts=tuple(self._few(self.school_ids, 0.04)),
            away=tuple(self._few((self._days(),), 0.2)),
        )

    # Reviews and what is known of them

    def _review(self, number: int) -> Review:
        rng = self.rng
        term = rng.choice(self.terms)
        slots = {slot for slot in (self._day(3) for _ in range(self.size.slots)) if slot in term}
        listed = tuple(_shuffled(rng, slots or {term.first_day}))
        return Review(
            id=f"V{number}",
            host=self.school_ids[number],
            term=term.id,
            slots=listed,
            ranks=_ranks(Random(f"ranks {number} {listed}"), len(listed)),
            size=rng.randint(1, self.size.seats),
        )

    def _visit(self) -> Visit:
        rng = self.rng
        host = rng.choice(self.school_ids)
        year = rng.choice(("2018-19", "2018-19", "2017-18", "2016-17", "2015-16"))
        slot = rng.choice((None, self._day(3))) if year == "2018-19" else None
        experienced = [reviewer for reviewer in self.reviewers if not reviewer.is_first_timer]
        if _chance(rng, 0.2) or not experienced:
            return Visit(person=rng.choice(self.leads).id, host=host, school_year=year, slot=slot)
        reviewer = rng.choice(experienced)
        home = rng.choice((reviewer.school, reviewer.school, rng.choice(self.school_ids)))
        return Visit(person=reviewer.id, host=host, home=home, school_year=year, slot=slot)

    def _ledger(self, school: str, size: int | None) -> LedgerEntry:
        """A balanced account."""
        rng = self.rng
        received, debt = rng.randint(0, 3), rng.randint(-1, 2)
        sent, credited = rng.choice((0, 0, 0, 1)), rng.choice((0, 0, 1))
        return LedgerEntry(
            school=school,
            planned_size=rng.choice((None, size or rng.randint(1, 3))),
            received=received,
            debt_brought_in=debt,
            sent=sent,
            credited=credited,
            owed=received + debt - sent - credited,
        )

    def _fixed(self, review: Review) -> Fixed:
        rng = self.rng
        slots = [*review.slots, *review.slots, _in_term(self.terms, review, self._day(3))]
        slot, lead = rng.choice((None, *slots)), rng.choice((None, None, rng.choice(self.leads).id))
        reviewers = tuple(_some(rng, [person.id for person in self.reviewers], 0, 1)) if _chance(rng, 0.5) else ()
        if slot is None and lead is None and not reviewers:
            slot = review.slots[0]
        return Fixed(review=review.id, slot=slot, lead=lead, reviewers=reviewers, reason="published")

    def _waiver(self) -> Waiver:
        rng = self.rng
        reviewers = [reviewer.id for reviewer in self.reviewers]
        return Waiver(
            rule=rng.choice(SWITCHABLE),
            person=rng.choice([*reviewers, *reviewers, *(lead.id for lead in self.leads)]),
            review=rng.choice(self.reviews).id,
            allowed_by="the coordinator",
            reason="agreed",
        )

    # The policy

    def _policy(self) -> Policy:
        choose = self.rng.choice
        return Policy(
            without=tuple(self._few(SWITCHABLE, choose((0, 0, 0.1, 0.4)))),
            **_fields(
                locality={"nearest_km": choose((0, 8, 8, 20)), "furthest_km": choose((90, 250, 250, 250))},
                independence={"school_years": choose((0, 1, 2))},
                one_place={"gap_school_days": choose((0, 2, 5, 8))},
                team_size={"fewest_reviewers": choose((0, 1, 1, 1, 1, 2))},
                lead_load={"reviews": choose((1, 2, 3, 6))},
                reviewer_load={"reviews": choose((1, 1, 1, 2)), "reviews_if_offered": choose((2, 2, 2, 1, 3))},
                school_release={
                    "reviewers": choose((1, 1, 1, 2)),
                    "large_from_pupils": choose((600, 1000)),
                    "reviewers_large": choose((2, 1)),
                },
                team_mix={"of_a_school": choose((1, 1, 1, 2)), "of_a_hub": choose((2, 2, 1, 3))},
                experience={"first_timers": choose((1, 1, 1, 0, 2))},
                phase={"kept_seats": choose((1, 1, 0, 2))},
                commitment={"above_due": choose((1, 1, 1, 0, 2)), "strict": _chance(self.rng, 0.08)},
                quality={
                    "other_phase_km": choose((0, 40)),
                    "slot_rank_km": choose((0, 10)),
                    "area_match_km": choose((0, 30, 300)),
                    "crowded_week_km": choose((0, 20, 200)),
                },
                fairness={"fair_percent": choose((100, 150))},
            ),
            goals=self._goals(),
        )

    def _goals(self) -> tuple[Goal, ...]:
        """The usual order mostly, and now and then another or fewer; fairness stays behind quality."""
        rng = self.rng
        order: list[GoalId] = list(GOALS_OF_SOLVE)
        if _chance(rng, 0.3):
            order = _shuffled(rng, order)
            order = order[: rng.randint(1, len(order))] if _chance(rng, 0.3) else order
        if "fairness" in order:
            order.remove("fairness")
            order += ["fairness"] if "quality" in order else []
        return tuple(self._goal(goal) for goal in order or GOALS_OF_SOLVE[:3])

    def _goal(self, goal: GoalId) -> Goal:
        rng = self.rng
        if goal in ("quality", "fairness"):
            return Goal(goal=goal, tolerance_percent=rng.choice((0, 1, 1, 20)))
        return Goal(goal=goal, tolerance=rng.choice((0, 0, 0, 1)))


def _in_term(terms: Iterable[Term], review: Review, day: date) -> date:
    """The day, or the review's best slot where the day is not in its term."""
    return day if any(term.id == review.term and day in term for term in terms) else review.slots[0]


def _fields(**numbers: Any) -> dict[str, Any]:
    return {name.replace("_", "-"): value for name, value in numbers.items()}


def _chance(rng: Random, probability: float) -> bool:
    return rng.randrange(100) < 100 * probability


def _some(rng: Random, items: Sequence[Item], fewest: int, most: int) -> list[Item]:
    most = min(most, len(items))
    return rng.sample(list(items), rng.randint(min(fewest, most), most))


def _shuffled(rng: Random, items: Iterable[Item]) -> list[Item]:
    """In an order of its own, also where the items come in none."""
    ordered = sorted(items, key=str)
    return rng.sample(ordered, len(ordered))
