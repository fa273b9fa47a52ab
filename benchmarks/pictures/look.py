"""How the pictures look."""

from typing import Any

COLOUR = {"ours": "#0072B2", "plain-cp-sat": "#D55E00", "plain-highs": "#009E73", "greedy": "#CC79A7"}
"""Of each method: Okabe and Ito's colours, which all eyes tell apart."""
GREY = "#666666"
PALE = "#dddddd"
LOOK: Any = {
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "svg.hashsalt": "qa-scheduler",  # the same runs draw the same file
}
