"""What no schedule can reach, seen before solving: by what each date allows, and by flows of people to reviews.

Every number here is a promise: whatever the schedule, of these seats at least so many stay vacant, of these reviews at
least so many are not held. So rules are only ever left out, never sharpened: a review is taken to be in all its weeks
at once, and a person for whom a rule is waived anywhere is not bound by it at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from models.instance import Instance
from scheduler.candidates import Candidates
from scheduler.columns import Pairs, eligible
from scheduler.explaining.flows import UNLIMITED, Flow, Network
from scheduler.facts import Bools, Facts, Ints
from scheduler.rules import RULES


@dataclass(frozen=True)
class Shortage:
    """Reviews that need more than can come, whatever the schedule.

    of: "seats" or "reviews". needed: how many they have; reached: how many can be filled, or held, at most.
    because: the limit that shows it. people: how many may come to any of them, each alone.
    """

    of: str
    reviews: tuple[str, ...]
    needed: int
    reached: int
    because: str
    people: int
    weeks: tuple[date, ...]


@dataclass(frozen=True)
class Shortages:
    """All that was found. At least so many reviews are not held, and so many seats empty, in every schedule."""

    found: tuple[Shortage, ...]
    not_held: int
    empty_seats: int


def shortages(instance: Instance) -> Shortages:
    """What no schedule can reach."""
    return _Look(instance).all()


class _Look:
    def __init__(self, instance: Instance) -> None:
        self.instance, self.policy = instance, instance.policy
        self.facts = Facts(instance)
        self.dates = self.facts.dates
        rules = tuple(rule for rule in RULES if self.policy.is_on(rule.id))
        self.seats = eligible(self.facts, rules, reviewers=True)
        self.leads = eligible(self.facts, rules, reviewers=False)

    def all(self) -> Shortages:
        size = int(self.facts.review_size.sum())
        because, flow = min(
            (("loads", self._load_flow), ("weeks", self._week_flow)), key=lambda each: int(each[1].arrived.sum())
        )
        alone = tuple(self._alone())
        told = {each.reviews for each in alone}
        found = (*self._seats_missing(flow, because), *self._leads_missing())
        return Shortages(
            found=(*alone, *(each for each in found if each.reviews not in told)),
            not_held=len(self.facts.review_size) - int(self._lead_flow.arrived.sum()),
            empty_seats=size - int(flow.arrived.sum()),
        )

    # What each date allows

    @cached_property
    def _open(self) -> Bools:
        """(date): whether the review can be on it: the host is open, and no other slot is fixed."""
        is_open = np.ones(self.facts.n["date"], dtype=bool)
        if self.policy.is_on("availability"):
            is_open &= Candidates(self.facts, are_reviewers=False).host_open[0]
        for pin in self.facts.pins:
            if pin.kind == "slot":
                is_open &= (self.dates.review != pin.review) | (self.dates.day == pin.value)
        return is_open & (np.bincount(self.leads.date, minlength=self.facts.n["date"]) > 0)

    @cached_property
    def _team(self) -> Ints:
        """(date): a number of reviewers that the team can never pass there; 0 where no review can be held."""
        facts, n = self.facts, self.facts.n["date"]
        date, home = self.seats.date, facts.reviewer_home[self.seats.person]
        team = np.minimum(self.dates.size, np.bincount(date, minlength=n))
        mixed = np.bincount(*self._by_hub(date, home), minlength=n).astype(np.int64)
        team = np.where(self._waived_at("team-mix"), team, np.minimum(team, mixed))
        new = facts.reviewer_is_first_timer[self.seats.person]
        experienced = np.bincount(date[~new], minlength=n)
        first = np.minimum(np.bincount(date[new], minlength=n), self.policy.experience.first_timers)
        team = np.where(
            self._waived_at("experience"), team, np.minimum(team, np.where(experienced > 0, experienced + first, 0))
        )
        special = facts.school_is_specialist
        knowing = np.bincount(date[special[home]], minlength=n)
        others = np.maximum(self.dates.size - self.policy.phase.kept_seats, 0)
        bound = special[self.dates.host] & ~self._waived_at("phase")
        team = np.where(bound, np.minimum(team, knowing + others), team)
        return np.where(self._open & (team >= self.policy.team_size.fewest_reviewers), team, 0)

    def _by_hub(self, date: Ints, home: Ints) -> tuple[Ints, Ints]:
        """For every (date, hub): the date, and how many of the hub can sit in the team, at most."""
        mix, schools, hubs = self.policy.team_mix, self.facts.n["school"], self.facts.n["hub"]
        pairs, count = np.unique(date * schools + home, return_counts=True)
        of_home = np.minimum(count, mix.of_a_school)
        groups, position = np.unique(
            pairs // schools * hubs + self.facts.school_hub[pairs % schools], return_inverse=True
        )
        of_hub = np.minimum(np.bincount(position.reshape(-1), of_home, len(groups)), mix.of_a_hub)
        return groups // hubs, of_hub.astype(np.int64)

    def _waived_at(self, rule: str) -> Bools:
        """(date): whether the rule does not bind everybody who could come to the review."""
        free = np.full(self.facts.n["review"], not self.policy.is_on(rule))
        for waiver in self.instance.waivers:
            if waiver.rule == rule:
                free[self.facts.reviews[waiver.review]] = True
        return free[self.dates.review]

    @cached_property
    def _most(self) -> Ints:
        """(review): the largest team that one of its dates allows."""
        most = np.zeros(self.facts.n["review"], dtype=np.int64)
        np.maximum.at(most, self.dates.review, self._team)
        return most

    @cached_property
    def _possible(self) -> Bools:
        """(review): whether it can be held on some date."""
        fewest = self.policy.team_size.fewest_reviewers
        possible = np.zeros(self.facts.n["review"], dtype=bool)
        np.logical_or.at(possible, self.dates.review, self._open & (self._team >= fewest))
        return possible

    def _alone(self) -> Iterator[Shortage]:
        """Reviews that lack somebody whatever all others do."""
        size = self.facts.review_size
        for review in np.flatnonzero(~self._possible):
            yield self._shortage("reviews", np.array([review]), 1, 0, "dates")
        for review in np.flatnonzero(self._possible & (self._most < size)):
            yield self._shortage("seats", np.array([review]), int(size[review]), int(self._most[review]), "dates")

    # Flows

    @cached_property
    def _usable(self) -> Pairs:
        """The pairs of reviewers and dates on which a review can be held."""
        kept = self._team[self.seats.date] > 0
        return Pairs(self.seats.person[kept], self.seats.date[kept], self.seats.km[kept])

    def _schools(self, network: Network) -> Ints:
        """(school, term): nodes that pass on at most what rule commitment lets the school send by the end of a term."""
        schools, terms = self.facts.n["school"], self.facts.n["term"]
        most = np.minimum(self.facts.most, UNLIMITED)
        free = np.full(schools, not self.policy.is_on("commitment"))
        free[self._homes_waived("commitment")] = True
        most = np.where(free[:, None], UNLIMITED, most)
        nodes = network.nodes(schools * terms).reshape(schools, terms)
        network.arcs(0, nodes[:, -1], most[:, -1])
        for term in range(terms - 1, 0, -1):
            network.arcs(nodes[:, term], nodes[:, term - 1], most[:, term - 1])
        return nodes

    def _homes_waived(self, rule: str) -> list[int]:
        people = self.instance.reviewer_by_id
        return [
            self.facts.schools[people[waiver.person].school]
            for waiver in self.instance.waivers
            if waiver.rule == rule and waiver.person in people
        ]

    @cached_property
    def _load_flow(self) -> Flow:
        """School by term, reviewer by term, their school in the team, their hub in the team, review."""
        network, facts, pairs = Network(), self.facts, self._usable
        terms, reviews, schools, hubs = (facts.n[key] for key in ("term", "review", "school", "hub"))
        school_nodes = self._schools(network)
        free = np.full(facts.n["reviewer"], not self.policy.is_on("reviewer-load"))
        for waiver in self.instance.waivers:
            if waiver.rule == "reviewer-load" and waiver.person in facts.reviewers:
                free[facts.reviewers[waiver.person]] = True
        people = network.nodes(facts.n["reviewer"] * terms).reshape(-1, terms)
        for term in range(terms):
            network.arcs(
                school_nodes[facts.reviewer_home, term], people[:, term], np.where(free, UNLIMITED, facts.reviewer_load)
            )
        pair = np.unique(pairs.person * reviews + self.dates.review[pairs.date])
        person, review = np.divmod(pair, reviews)
        term_of = np.zeros(reviews, dtype=np.int64)
        term_of[self.dates.review] = self.dates.term
        mixed = np.zeros(reviews, dtype=bool)
        mixed[self.dates.review] = self._waived_at("team-mix")
        home = facts.reviewer_home[person]
        homes, at_home = np.unique(review * schools + home, return_inverse=True)
        hub, at_hub = np.unique(homes // schools * hubs + facts.school_hub[homes % schools], return_inverse=True)
        home_nodes, hub_nodes, review_nodes = map(network.nodes, (len(homes), len(hub), reviews))
        network.arcs(people[person, term_of[review]], home_nodes[at_home.reshape(-1)], 1)
        mix = self.policy.team_mix
        of_home = np.where(mixed[homes // schools], UNLIMITED, mix.of_a_school)
        network.arcs(home_nodes, hub_nodes[at_hub.reshape(-1)], of_home)
        network.arcs(hub_nodes, review_nodes[hub // hubs], np.where(mixed[hub // hubs], UNLIMITED, mix.of_a_hub))
        return network.flow_to(review_nodes, self._most)

    @cached_property
    def _week_flow(self) -> Flow:
        """School by term, school by week, review: what schools can spare in the weeks that reviews can have."""
        network, facts, pairs = Network(), self.facts, self._usable
        weeks, reviews, terms = facts.n["week"], facts.n["review"], facts.n["term"]
        school_nodes = self._schools(network)
        free = np.full(facts.n["school"], not self.policy.is_on("school-release"))
        free[self._homes_waived("school-release")] = True
        people = np.bincount(facts.reviewer_home, minlength=facts.n["school"])
        spared = np.where(free, people, np.minimum(facts.release, people))
        home, week = facts.reviewer_home[pairs.person], self.dates.week[pairs.date]
        term, review = self.dates.term[pairs.date], self.dates.review[pairs.date]
        keys, count = np.unique(
            np.unique(np.stack([home * weeks + week, term, review, pairs.person]), axis=1)[:3],
            axis=1,
            return_counts=True,
        )
        by_term, at_term = np.unique(keys[0] * terms + keys[1], return_inverse=True)  # two for a week in two terms
        term_nodes, review_nodes = network.nodes(len(by_term)), network.nodes(reviews)
        network.arcs(
            school_nodes[by_term // terms // weeks, by_term % terms], term_nodes, spared[by_term // terms // weeks]
        )
        mixed = np.zeros(reviews, dtype=bool)
        mixed[self.dates.review] = self._waived_at("team-mix")
        of_a_school = np.where(mixed[keys[2]], count, np.minimum(count, self.policy.team_mix.of_a_school))
        network.arcs(term_nodes[at_term.reshape(-1)], review_nodes[keys[2]], of_a_school)
        return network.flow_to(review_nodes, self._most)

    @cached_property
    def _lead_flow(self) -> Flow:
        """Lead by term, lead by week, review."""
        network, facts = Network(), self.facts
        weeks, reviews, terms, leads = (facts.n[key] for key in ("week", "review", "term", "lead"))
        able = self._open & (self._team >= self.policy.team_size.fewest_reviewers)
        kept = able[self.leads.date]
        person, at = self.leads.person[kept], self.leads.date[kept]
        free = np.full(leads, not self.policy.is_on("lead-load"))
        for waiver in self.instance.waivers:
            if waiver.rule == "lead-load" and waiver.person in facts.leads:
                free[facts.leads[waiver.person]] = True
        by_term = network.nodes(leads * terms).reshape(leads, terms)
        network.arcs(0, by_term.reshape(-1), np.repeat(np.where(free, UNLIMITED, self.policy.lead_load.reviews), terms))
        slot, position = np.unique(
            (person * weeks + self.dates.week[at]) * terms + self.dates.term[at], return_inverse=True
        )
        week_nodes, review_nodes = network.nodes(len(slot)), network.nodes(reviews)
        network.arcs(by_term[slot // terms // weeks, slot % terms], week_nodes, 1)
        pair = np.unique(position.reshape(-1) * reviews + self.dates.review[at])
        network.arcs(week_nodes[pair // reviews], review_nodes[pair % reviews], 1)
        return network.flow_to(review_nodes, np.ones(reviews, dtype=np.int64))

    # In words

    def _seats_missing(self, flow: Flow, because: str) -> Iterator[Shortage]:
        size = self.facts.review_size
        for members in flow.tight_sets():
            yield self._shortage("seats", members, int(size[members].sum()), int(flow.arrived[members].sum()), because)

    def _leads_missing(self) -> Iterator[Shortage]:
        for members in self._lead_flow.tight_sets():
            reached = int(self._lead_flow.arrived[members].sum())
            yield self._shortage("reviews", members, len(members), reached, "leads")

    def _shortage(self, of: str, reviews: Ints, needed: int, reached: int, because: str) -> Shortage:
        facts, pairs = self.facts, self.leads if because == "leads" else self.seats
        at = np.isin(self.dates.review, reviews)
        weeks = np.unique(self.dates.week[at])
        return Shortage(
            of=of,
            reviews=tuple(self.instance.reviews[k].id for k in reviews),
            needed=needed,
            reached=reached,
            because=because,
            people=len(np.unique(pairs.person[at[pairs.date]])),
            weeks=tuple(facts.day_date(int(facts.dates.weeks[week])) for week in weeks),
        )
