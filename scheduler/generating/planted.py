"""One instance for each rule, in which just that rule decides what the best schedule is.

Each is a line of schools; leads live beside the hosts, so that only the reviewers' km count unless the text says more.
"""

from datetime import timedelta

from models.calendar import Days
from models.instance import Fixed, Instance, Visit
from models.network import Phase
from models.policy import LeadLoad, Policy
from scheduler.generating.by_hand import WEEK_1, WEEK_2, WEEK_3, instance, lead, review, reviewer, school

_WEDNESDAY = timedelta(days=2)


def outside_hub() -> Instance:
    return instance(
        "planted-outside-hub",
        "Beech, 20 km off, is in Ash's own hub; so R0002 comes 50 km from Cedar: quality 50. Without the rule R0001 "
        "comes: 20.",
        [school("ash", 0, "hub-north"), school("beech", 20, "hub-north"), school("cedar", 50, "hub-south")],
        [reviewer("R0001", "beech"), reviewer("R0002", "cedar")],
        [lead("L01", 0)],
        [review("ash", WEEK_1)],
    )


def locality() -> Instance:
    return instance(
        "planted-locality",
        "Beech is 5 km off, nearer than 8 km; so R0002 comes 50 km from Cedar: quality 50. Without the rule R0001 "
        "comes: 5.",
        [school("ash", 0), school("beech", 5), school("cedar", 50)],
        [reviewer("R0001", "beech"), reviewer("R0002", "cedar")],
        [lead("L01", 0)],
        [review("ash", WEEK_1)],
    )


def independence() -> Instance:
    return instance(
        "planted-independence",
        "R0001 of Beech reviewed Ash last year; so R0002 comes 50 km: quality 50. Without the rule R0001 comes: 20.",
        [school("ash", 0), school("beech", 20), school("cedar", 50)],
        [reviewer("R0001", "beech"), reviewer("R0002", "cedar")],
        [lead("L01", 0)],
        [review("ash", WEEK_1)],
        visits=[Visit(person="R0001", host="ash", home="beech", school_year="2017-18")],
    )


def availability() -> Instance:
    tuesday = WEEK_1 + timedelta(days=1)
    return instance(
        "planted-availability",
        "R0001 of Beech is away on the second day of the only slot; so R0002 comes 50 km: quality 50. Without the rule "
        "R0001 comes: 20.",
        [school("ash", 0), school("beech", 20), school("cedar", 50)],
        [reviewer("R0001", "beech", away=[Days(first=tuesday, last=tuesday)]), reviewer("R0002", "cedar")],
        [lead("L01", 0)],
        [review("ash", WEEK_1)],
    )


def one_place() -> Instance:
    return _two_hosts_and_a_school_between(
        "planted-one-place",
        "Ash's review ends on a Friday and Damson's begins on the next Monday: no school day lies between, so R0001, "
        "who offers two, joins only Ash's (15 km) and R0002 comes 50 km to Damson: quality 65. If the rule were "
        "absent (it cannot be switched off) R0001 would join both: 15 + 15 = 30.",
        offers_two=True,
        weeks_apart=False,
    )


def team_size() -> Instance:
    area = ("literacy",)
    return instance(
        "planted-team-size",
        "Ash is strong in what Beech (10 km) and Cedar (12 km) work on, so each visit is worth 30: 10 - 30 = -20 and "
        "12 - 30 = -18. The team has one seat: quality -20. If the rule were absent (it cannot be switched off) both "
        "would come: -38.",
        [school("ash", 0, strong_in=area), school("beech", 10, works_on=area), school("cedar", 12, works_on=area)],
        [reviewer("R0001", "beech"), reviewer("R0002", "cedar")],
        [lead("L01", 0)],
        [review("ash", WEEK_1)],
    )


def one_lead() -> Instance:
    return instance(
        "planted-one-lead",
        "There is no lead at all, so Ash's review cannot be held: 1 review not held, 1 seat empty, quality 0. If the "
        "rule were absent (it cannot be switched off) and a review could do without a lead, R0001 would come: all "
        "held, 20.",
        [school("ash", 0), school("beech", 20)],
        [reviewer("R0001", "beech")],
        [],
        [review("ash", WEEK_1)],
    )


def lead_load() -> Instance:
    return instance(
        "planted-lead-load",
        "A lead leads one review here. L01 lives at Ash, L02 100 km beyond Damson, which lies 30 km north of Ash: L01"
        " leads at Ash, L02 at Damson, 0 + 100, and the reviewers come 20 km each: quality 140. Without the rule L01 "
        "leads both: 0 + 30 + 20 + 20 = 70.",
        [school("ash", 0), school("damson", 30), school("beech", -20), school("cedar", 50)],
        [reviewer("R0001", "beech"), reviewer("R0002", "cedar")],
        [lead("L01", 0), lead("L02", 130)],
        [review("ash", WEEK_1), review("damson", WEEK_3)],
        policy=Policy(lead_load=LeadLoad(reviews=1)),
    )


def reviewer_load() -> Instance:
    return _two_hosts_and_a_school_between(
        "planted-reviewer-load",
        "R0001 of Beech, 15 km from both hosts, joins one review a term: Ash's, and R0002 comes 50 km to Damson: "
        "quality 65. Without the rule R0001 joins both: 30.",
        offers_two=False,
        weeks_apart=True,
    )


