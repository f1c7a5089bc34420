"""The symbols of a network as text, z⁽²⁾₁, and sums as one writes them: 0.5 + 2·1.

Layers, units and sources count from 1; an index may also be a letter, "ᵢ".
"""

import re

import numpy as np

from .tables import SUBSCRIPTS, SUPERSCRIPTS, number

MOST = 8  # terms of a sum that are written out


def sub(index):
    return index if isinstance(index, str) else str(index).translate(SUBSCRIPTS)


def at(layer, index):
    return f"⁽{str(layer).translate(SUPERSCRIPTS)}⁾{sub(index)}"


def z(layer, index):
    return f"z{at(layer, index)}"


def a(layer, index):
    return f"a{at(layer, index)}"


def b(layer, index):
    return f"b{at(layer, index)}"


def w(layer, unit, source):
    comma = "," if max(isinstance(k, int) and k > 9 for k in (unit, source)) else ""
    return f"w{at(layer, unit)}{comma}{sub(source)}"


def put(formula, **names):
    """A formula with its letters replaced, each wherever it stands alone."""
    formula = re.sub(r"(?<=\d) (?=z)", "·", formula.replace("-", "−"))
    return re.sub(r"(?<![A-Za-z])[za](?![A-Za-z])", lambda match: names[match[0]], formula)


def total(products, before=""):
    """A sum of products of numbers; of a long one the first terms, and the sum of the others."""
    products = [[float(factor) for factor in product] for product in products]
    if len(products) == 1 == len(products[0]) and not before:
        return number(products[0][0], first=True)
    terms = [before + "·".join(map(number, product)) for product in products]
    if len(terms) > MOST + 1:
        left = [np.exp(p[0]) if before else np.prod(p) for p in products[MOST:]]
        terms = [*terms[:MOST], f"{number(float(np.sum(left)))} [{len(left)} more terms]"]
    return joined(terms)


def joined(terms):
    return " + ".join(terms)


def mean(text, N, by):
    """A sample's share in a mean over N."""
    return f"({text}) / {by}" if N > 1 else text
