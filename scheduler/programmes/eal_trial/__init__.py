"""The EAL trial: schools allocated by lot to be trained, or to teach as usual."""

from collections.abc import Iterator

from models.programmes.eal_trial import EALTrial
from scheduler.programmes.eal_trial import arms, centre, fixed, independence, strata
from scheduler.programmes.eal_trial.columns import Columns
from scheduler.programmes.eal_trial.goals import GOALS
from scheduler.programmes.joined import Joined, Line
from scheduler.programmes.unit import Programme


def lines(joined: Joined[EALTrial]) -> Iterator[Line]:
    """Each school is trained at its centre, or in the control arm."""
    for group in joined.groups:
        as_what = "control" if group.place is None else "trained"
        for member in group.members:
            yield Line(member, as_what, group.id, "group", group.place or group.id)


PROGRAMME = Programme(
    id="eal-trial",
    title="EAL in the Mainstream Classroom",
    says="A randomised trial: schools are drawn by lot to be trained at delivery centres, the others teach as usual.",
    facts=EALTrial,
    columns=Columns,
    rules=(arms.RULE, centre.RULE, strata.RULE, independence.RULE, fixed.RULE),
    goals=GOALS,
    lines=lines,
    member="school",
    group="group",
    stands="A school that leaves a trial is counted in the arm for which it was drawn; nobody takes its place.",
)