def school_release() -> Instance:
    return instance(
        "planted-school-release",
        "Both reviews are in one week and Beech, 15 km from both hosts, spares one reviewer a week: R0001 joins "
        "Ash's, R0003 comes 50 km to Damson, and the second review of the week costs 20: quality 85. Without the rule"
        " R0001 and R0002 join one each: 50.",
        [school("ash", 0), school("beech", 15, pupils=800), school("damson", 30), school("cedar", 80)],
        [reviewer("R0001", "beech"), reviewer("R0002", "beech"), reviewer("R0003", "cedar")],
        [lead("L01", 0), lead("L02", 30)],
        [review("ash", WEEK_1), review("damson", WEEK_1 + _WEDNESDAY)],
    )


def host_week() -> Instance:
    return instance(
        "planted-host-week",
        "Ash and Beech, 20 km apart, host in one week (20 for the second review of the week). Beech's reviewer is "
        "needed at home, so R0003 comes 40 km from Elder to Ash and R0002 30 km from Cedar to Beech: quality 90. "
        "Without the rule R0001 of Beech comes to Ash: 20 + 30 + 20 = 70.",
        [school("ash", 0), school("beech", 20), school("cedar", 50), school("elder", -40)],
        [reviewer("R0001", "beech"), reviewer("R0002", "cedar"), reviewer("R0003", "elder")],
        [lead("L01", 0), lead("L02", 20)],
        [review("ash", WEEK_1), review("beech", WEEK_1 + _WEDNESDAY)],
    )


def team_mix() -> Instance:
    return instance(
        "planted-team-mix",
        "Of Beech (20 km) one may sit in Ash's team of two, though it could spare two; R0003 comes 50 km from Cedar: "
        "quality 70. Without the rule R0001 and R0002 come from Beech: 40.",
        [school("ash", 0), school("beech", 20, pupils=1000), school("cedar", 50)],
        [reviewer("R0001", "beech"), reviewer("R0002", "beech"), reviewer("R0003", "cedar")],
        [lead("L01", 0)],
        [review("ash", WEEK_1, size=2)],
    )


def experience() -> Instance:
    return instance(
        "planted-experience",
        "R0001 (20 km) and R0002 (25 km) would both be on their first review, so the team of two is R0001 and R0003, "
        "who comes 60 km: quality 80. Without the rule the two first-timers come: 45.",
        [school("ash", 0), school("beech", 20), school("cedar", 25), school("damson", 60)],
        [reviewer("R0001", "beech", completed=0), reviewer("R0002", "cedar", completed=0), reviewer("R0003", "damson")],
        [lead("L01", 0)],
        [review("ash", WEEK_1, size=2)],
    )


def phase() -> Instance:
    return instance(
        "planted-phase",
        "Ash is a special school and keeps its seat for a reviewer of one: R0002 comes 100 km from Cedar: quality 100. "
        "Without the rule R0001 comes from Beech, a primary school: 20 km and 40 for the other phase, 60.",
        [school("ash", 0, phase=Phase.SPECIAL), school("beech", 20), school("cedar", 100, phase=Phase.SPECIAL)],
        [reviewer("R0001", "beech"), reviewer("R0002", "cedar")],
        [lead("L01", 0)],
        [review("ash", WEEK_1)],
    )


def no_return_visit() -> Instance:
    return instance(
        "planted-no-return-visit",
        "Ash and Beech, 20 km apart, may not review each other: R0002 of Beech comes to Ash and R0003 30 km from "
        "Cedar to Beech: quality 50. Without the rule they visit each other: 40.",
        [school("ash", 0), school("beech", 20), school("cedar", 50)],
        [reviewer("R0001", "ash"), reviewer("R0002", "beech"), reviewer("R0003", "cedar")],
        [lead("L01", 0), lead("L02", 20)],
        [review("ash", WEEK_1), review("beech", WEEK_3)],
    )


def commitment() -> Instance:
    return instance(
        "planted-commitment",
        "Beech, 15 km from both hosts, owes nobody this term and may send one: R0001 to Ash, and R0003 comes 50 km to "
        "Damson: quality 65. Without the rule Beech sends R0001 and R0002: 30.",
        [school("ash", 0), school("beech", 15), school("damson", 30), school("cedar", 80)],
        [reviewer("R0001", "beech"), reviewer("R0002", "beech"), reviewer("R0003", "cedar")],
        [lead("L01", 0), lead("L02", 30)],
        [review("ash", WEEK_1), review("damson", WEEK_3)],
    )


def fixed() -> Instance:
    return instance(
        "planted-fixed",
        "R0002 of Cedar (50 km) has already agreed to review Ash: quality 50. If the rule were absent (it cannot be "
        "switched off) R0001 of Beech would come: 20.",
        [school("ash", 0), school("beech", 20), school("cedar", 50)],
        [reviewer("R0001", "beech"), reviewer("R0002", "cedar")],
        [lead("L01", 0)],
        [review("ash", WEEK_1)],
        fixed=[Fixed(review="review-ash", reviewers=("R0002",), reason="agreed with both schools in July")],
    )


def _two_hosts_and_a_school_between(name: str, text: str, *, offers_two: bool, weeks_apart: bool) -> Instance:
    return instance(
        name,
        text,
        [school("ash", 0), school("beech", 15, pupils=1000), school("damson", 30), school("cedar", 80)],
        [reviewer("R0001", "beech", offers_two=offers_two), reviewer("R0002", "cedar")],
        [lead("L01", 0), lead("L02", 30)],
        [review("ash", WEEK_1 + _WEDNESDAY), review("damson", WEEK_3 if weeks_apart else WEEK_2)],
    )


PLANTED = (
    outside_hub,
    locality,
    independence,
    availability,
    one_place,
    team_size,
    one_lead,
    lead_load,
    reviewer_load,
    school_release,
    host_week,
    team_mix,
    experience,
    phase,
    no_return_visit,
    commitment,
    fixed,
)
"""One maker for each rule, in the order of `RuleId`; the instance is named `planted-<rule>`."""
