"""What is said of groups: the goals stand in the order in which they are decided, also in a repair."""

from scheduler.desk.programmes.judging import judged
from tests.programmes.challenge_the_gap.drawing import groups_of
from tests.programmes.challenge_the_gap.test_clusters import FIRST, SECOND, cluster, facts


def test_how_few_are_told_stands_before_quality() -> None:
    made = groups_of(facts(), [cluster("A", "AB", FIRST)])
    goals = [row[0] for row in judged(facts(), made).goals.rows]
    assert goals == ["schools-placed", "workshops-dated", "quality"]
    repaired = groups_of(facts(), [cluster("A", "AB", SECOND)]).model_copy(update={"before": made.groups})
    goals = [row[0] for row in judged(facts(), repaired).goals.rows]
    assert goals == ["schools-placed", "workshops-dated", "change-kept-small", "quality"]
