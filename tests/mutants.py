"""Source text changed blindly, one place at a time: into something wrong, or into the same said otherwise."""

import ast
import copy

OTHER = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.MatMult: ast.Mult}
COMPARED = {ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Eq: ast.NotEq}
CALLED = {"sum": "mean", "mean": "sum", "max": "min", "cos": "sin", "log": "log10", "outer": "inner"}


def binary(op, left, right):
    return ast.BinOp(left, op, right)


def faults(node):
    """What may stand in a node's place by mistake."""
    if isinstance(node, ast.BinOp):
        if type(node.op) in OTHER:
            yield binary(OTHER[type(node.op)](), node.left, node.right)
        yield binary(node.op, node.right, node.left)
        yield node.left
        yield node.right
        if isinstance(node.op, ast.Sub):
            yield ast.Call(ast.Name("abs", ast.Load()), [node], [])
    if isinstance(node, ast.UnaryOp):
        yield node.operand
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    if isinstance(node, ast.Attribute) and node.attr in CALLED:
        yield ast.Attribute(node.value, CALLED[node.attr], node.ctx)
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARED:
        yield ast.Compare(node.left, [COMPARED[type(node.ops[0])]()], node.comparators)
        yield ast.Compare(node.comparators[0], node.ops, [node.left])
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        yield ast.Constant(node.value + 1)
        yield ast.Constant(node.value - 1)
        yield ast.UnaryOp(ast.USub(), node)
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load):
        yield ast.Tuple(node.elts[::-1], node.ctx)
    if isinstance(node, ast.Call) and len(node.args) > 1:
        yield ast.Call(node.func, node.args[::-1], node.keywords)


def same_again(node):
    """Other ways to say the same with numbers and arrays."""
    if isinstance(node, ast.BinOp):
        a, b = node.left, node.right
        if isinstance(node.op, ast.Add | ast.Mult):
            yield binary(node.op, b, a)
        if isinstance(node.op, ast.Sub):
            yield ast.UnaryOp(ast.USub(), binary(ast.Sub(), b, a))
        if isinstance(node.op, ast.Div):
            yield binary(ast.Mult(), binary(ast.Div(), ast.Constant(1), b), a)
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Gt):
        yield ast.Compare(node.comparators[0], [ast.Lt()], [node.left])


def changed(source, change):
    """The sources that differ in one node, each once."""
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    for place, node in enumerate(ast.walk(tree)):
        for k, _ in enumerate(change(node)):
            other = copy.deepcopy(tree)
            target = list(ast.walk(other))[place]
            text = ast.unparse(ast.fix_missing_locations(_Put(target, list(change(target))[k]).visit(other)))
            if text not in seen:
                seen.add(text)
                yield text


class _Put(ast.NodeTransformer):
    def __init__(self, old, new):
        self.old, self.new = old, new

    def visit(self, node):
        return self.new if node is self.old else self.generic_visit(node)
