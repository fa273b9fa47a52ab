"""Instances a person can check by hand. What each one's best schedule is, and why, stands in its text."""

from datetime import timedelta

from models.calendar import Days
from models.instance import Fixed, Instance, Waiver
from scheduler.generating.by_hand import WEEK_1, WEEK_2, WEEK_3, WEEK_4, instance, lead, review, reviewer, school
from scheduler.generating.years import MAT_REVIEWS


def two_schools() -> Instance:
    return instance(
        "two-schools",
        "Ash and Beech, 30 km apart, cannot review each other both ways, and a review needs a reviewer: one of the "
        "two is held. The lead lives at Ash, so Ash's costs 30 and Beech's would cost 60. Best: 1 review not held, 1 "
        "seat empty, quality 30.",
        [school("ash", 0), school("beech", 30)],
        [reviewer("R0001", "ash"), reviewer("R0002", "beech")],
        [lead("L01", 0)],
        [review("ash", WEEK_1, WEEK_2), review("beech", WEEK_3, WEEK_4)],
    )


def three_hubs() -> Instance:
    return instance(
        "three-hubs",
        "Each of three schools owes one visit this year, all of it this term, and none may be returned: they visit "
        "each other in a ring, 30 + 40 + 70 km either way round. Ash works on what Beech is strong in, so Ash goes to"
        " Beech (-30), Beech to Cedar, Cedar to Ash. The only lead lives at Beech (30 + 0 + 40) and cannot be at Ash "
        "and Beech in one week; Beech has one slot, so Ash takes its second (10). Best: quality 140 - 30 + 70 + 10 = "
        "190.",
        [
            school("ash", 0, works_on=("literacy",)),
            school("beech", 30, strong_in=("literacy",)),
            school("cedar", 70),
        ],
        [reviewer("R0001", "ash"), reviewer("R0002", "beech"), reviewer("R0003", "cedar")],
        [lead("L01", 30)],
        [
            review("ash", WEEK_1, WEEK_2),
            review("beech", WEEK_1 + timedelta(days=1)),
            review("cedar", WEEK_4),
        ],
        terms_in_year=1,
    )


def one_waiver() -> Instance:
    return instance(
        "one-waiver",
        "Beech is 5 km from Ash, but locality is waived for R0001 at Ash's review, so R0001 takes one seat and R0002 "
        "comes 50 km from Cedar for the other: quality 55. Without the waiver one seat stays empty.",
        [school("ash", 0), school("beech", 5), school("cedar", 50)],
        [reviewer("R0001", "beech"), reviewer("R0002", "cedar")],
        [lead("L01", 0)],
        [review("ash", WEEK_1, size=2)],
        waivers=[
            Waiver(
                rule="locality",
                person="R0001",
                review="review-ash",
                allowed_by="the Senior Partner of hub Ash",
                reason="came to Beech from another area this September",
            )
        ],
    )


def fixed_slot() -> Instance:
    return instance(
        "fixed-slot",
        "Ash's review is published for its third choice of slot (20), in the week in which Beech would host first; "
        "two reviews in one week cost 20 and need two leads, Beech's second choice costs 10 and the lead of Beech's "
        "is still L02, who lives there. R0001 comes 20 km to Ash, R0002 30 km to Beech. Best: quality 20 + 10 + 20 + "
        "30 = 80.",
        [school("ash", 0), school("beech", 60), school("cedar", -20), school("damson", 90)],
        [reviewer("R0001", "cedar"), reviewer("R0002", "damson")],
        [lead("L01", 0), lead("L02", 60)],
        [review("ash", WEEK_1, WEEK_2, WEEK_3), review("beech", WEEK_3, WEEK_4)],
        fixed=[Fixed(review="review-ash", slot=WEEK_3, reason="published to parents")],
    )


def four_hubs_term() -> Instance:
    return instance(
        "four-hubs-term",
        "Four hubs of two schools 10 km apart, the hubs 30 km from each other; four reviews of one seat; each school "
        "has one reviewer. The nearest visitor of another hub is 30 km off, but Beech and Cedar may not visit each "
        "other both ways, nor Fir and Gean, so one of each pair takes a visitor from 40 km: 30 + 40 + 30 + 40. The "
        "leads live at Beech and Gean: 0 + 30 + 30 + 0. L01 cannot be at Beech and Cedar in week 1, and Beech's other"
        " week is Fir's, so Cedar takes its second slot: 10. Best: quality 210; several schedules reach it.",
        [
            school(tree, km, f"hub-{hub}")
            for tree, km, hub in (
                ("ash", 0, "one"),
                ("beech", 10, "one"),
                ("cedar", 40, "two"),
                ("damson", 50, "two"),
                ("elder", 80, "three"),
                ("fir", 90, "three"),
                ("gean", 120, "four"),
                ("hazel", 130, "four"),
            )
        ],
        [
            reviewer(f"R000{n}", tree)
            for n, tree in enumerate(("ash", "beech", "cedar", "damson", "elder", "fir", "gean", "hazel"), 1)
        ],
        [lead("L01", 10), lead("L02", 120)],
        [
            review("beech", WEEK_1, WEEK_2),
            review("cedar", WEEK_1, WEEK_3),
            review("fir", WEEK_2, WEEK_3),
            review("gean", WEEK_4, WEEK_2),
        ],
    )


def five_trusts() -> Instance:
    tuesday, thursday = (WEEK_1 + timedelta(days=n) for n in (1, 3))
    return instance(
        "five-trusts",
        "Ash is a trust of six schools, from 0 to 10 km, so its team has 3 seats; reviews last two days. R0001 of "
        "Beech is free on Tuesday and Wednesday, the only slot, and away on Thursday. The nearer of Beech's schools "
        "is 20 km from Ash's last, Cedar 50; Damson is 30 km from its first. Best: quality 20 + 30 + 50 = 100. If "
        "reviews lasted three days, R0004 would come in R0001's place, 80 km from Elder: 160. If the team followed "
        "from Ash's 100 pupils, it would have 2 seats: 50.",
        [
            school("ash", 5, sites=(0, 2, 4, 6, 8, 10)),
            school("beech", 60, sites=(30, 90)),
            school("cedar", 60),
            school("damson", -30),
            school("elder", 90),
        ],
        [
            reviewer("R0001", "beech", away=[Days(first=thursday, last=thursday)]),
            reviewer("R0002", "cedar"),
            reviewer("R0003", "damson"),
            reviewer("R0004", "elder"),
        ],
        [lead("L01", 4)],
        [review("ash", tuesday, size=None)],
        policy=MAT_REVIEWS.policy,
        terms_in_year=4,
        hosts_are="trusts",
    )


SMALL = (two_schools, three_hubs, one_waiver, fixed_slot, four_hubs_term, five_trusts)
"""Makers of the small instances, smallest first; each is named after its function."""
