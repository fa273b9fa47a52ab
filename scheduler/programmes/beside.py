"""One calendar: what a term's schedule and programmes ask of the same schools and people, and where that is too much.

Nobody is asked for two things in one week. Of a term, a school is taken by the review that it hosts, and a person by
those that they join or lead; of a programme, each school and person by the days on which they come.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from models.calendar import Days, week_of
from models.finding import Finding
from models.programmes.instance import Engaged, ProgrammeInstance
from scheduler.plan import Plan
from scheduler.programmes.joined import Joined
from scheduler.words import day_said, listed


def of_schedule(plan: Plan) -> Iterator[Engaged]:
    """What a schedule asks: of each host its review's days, and of each person whom it names the same."""
    for held in plan.held:
        days = Days(first=held.days[0], last=held.days[-1])
        by = f"{plan.instance.name}: {held.name}"
        people = [person.id for person in held.present] + ([held.lead.id] if held.lead is not None else [])
        yield from (Engaged(who=who, days=days, by=by) for who in (held.host.id, *people))


def of_groups(joined: Joined) -> Iterator[Engaged]:
    """What groups ask: each day of each school and person, once."""
    asked = {(line.who, line.day, line.kind, line.at) for line in joined.lines if line.day is not None}
    for who, day, kind, at in sorted(asked):
        by = f"{joined.instance.name}: {kind} at {joined.name(at)}"
        yield Engaged(who=who, days=Days(first=day, last=day), by=by)


def around(instance: ProgrammeInstance, engaged: Iterable[Engaged]) -> ProgrammeInstance:
    """The facts of a programme that is planned around what is asked already of those whom it concerns."""
    here = {*instance.members, *instance.people, *instance.places, *instance.school_by_id}
    more = tuple(one for one in engaged if one.who in here)
    return instance.model_copy(update={"engaged": (*instance.engaged, *more)})


def twice(*calendars: Iterable[Engaged], names: Mapping[str, str] | None = None) -> Iterator[Finding]:
    """Who is asked for several things of different calendars in one week. Within one, its own rules judge.

    names: by id, as messages say them.
    """
    asked: dict[tuple[str, date], dict[int, Engaged]] = defaultdict(dict)
    for n, calendar in enumerate(calendars):
        for engaged in calendar:
            for week in sorted({week_of(day) for day in engaged.days}):
                asked[engaged.who, week].setdefault(n, engaged)
    for (who, week), found in sorted(asked.items()):
        if len(found) > 1:
            what = listed([one.by for one in found.values()])
            name = (names or {}).get(who, who)
            message = f"{name} is asked for twice in the week of {day_said(week)}: by {what}."
            yield Finding(rule="one-place", about=(who, str(week)), amount=len(found) - 1, message=message)
