"""The judge of the frozen repairs: standard library only, no part of the engine, nothing but the plain files.

    python check.py cases.json answers.json

For every case it says what the answer breaks, or what its five goals come to. Exit code 1 if a rule is broken, a case
has no answer, or an answer claims other values than it has. `instance.json.gz` and `plan.json` lie beside the cases.

The instance is one of this set and holds less than the project's format can say: no waivers, nothing fixed, no measured
travel, no sites, reviews of three days. What is not as it should be is refused and not guessed.
"""

import gzip
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

EARTH_KM = 6371.009
DAYS = 3  # of a review
WEDNESDAY, SPECIALIST = 2, ("special", "ap")
TEACHES = {"middle": {"primary", "secondary"}, "all-through": {"primary", "secondary"}, "ap": {"special"}}
GOALS = ("reviews-held", "seats-filled", "commitments-met", "change-kept-small", "quality")
NOT_OF_THIS_SET = ("waivers", "fixed", "travel", "hosts_are")

Json = dict[str, Any]
Places = set[tuple[str, date]]


class Refused(Exception):
    """A file is not one of this set."""


def span(text: str) -> tuple[date, date]:
    """The first and the last day of "2018-10-22/2018-10-26", or of one day."""
    first, _, last = text.partition("/")
    return date.fromisoformat(first), date.fromisoformat(last or first)


def within(day: date, spans: list[tuple[date, date]]) -> bool:
    """Whether a day lies in one of the spans."""
    return any(first <= day <= last for first, last in spans)


def days_of(slot: date) -> list[date]:
    """The days of a review that begins on `slot`."""
    return [slot + timedelta(days=n) for n in range(DAYS)]


def monday(day: date) -> date:
    """Which week a day is in."""
    return day - timedelta(days=day.weekday())


def km(a: Json, b: Json) -> float:
    """The great circle between two places."""
    one, other = (tuple(radians(place[name]) for name in ("latitude", "longitude")) for place in (a, b))
    half = [sin((one[n] - other[n]) / 2) ** 2 for n in range(2)]
    return 2 * EARTH_KM * asin(sqrt(half[0] + cos(one[0]) * cos(other[0]) * half[1]))


