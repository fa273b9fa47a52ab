"""Networks too large to be solved whole: in regions of the hub graph, at common prices, with one bound over all."""

from scheduler.nation.whole import solve

__all__ = ["solve"]
