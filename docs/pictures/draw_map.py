"""Draw who travels where in a schedule: `python docs/pictures/draw_map.py INSTANCE SCHEDULE > map.svg`."""

import sys
from html import escape
from itertools import cycle
from math import cos, radians

from scheduler.plan import Plan, whole_km
from scheduler.storage import load_instance, load_schedule
from scheduler.tables.hubs import hub_graph

SCALE = 150  # pixels a degree of latitude
EDGE = 30
NAME_WIDTH, NAME_HEIGHT = 130, 16  # the smaller of two hubs whose names would overlap stays nameless
COLOURS = "#1b6ca8", "#c8553d", "#588157", "#8e5572", "#d69f2f", "#3d5a80", "#7f5539", "#2a9d8f"


def svg(plan: Plan) -> str:
    """The map: schools as dots in their hub's colour, hosts as rings, a line for each reviewer's journey."""
    schools = plan.instance.schools
    north, west = max(one.latitude for one in schools), min(one.longitude for one in schools)
    south, east = min(one.latitude for one in schools), max(one.longitude for one in schools)
    narrow = cos(radians((north + south) / 2))

    def at(latitude: float, longitude: float) -> tuple[int, int]:
        return round(EDGE + (longitude - west) * narrow * SCALE), round(EDGE + 60 + (north - latitude) * SCALE)

    width, height = at(south, east)[0] + EDGE, at(south, east)[1] + EDGE
    colour = dict(zip((hub.id for hub in plan.instance.hubs), cycle(COLOURS), strict=False))
    lines = []
    for seat in plan.seats:
        (x1, y1), (x2, y2) = (at(place.latitude, place.longitude) for place in (seat.home, seat.held.host))
        lines.append(f'<path d="M{x1} {y1}L{x2} {y2}" stroke="{colour[seat.home.hub]}"/>')
    hosts = {held.host.id for held in plan.held}
    dots = []
    for one in sorted(schools, key=lambda school: school.id in hosts):
        x, y = at(one.latitude, one.longitude)
        look = f'r="4" stroke-width="2" stroke="{colour[one.hub]}" fill="#fff"'
        look = look if one.id in hosts else f'r="2" fill="{colour[one.hub]}"'
        dots.append(f'<circle cx="{x}" cy="{y}" {look}/>')
    names: list[str] = []
    placed: list[tuple[int, int]] = []
    for hub, facts in sorted(hub_graph(plan.instance).nodes(data=True), key=lambda node: -node[1]["schools"]):
        x, y = at(facts["latitude"], facts["longitude"])
        if all(abs(x - other_x) > NAME_WIDTH or abs(y - other_y) > NAME_HEIGHT for other_x, other_y in placed):
            placed.append((x, y))
            name = escape(facts["name"].removesuffix(" Hub"))
            names.append(f'<text x="{x}" y="{y - 8}" stroke="#fbfaf7" stroke-width="3">{name}</text>')
            names.append(f'<text x="{x}" y="{y - 8}" fill="{colour[hub]}">{name}</text>')
    km = [whole_km(seat.home, seat.held.host) for seat in plan.seats]
    title = f"{plan.instance.name}: {len(plan.held)} reviews, {len(km)} visits"
    sub = f"{sum(km) / max(1, len(km)):.0f} km a visit; rings host, lines are reviewers' journeys, colours are hubs"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">',
            f'<rect width="{width}" height="{height}" fill="#fbfaf7"/>',
            f'<text x="{EDGE}" y="34" font-size="20" font-weight="bold" fill="#222">{escape(title)}</text>',
            f'<text x="{EDGE}" y="56" font-size="13" fill="#555">{escape(sub)}</text>',
            f'<g stroke-width="1" stroke-opacity="0.55">{"".join(lines)}</g>',
            *dots,
            f'<g font-size="12" font-weight="bold" text-anchor="middle">{"".join(names)}</g>',
            "</svg>",
        ]
    )


if __name__ == "__main__":
    instance = load_instance(sys.argv[1])
    sys.stdout.write(svg(Plan(instance, load_schedule(sys.argv[2], instance))) + "\n")
