"""Numbers and tables that read the same in a terminal and in a notebook."""

import re

# a front end's own style may break words anywhere, and set no distance between columns
TABLE = "line-height:1.4;border-collapse:collapse;table-layout:auto;word-break:normal;overflow-wrap:normal"
CELL = "text-align:left;vertical-align:top;padding:3px 12px 3px 0"
LINK = "color:var(--jp-content-link-color, #0550ae)"
NAME = CELL + ";white-space:nowrap"
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
ID = re.compile(r"\bE?[AHMNTX]-\d+\b")


def escape(text):
    """Text in which HTML has no say."""
    import html  # its table of entities takes a millisecond, and a terminal needs none

    return html.escape(text)


def number(value, first=False):
    """A number as one writes it: at most six decimals, a real minus sign.

    first : False puts a negative number in brackets, as one does behind an operator.
    """
    plain = value == 0 or 1e-4 <= abs(value) < 1e7
    text = f"{value:.6f}".rstrip("0").rstrip(".") if plain else f"{value:.3e}"
    text = "0" if text == "-0" else text.replace("-", "−")
    return text if first or value >= 0 else f"({text})"


def rounded(value, decimals=4):
    """A number with at most so many decimals, as `number` writes it first."""
    return number(round(float(value), decimals), True)


def text_columns(rows, separator="  "):
    """Rows of strings, columns padded to one width."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows)]
    return [separator.join(f"{c:<{w}}" for c, w in zip(row, widths)).rstrip() for row in rows]


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()

    @classmethod
    def of(cls, text):
        """Any text as HTML. The id of an erratum is never broken at its hyphen."""
        safe = text if isinstance(text, cls) else escape(str(text))
        return cls(
            text if isinstance(text, cls) else ID.sub(r"<span style='white-space:nowrap'>\g<0></span>", safe)
        )


def link(text, place):
    """A link, as HTML; JupyterLab gives those inside a widget no colour of its own."""
    return Html(f"<a href='{escape(place)}' target='_blank' style='{LINK}'>{Html.of(text)}</a>")


def html_table(head, rows):
    """An HTML table. A row of one string is a heading; a cell (text, note) has a note below."""

    def cell(content, style=CELL):
        text, note = content if isinstance(content, tuple) else (content, "")
        below = f"<br><em>{Html.of(note)}</em>" if note else ""
        return f"<td style='{style}'>{Html.of(text)}{below}</td>"

    body = [
        f"<tr><th colspan='{len(head)}' style='{CELL}'>{Html.of(row)}</th></tr>"
        if isinstance(row, str)
        else f"<tr>{cell(row[0], NAME)}{''.join(map(cell, row[1:]))}</tr>"
        for row in rows
    ]
    titles = "".join(f"<th style='{CELL}'>{Html.of(title)}</th>" for title in head)
    table = f"<thead><tr>{titles}</tr></thead><tbody>{''.join(body)}</tbody>"
    return f"<table style='{TABLE}'>{table}</table>"