class Facts:
    """An instance as it is after a case's change, and the plan that was known before."""

    def __init__(self, instance: Json, plan: Json, change: Json) -> None:
        if found := [name for name in NOT_OF_THIS_SET if instance.get(name)]:
            raise Refused(f"an instance with {', '.join(found)}")
        if len(instance["terms"]) != 1 or instance["policy"]["commitment"]["strict"] or plan.get("states"):
            raise Refused("several terms, strict dues, or a plan with states")
        self.policy, self.term, self.instance = instance["policy"], instance["terms"][0], instance
        self.first, self.last = (date.fromisoformat(self.term[name]) for name in ("first_day", "last_day"))
        self.calendars = {
            each["id"]: [[span(text) for text in each.get(part, [])] for part in ("open", "closed")]
            for each in instance["calendars"]
        }
        self.schools: dict[str, Json] = {each["id"]: each for each in instance["schools"]}
        self.closed = {each["id"]: [span(text) for text in each.get("closed", [])] for each in instance["schools"]}
        self.reviewers: dict[str, Json] = {each["id"]: each for each in instance["reviewers"]}
        self.leads: dict[str, Json] = {each["id"]: each for each in instance["leads"]}
        self.away = {who["id"]: [span(text) for text in who.get("away", [])] for who in self.people()}
        self.reviews: dict[str, Json] = {each["id"]: each for each in instance["reviews"]}
        self.stated = {each["host"]: each["size"] for each in self.reviews.values() if each.get("size")}
        self.ledger: dict[str, Json] = {each["school"]: each for each in instance["ledger"]}
        self.before: dict[str, Json] = {each["review"]: each for each in plan["reviews"]}
        self.possible = {
            each["id"]: [date.fromisoformat(slot) for slot in each["slots"]] for each in self.reviews.values()
        }
        self.notice = date.fromisoformat(change["notice"])
        self.cancelled = set(self._happens(change))
        self.begun = {review for review in self.before if self._has_begun(review)}
        for review in self.reviews.keys() - self.begun:
            self.possible[review] = [slot for slot in self.possible[review] if slot > self.notice]

    def people(self) -> Iterator[Json]:
        """Reviewers and leads."""
        yield from self.instance["reviewers"]
        yield from self.instance["leads"]

    def _happens(self, change: Json) -> Iterator[str]:
        """The reviews that are cancelled; each gets another slot, ten school days of its host after notice at least."""
        if change["kind"] == "cancel-review":
            if change["reason"] not in self.policy["reschedule"]["accepted"]:
                raise Refused("a review that is cancelled for good")
            hit = [change["review"]]
        elif change["kind"] == "close-schools":
            first, last = span(change["days"])
            shut = {each["id"] for each in self.schools.values() if each["hub"] in change["hubs"]}
            for school in shut:
                self.closed[school].append((first, last))
            hit = [
                review
                for review in self.before
                if self.reviews[review]["host"] in shut and (slot := self.slot_before(review)) is not None
                if any(first <= day <= last for day in days_of(slot))
            ]
        else:
            raise Refused(f"a change of kind {change['kind']}")
        for review in hit:
            slot = self.slot_before(review)
            if slot is None or slot <= self.notice:
                raise Refused(f"{review}, which has begun or is not planned")
            self.possible[review] = self._window(self.schools[self.reviews[review]["host"]], slot)
            yield review

    def _window(self, host: Json, but: date) -> list[date]:
        every = [self.notice + timedelta(days=n + 1) for n in range((self.last - self.notice).days)]
        after = [day for day in every if self.open(host, day)]
        if len(after) < self.policy["reschedule"]["notice_school_days"]:
            return []
        earliest = after[self.policy["reschedule"]["notice_school_days"] - 1]
        return [
            day
            for day in every
            if day >= earliest and day != but and day.weekday() <= WEDNESDAY
            if all(self.first <= each <= self.last and self.open(host, each) for each in days_of(day))
        ]

    def slot_before(self, review: str) -> date | None:
        """When the review was to be."""
        slot = self.before[review].get("slot")
        return None if slot is None else date.fromisoformat(slot)

    def _has_begun(self, review: str) -> bool:
        slot = self.slot_before(review)
        return slot is not None and slot <= self.notice and review not in self.cancelled

    def open(self, school: Json, day: date) -> bool:
        """Whether it is a school day of the school."""
        return self.term_day(school["calendar"], day) and not within(day, self.closed[school["id"]])

    def term_day(self, calendar: str, day: date) -> bool:
        """Whether a calendar has a school day."""
        opens, closes = self.calendars[calendar]
        return day.weekday() < 5 and within(day, opens) and not within(day, closes)

    def size(self, school: str) -> int:
        """Seats at the school's review this year."""
        own = self.ledger.get(school, {}).get("planned_size")
        stated = self.stated.get(school)
        numbers, pupils = self.policy["team-size"], self.schools[school].get("pupils")
        if own or stated:
            return int(own or stated or 0)
        if pupils is None:
            return int(numbers["seats_unknown"])
        bands = (band["seats"] for band in numbers["bands"] if pupils <= band["up_to_pupils"])
        return int(next(bands, numbers["seats_above"]))

    def seats(self, review: str) -> int:
        """Seats at this review."""
        return int(self.reviews[review].get("size") or self.size(self.reviews[review]["host"]))

    def target(self, school: str) -> int:
        """How many the school must have sent this year by the end of term."""
        entry = self.ledger.get(school, {})
        floor = self.size(school) * int(self.term["number"]) // int(self.instance["terms_in_year"])
        return max(0, floor + int(entry.get("debt_brought_in", 0)) - int(entry.get("credited", 0)))

    def sent_before(self, school: str) -> int:
        """How many it sent before the instance begins."""
        return int(self.ledger.get(school, {}).get("sent", 0))


