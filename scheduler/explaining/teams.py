"""What each date allows by itself: whether a review can be on it, and how large its team can be at most."""

from functools import cached_property

import numpy as np

from models.instance import Instance
from scheduler.rules import RULES
from scheduler.tables.arrays import Bools, Ints
from scheduler.tables.candidates import Candidates
from scheduler.tables.columns import Pairs, eligible
from scheduler.tables.facts import Facts


class Teams:
    """Tables of dates and reviews. `seats` and `leads` are the pairs of people and dates that no rule forbids alone."""

    def __init__(self, instance: Instance) -> None:
        self.instance, self.policy = instance, instance.policy
        self.facts = Facts(instance)
        self.dates = self.facts.dates
        rules = {rule.id: rule.forbids for rule in RULES if self.policy.is_on(rule.id)}
        self.seats = eligible(self.facts, rules, reviewers=True)
        self.leads = eligible(self.facts, rules, reviewers=False)

    def not_bound(self, rule: str, count: int, waived: list[int]) -> Bools:
        """So many Falses, but True where the rule does not bind: everywhere if it is off, else where it is waived."""
        free = np.full(count, not self.policy.is_on(rule))
        free[waived] = True
        return free

    def waived(self, rule: str, number: dict[str, int], of: str) -> list[int]:
        """The numbers of the people (`of` "person") or reviews ("review") for whom the rule is waived somewhere."""
        ids = (getattr(waiver, of) for waiver in self.instance.waivers if waiver.rule == rule)
        return [number[one] for one in ids if one in number]

    def free_teams(self, rule: str) -> Bools:
        """(review): whether the rule does not bind everybody who could come."""
        return self.not_bound(rule, self.facts.n["review"], self.waived(rule, self.facts.reviews, "review"))

    @cached_property
    def open(self) -> Bools:
        """(date): whether the host is open, no other slot is fixed, and a lead could come."""
        is_open = np.bincount(self.leads.date, minlength=self.facts.n["date"]) > 0
        if self.policy.is_on("availability"):
            is_open &= Candidates(self.facts, are_reviewers=False).host_open[0]
        for pin in self.facts.pins:
            if pin.kind == "slot":
                is_open &= (self.dates.review != pin.review) | (self.dates.day == pin.value)
        return is_open

    @cached_property
    def possible(self) -> Bools:
        """(date): whether the review can be held on it."""
        return self.open & (self._largest >= self.policy.team_size.fewest_reviewers)

    @cached_property
    def largest(self) -> Ints:
        """(date): a number of reviewers that the team can never pass there; 0 where the review cannot be held."""
        return np.where(self.possible, self._largest, 0)

    @cached_property
    def _largest(self) -> Ints:
        n, date = self.facts.n["date"], self.seats.date
        team = np.minimum(self.dates.size, np.bincount(date, minlength=n))
        for rule, limit in (("team-mix", self._mixed), ("experience", self._experienced), ("phase", self._knowing)):
            team = np.where(self.free_teams(rule)[self.dates.review], team, np.minimum(team, limit))
        return team

    @property
    def _mixed(self) -> Ints:
        """(date): so many of few enough from each school and hub."""
        mix, schools, hubs = self.policy.team_mix, self.facts.n["school"], self.facts.n["hub"]
        home = self.facts.reviewer_home[self.seats.person]
        pairs, count = np.unique(self.seats.date * schools + home, return_counts=True)
        groups, position = np.unique(
            pairs // schools * hubs + self.facts.school_hub[pairs % schools], return_inverse=True
        )
        of_home = np.minimum(count, mix.of_a_school)
        of_hub = np.minimum(np.bincount(position.reshape(-1), of_home, len(groups)), mix.of_a_hub)
        return np.bincount(groups // hubs, of_hub, self.facts.n["date"]).astype(np.int64)

    @property
    def _experienced(self) -> Ints:
        """(date): so many with few enough first-timers, and nobody where all would be."""
        n, date = self.facts.n["date"], self.seats.date
        new = self.facts.reviewer_is_first_timer[self.seats.person]
        experienced = np.bincount(date[~new], minlength=n)
        first = np.minimum(np.bincount(date[new], minlength=n), self.policy.experience.first_timers)
        return np.where(experienced > 0, experienced + first, 0)

    @property
    def _knowing(self) -> Ints:
        """(date): so many where the seats kept for reviewers from special and AP schools are theirs."""
        special, home = self.facts.school_is_specialist, self.facts.reviewer_home[self.seats.person]
        knowing = np.bincount(self.seats.date[special[home]], minlength=self.facts.n["date"])
        others = np.maximum(self.dates.size - self.policy.phase.kept_seats, 0)
        return np.where(special[self.dates.host], knowing + others, self.dates.size)

    @cached_property
    def most(self) -> Ints:
        """(review): the largest team that one of its dates allows."""
        most = np.zeros(self.facts.n["review"], dtype=np.int64)
        np.maximum.at(most, self.dates.review, self.largest)
        return most

    @cached_property
    def can_be_held(self) -> Bools:
        """(review): whether one of its dates is possible."""
        held = np.zeros(self.facts.n["review"], dtype=bool)
        np.logical_or.at(held, self.dates.review, self.possible)
        return held

    def usable(self, pairs: Pairs) -> Pairs:
        """Those of the pairs that are at possible dates."""
        kept = self.possible[pairs.date]
        return Pairs(pairs.person[kept], pairs.date[kept], pairs.km[kept])
