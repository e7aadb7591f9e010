"""A CSV file as a table of text, with the line of the file on which each row begins.

Whatever the file, the same rules read it: how it is decoded, what is refused, how a fault is told.
"""

from __future__ import annotations

import codecs
import csv
import difflib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from sim.errors import SettingError

ROWS_NAMED = 5  # in one message
UNPACK = "unpack it, and give the CSV file inside"
SAVE_AS_CSV = 'save it as "CSV UTF-8 (comma delimited)"'
NOT_CSV = {  # the first bytes of files that are something else, what that is, and what to do
    b"PK\x03\x04": ("a zip archive", UNPACK),
    b"\xd0\xcf\x11\xe0": ("an Excel workbook", SAVE_AS_CSV),
    b"\x1f\x8b": ("compressed by gzip", UNPACK),
    b"BZh": ("compressed by bzip2", UNPACK),
    b"\xfd7zXZ": ("compressed by xz", UNPACK),
    b"7z\xbc\xaf": ("a 7z archive", UNPACK),
    b"PAR1": ("a Parquet file", SAVE_AS_CSV),
    b"%PDF": ("a PDF document", "give the CSV file"),
    b"\xff\xfe": ("in UTF-16", SAVE_AS_CSV),
    b"\xfe\xff": ("in UTF-16", SAVE_AS_CSV),
}
COMMA = "is there a comma in a name? Write quotes round it"
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True)
class Table:
    """The cells of the columns that are wanted, and where each row begins in the file."""

    file: str  # the setting and its path, which begin every message
    header: list[str]
    cells: dict[str, list[str]]  # by column, without spaces around; "" where a row is short
    lines: list[int]
    uneven: dict[int, str]  # rows with too few or too many cells, by line, and what is wrong
    below: str = ""  # a hint at a header that stands below the first line; empty where it does not

    def __len__(self) -> int:
        return len(self.lines)

    def error(self, reason: str) -> SettingError:
        """What to raise about the whole file."""
        return SettingError(f"{self.file}: {reason}")

    def need(self, columns: Iterable[str], hint: str = "") -> None:
        """Raise SettingError where the file lacks one of these columns, or has no rows.

        It names a column that comes close, and ends with ``hint``.
        """
        for column in columns:
            if column not in self.header:
                needed = ", ".join(columns)
                like = self.below or _close_to(column, self.header)
                raise self.error(f"line 1: no column {column!r}{like}; needed: {needed}{hint}")
        if not self.lines:
            raise self.error("holds no schools: there are no rows below the header")

    def refuse(self, faults: Collection[tuple[int, str]], hint: str = "") -> None:
        """Raise SettingError naming the first faults by their lines, where there are any."""
        if faults:
            named = [f"line {line}: {fault}" for line, fault in sorted(faults)[:ROWS_NAMED]]
            more = len(faults) - ROWS_NAMED
            tail = [f"and {more} more"] if more > 0 else []
            raise self.error("; ".join([*named, *tail, *([hint] if hint else [])]))

    def refuse_twice(self, column: str, rows: Iterable[int]) -> None:
        """Raise SettingError where some of these rows have the same in a column."""
        first: dict[str, int] = {}
        faults = []
        for row in rows:
            value, line = self.cells[column][row], self.lines[row]
            if (before := first.setdefault(as_code(value), line)) != line:
                faults.append((line, f"{column} {value} is already on line {before}: keep one"))
        self.refuse(faults)


def as_code(text: str) -> str:
    """A code without zeros before it, or the ".0" that pandas puts after whole numbers."""
    return text.removesuffix(".0").lstrip("0")


def read_bytes(path: str, setting: str) -> bytes:
    """What is in a file. Raises SettingError where it cannot be read, or is no text at all."""
    file = f"{setting}={path}"
    if Path(path).is_dir():
        raise SettingError(f"{file}: is a folder; name the CSV file in it")
    try:
        content = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SettingError(f"{file}: cannot be read ({reason})") from error
    _check_kind(file, content)
    return content