class Plan:
    """An answer: what differs from the plan before, put into it."""

    def __init__(self, facts: Facts, changed: list[Json]) -> None:
        self.facts = facts
        every = {**facts.before, **{each["review"]: each for each in changed}}
        if unknown := every.keys() - facts.reviews.keys():
            raise Refused(f"the reviews {sorted(unknown)}")
        self.slot: dict[str, date] = {}
        self.lead: dict[str, str | None] = {}
        self.team: dict[str, list[str]] = {}
        for review, each in every.items():
            self.lead[review], self.team[review] = each.get("lead"), list(each.get("reviewers", []))
            if each.get("slot") is not None:
                self.slot[review] = date.fromisoformat(each["slot"])
            named = {*self.team[review], *([self.lead[review]] if self.lead[review] else [])}
            if strangers := named - facts.reviewers.keys() - facts.leads.keys():
                raise Refused(f"the people {sorted(map(str, strangers))}")
            if len(self.team[review]) != len(set(self.team[review])):
                raise Refused(f"somebody twice in the team of {review}")
        self.seats = [(review, person) for review in sorted(self.slot) for person in self.team[review]]

    def host(self, review: str) -> Json:
        """Where it is."""
        return self.facts.schools[self.facts.reviews[review]["host"]]

    def home(self, person: str) -> Json:
        """A reviewer's school."""
        return self.facts.schools[self.facts.reviewers[person]["school"]]

    def held(self, review: str) -> bool:
        """Whether it has a slot and a lead."""
        return review in self.slot and self.lead[review] is not None

    def expected(self) -> set[tuple[str, str, date]]:
        """Who is to be where, and when."""
        return {
            (person, review, slot)
            for review, slot in self.slot.items()
            for person in (self.lead[review], *self.team[review])
            if person is not None
        }


# The rules. Each says what is broken.


def breaches(plan: Plan) -> Iterator[str]:
    """Every rule that the plan breaks."""
    for rule in (_begun, _slots, _leads, _journeys, _independence, _teams, _loads, _places, _schools, _returns):
        yield from rule(plan)


def _begun(plan: Plan) -> Iterator[str]:
    for review in sorted(plan.facts.begun):
        was = plan.facts.before[review]
        if plan.slot.get(review) != date.fromisoformat(was["slot"]) or plan.lead[review] != was["lead"]:
            yield f"fixed: {review} has begun, and its slot or lead changes"
        if set(plan.team[review]) != set(was["reviewers"]):
            yield f"fixed: {review} has begun, and its team changes"


def _slots(plan: Plan) -> Iterator[str]:
    facts = plan.facts
    for review, slot in sorted(plan.slot.items()):
        if review in facts.begun:
            continue
        if slot.weekday() > WEDNESDAY or not all(facts.first <= day <= facts.last for day in days_of(slot)):
            yield f"availability: {review} begins on {slot}, which is no slot of the term"
        elif slot not in facts.possible[review]:
            yield f"availability: {review} cannot have the slot {slot}"
        people = [who for who in (plan.lead[review], *plan.team[review]) if who is not None]
        for day in days_of(slot):
            if not facts.open(plan.host(review), day):
                yield f"availability: the host of {review} is closed on {day}"
            for who in people:
                if within(day, facts.away[who]):
                    yield f"availability: {who} is away on {day}, during {review}"
                if who in facts.reviewers and not facts.open(plan.home(who), day):
                    yield f"availability: the school of {who} is closed on {day}, during {review}"


def _leads(plan: Plan) -> Iterator[str]:
    for review, lead in sorted(plan.lead.items()):
        if review in plan.slot and (lead is None or lead not in plan.facts.leads):
            yield f"one-lead: {review} has a slot and no lead"
        if review not in plan.slot and (lead is not None or plan.team[review]):
            yield f"one-lead: {review} has people and no slot"
        if strangers := [who for who in plan.team[review] if who not in plan.facts.reviewers]:
            yield f"team-size: {strangers} in the team of {review} are no reviewers"


