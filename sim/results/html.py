"""Results as HTML: whatever a name holds, it is text, and turns nothing around."""

import re
from collections.abc import Iterable
from html import escape
from typing import Any

import pandas as pd

# What turns the direction of the text after it, and control characters.
TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c\x00-\x08\x0b-\x1f\x7f]")


def plain(value: Any) -> Any:
    """A text, of its kind, without what would turn others around; other values as they are."""
    return type(value)(TURNS.sub("", value)) if isinstance(value, str) else value


def as_html(tables: Iterable[tuple[str, pd.DataFrame, str]]) -> str:
    """Tables below one another, each between its title and a note."""
    parts = []
    for title, table, note in tables:
        rows = table.to_html(index=False, border=0, na_rep="", float_format="{:.3g}".format)
        rows = "" if table.empty else rows
        parts += [_line(title, "strong"), rows, _line(note, "small")]
    return plain("\n".join(filter(None, parts)))


def _line(text: str, tag: str) -> str:
    return f"<{tag}>{escape(text)}</{tag}>" if text else ""
