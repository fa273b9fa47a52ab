"""The best goal values of the small instances, as their texts say.

`on`: with every rule in force. `off`: with the planted rule switched off; for the four rules that cannot be switched
off, what would be best if the rule were absent.
"""

GOALS = ("reviews-held", "seats-filled", "commitments-met", "quality")


def _values(*values: int) -> dict[str, int]:
    return dict(zip(GOALS, values, strict=True))


def _quality(on: int, off: int) -> dict[str, dict[str, int]]:
    return {"on": _values(0, 0, 0, on), "off": _values(0, 0, 0, off)}


PLANTED: dict[str, dict[str, dict[str, int]]] = {
    "planted-outside-hub": _quality(50, 20),
    "planted-locality": _quality(50, 5),
    "planted-independence": _quality(50, 20),
    "planted-availability": _quality(50, 20),
    "planted-one-place": _quality(65, 30),
    "planted-team-size": _quality(-20, -38),
    "planted-one-lead": {"on": _values(1, 1, 0, 0), "off": _values(0, 0, 0, 20)},
    "planted-lead-load": _quality(140, 70),
    "planted-reviewer-load": _quality(65, 30),
    "planted-school-release": _quality(85, 50),
    "planted-host-week": _quality(90, 70),
    "planted-team-mix": _quality(70, 40),
    "planted-experience": _quality(80, 45),
    "planted-phase": _quality(100, 60),
    "planted-no-return-visit": _quality(50, 40),
    "planted-commitment": _quality(65, 30),
    "planted-fixed": _quality(50, 20),
}

SMALL: dict[str, dict[str, int]] = {
    "two-schools": _values(1, 1, 0, 30),
    "three-hubs": _values(0, 0, 0, 190),
    "one-waiver": _values(0, 0, 0, 55),
    "fixed-slot": _values(0, 0, 0, 80),
    "four-hubs-term": _values(0, 0, 0, 210),
    "five-trusts": _values(0, 0, 0, 100),
}
