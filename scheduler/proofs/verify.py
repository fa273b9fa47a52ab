"""Verify that no plan is better: one file to read, Python's own library alone, nothing of the engine that planned.

`python verify.py INSTANCE PLAN PROOF`, each a JSON file. The specification is stated once more, as a program in whole
numbers. A *column* is a decision: a date, a lead at it, a seat, ... A *row* is what a rule or a goal says of columns:
their sum, each times its factor, lies between two limits. A plan keeps the rules if every decision in it has a column
and no row is broken. The same rules bound all plans:

A proof gives rows prices. In any plan a row of price y > 0 has y x sum >= y x its lower limit, and one of y < 0 has y x
sum >= y x its upper limit (without that limit, no such price). Add these up and move every column's share to its cost:
the plan costs at least the sum of y x limit plus, over the columns, the sum of (cost - sum of y x factor) x value. Put
every column where that helps most: at 0, or at its highest value where the difference is below 0. What comes out is a
bound for every plan, whoever found the prices: weak duality. Prices are whole, in parts of a `scale`.

Example. R1 at 30 km and R2 at 50 km could fill one seat: 30 a + 50 b with a + b >= 1. At price 30 a costs 30 - 30 = 0
and b 50 - 30 = 20, neither below 0, so every plan costs at least 30 x 1. At price 60 it is 60 - 40 = 20: weaker, true.

A proof may go on with a tree. A column is at 0 on one side and above on the other, so one of its ends holds for any
plan: each has prices that reach the bound. Of columns only those are left that a plan below the bound can use.
Goals are decided in order: a bound is for plans as good in the goals before as this one claims, which are rows, too. Of
distances, which are not whole, one within 0.1 mm of where rounding or a rule turns is refused.
"""

import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache
from math import atan2, cos, floor, hypot, radians, sin
from pathlib import Path
from typing import Any

POLICY = """{"slot": {"days": 3}, "locality": {"nearest_km": 8, "furthest_km": 250}, "phase": {"kept_seats": 1},
"one-place": {"gap_school_days": 5}, "team-size": {"bands": [{"up_to_pupils": 250, "seats": 2}, {"up_to_pupils": 900,
"seats": 3}, {"up_to_pupils": 1500, "seats": 4}], "seats_above": 5, "seats_unknown": 3, "fewest_reviewers": 1},
"lead-load": {"reviews": 6}, "reviewer-load": {"reviews": 1, "reviews_if_offered": 2}, "experience":
{"first_timers": 1}, "school-release": {"reviewers": 1, "large_from_pupils": 1000, "reviewers_large": 2}, "independence"
: {"school_years": 2}, "team-mix": {"of_a_school": 1, "of_a_hub": 2}, "commitment": {"above_due": 1, "strict": false},
"quality": {"other_phase_km": 40, "slot_rank_km": 10, "area_match_km": 30, "crowded_week_km": 20},
"travel": {"by": "straight", "straight_factor": 1.3}}"""  # the network's numbers, where an instance says nothing else
KNOWN = ("reviews-held", "seats-filled", "commitments-met", "change-kept-small", "quality")  # nothing changes: it is 0
GOALS = [{"goal": goal, "tolerance_percent": int(goal == "quality")} for goal in KNOWN if goal != "change-kept-small"]
ALWAYS_ON, SPECIAL = {"one-place", "team-size", "one-lead", "fixed"}, {"special", "ap"}
SETTINGS = {"middle": {"primary", "secondary"}, "all-through": {"primary", "secondary"}, "ap": {"special"}}
Record = dict[str, Any]
Key = tuple[str, ...]  # of a row: what states it, and what it is about; of a column: its kind, and what it is about
Column = tuple[Key, int, dict[str, int], list[tuple[Key, int]]]  # highest value; cost in each goal; factor in each row
LIMITS: Any = {"one-lead": (0, 0), "team-size": (0, 0), "one-place": (None, 1), "one-place gap": (None, 1)}
LIMITS |= {"no-return-visit": (None, 1), "team-size fewest": (None, 0), "phase": (None, 0), "experience": (None, 0)}
LIMITS |= dict.fromkeys(("team-mix school", "team-mix hub", "experience vouched"), (None, 0))  # a date has its limit


