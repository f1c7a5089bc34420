"""An expression as text, worked out with Values: its graph, with names, for a drawing and its steps.

"x1 = 3; x2 = -1; (x1 + x2) * (x1 * x2)" gives numbers names and ends in the result. It is read, never
run: + - * / ** and the functions below are all that there is.
"""

import ast
import re

from .autodiff import Value
from .tables import SUBSCRIPTS
from .validation import as_text

FUNCTIONS = {
    "exp": Value.exp, "log": Value.log, "ln": Value.log, "tanh": Value.tanh, "sigmoid": Value.sigmoid,
    "relu": Value.relu, "abs": abs, "step": Value.step, "round": round,
}  # fmt: skip
OPERATORS = {
    ast.Add: Value.__add__, ast.Sub: Value.__sub__, ast.Mult: Value.__mul__, ast.Div: Value.__truediv__,
    ast.Pow: Value.__pow__,
}  # fmt: skip
WRITTEN = str.maketrans("₀₁₂₃₄₅₆₇₈₉·×−^", "0123456789**-^")
LONGEST = 200  # characters


class Graph:
    """The Values of an expression.

    result : the Value of the last part. nodes : every Value that it was made from and itself, inputs
    first. names : {Value: name}, of those that have one.
    Raises ValueError, in a sentence, for text that is no such expression, and where a value or a slope
    does not exist.
    """

    def __init__(self, text):
        self.names, self._known = {}, {}
        as_text(text, "the expression")
        if len(text) > LONGEST:
            raise ValueError(f"the text has {len(text)} characters; {LONGEST} are the most")
        plain = text.translate(WRITTEN).replace("^", "**").replace("²", "**2").strip(" ;")
        try:
            parts = ast.parse(plain).body
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            raise ValueError(
                f"{text!r} cannot be read; type for instance x = 3; x * x + x, with a * between factors"
            ) from None
        if not parts:
            raise ValueError("there is nothing to work out; type for instance x = 3; x * x + x")
        for part in parts:
            self.result = self._statement(part)
        self.nodes = self.result.order()

    def _statement(self, part):
        match part:
            case ast.Expr(value=value):
                return self._value(value)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._known[name] = value = self._value(value)
                self.names.setdefault(value, name)
                return value
        raise _no_expression(part)

    def _value(self, part):
        match part:
            case ast.Name(id=name) if name in self._known:
                return self._known[name]
            case ast.Name(id=name):
                raise ValueError(f"{name} has no value yet; write {name} = 2; in front")
            case _ if (n := _constant(part)) is not None:
                return Value(n)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self._value(operand)
            case ast.BinOp(left=left, op=ast.Pow(), right=right) if (n := _constant(right)) is not None:
                return self._value(left) ** n
            case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
                return OPERATORS[type(op)](self._value(left), self._value(right))
            case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in FUNCTIONS:
                return FUNCTIONS[name](self._value(argument))
            case ast.Call(func=ast.Name(id=name)):
                raise ValueError(
                    f"{name}(…) is unknown, or has not one argument; there are {', '.join(FUNCTIONS)}"
                )
        raise _no_expression(part)

    def title(self, node):
        """What stands on a node: its name or its number, and the operation that made it."""
        name = re.sub(r"\d+", lambda digits: digits[0].translate(SUBSCRIPTS), self.names.get(node, ""))
        return " = ".join(part for part in (name, node.op) if part)


def _no_expression(part):
    return ValueError(f"{ast.unparse(part)!r} is no expression; type names, =, + - * / ** and functions")


def _constant(part):
    """The number that is written as one, with its signs; None for anything else."""
    match part:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            number = _constant(operand)
            return None if number is None else -number
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return number
    return None
