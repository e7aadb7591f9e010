"""What several files of tests share."""

import shutil

import pytest
from hypothesis import settings

settings.register_profile("unhurried", deadline=None)  # on a busy machine an example may take long
settings.load_profile("unhurried")


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
