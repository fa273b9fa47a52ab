"""Random draws that are the same on every machine, in every Python and numpy, for ever.

Only raw 64-bit words of PCG64 are used: numpy keeps that stream fixed, unlike the methods of its Generator.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

import numpy as np

from scheduler.tables.arrays import Ints

T = TypeVar("T")


class Stream:
    """An independent stream of whole numbers for one purpose, such as `Stream(2018, "slots", "autumn-2018")`."""

    def __init__(self, seed: int, *purpose: str | int) -> None:
        digest = sha256("/".join(map(str, (seed, *purpose))).encode()).digest()
        words = [int.from_bytes(digest[n : n + 4], "big") for n in range(0, 32, 4)]
        self._words = np.random.PCG64(np.random.SeedSequence(words))

    def below(self, limit: int) -> int:
        """One number from 0 to limit - 1."""
        return int(self._words.random_raw()) % limit

    def between(self, least: int, most: int) -> int:
        """One number from `least` to `most`, both included."""
        return least + self.below(most - least + 1)

    def numbers(self, limit: int, shape: tuple[int, ...]) -> Ints:
        """An array of numbers from 0 to limit - 1."""
        words = np.asarray(self._words.random_raw(int(np.prod(shape))), dtype=np.uint64)
        return (words % np.uint64(limit)).astype(np.int64).reshape(shape)

    def order(self, count: int) -> Ints:
        """The numbers 0 to count - 1 in drawn order."""
        return np.argsort(self.numbers(1 << 62, (count,)), kind="stable")

    def sample(self, values: Sequence[T], count: int) -> list[T]:
        """`count` different entries (all, if there are fewer), in drawn order."""
        return [values[n] for n in self.order(len(values))[:count]]

    def dealt(self, deck: Sequence[int], count: int) -> Ints:
        """`count` cards in the shares of the deck (like cards side by side): only who gets what is drawn."""
        even = (2 * np.arange(count) + 1) * len(deck) // (2 * count)
        return np.asarray(deck, dtype=np.int64)[even][self.order(count)]
