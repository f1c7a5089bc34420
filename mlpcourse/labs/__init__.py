"""Labs: a few controls and the picture of their values.

Each asks one question, and each also works without a browser: `lab.set(...)`, `lab.state()`,
`lab.step()`, `lab.figure()`, `lab.caption`.
"""

from .backprop import BackpropStepper, DescentLab, NudgeLab
from .base import Lab, TextLab
from .line import LineLab, ThreeLinesLab
from .stage import Stage
from .start import CourseFinder, NotationTranslator, SelfTest, ShapeChecker

__all__ = [
    "BackpropStepper",
    "CourseFinder",
    "DescentLab",
    "Lab",
    "LineLab",
    "NotationTranslator",
    "NudgeLab",
    "SelfTest",
    "ShapeChecker",
    "Stage",
    "TextLab",
    "ThreeLinesLab",
]