def _journeys(plan: Plan) -> Iterator[str]:
    limits = plan.facts.policy["locality"]
    for review, person in plan.seats:
        home, host = plan.home(person), plan.host(review)
        if home["hub"] == host["hub"]:
            yield f"outside-hub: {person} and {review} are of one hub"
        own = plan.facts.reviewers[person].get("furthest_km")
        furthest = limits["furthest_km"] if own is None else min(own, limits["furthest_km"])
        if not limits["nearest_km"] <= km(home, host) <= furthest:
            yield f"locality: {person} would travel {km(home, host):.3f} km to {review}"


def _independence(plan: Plan) -> Iterator[str]:
    facts = plan.facts
    oldest = int(facts.instance["school_year"][:4]) - facts.policy["independence"]["school_years"]
    been = {(one["person"], one["host"]) for one in facts.instance["visits"] if int(one["school_year"][:4]) >= oldest}
    for person, review, _ in sorted(plan.expected()):
        host = plan.host(review)
        mine = facts.leads.get(person) or facts.reviewers[person]
        trust = mine.get("trust") if person in facts.leads else plan.home(person).get("trust")
        if (trust and trust == host.get("trust")) or host["id"] in mine.get("conflicts", []):
            yield f"independence: {person} is of the trust of {review}, or declared a conflict"
        if (person, host["id"]) in been:
            yield f"independence: {person} was lately at the host of {review}"


def _teams(plan: Plan) -> Iterator[str]:
    policy, facts = plan.facts.policy, plan.facts
    for review in sorted(plan.slot):
        team, host = plan.team[review], plan.host(review)
        if not policy["team-size"]["fewest_reviewers"] <= len(team) <= facts.seats(review):
            yield f"team-size: {review} has {len(team)} reviewers, and {facts.seats(review)} seats"
        for part, most in (("id", policy["team-mix"]["of_a_school"]), ("hub", policy["team-mix"]["of_a_hub"])):
            if max(Counter(plan.home(person)[part] for person in team).values(), default=0) > most:
                yield f"team-mix: more than {most} of one school or hub at {review}"
        new = [person for person in team if not facts.reviewers[person].get("completed_reviews", 0)]
        if len(new) > policy["experience"]["first_timers"] or (new and len(new) == len(team)):
            yield f"experience: {new} are on their first review at {review}"
        others = [person for person in team if plan.home(person)["phase"] not in SPECIALIST]
        kept = facts.seats(review) - policy["phase"]["kept_seats"]
        if host["phase"] in SPECIALIST and len(others) > max(0, kept):
            yield f"phase: {review} keeps a seat for somebody from a special or AP school"


def _loads(plan: Plan) -> Iterator[str]:
    policy, facts = plan.facts.policy, plan.facts
    for lead, count in Counter(plan.lead[review] for review in plan.slot).items():
        if lead is not None and count > policy["lead-load"]["reviews"]:
            yield f"lead-load: {lead} leads {count}"
    for person, count in Counter(person for _, person in plan.seats).items():
        offered = facts.reviewers[person].get("offers_two", False)
        if count > policy["reviewer-load"]["reviews_if_offered" if offered else "reviews"]:
            yield f"reviewer-load: {person} joins {count}"
    for school, count in Counter(plan.home(person)["id"] for _, person in plan.seats).items():
        most = max(0, facts.target(school) + policy["commitment"]["above_due"] - facts.sent_before(school))
        if count > most:
            yield f"commitment: {school} sends {count}, and at most {most} may go"


