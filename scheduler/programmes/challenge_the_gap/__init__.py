"""Challenge the Gap: schools in clusters that meet for workshops at one of their own."""

from collections.abc import Iterator

from models.programmes.challenge_the_gap import ChallengeTheGap
from scheduler.programmes.challenge_the_gap import cluster_size, independence, reach, workshop_school, workshops
from scheduler.programmes.challenge_the_gap.columns import Columns
from scheduler.programmes.challenge_the_gap.goals import GOALS
from scheduler.programmes.common import availability, fixed, one_place
from scheduler.programmes.joined import Joined, Line
from scheduler.programmes.unit import Programme


def lines(joined: Joined[ChallengeTheGap]) -> Iterator[Line]:
    """Each school is in its cluster, and comes to every workshop of it."""
    for group in joined.groups:
        for member in group.members:
            yield Line(member, "member", group.id, "group", group.place or group.id)
            for one in group.meetings:
                yield Line(member, "member", group.id, one.kind, one.at, one.day)


PROGRAMME = Programme(
    id="challenge-the-gap",
    title="Challenge the Gap",
    says="Schools work in clusters, and each cluster meets for workshops at one of its own schools.",
    facts=ChallengeTheGap,
    columns=Columns,
    rules=(
        cluster_size.RULE,
        workshop_school.RULE,
        reach.RULE,
        independence.RULE,
        workshops.RULE,
        availability.RULE,
        one_place.RULE,
        fixed.RULE,
    ),
    goals=GOALS,
    lines=lines,
    member="school",
    group="cluster",
)