class Refused(Exception):
    """Why the plan or the proof is not accepted."""


@cache
def number(day: str) -> int:  # of a Monday it leaves 1 when divided by 7
    return date.fromisoformat(day).toordinal()


def week_of(slot: str) -> str:  # its Monday
    return date.fromordinal(number(slot) - (number(slot) - 1) % 7).isoformat()


def days_of(ranges: list[str]) -> set[int]:  # of "2018-10-22/2018-10-26" and the like
    days = (day for text in ranges for day in range(number(text[:10]), number(text[-10:]) + 1))
    return {day for day in days if 1 <= day % 7 <= 5}


def sure(km: float, turn: float) -> float:  # certain on which side of `turn` it lies
    if abs(km - turn) < 1e-7 and (km or turn):
        raise Refused(f"A distance of {km:.9f} km is too near {turn} km to be certain.")
    return km


def great_circle_km(here: Record, there: Record) -> float:  # of the nearest places
    nearest = []
    for one, other in ((one, other) for one in here.get("sites") or [here] for other in there.get("sites") or [there]):
        a, b = radians(one["latitude"]), radians(other["latitude"])
        east = radians(other["longitude"] - one["longitude"])
        across = hypot(cos(b) * sin(east), cos(a) * sin(b) - sin(a) * cos(b) * cos(east))
        nearest.append(6371.009 * atan2(across, sin(a) * sin(b) + cos(a) * cos(b) * cos(east)))
    return min(nearest)


