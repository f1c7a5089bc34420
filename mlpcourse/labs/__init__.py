"""Labs: a few controls and the picture of their values.

Each asks one question, and each also works without a browser: `lab.set(...)`, `lab.state()`,
`lab.step()`, `lab.figure()`, `lab.caption`.
"""

from .activation import ActivationLab, CollapseLab, NudgeSizeLab
from .backprop import BackpropStepper, DescentLab, NudgeLab
from .base import Lab, TextLab
from .descent import ChainLab, NeuronStepLab, RateLab, TwoSpacesLab
from .features import ColorLab, KernelLab, WindowLab, WordsLab
from .line import LineLab, ScorePlaneLab, ThreeLinesLab
from .logistic import LikelihoodLab, LogisticLab, WrongStartLab
from .perceptron import MarginLab, PerceptronLab, TurnLab
from .regression import AdalineLab, BooleanLab, FarPointsLab, PolynomialLab
from .softmax import ManyClassesLab, SoftmaxLab
from .stage import Stage
from .start import CourseFinder, NotationTranslator, SelfTest, ShapeChecker

__all__ = [
    "ActivationLab",
    "AdalineLab",
    "BackpropStepper",
    "BooleanLab",
    "ChainLab",
    "CollapseLab",
    "ColorLab",
    "CourseFinder",
    "DescentLab",
    "FarPointsLab",
    "KernelLab",
    "Lab",
    "LikelihoodLab",
    "LineLab",
    "LogisticLab",
    "ManyClassesLab",
    "MarginLab",
    "NeuronStepLab",
    "NotationTranslator",
    "NudgeLab",
    "NudgeSizeLab",
    "PerceptronLab",
    "PolynomialLab",
    "RateLab",
    "ScorePlaneLab",
    "SelfTest",
    "ShapeChecker",
    "SoftmaxLab",
    "Stage",
    "TextLab",
    "ThreeLinesLab",
    "TurnLab",
    "TwoSpacesLab",
    "WindowLab",
    "WordsLab",
    "WrongStartLab",
]
