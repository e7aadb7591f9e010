"""Freed memory is kept on Linux alone, and a machine without that C library works as well."""

from types import SimpleNamespace

import pytest

from sim.engine import memory


@pytest.mark.parametrize(("system", "asked"), [("Linux", [-1, -3]), ("Darwin", [])])
def test_memory_is_kept_on_linux_alone(system, asked, monkeypatch):
    options = []
    library = SimpleNamespace(mallopt=lambda option, size: options.append(option))
    monkeypatch.setattr(memory.platform, "system", lambda: system)
    monkeypatch.setattr(memory.ctypes, "CDLL", lambda name: library)
    memory.keep_freed_memory()
    assert options == asked


def test_another_c_library_is_left_alone(monkeypatch):
    def none(name):
        raise OSError(name)

    monkeypatch.setattr(memory.platform, "system", lambda: "Linux")
    monkeypatch.setattr(memory.ctypes, "CDLL", none)
    memory.keep_freed_memory()
