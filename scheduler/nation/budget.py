"""What quality may give for fairness, dealt out to the districts of a network.

Quality is decided by then and may rise to its tolerance, and no further, in all districts together. Each gets as much
of what is left as its share of the reviews that are still to come; what it does not use is left for the next. Where a
whole round has used little, half as many metres are enough for a km of quality in the next.

Example. 300 km may be given. Of three districts with 100 reviews each the first may use 100 km and uses 40; so the
second may use 130 of the 260 that are left. If all three together use 120 km for 4,000 m each, 2,000 m are enough in
the next round.
"""

from scheduler.nation.tasks import Fair

_LITTLE_SHARE = 0.5  # of all that may be given: less is little


class Budget:
    """visit_m: metres a visit that are fair. m_a_km: metres beyond that for a km of quality, in this round."""

    def __init__(self, visit_m: int, m_a_km: float) -> None:
        self.visit_m, self.m_a_km = visit_m, m_a_km
        self._most = self._left = self._reviews = 0

    def deal(self, most: int, reviews: int) -> None:
        """Begin a round: quality may rise by so much in districts with so many reviews."""
        if self._most and self._most - self._left < _LITTLE_SHARE * self._most:
            self.m_a_km /= 2
        self._most = self._left = most
        self._reviews = reviews

    def share(self, reviews: int) -> Fair:
        """The share of a district with so many reviews; until it is settled nobody else has it."""
        most = self._left * reviews // max(1, self._reviews)
        self._left, self._reviews = self._left - most, self._reviews - reviews
        return Fair(self.visit_m, self.m_a_km, most)

    def settle(self, share: Fair, rise: int) -> bool:
        """Whether a district may make quality rise by so much. Not where others have filled a week meanwhile."""
        is_afforded = rise <= share.most
        self._left += share.most - (rise if is_afforded else 0)
        return is_afforded
