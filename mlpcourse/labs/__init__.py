"""Labs: a few controls and the picture of their values.

Each asks one question, and each also works without a browser: `lab.set(...)`, `lab.state()`,
`lab.step()`, `lab.figure()`, `lab.caption`.
"""

from .activation import ActivationLab, CollapseLab, NudgeSizeLab
from .adaline import AdalineLab
from .backprop import DescentLab, NudgeLab
from .base import Lab
from .batches import BatchTrainingLab
from .boxes import LayersLab, SplitLab
from .chain import ChainLab, NeuronStepLab
from .depth import CheckLab, CountLab, StallLab
from .descent import RateLab, TwoSpacesLab
from .digits import DigitBrowser, DigitsLab
from .errata import ErrataLab, StatementSorter, Timeline
from .explain import ExplainLab
from .features import WindowLab, WordsLab
from .forward import ForwardLab
from .graph import GraphLab
from .hidden import FoldLab, XorLab
from .hinges import AbsLab, CurveLab, HingeLab
from .images import ColorLab, KernelLab
from .initialisation import InitialisationLab
from .layouts import LayoutLab
from .line import LineLab, ScorePlaneLab
from .logistic import LikelihoodLab, LogisticLab, WrongStartLab
from .margins import MarginLab, ThreeLinesLab
from .matrices import MatrixStepper
from .minibatches import BatchLab, ScheduleLab
from .optimisers import LandscapeLab, OptimizerLab
from .overfitting import MaskLab, OverfitLab
from .pad import PadLab
from .perceptron import PerceptronLab, TurnLab
from .playground import PlaygroundLab
from .regression import BooleanLab, FarPointsLab, PolynomialLab
from .slips import ChainTilesLab, SlipsLab
from .softmax import ManyClassesLab, SoftmaxLab
from .stage import Stage
from .start import CourseFinder, NotationTranslator, SelfTest, ShapeChecker
from .stepper import BackpropStepper
from .text import TextLab

__all__ = sorted(name for name, value in globals().items() if isinstance(value, type))
