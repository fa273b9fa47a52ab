"""Some of the schools of a large file, so that sizes can be compared on the same kind of network."""

import gzip
import random
import tempfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path

from models.instance import Instance


def count_schools(file: Path) -> int:
    """How many rows of schools a file has."""
    return len(_rows(file)[1])


def sample(file: Path, size: int, make: Callable[[Path], Instance]) -> Instance:
    """What `make` makes of a file of `size` schools, taken evenly at random; the same ones each time."""
    head, rows = _rows(file)
    chosen = sorted(random.Random(size).sample(range(len(rows)), size))
    with tempfile.TemporaryDirectory() as folder:
        some = Path(folder) / "schools.csv"
        some.write_text("".join([*head, *(rows[row] for row in chosen)]), encoding="utf-8")
        return make(some)


def _rows(file: Path) -> tuple[list[str], list[str]]:
    """The lines up to the headings, and those of schools."""
    content = file.read_bytes()
    text = (gzip.decompress(content) if file.suffix == ".gz" else content).decode("utf-8-sig")
    lines = StringIO(text).readlines()  # U+2028 and its like end no line
    first = next(n for n, line in enumerate(lines) if not line.startswith("#")) + 1
    return lines[:first], lines[first:]
