"""Growing the Top: outstanding schools in trios that visit each of the three, with a facilitator."""

from collections.abc import Iterator

from models.programmes.growing_the_top import GrowingTheTop
from scheduler.programmes.common import availability, fixed, one_place
from scheduler.programmes.growing_the_top import apart, facilitator_load, independence, reach, trio, visits
from scheduler.programmes.growing_the_top.columns import Columns
from scheduler.programmes.growing_the_top.goals import GOALS
from scheduler.programmes.growing_the_top.sizes import too_many
from scheduler.programmes.joined import Joined, Line
from scheduler.programmes.unit import Programme


def lines(joined: Joined[GrowingTheTop]) -> Iterator[Line]:
    """Each school is in its trio, and takes part in every visit of it; facilitators lead."""
    for group in joined.groups:
        for member in group.members:
            yield Line(member, "member", group.id, "group", group.id)
            for one in group.meetings:
                as_what = "host" if one.at == member else "member"
                yield Line(member, as_what, group.id, one.kind, one.at, one.day, one.led_by)
        for one in group.meetings:
            if one.led_by is not None:
                yield Line(one.led_by, "facilitator", group.id, one.kind, one.at, one.day, leads=True)


PROGRAMME = Programme(
    id="growing-the-top",
    title="Growing the Top",
    says="Outstanding schools work in trios, with a facilitated visit to each of the three.",
    facts=GrowingTheTop,
    columns=Columns,
    rules=(
        trio.RULE,
        apart.RULE,
        reach.RULE,
        independence.RULE,
        visits.RULE,
        facilitator_load.RULE,
        availability.RULE,
        one_place.RULE,
        fixed.RULE,
    ),
    goals=GOALS,
    lines=lines,
    member="school",
    group="trio",
    too_large=too_many,
)
