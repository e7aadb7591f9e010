"""What may be asked of a page that is served: whether it can be served, and each live run.

A request names a scenario, settings of the ledger and how many futures; world, years and
seed are the page's own, so that a run's futures pair with the page's.
"""

import socket
from typing import Any

from sim.errors import SettingError, did_you_mean
from sim.parameters import ledger
from sim.parameters.config import Settings, load
from sim.parameters.named import scenarios
from sim.workshop.gather import Workshop
from sim.world import World

HOST = "127.0.0.1"  # this machine only
ASKED = ("scenario", "settings", "replicates")
OPEN = ("model.", "policy.")  # settings that a request may change


def check_can_serve(workshop: Workshop, world: World, first: Settings, port: int) -> None:
    """Raise SettingError where the page is too large for live runs, or a package is missing."""
    sizes = {"schools": len(world), "years": first.run.years}
    for name, value in sizes.items():
        if value > (most := workshop.limits[name]):
            raise SettingError(f"--serve: {value:,} {name} are more than the limit of {most:,}")
    try:
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise SettingError('--serve needs more: pip install -e ".[serve]"') from error
    check_port(port)


def check_port(port: int) -> None:
    """Raise SettingError where nothing can be served at a port of this machine."""
    if not 1024 <= port <= 65535:
        raise SettingError(f"--port {port} is not from 1024 to 65535")
    try:
        socket.create_server((HOST, port)).close()
    except OSError as error:
        reason = f"{error.strerror}; is another program there?"
        raise SettingError(f"--port {port} cannot be used ({reason}): choose another") from error


def read_request(body: Any, workshop: Workshop, replicates: int) -> Settings:
    """The settings a request asks for; SettingError in the words of the command line if it may not.

    ``replicates`` are the page's: no run has more, or they would have nothing to pair with.
    """
    if not isinstance(body, dict) or set(body) - set(ASKED):
        raise SettingError(f"a run takes {', '.join(ASKED)} and nothing else")
    scenario, given = body.get("scenario"), body.get("settings", {})
    if not isinstance(scenario, str) or scenario not in scenarios():
        hint = did_you_mean(str(scenario), scenarios())
        raise SettingError(f"scenario={scenario}: there is no such scenario{hint}")
    wanted, most = body.get("replicates", 1), min(workshop.limits["replicates"], replicates)
    if not isinstance(wanted, int) or isinstance(wanted, bool) or not 1 <= wanted <= most:
        raise SettingError(f"run.replicates={wanted} is not 1 to {most} in a live run")
    if not isinstance(given, dict) or len(given) > workshop.limits["settings"]:
        raise SettingError(f"settings are not at most {workshop.limits['settings']} by name")
    changed = [_override(name, value) for name, value in given.items()]
    return load(scenario, [*workshop.settings, *changed, f"run.replicates={wanted}"])


def _override(name: str, value: Any) -> str:
    """A setting as on the command line, where a request may change it to this value."""
    entries = ledger.entries()
    if name not in entries:
        raise SettingError(f"there is no setting {name!r}{did_you_mean(name, entries)}")
    if not name.startswith(OPEN):
        raise SettingError(f"{name} cannot be changed in a live run: the page's own holds")
    entry = entries[name]
    if isinstance(entry.value, list) or (entry.range is None and not entry.choices):
        raise SettingError(f"{name} cannot be changed in a live run: use the command line")
    entry.check(value)
    return f"{name}={value}"


def offered(workshop: Workshop, replicates: int) -> dict[str, Any]:
    """What the page's form offers: scenarios, each with the settings of its policies."""
    offers = []
    for name, description in scenarios().items():
        resolved = load(name, workshop.settings).resolved["policy"]
        fields = [
            _field(ledger.entries()[f"policy.{policy}.{key}"], value)
            for policy, values in resolved.items()
            for key, value in values.items()
        ]
        offers.append({"name": name, "description": description, "fields": fields})
    return {"scenarios": offers, "replicates": min(workshop.limits["replicates"], replicates)}


def _field(entry: ledger.Entry, value: Any) -> dict[str, Any]:
    shown = {name: getattr(entry, name) for name in ("name", "meaning", "choices")}
    return shown | {"allowed": entry.allowed(), "value": value}
