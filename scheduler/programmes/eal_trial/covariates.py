"""What the arms are compared by, in thousandths of a standard deviation: whole numbers, so that every sum is exact."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isqrt

from models.programmes.eal_trial import EALTrial


@dataclass(frozen=True)
class Covariate:
    """One number of every member, in their order; None where it is not known. A category is 0 or 1."""

    name: str
    values: tuple[int | None, ...]
    is_category: bool = False

    @cached_property
    def scores(self) -> tuple[int, ...]:
        """How far each is from the mean, in thousandths of a standard deviation. What is not known counts as the mean.

        Of n values x with the sum s, the mean is s / n and the variance (n sum(x^2) - s^2) / n^2. So a score is
        1000 (n x - s) / sqrt(n sum(x^2) - s^2), which is rounded, half away from 0, without a fraction on the way.
        """
        known = [value for value in self.values if value is not None]
        n, s = len(known), sum(known)
        variance = n * sum(value * value for value in known) - s * s
        return tuple(_rounded(0 if value is None else 1_000 * (n * value - s), variance) for value in self.values)


def _rounded(number: int, variance: int) -> int:
    """Number / sqrt(variance), half away from 0: floor(a + 1/2) is (floor(2 a) + 1) // 2."""
    if variance == 0:
        return 0
    size = (isqrt(4 * number * number // variance) + 1) // 2
    return size if number >= 0 else -size


def covariates(instance: EALTrial, nearest_km: Sequence[int]) -> tuple[Covariate, ...]:
    """Pupils, distance, and each phase and region. nearest_km: of every member, whole km to the nearest centre."""
    schools = [instance.school_by_id[member] for member in instance.members]
    regions = [instance.region_of[member] for member in instance.members]
    return (
        Covariate("pupils", tuple(school.pupils for school in schools)),
        Covariate("km to the nearest centre", tuple(nearest_km)),
        *_categories([f"phase {school.phase}" for school in schools]),
        *_categories([f"region {region}" for region in regions]),
    )


def _categories(of: Sequence[str]) -> Iterable[Covariate]:
    for name in sorted(set(of)):
        yield Covariate(name, tuple(int(one == name) for one in of), is_category=True)


def difference(scores: Sequence[int], trained: Sequence[bool]) -> int:
    """By how much the means of the arms differ, down to whole thousandths; 0 where an arm is empty.

    With t schools trained and c not, the means differ by |(t + c) x sum(trained) - t x sum(all)| / (t x c).

    Example. Scores -1225, 0 and 1225, the last is trained: |3 x 1225 - 1 x 0| / 2 = 1837.5, so 1837.
    """
    n, t = len(scores), sum(trained)
    if t in (0, n):
        return 0
    of_trained = sum(score for score, one in zip(scores, trained, strict=True) if one)
    return abs(n * of_trained - t * sum(scores)) // (t * (n - t))
