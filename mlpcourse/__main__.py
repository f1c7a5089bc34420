"""`python -m mlpcourse`: the worked backpropagation example by hand, in a terminal."""

import argparse
import os
import re
import shutil
import sys

from .lectures import slides
from .lectures.by_hand import ByHand, FourColumns
from .tables import number

ASCII = str.maketrans(
    dict(zip("₀₁₂₃₄₅₆₇₈₉−·δΣ′ₖⱼⁿᵉʷ", "0123456789-*dS'kjnew")) | {"η": "eta", "²": "^2", "½": "1/2"}
)


def vector(text):
    """Numbers between commas, with the minus of a keyboard or of a page."""
    try:
        return [float(part.replace("−", "-")) for part in text.split(",")]
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of numbers; write 0,1") from None


def matrix(text):
    """Rows between semicolons."""
    return [vector(row) for row in text.split(";")]


def parse(argv):
    parser = argparse.ArgumentParser(
        prog="python -m mlpcourse",
        description="One step of backpropagation by hand: forward, loss, backward, update, every number "
        "with its formula. Without options: the Melbourne workshop example as its backward slides "
        "compute it.",
        epilog="The forward slides: --hidden tanh. All four readings of the slides side by side: --all. "
        "Your own homework: --x 0.5,-1 --target 1 --V '0.1,0.2,0.3; 0,-1,1' --W '0.1,1,-1'.",
    )
    parser.add_argument(
        "--hidden", default="identity", help="hidden activation: identity, tanh, sigmoid, relu, ..."
    )
    parser.add_argument(
        "--output", default="identity", help="output activation: identity, sigmoid, softmax, ..."
    )
    parser.add_argument(
        "--loss", default="squared_error", help="squared_error, binary_cross_entropy or softmax_cross_entropy"
    )
    parser.add_argument("--learning-rate", type=float, default=slides.RATE, help="eta, default %(default)s")
    parser.add_argument("--x", type=vector, help="input, default 0,1")
    parser.add_argument("--target", type=vector, help="target, default 1,0")
    parser.add_argument("--V", type=matrix, help="hidden weights, one row per unit, bias first")
    parser.add_argument("--W", type=matrix, help="output weights, one row per unit, bias first")
    parser.add_argument("--steps", type=int, default=1, help="how many updates, default 1")
    parser.add_argument("--all", action="store_true", help="the four readings of the slides side by side")
    # argparse takes a value such as -1,2 for an option unless an equals sign joins the two.
    joined = []
    for part in argv:
        if joined and re.match(r"-[\d.]", part) and re.fullmatch(r"--[\w-]+", joined[-1]):
            joined[-1] += f"={part}"
        else:
            joined.append(part)
    options = parser.parse_args(joined)
    if options.steps < 1:
        parser.error(f"--steps must be a whole number of at least 1, got {options.steps}; try --steps 1")
    if options.all and vars(options) != {**vars(parser.parse_args([])), "all": True}:
        parser.error("--all shows the slides' own example in its four readings; leave out the other options")
    return parser, options


def report(options, width=None):
    """The text that the options ask for, for a terminal of `width` characters."""
    if options.all:
        return FourColumns().text(width)
    given = {"x": options.x, "y": options.target, "V": options.V, "W": options.W}
    example = ByHand(
        options.hidden, options.output, options.loss, options.learning_rate,
        **{name: value for name, value in given.items() if value is not None},
    )  # fmt: skip
    text = [example.text(width)]
    if example.is_slide and (options.hidden, options.output) == ("identity", "identity"):
        text += [
            "",
            "The two halves of the slides belong to two different networks. This is the one",
            "of the backward slides; --hidden tanh is that of the forward ones; --all shows",
            "all readings.",
        ]
    if options.steps > 1:
        text += ["", "step  z, then l"]
        for k in range(options.steps + 1):
            z = ", ".join(number(v, True) for v in example.z)
            text.append(f"{k:>4}  {z}, {number(example.l, True)}")
            last, example = example, example.next()
        for name, weights in (("V", last.V), ("W", last.W)):
            text += [f"{name} = " + "; ".join(", ".join(number(w, True) for w in row) for row in weights)]
    return "\n".join(text)


def main(argv=None):
    parser, options = parse(sys.argv[1:] if argv is None else argv)
    width = shutil.get_terminal_size((0, 0)).columns  # 0: no terminal, all the width one wants
    try:
        text = report(options, width)
    except ValueError as error:
        parser.error(str(error))
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        text = text.translate(ASCII)
    try:
        print(text, flush=True)
    except (
        BrokenPipeError
    ):  # whoever reads, such as head, has enough; Python would complain once more at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
