"""Get Information about Schools (GIAS): its columns and lists, and which rows are primary schools.

Names are compared without capitals and hyphens, in which its downloads differ over the years.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache

from sim.agents.roles import Grade
from sim.world.authorities import is_english
from sim.world.table import Table, as_code

URN, LA_CODE, LA_NAME, REGION = "URN", "LA (code)", "LA (name)", "GOR (name)"
LOW_AGE, HIGH_AGE = "StatutoryLowAge", "StatutoryHighAge"
PUPILS, FSM, CENSUS_DATE = "NumberOfPupils", "PercentageFSM", "CensusDate"
EASTING, NORTHING = "Easting", "Northing"
TRUST_FLAG, FEDERATION_FLAG = "TrustSchoolFlag (name)", "FederationFlag (name)"
GRADE, INSPECTED = "OfstedRating (name)", "OfstedLastInsp"
FIRST_NAME, LAST_NAME, TITLE = "HeadFirstName", "HeadLastName", "HeadPreferredJobTitle"
# Each of these has a column of names, "… (name)", and one of codes, "… (code)".
STATUS, TYPE, PHASE = "EstablishmentStatus", "TypeOfEstablishment", "PhaseOfEducation"
TRUST, FEDERATION = "Trusts", "Federations"
COLUMNS = (
    *(URN, LA_CODE, LA_NAME, REGION, LOW_AGE, HIGH_AGE, PUPILS, FSM, CENSUS_DATE, EASTING),
    *(NORTHING, TRUST_FLAG, FEDERATION_FLAG, GRADE, INSPECTED, FIRST_NAME, LAST_NAME, TITLE),
    *(
        f"{name} ({of})"
        for name in (STATUS, TYPE, PHASE, TRUST, FEDERATION)
        for of in ("name", "code")
    ),
)
INSTEAD = {  # what is done for want of a column
    TYPE: "all schools of the phase taken as state-funded and maintained",
    LOW_AGE: "infant and junior schools taken as primary schools",
    FSM: "free school meals taken as average",
    TRUST: "trusts drawn",
    FEDERATION: "federations drawn",
    GRADE: "Ofsted grades drawn",
    LAST_NAME: "shared heads drawn",
    TITLE: "nobody taken as executive head, head of school or acting head",
}
LIST_SEPARATOR = "~"  # between several trusts or federations of a school

OPEN = ("open", "open, but proposed to close")
STATUSES = {"1": OPEN[0], "2": "closed", "3": OPEN[1], "4": "proposed to open"}
MAINTAINED = {
    "1": "community school",
    "2": "voluntary aided school",
    "3": "voluntary controlled school",
    "5": "foundation school",
}
ACADEMIES = {
    "6": "city technology college",
    "28": "academy sponsor led",
    "34": "academy converter",
    "35": "free schools",
    "40": "university technical college",
    "41": "studio schools",
}
INDEPENDENT = {"10": "other independent special school", "11": "other independent school"}
ABROAD = {
    "25": "offshore schools",
    "26": "service children's education",
    "30": "welsh establishment",
    "37": "british schools overseas",
}
TYPES = MAINTAINED | ACADEMIES | INDEPENDENT | ABROAD
PHASES = {"2": "primary", "3": "middle deemed primary", "7": "all through"}
PHASES_ASKED = {  # by the setting world.phases
    "primary": ("primary",),
    "primary_and_middle": ("primary", "middle deemed primary"),
    "primary_middle_and_all_through": ("primary", "middle deemed primary", "all through"),
}
MULTI_ACADEMY = "multi academy trust"  # in the flag; another is of a single academy, or no academy
NOT_FEDERATED = ("not under a federation", "not applicable")
GRADES = {
    "outstanding": Grade.OUTSTANDING,
    "good": Grade.GOOD,
    "requires improvement": Grade.REQUIRES_IMPROVEMENT,
    "satisfactory": Grade.REQUIRES_IMPROVEMENT,  # its name until 2012
    "inadequate": Grade.INADEQUATE,
    "serious weaknesses": Grade.INADEQUATE,
    "special measures": Grade.INADEQUATE,
}


@lru_cache(maxsize=10_000)
def plain(text: str) -> str:
    """A name without capitals and hyphens."""
    return " ".join(text.casefold().replace("-", " ").split())


def column_of(table: Table, name: str) -> str:
    """The column of names of a list, or that of codes where the register has this alone."""
    names, codes = f"{name} (name)", f"{name} (code)"
    return codes if codes in table.header and names not in table.header else names


def named(table: Table, name: str, by_code: Mapping[str, str]) -> list[str]:
    """What each row is by a list, as a plain name; empty where the register does not say."""
    column = column_of(table, name)
    cells = table.cells.get(column, [""] * len(table))
    if column.endswith("(code)"):
        return [by_code.get(as_code(cell), cell) for cell in cells]
    return [plain(text) for text in cells]


def check_columns(table: Table, pupils_elsewhere: bool) -> None:
    """Raise SettingError where the register lacks a column without which nothing can be read."""
    rolls = [] if pupils_elsewhere else [PUPILS]
    coded = [column_of(table, name) for name in (STATUS, PHASE)]
    own = (
        "; for a file with columns of your own use world=file" if "la_code" in table.header else ""
    )
    table.need([URN, LA_CODE, *coded, *rolls, EASTING, NORTHING], own)


def lacking(table: Table) -> list[str]:
    """A line about columns that are not there, and what is done instead; none if all are there."""
    known = {name.removesuffix(" (name)").removesuffix(" (code)") for name in table.header}
    instead = [
        f"{name} ({what})"
        for name, what in INSTEAD.items()
        if name.removesuffix(" (name)") not in known
    ]
    return [f"not in the register: {', '.join(instead)}"] if instead else []


def reasons(table: Table, phases: str) -> list[str]:
    """Why each row is no school of the world, by what it is; empty for those that may be one."""
    kinds = zip(
        named(table, STATUS, STATUSES),
        map(as_code, table.cells[LA_CODE]),
        named(table, TYPE, TYPES),
        named(table, PHASE, PHASES),
        strict=True,
    )
    known: dict[tuple[str, str, str, str], str] = {}  # many rows are of one kind
    each = []
    for kind in kinds:
        if kind not in known:
            known[kind] = _reason(*kind, PHASES_ASKED[phases])
        each.append(known[kind])
    return each


def _reason(status: str, authority: str, kind: str, phase: str, phases: Collection[str]) -> str:
    if status not in OPEN:
        return status if status in STATUSES.values() else "not open"
    if kind in ABROAD.values() or (authority.isdecimal() and not is_english(int(authority))):
        return "not in England"
    if not authority.isdecimal():
        return "no code of a local authority"
    if kind in INDEPENDENT.values():
        return "independent"
    if kind and kind not in (*MAINTAINED.values(), *ACADEMIES.values()):
        return "special, nursery, alternative provision or other"
    if phase in phases:
        return ""
    return f"{phase} (see world.phases)" if phase in PHASES.values() else "another phase"
