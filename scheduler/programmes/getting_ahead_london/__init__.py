"""Getting Ahead London: senior leaders in threes, each three with a headteacher as its coach."""

from collections.abc import Iterator

from models.programmes.getting_ahead_london import GettingAheadLondon
from scheduler.programmes.common import availability, fixed, one_place
from scheduler.programmes.getting_ahead_london import apart, coach_outside, dates, independence, phase, three
from scheduler.programmes.getting_ahead_london.columns import Columns
from scheduler.programmes.getting_ahead_london.goals import GOALS
from scheduler.programmes.joined import Joined, Line
from scheduler.programmes.unit import Programme


def lines(joined: Joined[GettingAheadLondon]) -> Iterator[Line]:
    """Participants and coach are in their group; to a shadow day come one participant and the coach, else all."""
    for group in joined.groups:
        leads = () if group.place is None else ((group.place, "coach"),)
        for who, as_what in (*leads, *((member, "member") for member in group.members)):
            yield Line(who, as_what, group.id, "group", group.place or group.id)
            for one in group.meetings:
                if as_what == "coach" or not one.who or who in one.who:
                    yield Line(who, as_what, group.id, one.kind, one.at, one.day)


PROGRAMME = Programme(
    id="getting-ahead-london",
    title="Getting Ahead London",
    says="Senior leaders are grouped in threes, and each three has a headteacher as its coach, to shadow and to meet.",
    facts=GettingAheadLondon,
    columns=Columns,
    rules=(
        three.RULE,
        apart.RULE,
        coach_outside.RULE,
        phase.RULE,
        independence.RULE,
        dates.RULE,
        availability.RULE,
        one_place.RULE,
        fixed.RULE,
    ),
    goals=GOALS,
    lines=lines,
    member="participant",
    group="group",
)