class Network:
    """The facts of an instance, and the columns and rows that follow from them. off: rules that are switched off."""

    def __init__(self, instance: Record, off: list[str]) -> None:
        said = {name.replace("_", "-"): section for name, section in instance.get("policy", {}).items()}
        self.policy = {name: usual | said.get(name, {}) for name, usual in json.loads(POLICY).items()}
        self.goals, self.off = said.get("goals", GOALS), {*off, *said.get("without", ())} - ALWAYS_ON
        self.terms, self.schools, self.reviews, self.reviewers, self.leads, calendars = (
            {one["id"]: one for one in instance.get(name, ())}
            for name in ("terms", "schools", "reviews", "reviewers", "leads", "calendars")
        )
        self.ledger = {id_: {} for id_ in self.schools} | {one["school"]: one for one in instance.get("ledger", ())}
        self.fixed = {id_: {} for id_ in self.reviews} | {one["review"]: one for one in instance.get("fixed", ())}
        self.waived, self.dated = defaultdict[Key, set[str]](set), defaultdict[str, list[str]](list)
        for one in instance.get("waivers", ()):
            self.waived[one["person"], one["review"]].add(one["rule"])
        self.loose = self.off.union(*self.waived.values())  # rules that do not hold for everybody
        since = int(instance["school_year"][:4]) - self.policy["independence"]["school_years"]
        self.lately, self.came, in_year = set[Key](), set[Key](), instance.get("terms_in_year", 3)
        for one in instance.get("visits", ()):
            self.lately |= {(one["person"], one["host"])} if int(one["school_year"][:4]) >= since else set()
            self.came |= {(one.get("home"), one["host"])} if one["school_year"] == instance["school_year"] else set()
            self.dated[one["person"]] += [one["slot"]] if one.get("slot") else []
        self.hosted = {one["host"]: one for one in self.reviews.values()}
        by, ids = self.policy["travel"]["by"], (travel := instance.get("travel") or {}).get("ids", ())
        table = travel.get({"road": "km"}.get(by, by)) or [()] * len(ids)  # none for "straight"
        self.measured = {(a, b): km for a, row in zip(ids, table, strict=True) for b, km in zip(ids, row, strict=False)}
        self.at_home = {id_: [one for one in self.reviewers.values() if one["school"] == id_] for id_ in self.schools}
        self.size = {id_: one.get("size") or self.planned_size(one["host"]) for id_, one in self.reviews.items()}
        self.derived: dict[Key, tuple[int | None, int | None]] = {("reviews-held", id_): (1, 1) for id_ in self.reviews}
        for school, term in ((school, term) for school in self.schools for term in self.terms.values()):
            entry, share = self.ledger[school], self.planned_size(school) * term["number"] // in_year
            due = max(0, share + entry.get("debt_brought_in", 0) - entry.get("credited", 0)) - entry.get("sent", 0)
            self.derived["commitments-met", school, term["id"]] = max(0, due), None
            self.derived["commitment", school, term["id"]] = None, max(0, due + self.policy["commitment"]["above_due"])
        for id_, one in self.fixed.items():
            what = (one.get("slot"), one.get("lead"), *one.get("reviewers", ()))
            self.derived |= {("fixed", id_, each): (1, None) for each in what if each}
        self._read_days({id_: days_of(one["open"]) - days_of(one.get("closed", ())) for id_, one in calendars.items()})

    def _read_days(self, usual: dict[str, set[int]]) -> None:  # open days, slots, weeks
        self.slots, self.span = {}, dict[Key, tuple[int, int]]()
        self.away = {id_: days_of(one.get("away", ())) for id_, one in (self.reviewers | self.leads).items()}
        self.open = {id_: usual[one["calendar"]] - days_of(one.get("closed", ())) for id_, one in self.schools.items()}
        for id_, term in self.terms.items():
            days = days_of([f"{term['first_day']}/{term['last_day']}"])
            due = [one for one in self.reviews.values() if one["term"] == id_]
            even = -(-len(due) // max(1, sum(day % 7 == 3 for day in days & usual[term["calendar"]])))
            for one in due:
                ranks = dict(zip(one["slots"], one.get("ranks") or range(len(one["slots"])), strict=True))
                possible, open_ = one.get("possible"), self.open[one["host"]] & days
                slots = {*(ranks if possible is None else possible), self.fixed[one["id"]].get("slot")} - {None}
                kept = [slot for slot in sorted(slots) if "availability" in self.off or self.days(slot) <= open_]
                self.slots[one["id"]] = {slot: ranks.get(slot, max(ranks.values()) + 1) for slot in kept}
                self.derived |= {("quality", id_, week_of(slot)): (None, even) for slot in kept}
        self.begin = {slot for ranks in self.slots.values() for slot in ranks}
        for id_, slot in ((id_, slot) for id_ in self.open for slot in self.begin.union(*self.dated.values())):
            begin, end = (sum(day < at for day in self.open[id_]) for at in (number(slot), max(self.days(slot)) + 1))
            self.span[id_, slot] = begin, end + self.policy["one-place"]["gap_school_days"]

    def days(self, slot: str) -> set[int]:
        return set(range(number(slot), number(slot) + self.policy["slot"]["days"]))

    def planned_size(self, school: str) -> int:  # the ledger's, its review's, or by the bands
        sizes, host = self.policy["team-size"], self.schools[school]
        up_to = "up_to_schools" if any(band.get("up_to_schools") for band in sizes["bands"]) else "up_to_pupils"
        count = len(host.get("sites") or [host]) if up_to == "up_to_schools" else host.get("pupils")
        by_bands = (band["seats"] for band in sizes["bands"] if count is not None and count <= band[up_to])
        usual = sizes["seats_unknown"] if count is None else next(by_bands, sizes["seats_above"])
        return int(self.ledger[school].get("planned_size") or self.hosted.get(school, {}).get("size") or usual)

    def most(self, rule: str, who: str) -> int:  # of a row
        numbers = self.policy.get(rule, {})
        if rule in ("lead-load", "reviewer-load"):
            return int(numbers["reviews_if_offered" if self.reviewers.get(who, {}).get("offers_two") else "reviews"])
        if rule == "host-week":  # all of its reviewers, where the school cannot say how many it spares
            return len(self.at_home[who]) if "school-release" in self.loose else self.most("school-release", who)
        pupils, large = self.schools[who].get("pupils"), numbers["large_from_pupils"]
        return int(numbers["reviewers" if pupils is None or pupils < large else "reviewers_large"])

    def limits(self, rule: str, *about: str) -> tuple[int | None, int | None]:  # of a row, if any
        return self.derived.get((rule, *about)) or LIMITS.get(rule) or (None, self.most(rule, about[0]))

    def columns(self) -> Iterator[Column]:  # all that can be decided, and what measures it
        for id_, review in self.reviews.items():
            weight = len(self.reviews) if review.get("first_claim") else 1
            costs = {"reviews-held": weight, "seats-filled": self.size[id_]}
            yield ("unheld", id_), 1, costs, [(("reviews-held", id_), 1)]
            for slot, rank in self.slots[id_].items():
                yield self._date(review, (id_, slot), rank)
                rows: list[tuple[Key, int]] = [(("team-size", id_, slot), 1), (("team-size fewest", id_, slot), 1)]
                yield ("vacant", id_, slot), self.size[id_], {"seats-filled": 1}, rows
            for person in (self.leads | self.reviewers).values():
                yield from self._people(person, review)
        strict = self.policy["commitment"]["strict"] and "commitment" not in self.off
        short, crowded = {"commitments-met": 1}, {"quality": self.policy["quality"]["crowded_week_km"]}
        for row, (least, _) in self.derived.items():
            if row[0] == "commitments-met":
                yield ("short", *row[1:]), 0 if strict else least or 0, short, [(row, 1)]
            if row[0] == "quality":
                yield ("crowded", *row[1:]), len(self.reviews), crowded, [(row, -1)]

    def _date(self, review: Record, at: tuple[str, str], rank: int) -> Column:  # the review begins then
        policy, size, host, week = self.policy, self.size[at[0]], review["host"], week_of(at[1])
        rows: dict[Key, int] = {("reviews-held", at[0]): 1, ("quality", review["term"], week): 1, ("one-lead", *at): -1}
        rows |= {("host-week", host, week): self.most("host-week", host), ("team-size", *at): -size}
        rows |= {("team-size fewest", *at): policy["team-size"]["fewest_reviewers"] - size}
        rows["phase", *at] = -max(0, size - policy["phase"]["kept_seats"])  # so many seats are open to all
        rows["experience", *at] = -policy["experience"]["first_timers"]
        for one in self.schools.values():
            rows["team-mix school", *at, one["id"]] = -policy["team-mix"]["of_a_school"]
            rows["team-mix hub", *at, one["hub"]] = -policy["team-mix"]["of_a_hub"]
        rows |= {("fixed", *at): 1} if ("fixed", *at) in self.derived else {}
        return ("date", *at), 1, {"quality": rank * policy["quality"]["slot_rank_km"]}, [*rows.items()]

    def _people(self, person: Record, review: Record) -> Iterator[Column]:  # who leads or joins it, on any date
        who, id_, host, fixed = person["id"], review["id"], self.schools[review["host"]], self.fixed[review["id"]]
        home, skip = self.schools.get(person.get("school", "")), self.off | self.waived[who, id_]
        trust, declined = (home or person).get("trust"), who in review.get("declined_by", ())
        known = host["id"] in person.get("conflicts", ()) or (who, host["id"]) in self.lately
        wrong = {"independence": known or (bool(trust) and trust == host.get("trust")), "availability": declined}
        if home:
            named, km = who in fixed.get("reviewers", ()), great_circle_km(home, host)
            near, *limits = *list(self.policy["locality"].values()), person.get("furthest_km")
            wrong["availability"] = declined or (person.get("reserve", False) and not named)
            wrong["outside-hub"] = home["hub"] == host["hub"]
            wrong["locality"] = sure(km, near) < near or any(sure(km, far) > far for far in limits if far is not None)
            wrong["no-return-visit"] = home is not host and (host["id"], home["id"]) in self.came
            wrong["fixed"] = fixed.get("complete", False) and not named
        rows, barred = list[tuple[Key, int]](), any(wrong[rule] for rule in wrong.keys() - skip)
        free = [slot for slot in self.slots[id_] if not barred and self._is_free(who, home, slot, skip)]
        costs = {"quality": self._costs(home or person, home, host)} if free else {}
        for slot in free:
            of_lead = [("one-lead", id_, slot), ("lead-load", who, review["term"]), ("one-place", who, week_of(slot))]
            rows = self._seat_rows(person, home, review, slot) if home else [(row, 1) for row in of_lead]
            rows = [one for one in rows if one[0][0].split()[0] not in skip] if skip else rows
            rows += [(("fixed", id_, who), 1)] if ("fixed", id_, who) in self.derived else []
            yield ("seat" if home else "lead", who, id_, slot), 1, costs, rows

    def _is_free(self, who: str, home: Record | None, slot: str, skip: set[str]) -> bool:  # for their school, too
        closed = home and not self.days(slot) <= self.open[home["id"]]
        if "availability" not in skip and (closed or self.days(slot) & self.away[who]):
            return False
        pairs = [sorted((visit, slot), key=number) for visit in self.dated.get(who, ())]
        too_near = home is not None and any(self.span[home["id"], b][0] < self.span[home["id"], a][1] for a, b in pairs)
        return not too_near and all(week_of(a) != week_of(b) for a, b in pairs)

    def _costs(self, start: Record, home: Record | None, host: Record) -> int:  # in quality
        by, prices = self.policy["travel"], self.policy["quality"]
        straight = great_circle_km(start, host) * (1 if by["by"] == "straight" else by["straight_factor"])
        km = self.measured.get((start["id"], host["id"]))
        km = floor(sure(straight, floor(straight) + 0.5) + 0.5) if km is None else km
        if not home:
            return int(km)
        teaches, taught = (SETTINGS.get(school["phase"], {school["phase"]}) for school in (home, host))
        learns = not set(home.get("works_on", ())).isdisjoint(host.get("strong_in", ()))
        return int(km + prices["other_phase_km"] * teaches.isdisjoint(taught) - prices["area_match_km"] * learns)

    def _seat_rows(self, person: Record, home: Record, review: Record, slot: str) -> list[tuple[Key, int]]:
        who, school, host, term = person["id"], home["id"], review["host"], self.terms[review["term"]]
        at, week, vouches = (review["id"], slot), week_of(slot), bool(person.get("completed_reviews"))
        rows: list[Key] = [("team-mix school", *at, school), ("team-mix hub", *at, home["hub"]), ("team-size", *at)]
        rows += [("reviewer-load", who, term["id"]), ("school-release", school, week), ("host-week", school, week)]
        rows += [] if vouches else [("experience", *at), ("experience vouched", *at)]
        rows += [("phase", *at)] if self.schools[host]["phase"] in SPECIAL and home["phase"] not in SPECIAL else []
        later = [id_ for id_, one in self.terms.items() if one["number"] >= term["number"]]
        rows += [(rule, school, id_) for rule in ("commitment", "commitments-met") for id_ in later]
        if "reviewer-load" in self.loose or len(self.terms) * self.most("reviewer-load", who) > 1:
            begin, end = self.span[school, slot]
            rows += [("one-place gap", who, one) for one in self.begin if begin <= self.span[school, one][0] < end]
            rows += [("one-place", who, week)]  # whoever joins one review is in no other place
        if school in self.hosted and school != host:  # of two schools' visits to each other only one can be
            for others in {self._group(one["id"], self.hosted[school]["id"]) for one in self.at_home[host]}:
                (a, there), (b, back) = sorted([(school, self._group(who, at[0])), (host, others)])
                rows.append(("no-return-visit", a, there, b, back))
        factor = -self.policy["experience"]["first_timers"]
        return [*((row, 1) for row in rows), *([(("experience vouched", *at), factor)] if vouches else [])]

    def _group(self, who: str, at: str) -> str:  # of those of a school of whom team-mix lets one come ""; else who
        skip = self.off | self.waived[who, at]
        return who if self.policy["team-mix"]["of_a_school"] > 1 or "team-mix" in skip else ""


def digest(content: Any) -> str:  # of what a file says, whatever its layout
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def verify(instance: Record, plan: Record, proof: Record) -> list[str]:
    """What is verified, a sentence each. Raises Refused where the plan breaks a rule, or the proof is not true."""
    said = {name: proof[name] for name in proof if name != "sha256"}
    is_repair = plan.get("before") or plan.get("changes") or any(one.get("left_by") for one in instance["reviews"])
    unlike = [digest(said), digest(instance), digest(plan)] != [proof["sha256"], said["instance"], said["plan"]]
    if unlike or is_repair or said["format"] != 1:
        raise Refused("The proof is not as it was written, or of another instance or plan, or the plan is a repair.")
    network = Network(instance, (certificate := plan.get("certificate") or {}).get("rules_off", ()))
    every = priced(network, said)
    worth, claims = judge(network, plan, every), {one["goal"]: one for one in certificate.get("goals", ())}
    beyond = [f"{goal}: no part of this proof." for goal in claims if goal not in [one.goal for one in every]]
    beyond += [f"{rule} is switched off." for rule in sorted(network.off)]
    return [one.sentence(worth[one.goal], claims.get(one.goal)) for one in every] + beyond


def priced(network: Network, proof: Record) -> list["Prices"]:  # in the policy's order
    every = list[Prices]()
    for goal, claim in zip(network.goals, proof["goals"], strict=False):
        if goal["goal"] != claim["goal"] or claim["goal"] not in KNOWN:
            raise Refused(f"{claim['goal']} stands where {goal['goal']} is to be decided.")
        every.append(Prices(network, goal, claim, {one.goal: one.most for one in every}, proof))
    return every


class Prices:
    """A goal's prices of rows. before: the most that each goal before it may be. total: what it all adds up to."""

    def __init__(self, network: Network, goal: Record, claim: Record, before: Record, proof: Record, usual: Any = ()):
        self.network, self.policy, self.claim, self.before, self.proof = network, goal, claim, before, proof
        self.goal, self.decided, self.scale = goal["goal"], int(claim["decided"]), max(1, int(proof["scale"]))
        self.total, self.open = 0, list[Column]()
        own = {tuple(proof["rows"][row]): price for row, price in claim["prices"]}
        given_back = floor(Fraction(str(goal.get("tolerance_percent", 0))) * abs(self.decided) / 100)
        self.most: int = self.decided + given_back + goal.get("tolerance", 0)
        self.price: dict[Key, int] = {row: price for row, price in (dict(usual) | own).items() if price}
        for row, price in self.price.items():
            limit = ((None, before[row[1]]) if row[0] == "goal" else network.limits(*row))[price < 0]
            if limit is None or type(price) is not int:
                raise Refused(f"{self.goal}: {row} has no limit on the side of its price, which must be whole.")
            self.total += price * limit

    def add(self, column: Column) -> None:
        """Put a column where it helps most; what it costs in a goal before is its factor in that goal's row."""
        _, highest, costs, rows = column
        reduced = self.scale * costs.get(self.goal, 0) - sum(factor * self.price.get(row, 0) for row, factor in rows)
        for goal, most in self.before.items():
            reduced -= costs.get(goal, 0) * self.price.get(("goal", goal), 0)
            if costs.get(goal, 0) > 0 and goal != "quality":  # in others nothing takes off what a column costs
                highest = min(highest, most // costs[goal])
        self.total += highest * min(0, reduced)
        if highest and self.claim["sum"] + max(0, reduced) <= (self.claim["bound"] - 1) * self.scale:
            self.open.append(column)  # a plan that uses it may be below the bound

    def close(self, node: Record, columns: list[Column], depth: int = 0) -> None:
        """Refuse a tree of which an end does not reach the bound. A column is 0 on one side, and above on the other."""
        if "prices" in node:
            end = Prices(self.network, self.policy, {**self.claim, **node}, self.before, self.proof, self.price)
            for column in columns:
                end.add(column)
            if end.total <= (self.claim["bound"] - 1) * self.scale:
                raise Refused(f"{self.goal}: an end of the tree adds up to {end.total} only.")
            return
        row, split = ("split", str(depth)), tuple(node["column"])
        columns = [(one[0], one[1], one[2], [*one[3], (row, 1)] if one[0] == split else one[3]) for one in columns]
        for limits, side in (((None, 0), "without"), ((1, None), "with")):
            self.network.derived[row] = limits
            self.close(node[side], columns, depth + 1)
        del self.network.derived[row]

    def sentence(self, value: int, claim: Record | None) -> str:
        """What is verified of the goal, and where the claim of the plan's certificate goes further."""
        bound, decided = -(-self.total // self.scale), self.decided
        if self.claim["bound"] > bound:
            self.close(self.claim["tree"], self.open)
            bound = self.claim["bound"]
        claimed = [claim["value"], claim["final"], claim["bound"]] if claim else [decided, value, decided]
        is_so = [self.claim["sum"], self.claim["bound"]] == [self.total, bound] and bound <= decided
        if not is_so or value > self.most or claimed[:2] != [decided, value]:
            raise Refused(f"{self.goal}: {value} in the plan, {self.total} by the prices, and something else is said.")
        known = "VERIFIED." if bound == decided else f"OPEN: the plan claims {claimed[2]}."
        return f"{self.goal}: decided at {decided}, here {value} (up to {self.most}); no plan is below {bound}. {known}"


def judge(network: Network, plan: Record, every: list[Prices]) -> Counter[str]:
    """The values of the plan's goals, if it keeps every rule. On the way all columns are added to all prices."""
    measures, sums, worth, chosen = [], Counter[Key](), Counter[str](), Counter[Key]()
    for one in plan["reviews"]:
        people: list[Key] = [("lead", one["lead"])] if one.get("lead") else []
        people += [*(("seat", who) for who in one.get("reviewers", ())), *([("date",)] if one.get("slot") else [])]
        chosen.update((*each, one["review"], one.get("slot")) for each in people)
    for column in network.columns():
        name, highest, costs, rows = column
        for prices in every:
            prices.add(column)
        if name[0] in ("unheld", "vacant", "short", "crowded"):
            measures.append((*rows[0], highest, costs, rows))
        elif chosen[name] == 1:
            del chosen[name]
            worth.update(costs)
            sums.update(dict(rows))
    if chosen:
        raise Refused(f"The rules have no place for {next(iter(chosen))}.")
    for row, factor, highest, costs, rows in measures:  # each is as high as its first row needs it to be
        low, high = network.limits(*row)
        value = min(highest, max(0, (low or 0) - sums[row] if factor > 0 else sums[row] - (high or 0)))
        worth.update({goal: cost * value for goal, cost in costs.items()})
        sums.update({row: factor * value for row, factor in rows})
    for row in sums.keys() | {row for row in network.derived if row[0] == "fixed"}:
        low, high = network.limits(*row)
        if (low is not None and sums[row] < low) or (high is not None and sums[row] > high):
            raise Refused(f"The plan breaks {row}: {sums[row]}, and from {low} to {high} is allowed.")
    return worth


def main(files: list[str]) -> int:  # 1: refused
    try:
        said, refused = verify(*(json.loads(Path(file).read_text("utf-8")) for file in files)), 0
    except (Refused, LookupError, TypeError, ValueError, AttributeError, OSError) as wrong:
        said, refused = [f"{type(wrong).__name__}: {wrong}"], 1
    sys.stdout.write("\n".join([*said, ""]))
    return refused


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
