"""What is said of an allocation that was drawn by lot, so that whoever doubts it can draw it again."""

from typing import Literal

from models.base import Fact, Id


class Least(Fact):
    """The least imbalance of all allocations. proven_by: who has shown that none has less."""

    imbalance: int
    proven_by: tuple[str, ...]


class DrawnFrom(Fact):
    """How many allocations had a chance, each the same: those that keep every rule and are within the threshold.

    exact: whether they were counted one by one; else they are estimated, with a standard error, from a sample of
    `of_all`, the number of allocations that keep arms and strata.
    """

    count: int
    exact: bool
    standard_error: int = 0
    of_all: int


class Usual(Fact):
    """What the usual way does: so many allocations are drawn within strata without a look at balance.

    best: the least imbalance among them. as_good: how many have no more than the least that is proven.
    within_threshold: how many could have been drawn here.
    """

    allocations: int
    best: int
    as_good: int
    within_threshold: int


class Compared(Fact):
    """By how much the arms differ in a covariate, in thousandths of a standard deviation.

    share: the permutation test: of the usual allocations, the share in which they differ at least as much.
    """

    covariate: Id
    difference: int
    share: float


class Audit(Fact):
    """The audit of a drawn allocation. tries: how many were drawn until one was within the threshold.

    groups_sha256: of the allocation's file, by which it is known again.
    """

    format: Literal[1] = 1
    programme: Id
    instance: Id
    instance_sha256: str
    groups_sha256: str
    seed: int
    least: Least
    threshold: int
    drawn_from: DrawnFrom
    tries: int
    imbalance: int
    covariates: tuple[Compared, ...]
    usual: Usual