def _check_kind(file: str, content: bytes) -> None:
    """Raise SettingError where the content is not that of a CSV file, saying what to do."""
    if not content.strip():
        raise SettingError(f"{file}: is empty")
    for begins, (what, do) in NOT_CSV.items():
        if content.startswith(begins):
            if begins == b"PK\x03\x04" and b"xl/" in content:
                what, do = "an Excel workbook", SAVE_AS_CSV
            raise SettingError(f"{file}: is {what}, not a CSV file; {do}")
    if content[:200].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<!doctype", b"<html")):
        raise SettingError(f"{file}: is a web page, not a CSV file; download it again")
    if b"\0" in content:
        raise SettingError(f"{file}: is not a text file of comma-separated values; {SAVE_AS_CSV}")


def as_table(content: bytes, file: str, wanted: Collection[str]) -> Table:
    """Take the columns that are wanted, where they are there, out of the content of a file.

    Text is UTF-8, or else Windows' cp1252; bytes that this lacks are replaced. Raises SettingError
    for other separators, two columns of one wanted name, or a quote left open.
    """
    text = decoded(content)
    _check_separator(text, file)
    rows = _rows(text, file)
    header = [column.strip() for column in next(rows, (0, [""]))[1]]
    _check_header(file, header, wanted)
    at = {column: header.index(column) for column in wanted if column in header}
    cells: dict[str, list[str]] = {column: [] for column in at}
    padded: dict[int, str] = {}
    uneven: dict[int, str] = {}
    lines, width, below = [], len(header), ""
    for line, row in rows:
        if len(row) != width:
            fault = f"{len(row)} cells where the header has {width}"
            if len(row) < width:
                uneven[line] = fault
            else:
                (uneven if any(row[width:]) else padded)[line] = f"{fault}: {COMMA}"
            row += [""] * (width - len(row))
        if not at and not below and len({*wanted} & {*row}) > 1:
            below = f" (the header is on line {line}: delete what stands above it)"
        lines.append(line)
        for column, place in at.items():
            cells[column].append(row[place].strip())
    if len(padded) < len(lines):  # a comma after every row is harmless; elsewhere cells have moved
        uneven |= padded
    return Table(file, header, cells, lines, uneven, below)


def decoded(content: bytes) -> str:
    """The text of a file: UTF-8, with its mark or without, or else cp1252, as registers are."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.removeprefix(codecs.BOM_UTF8).decode("cp1252", errors="replace")


def _rows(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that is not empty, and the line on which it begins."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    begins, width = 1, 0
    try:
        for row in reader:
            width = width or len(row)
            if reader.line_num > begins and _holds_a_row(row, width):
                raise csv.Error
            if any(row):
                yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        fault = 'a quote is opened and not closed, or not doubled within quotes (write "")'
        raise SettingError(f"{file}: line {begins}: {fault}") from error


def _holds_a_row(row: list[str], width: int) -> bool:
    """Whether a cell of several lines has swallowed the end of its row, or another row whole."""
    for place, cell in enumerate(row):
        if "\n" not in cell and "\r" not in cell:
            continue
        if cell.count(",") >= width - 1 > 0 and len(lines := cell.splitlines()) > 1:
            first, *others = (line.count(",") for line in lines)
            if first >= width - 1 - place > 0 or max(others) >= width - 1:
                return True
    return False


def _check_separator(text: str, file: str) -> None:
    """Raise SettingError where cells are not divided by commas."""
    header = text.split("\n", 1)[0]
    for separator, name in SEPARATORS.items():
        if header.count(separator) > header.count(","):
            advice = f"columns are divided by {name}: save the file with commas"
            raise SettingError(f"{file}: line 1: {advice}")


def _check_header(file: str, header: list[str], wanted: Collection[str]) -> None:
    """Raise SettingError where a column is there twice."""
    for column in wanted:
        if header.count(column) > 1:
            raise SettingError(
                f"{file}: line 1: {header.count(column)} columns named {column!r}: keep one"
            )


def _close_to(column: str, header: list[str]) -> str:
    """A hint of a column whose name is much the same; of a difference of case first."""
    by_case = {name.casefold(): name for name in header}
    close = difflib.get_close_matches(column.casefold(), by_case, n=1, cutoff=0.6)
    return f" (is it {by_case[close[0]]!r}?)" if close else ""
