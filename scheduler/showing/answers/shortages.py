"""What no schedule can reach, in sentences and a table."""

from collections.abc import Iterator

from models.instance import Instance
from scheduler.explaining.dates_left import no_date
from scheduler.explaining.shortages import Shortage, Shortages
from scheduler.showing.table import Cell, Table
from scheduler.words import by_number, count


def ahead(instance: Instance, said: Shortages) -> Iterator[Table | str]:
    """What is proven to be missing before anything is solved."""
    seats = sum(instance.size(review) for review in instance.reviews)
    demand = f"{instance.name}: {count(len(instance.reviews), 'review')} with {count(seats, 'seat')}."
    if not said.found:
        yield f"{demand} As far as flows and single dates show, no seat must stay vacant and every review can be held."
        yield "That is no promise that a schedule fills all: solve says what is possible together."
        return
    yield (
        f"{demand} Whatever the schedule, at least {count(said.not_held, 'review')} cannot be held and "
        f"at least {count(said.empty_seats, 'seat')} {'stays' if said.empty_seats == 1 else 'stay'} empty."
    )
    yield Table(
        key="shortages",
        title="Where it is too scarce",
        columns=("Of", "Reviews", "Hubs", "Weeks", "Needed", "Reached", "Missing", "Why"),
        rows=tuple(_row(instance, shortage) for shortage in said.found),
        note="Needed: of these reviews together. Reached: no schedule can fill, or hold, more of them.",
    )


def _row(instance: Instance, shortage: Shortage) -> tuple[Cell, ...]:
    hosts = [instance.school_by_id[instance.review_by_id[review].host] for review in shortage.reviews]
    names = tuple(f"{host.name} ({review})" for host, review in zip(hosts, shortage.reviews, strict=True))
    hubs = tuple(sorted({instance.hub_by_id[host.hub].name for host in hosts}, key=by_number))
    weeks = tuple(map(str, shortage.weeks))
    missing = shortage.needed - shortage.reached
    return shortage.of, names, hubs, weeks, shortage.needed, shortage.reached, missing, _why(instance, shortage)


def _why(instance: Instance, shortage: Shortage) -> str:
    may = count(shortage.people, "reviewer")
    if shortage.because == "leads":
        leads = count(shortage.people, "lead")
        return f"{leads} could lead at any of them, each in one place a week and no more often than allowed"
    if shortage.because == "loads":
        return f"{may} may come to any of them, each as often as allowed, and no more of a school than it may send"
    if shortage.because == "weeks":
        return f"{may} may come to any of them, no more of a school in a week than it can spare or may send"
    if shortage.of == "seats":
        return f"{may} may come, but on no date that the host can have so many that make a team"
    if why := no_date(instance, instance.review_by_id[shortage.reviews[0]]):
        return why
    fewest = count(instance.policy.team_size.fewest_reviewers, "reviewer")
    return f"on no date that the host can have is there a lead and a team of at least {fewest}"
