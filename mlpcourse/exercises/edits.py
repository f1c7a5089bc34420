"""Solutions are run, and slips are edits of solutions: "+ eta -> - eta".

This is the one place of the package that compiles text, and the text is always the course's own.
"""

import ast


def run(source, names, given=()):
    """The names after a source has run, statement by statement, in a copy of `names`.

    given : pairs (name, value). Each value takes the place of what the source computes for that name,
    so that all that follows is computed from it.
    """
    space, given = dict(names), dict(given)
    for statement in ast.parse(source).body:
        exec(compile(ast.Module([statement], []), "<solution>", "exec"), space)
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in given:
                space[node.id] = given[node.id]
    return space


def edited(source, edit):
    """A source with a slip in it.

    edit : "old -> new" replaces the one place where `old` stands, "old ->" drops it; an edit without
    an arrow is a further line at the end. ValueError if `old` does not stand at exactly one place, or
    if nothing changes.
    """
    old, arrow, new = (part.strip() for part in edit.partition("->"))
    if not arrow:
        return f"{source}\n{edit}"
    if source.count(old) != 1 or old == new:
        raise ValueError(
            f"the edit {edit!r} fits {source.count(old)} places of the solution; it must change exactly one"
        )
    return source.replace(old, new)
