"""The years that a recipe can make: which terms they have, by which policy, and whether anything lies before them."""

from dataclasses import dataclass
from typing import Literal

from models.calendar import Term
from models.policy import Policy, SizeBand, TeamSize
from models.slot import SlotLength
from scheduler.generating.calendars import TERMS


@dataclass(frozen=True)
class Year:
    """A school year of reviews. past_years: of which visits are drawn; none where reviews are held for the first time.

    words: what is drawn, said in an instance's origin.
    """

    terms: tuple[Term, ...]
    policy: Policy
    past_years: tuple[str, ...]
    words: str
    hosts_are: Literal["schools", "trusts"] = "schools"

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its terms."""
        return tuple(term.number for term in self.terms)


_PEOPLE = (
    "are synthetic: drawn from the seed, not solved. People are pseudonyms; reserves come in addition to the reviewers"
)
QA_REVIEWS = Year(
    TERMS,
    Policy(),
    ("2016-17", "2017-18"),
    "Reviewers, leads, their free weeks, INSET days, possible slots, areas, conflicts, and the visits of the years "
    f"before (and of this year's earlier terms) {_PEOPLE} a school offers.",
)
MAT_REVIEWS = Year(
    (TERMS[0].model_copy(update={"first_day": TERMS[0].first_day.replace(month=11, day=1)}), TERMS[1]),
    Policy(
        slot=SlotLength(days=2),
        team_size=TeamSize(
            bands=(SizeBand(up_to_schools=5, seats=2), SizeBand(up_to_schools=15, seats=3)), seats_above=4
        ),
    ),
    (),
    "A pilot from November to April: trusts stand in the place of schools. A trust's schools are those of the list, "
    "its hub and calendar those of most of them. Its leaders, the leads (experts of none of these trusts), their free "
    f"weeks, INSET days, possible slots, areas and conflicts {_PEOPLE} a trust offers.",
    "trusts",
)
"""MAT Peer Review: two days, teams by the number of a trust's schools, from November 2018 to April 2019."""