def _places(plan: Plan) -> Iterator[str]:
    stays = defaultdict[str, list[date]](list)
    for person, _, slot in plan.expected():
        stays[person].append(slot)
    for visit in plan.facts.instance["visits"]:
        if visit.get("slot") and visit["person"] in stays:
            stays[visit["person"]].append(date.fromisoformat(visit["slot"]))
    gap = plan.facts.policy["one-place"]["gap_school_days"]
    for person, slots in sorted(stays.items()):
        for one, other in pairwise(sorted(slots)):
            between = [one + timedelta(days=n) for n in range(DAYS, (other - one).days)]
            if monday(one) == monday(other):
                yield f"one-place: {person} is twice away in the week of {monday(one)}"
            elif person in plan.facts.reviewers and _school_days(plan, person, between) < gap:
                yield f"one-place: {person} has too few school days between {one} and {other}"


def _school_days(plan: Plan, person: str, days: list[date]) -> int:
    return sum(plan.facts.open(plan.home(person), day) for day in days)


def _schools(plan: Plan) -> Iterator[str]:
    release = plan.facts.policy["school-release"]
    hosting = {(plan.host(review)["id"], monday(slot)) for review, slot in plan.slot.items()}
    gone = defaultdict[tuple[str, date], set[str]](set)
    for review, person in plan.seats:
        gone[plan.home(person)["id"], monday(plan.slot[review])].add(person)
    for (school, week), people in sorted(gone.items()):
        large = (plan.facts.schools[school].get("pupils") or 0) >= release["large_from_pupils"]
        if len(people) > release["reviewers_large" if large else "reviewers"]:
            yield f"school-release: {school} sends {sorted(people)} in the week of {week}"
        if (school, week) in hosting:
            yield f"host-week: {school} hosts in the week of {week} and sends {sorted(people)}"


def _returns(plan: Plan) -> Iterator[str]:
    year = plan.facts.instance["school_year"]
    ways = {(plan.home(person)["id"], plan.host(review)["id"]) for review, person in plan.seats}
    earlier = {(one.get("home"), one["host"]) for one in plan.facts.instance["visits"] if one["school_year"] == year}
    for home, host in sorted(ways):
        if home != host and (host, home) in ways | earlier and ((host, home) in earlier or home < host):
            yield f"no-return-visit: {home} and {host} send somebody to each other"


# The goals


def values(plan: Plan, before: Plan) -> dict[str, int]:
    """What the five goals come to; of the first three only what is worse than before."""
    facts = plan.facts
    unheld = [review for review in facts.reviews if not plan.held(review)]
    sent, sent_then = (Counter(one.home(person)["id"] for _, person in one.seats) for one in (plan, before))
    due = {school: max(0, facts.target(school) - facts.sent_before(school)) for school in facts.schools}
    return {
        "reviews-held": sum(before.held(review) for review in unheld),
        "seats-filled": sum(max(0, _empty(plan, review) - _empty(before, review)) for review in facts.reviews),
        "commitments-met": sum(
            max(0, due[school] - sent[school] - max(0, due[school] - sent_then[school])) for school in due
        ),
        "change-kept-small": _told(plan, before),
        "quality": _quality(plan),
    }


def _empty(plan: Plan, review: str) -> int:
    return plan.facts.seats(review) - (len(plan.team[review]) if plan.held(review) else 0)


def _told(plan: Plan, before: Plan) -> int:
    """Everybody who loses or gains a place counts 1, as a lead twice, at short notice twice."""
    numbers, facts = plan.facts.policy["change-kept-small"], plan.facts
    news = defaultdict[str, list[date]](list)
    for person, _, slot in plan.expected() ^ before.expected():
        news[person].append(slot)
    total = 0
    for person, slots in news.items():
        lead = person in facts.leads
        short = any(_notice(plan, person, slot) < numbers["short_notice_school_days"] for slot in slots)
        total += (numbers["lead_times"] if lead else 1) * (numbers["short_notice_times"] if short else 1)
    return total


