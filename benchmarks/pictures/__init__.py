"""The pictures: quality's gap over time for each method, and cost against size. Each as SVG and as PNG."""

from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt

from benchmarks.pictures.gaps import gaps
from benchmarks.pictures.look import LOOK
from benchmarks.pictures.sizes import sizes
from benchmarks.runs import Run

GAPS, SIZES = "gap-over-time", "cost-against-size"


def draw(runs: tuple[Run, ...], folder: Path) -> tuple[str, ...]:
    """Draw what the runs allow; the names of the pictures made."""
    with mpl.rc_context(LOOK):
        made = {GAPS: gaps(runs), SIZES: sizes(runs)}
        for name, figure in made.items():
            if figure is not None:
                figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
                figure.savefig(folder / f"{name}.png", dpi=110)
                plt.close(figure)
    return tuple(name for name, figure in made.items() if figure is not None)
