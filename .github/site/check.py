"""Check the built site in a browser: every chapter whole, or those whose numbers are given.

    .venv/bin/python .github/site/check.py [--browser firefox] [05 ...]

Serves build/site on this machine, reads each page, makes it live, and fails on an error, an output
that differs from the stored one, an undrawn canvas, a lab that does not move, a wrong verdict, lost
progress, or a request to any other place. Its last lines are the times. Firefox may be Playwright's
or the machine's; Playwright 1.62 goes with Firefox 153, a newer one wants a newer Firefox.
"""

import argparse
import functools
import os
import re
import shutil
import statistics
import sys
import tempfile
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

os.environ["PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS"] = "1"
from playwright.sync_api import sync_playwright

from build import ROOT
from chapter import COUNTS, RUN, Chapter, words

SITE = ROOT / "build" / "site"
BROWSERS = {
    "chromium": ["chromium", "chromium-browser", "google-chrome", "chrome"],
    "firefox": ["firefox", "firefox-esr"],
}
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
                  "--disable-background-networking", "--disable-component-update",
                  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]  # fmt: skip


class Handler(SimpleHTTPRequestHandler):
    """A static host; what a new edition changes is asked for again, as after ten minutes on others."""

    def log_message(self, *arguments):
        pass

    def end_headers(self):
        changing = self.path.partition("?")[0].endswith((".html", ".json", "/"))
        self.send_header("Cache-Control", "no-cache" if changing else "max-age=600")
        super().end_headers()


class Server(ThreadingHTTPServer):
    def handle_error(self, *arguments):
        pass  # a browser that hangs up


def serve(folder, port=0):
    server = Server(("127.0.0.1", port), functools.partial(Handler, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def new_edition(folder):
    """A copy of the site in which chapter 00 has another text."""
    shutil.copytree(SITE, folder, copy_function=os.link)
    page = folder / "00_start_here.html"
    text = page.read_text(encoding="utf-8")
    old = re.search(r'data-notebook="(\w+)/', text)[1]
    page.unlink()
    page.write_text(text.replace(old, "newer"), encoding="utf-8")
    for place in (folder / "live/files", folder / "live/api/contents"):
        (place / old).rename(place / "newer")
    for name, before, after in (("live/files/newer/00_start_here.ipynb", "# Start here", "# Start anew"),
                                ("live/api/contents/newer/all.json", old, "newer"),
                                ("live/api/contents/all.json", old, "newer")):  # fmt: skip
        file = folder / name
        text = file.read_text(encoding="utf-8")
        file.unlink()
        file.write_text(text.replace(before, after), encoding="utf-8")


def progress(context, base):
    """Chapter 00 once more: what was solved is known, after a reload and in a new edition."""
    chapter = Chapter(context, base, "00_start_here")
    chapter.start()
    cell = "progress()"
    for source, expected in COUNTS.items():
        outputs = chapter.frame.evaluate(RUN, [cell, f"from mlpcourse.exercises import can_do\n{source}"])
        cell = source
        if words(*outputs) != " ".join(repr(expected()).split()):
            chapter.fault(f"{source} says {words(*outputs)}")
    return chapter


def new_edition_keeps_progress(context, port):
    """The new text is there although the old one was edited in this browser, and progress is too."""
    with tempfile.TemporaryDirectory(dir=SITE.parent) as folder:
        new_edition(Path(folder, "site"))
        server = serve(Path(folder, "site"), port)
        chapter = progress(context, f"http://127.0.0.1:{port}")
        titles = chapter.frame.evaluate("[...document.querySelectorAll('h1')].map(h => h.innerText).join()")
        if "Start anew" not in titles:
            chapter.fault(f"a new edition shows {titles!r}")
        server.shutdown()
        server.server_close()
    return chapter


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("chapters", nargs="*", help="numbers, such as 05; all if none is given")
    parser.add_argument("--browser", default="chromium", choices=[*BROWSERS])
    parser.add_argument("--executable", help="the browser's path, if it is not found")
    options = parser.parse_args(arguments)
    names = sorted(path.stem for path in SITE.glob("[0-9][0-9]_*.html"))
    names = [name for name in names if not options.chapters or name[:2] in options.chapters]
    server = serve(SITE)
    base, done, requests = f"http://127.0.0.1:{server.server_port}", [], []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        os.environ["MLPCOURSE_PROGRESS"] = f"{folder}/progress"  # from which follows what progress() must say
        browser = launch(playwright, options.browser, options.executable)
        context = browser.new_context(viewport={"width": 1100, "height": 1000})
        context.on("request", lambda request: requests.append(request.url))
        for name in names:
            chapter = Chapter(context, base, name)
            chapter.whole()
            report(chapter, done)
        report(progress(context, base), done)
        server.shutdown()
        server.server_close()
        report(new_edition_keeps_progress(context, server.server_port), done)
        browser.close()
    elsewhere = {url for url in requests if not re.match(r"(http://127\.0\.0\.1:|data:|blob:)", url)}
    for url in elsewhere:
        print(f"asked for {url}")
    faults = sum(len(chapter.faults) for chapter in done) + len(elsewhere)
    summary(done, len(requests))
    print(f"{len(done)} chapters opened, {faults} faults")
    return bool(faults) or not names


def launch(playwright, browser="chromium", executable=None):
    """The browser of this machine; a Chromium can then reach nothing else. Playwright's own Firefox, if it is here."""
    own = playwright.firefox.executable_path
    if browser == "firefox" and not executable and os.path.exists(own):
        return playwright.firefox.launch()
    executable = executable or next(filter(None, map(shutil.which, BROWSERS[browser])), None)
    if browser == "firefox":
        return playwright.firefox.launch(executable_path=executable, channel="moz-firefox")
    return playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)


def report(chapter, done):
    """Say how a chapter went, and close it."""
    done.append(chapter)
    print(f"{chapter.name}: page {chapter.times['page']:.1f} s, live after {chapter.times.get('live', -1):.1f} s,"
          f" {len(chapter.faults)} faults, load {os.getloadavg()[0]:.1f}", flush=True)  # fmt: skip
    for fault in chapter.faults:
        print("  ", fault, flush=True)
    chapter.page.close()


def summary(done, requests):
    for kind, unit in (("slider", "ms"), ("whole picture", "ms"), ("play", "frames a second")):
        values = sorted(value for chapter in done for value in chapter.times.get(kind, []))
        if values:
            print(f"{kind}: median {statistics.median(values):.0f} {unit}, "
                  f"from {values[0]:.0f} to {values[-1]:.0f}, {len(values)} times")  # fmt: skip
    print(f"{requests} requests")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
