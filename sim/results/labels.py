"""What measures, scenarios and settings are called, and numbers with their units."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from sim.measures import KNOWN, LAST_YEARS
from sim.parameters import ledger
from sim.parameters.config import SWITCHED_OFF
from sim.parameters.named import mechanisms, scenario_files
from sim.parameters.scenario import Scenario
from sim.parameters.years import school_year
from sim.results.intervals import FEWEST, Estimate

SCENARIOS = {  # others are called as their file is
    "baseline": "as now",
    "executive_heads_4000": "4,000 executive heads",
    "cpd_release": "CPD release",
    "lincolnshire_history": "Lincolnshire's history",
    "lincolnshire_rigid_kept": "Lincolnshire, rigid scheme kept",
    "lincolnshire_supported": "Lincolnshire with outside support",
    "school_direct": "School Direct",
}
# Called by the value of a setting, before these words; by the words alone where it varies.
NUMBERED = {"executive_heads_4000": ("policy.executive_heads.number", "executive heads")}


def measure(name: str, schools: str = "schools") -> str:
    """A measure of some schools in a few words, without a capital, to be read after "the"."""
    return KNOWN[name].label.replace("{schools}", schools)


def title(name: str, schools: str = "schools") -> str:
    """A measure as the title of a panel or row, beside which its unit stands."""
    return capitalised(measure(name, schools).removeprefix("percentage of "))


def schools(group: str) -> str:
    """A group of schools, as measures are taken of it, in words."""
    if group in ("small", "other", "all"):
        return f"{group} schools"
    return f"schools with {roll(group)} pupils"


def roll(band: str) -> str:
    """A roll band in words, to be read before "pupils"."""
    if band.startswith("<"):
        return f"fewer than {band[1:]}"
    return f"{band[:-1]} or more" if band.endswith("+") else band.replace("-", " to ")


def scenario(name: str) -> str:
    """A scenario, or several together, without a capital."""
    words = [SCENARIOS.get(one, one.replace("_", " ")) for one in name.split("+")]
    return " and ".join(words)


def mechanism(off: str) -> str:
    """The mechanism that a scenario is without, in a few words."""
    name = off.split(SWITCHED_OFF)[1]
    return mechanisms().get(name, {}).get("label", setting(name))  # one's own may have none


def setting(name: str) -> str:
    """A setting of the ledger without its group."""
    words = name.rsplit(".", 1)[-1].split("_")
    return " ".join(word.upper() if word in ("cpd", "ks2") else word for word in words)


def setting_and_group(name: str) -> str:
    """A setting of the ledger with its group in brackets."""
    return f"{setting(name)} ({setting(name.rsplit('.', 1)[0])})"


def varying(name: str, values: Sequence[Any]) -> str:
    """A setting and between which values it varies, or which it has where they are words."""
    known = sorted(dict.fromkeys(values))
    if all(isinstance(value, str | bool | np.bool_) for value in known):
        return f"{setting_and_group(name)} {' or '.join(map(str, known))}"
    return f"{setting_and_group(name)} from {known[0]:,g} to {known[-1]:,g}"


def counted(count: int, noun: str) -> str:
    """A number of things."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def listed(names: Sequence[str]) -> str:
    """Names one after the other, the last after an "and"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def capitalised(text: str) -> str:
    """The text with a capital at its beginning, and the rest as it is."""
    return text[:1].upper() + text[1:]


def amount(value: float, measure: str, change: bool = False) -> str:
    """A value with its unit; a change has a sign, that of a fraction is in percentage points."""
    if not np.isfinite(value):
        return "not known"
    unit, scale = KNOWN[measure].unit, KNOWN[measure].scale
    if unit == "share":
        return f"{number(value * scale, change)}{' percentage points' if change else '%'}"
    if unit.startswith("£"):
        sign = "-" if round(value) < 0 else "+" if change else ""
        return f"{sign}£{abs(value):,.0f} {unit[1:].strip()}".rstrip()
    return f"{number(value, change)} {'' if unit == '0-5' else unit}".rstrip()


def smallest(measure: str) -> float:
    """The smallest value of a measure that does not stand as nought."""
    return 1.0 if KNOWN[measure].unit.startswith("£") else 0.01 / KNOWN[measure].scale


def number(value: float, sign: bool = False) -> str:
    """A number to about three figures; never a nought with a minus."""
    places = 2 if abs(value) < 1 else 1 if abs(value) < 100 else 0
    return f"{value:{'+' if sign else ''}z,.{places}f}"


def estimate(one: Estimate, measure: str, change: bool = False) -> str:
    """A mean with its 90 % interval; the mean alone where there is none."""
    if not np.isfinite(one[1:]).all() or one.low == one.high:
        return amount(one.mean, measure, change)
    unit, scale = KNOWN[measure].unit, KNOWN[measure].scale
    pounds = unit.startswith("£")
    ends = [f"{end:{'+' if change else ''}z,.0f}" if pounds else number(end * scale, change)
            for end in one[1:]]  # fmt: skip
    return f"{amount(one.mean, measure, change)} ({ends[0]} to {ends[1]})"


def interval(replicates: int, sets: int) -> str:
    """What the intervals of some results are of, by how many replicates and parameter sets."""
    if (max(sets, 1) > 1 and sets < FEWEST) or (sets < 2 and replicates < FEWEST):
        return "too few replicates for intervals"
    if sets < 2:
        return "90% intervals of the mean over random draws, with one set of parameters"
    if sets < replicates:
        return f"90% intervals of what is expected, over {sets} parameter sets"
    return f"90% intervals over {sets} parameter sets, each with random draws of its own"


def scenario_names(
    resolved: Sequence[dict[str, Any]], varied: Collection[str] = ()
) -> dict[str, str]:
    """What each scenario of a folder is called, with what was changed in its policies.

    No value is given of ``varied`` settings, which have one at each point of a sweep.
    """
    return {
        one["scenario"]: _name(one["scenario"], one["policy"] or {}, varied) for one in resolved
    }


def is_as_described(resolved: dict[str, Any]) -> bool:
    """Whether a scenario was run with the policies and settings that its file gives it."""
    base = resolved["scenario"].split(SWITCHED_OFF)[0]
    return (resolved["policy"] or {}) == _usual(base)


def _name(name: str, policies: dict[str, Any], varied: Collection[str] = ()) -> str:
    text, _, off = name.partition(SWITCHED_OFF)
    known = ledger.options("policy")  # others, from outside, are told by their scenario alone
    policies = {policy: values for policy, values in policies.items() if policy in known}
    asked = Scenario.parse(text)
    base = "+".join(asked.parts)
    number, what = NUMBERED.get(base, ("", ""))
    usual = _usual(base)
    named = bool(number) and set(usual) <= set(policies)
    parts = [f"without {setting(policy)}" for policy in usual if policy not in policies]
    parts += [f"with {setting(policy)}" for policy in policies if policy not in usual]
    parts += [
        f"{setting(one)} {value}"
        for policy, settings in policies.items()
        for one, value in settings.items()
        if value != usual.get(policy, _defaults(policy)).get(one)
        and f"policy.{policy}.{one}" not in {number if named else "", *varied}
    ]
    parts += [f"{setting(one)} {value}" for one, value in asked.settings.items() if "model." in one]
    plain = what if named else scenario(base)
    if named and number not in varied:
        _, policy, one = number.split(".")
        plain = f"{policies[policy][one]:,} {what}"
    parts += [f"without {setting(off)}"] if off else []
    return f"{plain} ({', '.join(parts)})" if parts else plain


def _usual(scenario: str) -> dict[str, dict[str, Any]]:
    """The policies of a scenario, or of several, with their settings, as their files have them."""
    usual: dict[str, dict[str, Any]] = {}
    for part in scenario.split("+"):
        given = scenario_files().get(part, {})
        changed = given.get("policy", {})
        for names in (one.get("override /policy", []) for one in given.get("defaults", [])):
            usual |= {
                name: usual.get(name, _defaults(name)) | changed.get(name, {}) for name in names
            }
    return usual


def _defaults(policy: str) -> dict[str, Any]:
    """The values of a policy's settings; of one from outside that is not known here none."""
    entries = ledger.options("policy").get(policy, {})
    return {name.split(".")[2]: entry.value for name, entry in entries.items()}


def last_years(years: int, start_year: int) -> str:
    """Which years a mean is of, such as "mean of the last 5 years (2031/32 to 2035/36)"."""
    last = min(LAST_YEARS, years)
    words = f"mean of the last {last} years" if last > 1 else "values of the last year"
    if not start_year:
        return words
    ends = dict.fromkeys(school_year(start_year, year) for year in (years - last + 1, years))
    return f"{words} ({' to '.join(ends)})"
