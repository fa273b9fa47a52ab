"""Make the coast of the report's map once: `python docs/pictures/make_coast.py land-10m.json > coast.json`.

land-10m.json comes with the npm package world-atlas 2.0.2 (`npm pack world-atlas@2.0.2`): TopoJSON of Natural Earth,
which is in the public domain. Kept is what lies around England, thinned by Douglas and Peucker's rule: a point stays
where the line without it would be off by more than the tolerance.
"""

import json
import sys
from collections.abc import Iterator
from itertools import accumulate, pairwise
from math import hypot
from pathlib import Path
from typing import Any

Point = tuple[float, float]

WEST, EAST, SOUTH, NORTH = -7.5, 3.0, 49.5, 56.0
TOLERANCE = 0.01  # degrees of latitude: some 1.1 km, less than a line's width on the map
NARROW = 0.6  # a degree of longitude is so much shorter there
SMALLEST = 0.004  # square degrees: islets are left out
SOURCE = "npm world-atlas 2.0.2, land-10m.json (Natural Earth 1:10m, version 4.1.0)"
LICENCE = "Made with Natural Earth. Public domain: naturalearthdata.com."


def rings(atlas: dict[str, Any]) -> Iterator[list[Point]]:
    """The outer ring of every polygon of land, in degrees."""
    (kx, ky), (dx, dy) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = [
        [(x * kx + dx, y * ky + dy) for x, y in accumulate(arc, lambda a, b: (a[0] + b[0], a[1] + b[1]))]
        for arc in atlas["arcs"]
    ]
    for geometry in atlas["objects"]["land"]["geometries"]:
        for outer, *_ in geometry["arcs"]:
            ring: list[Point] = []
            for n in outer:
                ring += (arcs[n] if n >= 0 else arcs[~n][::-1])[1 if ring else 0 :]
            yield ring


def clipped(ring: list[Point]) -> list[Point]:
    """The part of a ring within the frame (Sutherland and Hodgman): one edge of the frame after another."""
    for axis, limit, sign in ((0, WEST, 1), (0, EAST, -1), (1, SOUTH, 1), (1, NORTH, -1)):
        inside = [sign * (point[axis] - limit) >= 0 for point in ring]
        kept: list[Point] = []
        for n, point in enumerate(ring):
            if inside[n] != inside[n - 1]:
                kept.append(_crossing(ring[n - 1], point, axis, limit))
            if inside[n]:
                kept.append(point)
        ring = kept
        if not ring:
            break
    return ring


def _crossing(a: Point, b: Point, axis: int, limit: float) -> Point:
    share = (limit - a[axis]) / (b[axis] - a[axis])
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


def thinned(line: list[Point]) -> list[Point]:
    """The line without points whose absence moves it by less than the tolerance."""
    if len(line) < 3:
        return line
    off = [_off(point, line[0], line[-1]) for point in line[1:-1]]
    at = max(range(len(off)), key=off.__getitem__) + 1
    if off[at - 1] <= TOLERANCE:
        return [line[0], line[-1]]
    return [*thinned(line[: at + 1])[:-1], *thinned(line[at:])]


def _off(point: Point, a: Point, b: Point) -> float:
    """How far a point is from the straight line between two others, in degrees of latitude."""
    x, y = (point[0] - a[0]) * NARROW, point[1] - a[1]
    dx, dy = (b[0] - a[0]) * NARROW, b[1] - a[1]
    along = max(0.0, min(1.0, (x * dx + y * dy) / ((dx * dx + dy * dy) or 1.0)))
    return hypot(x - along * dx, y - along * dy)


def area(ring: list[Point]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*ring, ring[0]]))) / 2


def main() -> None:
    sys.setrecursionlimit(100_000)
    around = (clipped(ring) for ring in rings(json.loads(Path(sys.argv[1]).read_text("utf-8"))))
    kept = sorted((thinned(ring) for ring in around if ring and area(ring) >= SMALLEST), key=area, reverse=True)
    flat = [[round(number, 3) for point in ring for number in point] for ring in kept]
    lines = ",\n".join(json.dumps(ring, separators=(",", ":")) for ring in flat)
    sys.stdout.write(
        f'{{"source": {json.dumps(SOURCE)},\n"licence": {json.dumps(LICENCE)},\n'
        f'"rings_of_longitudes_and_latitudes": [\n{lines}\n]}}\n'
    )


if __name__ == "__main__":
    main()
