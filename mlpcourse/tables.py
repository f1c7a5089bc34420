"""Numbers and tables that read the same in a terminal and in a notebook."""

from html import escape

NAME = "text-align:left;white-space:nowrap"
LEFT = "style='text-align:left'"


def number(value, first=False):
    """A number as one writes it: at most six decimals, a real minus sign.

    first : False puts a negative number in brackets, as one does behind an operator.
    """
    plain = value == 0 or 1e-4 <= abs(value) < 1e7
    text = f"{value:.6f}".rstrip("0").rstrip(".") if plain else f"{value:.3e}"
    text = "0" if text == "-0" else text.replace("-", "−")
    return text if first or value >= 0 else f"({text})"


def text_columns(rows, separator="  "):
    """Rows of strings, columns padded to one width."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows)]
    return [separator.join(f"{c:<{w}}" for c, w in zip(row, widths)).rstrip() for row in rows]


def html_table(head, rows):
    """An HTML table. A row of one string is a heading; a cell (text, note) has a note below."""

    def cell(content, style="text-align:left"):
        text, note = content if isinstance(content, tuple) else (content, "")
        return (
            f"<td style='{style}'>{escape(text)}" + (f"<br><em>{escape(note)}</em>" if note else "") + "</td>"
        )

    body = [
        f"<tr><th colspan='{len(head)}' {LEFT}>{escape(row)}</th></tr>"
        if isinstance(row, str)
        else f"<tr>{cell(row[0], NAME)}{''.join(map(cell, row[1:]))}</tr>"
        for row in rows
    ]
    titles = "".join(f"<th {LEFT}>{escape(title)}</th>" for title in head)
    table = f"<thead><tr>{titles}</tr></thead><tbody>{''.join(body)}</tbody>"
    return f"<table style='line-height:1.4'>{table}</table>"
