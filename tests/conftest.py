"""What several files of tests share."""

import os
import shutil

import pytest
from hypothesis import settings

from sim.runs import engines

os.environ["SMALL_SCHOOLS_KERNELS"] = "off"  # tests are of the reference, and some of both

settings.register_profile("unhurried", deadline=None)  # on a busy machine an example may take long
settings.load_profile("unhurried")


@pytest.fixture(scope="session", autouse=True)
def one_worker():
    """A run has one worker where it does not say how many: other cores have tests of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "cores", lambda asked: asked or 1)
        yield


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium where there is one; tests are skipped with the reason elsewhere."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if not program:
        pytest.skip("no Chromium: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A workshop page on disk, its design, what was gathered for it, and where that is kept."""
    from workshop_data import WORDS

    from sim.commands.main import main
    from sim.results import outputs
    from sim.runs.store import Store
    from sim.workshop import gather
    from sim.world import load_world

    home = tmp_path_factory.mktemp("workshop")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outputs, "home", lambda: home)
        page = home / "page.html"
        assert main(["workshop", *WORDS, "--output", str(page), "--quiet"]) == 0
    workshop = gather.read_workshop(WORDS)
    store = Store(home / ".store")
    points = workshop.points()
    kept = gather.gather(points, load_world(points[0].world), store, quiet=True)
    return page, workshop, kept, store
