"""Questions that ask for a layer: a class with forward and backward."""

import inspect

from .blank import BlankError, mentions_blank
from .function import Function


class Box(Function):
    """A layer to write; the last class that the solution defines.

    It is asked as a function: of what its constructor takes and of x and d, which returns y, dE/dx
    and the gradients, or, for a loss, of y and t, which returns E and dE/dy.
    gives : names of these results, in order.
    """

    what = "class"

    def __init__(self, *question, gives, **settings):
        self.gives = gives.split()
        super().__init__(*question, **settings)

    def parts_of(self, definition):
        return self.gives

    def as_function(self, answer):
        if not issubclass(type(answer), type):
            return answer
        is_loss = "dE/dy" in self.gives

        def passes(*arguments):
            made, (first, last), layer = arguments[:-2], arguments[-2:], None
            try:
                layer = answer(*made)
                if is_loss:
                    return layer.forward(first, last), layer.backward()
                return layer.forward(first), layer.backward(last), *layer.grads
            except Exception as error:
                name = getattr(error, "name", None)
                if type(error) is NameError and hasattr(layer, name):
                    raise NameError(f"a method knows {name} only as self.{name}") from None
                if any(map(mentions_blank, vars(answer).values())):
                    raise BlankError from None
                raise

        taken = _parameters(answer) + (["y", "t"] if is_loss else ["x", "d"])
        passes.__signature__ = inspect.Signature(
            [inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY) for name in taken]
        )
        return passes


def _parameters(kind):
    """The names of what the constructor of a class takes; none if it does not say."""
    try:
        parameters = inspect.signature(kind).parameters.values()
    except Exception:
        return []
    return [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
