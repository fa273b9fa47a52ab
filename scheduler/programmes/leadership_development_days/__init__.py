"""Leadership Development Days: pairs of leaders go for a day to a school accredited for what they want to learn."""

from collections.abc import Iterator

from models.programmes.leadership_development_days import LeadershipDevelopmentDays
from scheduler.programmes.common import fixed, one_place
from scheduler.programmes.joined import Joined, Line
from scheduler.programmes.leadership_development_days import (
    availability,
    day_size,
    days_load,
    different_schools,
    furthest,
    independence,
    once,
    topic,
)
from scheduler.programmes.leadership_development_days.columns import Columns
from scheduler.programmes.leadership_development_days.goals import GOALS
from scheduler.programmes.unit import Programme


def lines(joined: Joined[LeadershipDevelopmentDays]) -> Iterator[Line]:
    """A school is host on its day, and sends its pairs on theirs."""
    for group in joined.groups:
        for one in group.meetings:
            yield Line(one.at, "host", group.id, one.kind, one.at, one.day)
            for member in group.members:
                yield Line(joined.instance.wish_of[member].school, "sends a pair", group.id, one.kind, one.at, one.day)


PROGRAMME = Programme(
    id="leadership-development-days",
    title="Leadership Development Days",
    says="Pairs of leaders go for a day to a school that is accredited for what they want to learn.",
    facts=LeadershipDevelopmentDays,
    columns=Columns,
    rules=(
        day_size.RULE,
        different_schools.RULE,
        topic.RULE,
        once.RULE,
        days_load.RULE,
        furthest.RULE,
        independence.RULE,
        availability.RULE,
        one_place.RULE,
        fixed.RULE,
    ),
    goals=GOALS,
    lines=lines,
    member="pair",
    group="day",
)
