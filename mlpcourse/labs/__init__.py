"""Labs: a few controls and the picture of their values.

Each asks one question, and each also works without a browser: `lab.set(...)`, `lab.state()`,
`lab.step()`, `lab.figure()`, `lab.caption`.
"""

from .activation import ActivationLab, CollapseLab, NudgeSizeLab
from .adaline import AdalineLab
from .backprop import DescentLab, NudgeLab
from .base import Lab
from .chain import ChainLab, NeuronStepLab
from .descent import RateLab, TwoSpacesLab
from .digits import DigitBrowser, DigitsLab
from .features import WindowLab, WordsLab
from .images import ColorLab, KernelLab
from .line import LineLab, ScorePlaneLab
from .logistic import LikelihoodLab, LogisticLab, WrongStartLab
from .margins import MarginLab, ThreeLinesLab
from .network import NetworkLab
from .overfitting import MaskLab, OverfitLab
from .pad import PadLab
from .perceptron import PerceptronLab, TurnLab
from .regression import BooleanLab, FarPointsLab, PolynomialLab
from .softmax import ManyClassesLab, SoftmaxLab
from .stage import Stage
from .start import CourseFinder, NotationTranslator, SelfTest, ShapeChecker
from .stepper import BackpropStepper
from .text import TextLab

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
    "DigitBrowser",
    "DigitsLab",
    "FarPointsLab",
    "KernelLab",
    "Lab",
    "LikelihoodLab",
    "LineLab",
    "LogisticLab",
    "ManyClassesLab",
    "MarginLab",
    "MaskLab",
    "NetworkLab",
    "NeuronStepLab",
    "NotationTranslator",
    "NudgeLab",
    "NudgeSizeLab",
    "OverfitLab",
    "PadLab",
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
