"""Challenge the Gap: the Annual Report's 75 schools, to be put into as many clusters as the report has."""

from models.programmes.challenge_the_gap import ChallengeTheGap
from models.programmes.groups import Group, Groups
from scheduler.generating.calendars import CALENDARS
from scheduler.generating.programmes.network import (
    calendars_of,
    hubs_of,
    origin,
    rows_of,
    school_days,
    with_inset_days,
)

_SEED = 2018
_THURSDAY = 3


def challenge_the_gap_2018() -> ChallengeTheGap:
    """The report's schools; workshops are on every second Thursday that the common calendar calls a school day."""
    rows = rows_of("challenge-the-gap")
    schools = with_inset_days((row.school for row in rows), _SEED)
    thursdays = [day for day in school_days(CALENDARS[0]) if day.weekday() == _THURSDAY]
    return ChallengeTheGap(
        name="challenge-the-gap-2018",
        origin=origin(
            "The 75 schools of the Annual Report 2018, which has them in 13 clusters. INSET days are drawn from the "
            "seed; workshops can be on every second Thursday of term.",
            "challenge-the-gap-2018",
            _SEED,
        ),
        calendars=calendars_of(schools),
        hubs=hubs_of(schools),
        schools=schools,
        clusters=len({row.group for row in rows}),
        workshop_days=tuple(thursdays[::2]),
    )


def as_the_report_has_them(instance: ChallengeTheGap) -> Groups:
    """The report's own clusters, each at the workshop school to which its schools have the fewest km; without dates."""
    from scheduler.programmes.joined import Joined

    empty = Joined(instance, Groups(programme=instance.programme, instance=instance.name))
    members: dict[str, list[str]] = {}
    for row in rows_of("challenge-the-gap"):
        members.setdefault(row.group, []).append(row.school.id)

    def best(ids: list[str]) -> str:
        return min(ids, key=lambda place: (sum(empty.km(one, place) for one in ids), place))

    groups = tuple(Group(id=best(ids), place=best(ids), members=tuple(ids)) for ids in members.values())
    return Groups(programme=instance.programme, instance=instance.name, groups=groups)
