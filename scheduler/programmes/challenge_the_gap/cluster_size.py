"""cluster-size: so many clusters at most, each of 4 to 8 schools, and each school in one at most."""

from collections import Counter
from collections.abc import Iterator

from models.finding import Finding
from models.programmes.challenge_the_gap import ChallengeTheGap, ChallengeTheGapPolicy
from scheduler.programmes.challenge_the_gap.columns import Columns
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.rows import Rows
from scheduler.words import count


def sentence(policy: ChallengeTheGapPolicy) -> str:
    size = policy.cluster_size
    return f"A cluster has {size.fewest} to {size.most} schools, and a school is in one cluster at most."


def check(joined: Joined[ChallengeTheGap]) -> Iterator[Finding]:
    size, most = joined.instance.policy.cluster_size, joined.instance.clusters
    if len(joined.groups) > most:
        yield _finding(
            (), len(joined.groups) - most, f"There are {count(len(joined.groups), 'cluster')}, {most} at most."
        )
    for group in joined.groups:
        here = len(group.members)
        if not size.fewest <= here <= size.most:
            off = size.fewest - here if here < size.fewest else here - size.most
            limits = f"not {size.fewest} to {size.most}"
            message = f"The cluster at {joined.where(group)} has {count(here, 'school')}, {limits}."
            yield _finding((group.id,), off, message)
    times = Counter(member for group in joined.groups for member in group.members)
    for member, often in times.items():
        if often > 1:
            yield _finding((member,), often - 1, f"{joined.name(member)} is in {count(often, 'cluster')}.")


def _finding(about: tuple[str, ...], amount: int, message: str) -> Finding:
    return Finding(rule="cluster-size", about=about, amount=amount, message=message)


def rows(columns: Columns) -> Iterator[Rows]:
    size, runs, joins = columns.instance.policy.cluster_size, columns.runs, columns.joins
    in_all = runs.with_key("all", runs.columns * 0, 1)
    yield in_all.sum_by("all") <= columns.instance.clusters
    yield joins.sum_by("place", "school") <= runs.sum_by("place")
    yield joins.sum_by("place") <= size.most * runs.sum_by("place")
    yield joins.sum_by("place") - size.fewest * runs.sum_by("place") >= 0
    yield joins.sum_by("school") + columns.unplaced.sum_by("school") == 1


RULE = ProgrammeRule(id="cluster-size", sentence=sentence, check=check, rows=rows, always_on=True)