def _notice(plan: Plan, person: str, slot: date) -> int:
    """School days after the notice up to the slot: of a reviewer's school, of the term's calendar for a lead."""
    facts = plan.facts
    days = [facts.notice + timedelta(days=n + 1) for n in range((slot - facts.notice).days)]
    if person in facts.reviewers:
        return _school_days(plan, person, days)
    return sum(facts.first <= day <= facts.last and facts.term_day(facts.term["calendar"], day) for day in days)


def _quality(plan: Plan) -> int:
    prices, facts, total = plan.facts.policy["quality"], plan.facts, 0
    for review, slot in plan.slot.items():
        lead, ranked = plan.lead[review], [date.fromisoformat(each) for each in facts.reviews[review]["slots"]]
        ranks = facts.reviews[review].get("ranks") or list(range(len(ranked)))
        rank = ranks[ranked.index(slot)] if slot in ranked else ranks[-1] + 1
        total += prices["slot_rank_km"] * rank
        if lead is not None:
            total += int(km(facts.leads[lead], plan.host(review)) + 0.5)
    for review, person in plan.seats:
        home, host = plan.home(person), plan.host(review)
        total += int(km(home, host) + 0.5)
        mine, theirs = (TEACHES.get(each["phase"], {each["phase"]}) for each in (home, host))
        total += 0 if mine & theirs else prices["other_phase_km"]
        total -= prices["area_match_km"] if set(host.get("strong_in", [])) & set(home.get("works_on", [])) else 0
    days = [facts.first + timedelta(days=n) for n in range((facts.last - facts.first).days + 1)]
    weeks = sum(day.weekday() == WEDNESDAY and facts.term_day(facts.term["calendar"], day) for day in days)
    even = -(-len(facts.reviews) // max(1, weeks))
    crowds = Counter(monday(slot) for slot in plan.slot.values())
    return int(total + prices["crowded_week_km"] * sum(max(0, count - even) for count in crowds.values()))


# The files


def read(folder: Path, file: Json) -> Json:
    """A file that the cases name, the very one: its hash is named, too."""
    data = (folder / file["file"]).read_bytes()
    data = gzip.decompress(data) if file["file"].endswith(".gz") else data
    if sha256(data).hexdigest() != file["sha256"]:
        raise Refused(f"{file['file']}, which is not the one that the cases are drawn for")
    found: Json = json.loads(data)
    return found


def judged(cases: Path, answers: Path) -> Iterator[tuple[str, list[str], dict[str, int]]]:
    """For each case what its answer breaks, and what its goals come to. A case without an answer breaks everything."""
    asked = json.loads(cases.read_text("utf-8"))
    given = {each["case"]: each for each in json.loads(answers.read_text("utf-8"))["answers"]}
    instance, plan = read(cases.parent, asked["instance"]), read(cases.parent, asked["plan"])
    for case in asked["cases"]:
        if case["case"] not in given:
            yield case["case"], ["no answer"], {}
            continue
        answer, facts = given[case["case"]], Facts(instance, plan, case["change"])
        made, before = Plan(facts, answer["reviews"]), Plan(facts, [])
        found, broken = values(made, before), list(breaches(made))
        claimed = {goal: value for goal, value in answer.get("values", {}).items() if found[goal] != value}
        broken += [f"{goal} is said to be {value} and is {found[goal]}" for goal, value in claimed.items()]
        yield case["case"], broken, found


def main(arguments: list[str]) -> int:
    """Judge the answers; 0 if every case has one that breaks nothing."""
    if len(arguments) != 2:
        sys.stderr.write("Usage: python check.py cases.json answers.json\n")
        return 2
    good = True
    try:
        for case, broken, found in judged(*map(Path, arguments)):
            good = good and not broken
            said = "; ".join(broken) if broken else ", ".join(f"{goal} {found[goal]}" for goal in GOALS)
            sys.stdout.write(f"{case}: {said}\n")
    except (OSError, KeyError, TypeError, ValueError, Refused) as error:
        sys.stderr.write(f"Not a file of this set: {error!r}\n")
        return 2
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
