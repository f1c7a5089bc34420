"""A real JupyterLab and a real browser. Without a Chromium on the machine these tests are not collected."""

import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import ipywidgets as w
import pytest
from playwright.sync_api import TimeoutError, sync_playwright

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None
)
NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]  # fmt: skip

collect_ignore_glob = [] if CHROMIUM else ["test_*.py"]


def pytest_report_header():
    return f"browser tests: {CHROMIUM or 'not collected, no Chromium found'}"


@pytest.fixture(scope="session")
def lab_server(tmp_path_factory):
    home = tmp_path_factory.mktemp("jupyter")
    shutil.copytree(NOTEBOOKS, home / "notebooks")
    with serve(home) as url:
        yield url


@contextmanager
def serve(home):
    """A JupyterLab on a free port of this machine, over the notebooks in home/notebooks. Gives
    url(notebook, theme).
    """
    settings = home / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(
        '{"fetchNews": "false", "checkForUpdates": false}'
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    environment = os.environ | {
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "IPYTHONDIR": str(home / "ipython"),
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
         "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={home / 'notebooks'}"],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api?token={token}", timeout=2).read()
                break
            except OSError:
                time.sleep(0.1)

        def url(notebook, theme="light"):
            name = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}[theme]
            (settings / "themes.jupyterlab-settings").write_text(json.dumps({"theme": name}))
            return f"http://127.0.0.1:{port}/lab/tree/{notebook}?token={token}&reset"

        yield url
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="module")  # as long as it lives, its event loop runs in this process
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium.new_context()  # one for all pages, so that JupyterLab's files are fetched once
        chromium.close()


class Page:
    """A notebook in the browser: run it, find its labs, move their controls."""

    def __init__(self, browser, url, width=1366, height=768):
        self.page = browser.new_page()
        self.page.set_viewport_size({"width": width, "height": height})
        self.complaints = []
        self.page.on("console", lambda m: m.type == "error" and self.complaints.append(m.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(url, wait_until="domcontentloaded")
        self.page.wait_for_selector(".jp-Notebook", timeout=60_000)
        self.wait_for_kernel()

    def wait_for_kernel(self, timeout=90_000):
        """Until the kernel has answered; the notebook's own sign says idle before there is one."""
        status = self.page.locator("#jp-main-statusbar").get_by_text(re.compile(r"\) \| Idle"))
        status.wait_for(timeout=timeout)

    def run_all(self):
        """Run all cells. On a busy machine JupyterLab may ask for the kernel that is about to come,
        or run nothing.
        """
        asked = self.page.locator(".jp-Dialog .jp-mod-accept")
        done = self.page.locator(
            ".jp-Notebook-ExecutionIndicator-tooltip",
            has_text=re.compile(r"Idle.*Executed \d+ cells", re.DOTALL),
        )
        for _ in range(5):
            while asked.count():
                asked.first.click()
                self.page.wait_for_timeout(1000)
                self.wait_for_kernel()
            self.page.click(".jp-Notebook .jp-Cell >> nth=0")
            self.page.get_by_role("menuitem", name="Run", exact=True).click()
            self.page.get_by_text("Run All Cells", exact=True).click()
            try:
                done.or_(asked).first.wait_for(state="attached", timeout=60_000)
            except TimeoutError:
                continue
            if done.count():
                return
        raise AssertionError("JupyterLab does not run the cells")

    def scroll_until(self, selector, patience=60):
        """Scroll down, again and again, until something that matches is on the page.

        JupyterLab renders only what is near, and on a busy machine a lab may come seconds after its cell.
        """
        panel = self.page.locator(".jp-WindowedPanel-outer").first
        found = self.page.locator(selector)
        deadline = time.monotonic() + patience
        start = panel.evaluate("p => p.scrollTop")  # the next lab is further down, as a rule
        while time.monotonic() < deadline:
            top, height, start = start, start, 0
            while top <= height:
                height = panel.evaluate("(p, top) => { p.scrollTop = top; return p.scrollHeight }", top)
                self.page.wait_for_timeout(150)
                if found.count() and found.first.is_visible():
                    found.first.scroll_into_view_if_needed()
                    self.page.wait_for_timeout(300)
                    return found.first
                top += 350
        raise AssertionError(f"nothing matches {selector}")

    def lab(self, title):
        """The box of the lab with this title."""
        self.scroll_until(f'b:text-is("{title}")')
        return self.page.locator(
            ".jupyter-widgets.widget-vbox", has=self.page.get_by_text(title, exact=True)
        ).first

    def errors(self):
        """Console errors that are ours: not the missing favicon, not the blocked network."""
        harmless = ("favicon", "net::ERR", "status of 404", "preload")
        return [text for text in self.complaints if not any(word in text for word in harmless)]


def control_of(box, control):
    """The element of a control, by its label."""
    if isinstance(control, w.Checkbox):
        return box.locator(".widget-checkbox", has_text=control.description).first
    description = getattr(control, "description", "") or control.label.value
    label = box.locator(".widget-label", has_text=re.compile(f"^{re.escape(description)}$"))
    return label.first.locator("xpath=..")


@pytest.fixture
def open_notebook(browser, lab_server):
    pages = []

    def open_page(notebook, theme="light", **size):
        pages.append(Page(browser, lab_server(notebook, theme), **size))
        return pages[-1]

    yield open_page
    for page in pages:
        page.page.close()
