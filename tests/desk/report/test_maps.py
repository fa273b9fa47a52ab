"""Places on the map lie where they should, in km."""

import re

import pytest

from scheduler.desk.report.maps import KM_A_DEGREE, Frame, drawn, licence, near
from scheduler.desk.report.marks import Marks
from scheduler.plan import Plan, whole_km
from tests import tiny
from tests.desk.report.test_page import TERM, plan_of


def test_km_on_the_map_are_km_on_the_ground() -> None:
    south, north = tiny.school("A"), tiny.school("B", km=300)
    (x, y), (other_x, other_y) = (Frame([south, north]).of(one) for one in (south, north))
    assert x == other_x
    assert y - other_y == pytest.approx(300, abs=0.2)
    east = tiny.school("C").model_copy(update={"longitude": 2.0})
    frame = Frame([south, east])
    assert frame.of(east)[0] - frame.of(south)[0] == pytest.approx(whole_km(south, east), abs=1)


def test_few_places_stand_in_the_middle_of_a_frame_that_is_not_too_small() -> None:
    frame = Frame([tiny.school("A")])
    assert (frame.width, frame.height) == (160, 160)
    assert frame.at(tiny.SOUTHERN_LATITUDE, 0) == (80, 80)
    assert frame.at(tiny.SOUTHERN_LATITUDE + 1, 0) == (80, round(80 - KM_A_DEGREE, 1))


def test_every_place_of_a_term_is_within_the_frame() -> None:
    plan = plan_of(TERM)
    chart = drawn(plan, Marks(plan))
    ends = [point for line in chart.lines for point in (line.a, line.b)]
    ends += [(one.x, one.y) for one in (*chart.hosts, *chart.homes)] + [(hub.x, hub.y) for hub in chart.hubs]
    assert all(0 < x < chart.width and 0 < y < chart.height for x, y in ends)


def test_hosts_lie_on_land_s_side_of_the_coast() -> None:
    """Of 144 hosts of the term, all but a few by the water, which a coast thinned to a km may cut off."""
    plan = plan_of(TERM)
    chart = drawn(plan, Marks(plan))
    rings = [
        [(float(x), float(y)) for x, y in re.findall(r"(-?\d+) (-?\d+)", ring)] for ring in chart.coast.split("Z")[:-1]
    ]
    dry = sum(any(_inside(ring, one.x, one.y) for ring in rings) for one in chart.hosts)
    assert dry >= 0.97 * len(chart.hosts)


def _inside(ring: list[tuple[float, float]], x: float, y: float) -> bool:
    crossed = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            crossed = not crossed
    return crossed


def test_of_two_names_that_overlap_the_larger_hub_s_is_there() -> None:
    schools = [tiny.school(f"A{n}", hub="large") for n in range(3)] + [tiny.school("B", km=5, hub="small")]
    instance = tiny.instance(*schools, tiny.school("C", km=90, hub="far"), tiny.review("B"))
    plan = Plan(instance, tiny.schedule())
    fits = {hub.text: hub.fits for hub in drawn(plan, Marks(plan)).hubs}
    assert fits == {"Hub large": True, "Hub small": False, "Hub far": True}


def test_the_coast_is_in_the_public_domain() -> None:
    assert "Public domain" in licence()


def test_what_is_left_is_seen_as_near_as_it_can_be() -> None:
    plan = plan_of(TERM)
    whole = drawn(plan, Marks(plan))
    for few in (1, 5, len(plan.seats)):
        seats = plan.seats[:few]
        part = near(whole, seats, [], [])
        x, y, wide, high = part.box
        ends = [point for line in part.lines for point in (line.a, line.b)]
        assert len(part.lines) == few
        assert all(x <= east <= x + wide and y <= south <= y + high for east, south in ends)
        assert wide == pytest.approx(whole.width * part.zoom / 10, abs=0.1)
        assert {spot.review for spot in part.hosts} == {seat.held.review.id for seat in seats}
    assert near(whole, [], [], []).box == whole.box


def test_nearer_more_names_are_clear_of_one_another() -> None:
    plan = plan_of(TERM)
    whole = drawn(plan, Marks(plan))
    part = near(whole, plan.seats[:1], [], [])
    assert part.zoom < 10
    assert sum(name.fits for name in part.hubs) > sum(name.fits for name in whole.hubs)
