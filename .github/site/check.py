"""Check the built site in a browser: every chapter whole, or those whose numbers are given.

    .venv/bin/python .github/site/check.py [--browser firefox] [05 ...]

Serves build/site on this machine, reads each page, makes it live, and fails on an error, an output
that differs from the stored one, an undrawn canvas, a lab that does not move, a wrong verdict, lost
progress, or a request to any other place. Its last lines are the times.
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
from chapter import RUN, Chapter

SITE = ROOT / "build" / "site"
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


def progress(context, base, solved):
    """Chapter 00 once more: what was solved is known, after a reload and in a new edition."""
    chapter = Chapter(context, base, "00_start_here")
    chapter.start()
    outputs = chapter.frame.evaluate(RUN, ["progress()", "progress()"])
    said = "".join("".join(output.get("data", {}).get("text/plain", "")) for output in outputs)
    counts = re.findall(r"^(\d\d) .+: (\d+) of", said, re.M)
    expected = {
        f"{number:02}": sum(name.startswith(f"nb{number:02}") for name in solved) for number in range(22)
    }
    for number, count in counts:
        if int(count) != expected[number]:
            chapter.fault(f"progress() says {count} solved in chapter {number} instead of {expected[number]}")
    if not counts:
        chapter.fault(f"progress() says {outputs}")
    return chapter


def new_edition_keeps_progress(context, port, solved):
    """The new text is there although the old one was edited in this browser, and progress is too."""
    with tempfile.TemporaryDirectory(dir=SITE.parent) as folder:
        new_edition(Path(folder, "site"))
        server = serve(Path(folder, "site"), port)
        chapter = progress(context, f"http://127.0.0.1:{port}", solved)
        titles = chapter.frame.evaluate("[...document.querySelectorAll('h1')].map(h => h.innerText).join()")
        if "Start anew" not in titles:
            chapter.fault(f"a new edition shows {titles!r}")
        server.shutdown()
        server.server_close()
    return chapter


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("chapters", nargs="*", help="numbers, such as 05; all if none is given")
    parser.add_argument("--browser", default="chromium", choices=["chromium", "firefox"])
    parser.add_argument("--executable", help="the browser's path, if it is not found")
    options = parser.parse_args(arguments)
    names = sorted(path.stem for path in SITE.glob("[0-9][0-9]_*.html"))
    names = [name for name in names if not options.chapters or name[:2] in options.chapters]
    server = serve(SITE)
    base, solved, done, requests = f"http://127.0.0.1:{server.server_port}", set(), [], []
    with sync_playwright() as playwright:
        browser = launch(playwright, options.browser, options.executable)
        context = browser.new_context(viewport={"width": 1100, "height": 1000})
        context.on("request", lambda request: requests.append(request.url))
        for name in names:
            chapter = Chapter(context, base, name)
            solved |= chapter.whole()
            report(chapter, done)
        report(progress(context, base, solved), done)
        server.shutdown()
        server.server_close()
        report(new_edition_keeps_progress(context, server.server_port, solved), done)
        browser.close()
    elsewhere = {url for url in requests if not re.match(r"(http://127\.0\.0\.1:|data:|blob:)", url)}
    for url in elsewhere:
        print(f"asked for {url}")
    faults = sum(len(chapter.faults) for chapter in done) + len(elsewhere)
    summary(done, len(requests))
    print(f"{len(done)} chapters opened, {faults} faults")
    return bool(faults) or not names


def launch(playwright, browser="chromium", executable=None):
    """The Chromium of this machine, which can then reach nothing but this machine, or Playwright's own Firefox."""
    if browser == "firefox":
        return playwright.firefox.launch(executable_path=executable)
    names = "chromium", "chromium-browser", "google-chrome", "chrome"
    executable = executable or next(filter(None, map(shutil.which, names)), None)
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
