"""Opens every kind of page of an exported site in a headless browser, and says what is wrong with it."""
import base64
import http.server
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import axe_core_python
from selenium import webdriver

SITE, SHOTS = Path(sys.argv[1]), Path(sys.argv[2])
WIDTHS = (320, 768, 1280, 1920)
AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# tidy of Debian 12 does not know these: an attribute of ARIA 1.1 on any element, and an empty cell.
UNKNOWN_TO_TIDY = ('proprietary attribute "aria-current"', "trimming empty <span>")
problems = []
asked = []


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves the folder under the policy that the service sends."""

    def end_headers(self):
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; "
                         "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'")
        super().end_headers()

    def log_message(self, *arguments):
        asked.append(self.path)


def complain(page, text):
    problems.append(f"{page}: {text}")


def tidy(page):
    done = subprocess.run(["tidy", "-quiet", "-errors", "-utf8", str(SITE / page)], capture_output=True, text=True)
    for line in done.stderr.splitlines():
        if not any(known in line for known in UNKNOWN_TO_TIDY):
            complain(page, f"tidy: {line}")


def browser(scripts):
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--lang=zh-CN"):
        options.add_argument(argument)
    if not scripts:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    # Debian's driver: the library would look for one elsewhere.
    return webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))


def width(driver, pixels):
    """What a window cannot be made as narrow as, the device can."""
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                           {"width": pixels, "height": 900, "deviceScaleFactor": 1, "mobile": False})


def shoot(driver, name):
    size = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    shot = driver.execute_cdp_cmd("Page.captureScreenshot", {
        "captureBeyondViewport": True,
        "clip": {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 6000), "scale": 1}})
    (SHOTS / f"{name}.png").write_bytes(base64.b64decode(shot["data"]))


def chosen(pages):
    """All lists and single pages; of each kind of many the first, the last and one between."""
    kinds = {}
    for page in pages:
        folder = page.split("/")[0] if "/" in page and not page.endswith("index.html") else page
        kinds.setdefault(folder, []).append(page)
    few = []
    for group in kinds.values():
        few += sorted({group[0], group[len(group) // 2], group[-1]})
    return few


def main():
    pages = sorted(str(path.relative_to(SITE)) for path in SITE.rglob("*.html") if "fragments" not in path.parts)
    for page in pages:
        tidy(page)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(SITE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}/"
    few = chosen(pages)
    driver = browser(scripts=True)
    for page in few:
        driver.get(base + page)
        for pixels in WIDTHS:
            width(driver, pixels)
            over = driver.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
            if over > 0:
                complain(page, f"{over} px too wide at {pixels}")
            if pixels in (320, 1280):
                # A script inside the page is what the policy forbids: the driver's own are not the page's.
                driver.execute_script(AXE)
                found = driver.execute_async_script(
                    "const done = arguments[arguments.length - 1];"
                    "axe.run({runOnly: arguments[0]}).then(r => done(r.violations), e => done([{id: String(e), nodes: []}]));",
                    RULES)
                for violation in found:
                    where = ", ".join(str(node["target"]) for node in violation["nodes"][:3])
                    complain(page, f"axe at {pixels}: {violation['id']}: {where}")
                shoot(driver, f"{page.removesuffix('.html').replace('/', '-')}-{pixels}")
        for entry in driver.get_log("browser"):
            complain(page, f"console: {entry['message']}")
        elsewhere = driver.execute_script(
            "return performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith(arguments[0]))", base)
        if elsewhere:
            complain(page, f"loads {elsewhere}")
        print(f"   {page}")
    # The search of exported files, typed by a reader.
    driver.get(base + "results/index.html")
    name = driver.execute_script("return (document.querySelector('tbody a') || {}).textContent")
    if name:
        field = driver.find_element("id", "q")
        field.send_keys(name)
        field.submit()
        rows = driver.execute_script("return [...document.querySelectorAll('tbody tr')].map(r => r.textContent)")
        if not rows or not all(name in row for row in rows):
            complain("search.html", f"{name}: {rows}")
    driver.quit()
    driver = browser(scripts=False)
    for page in few:
        driver.get(base + page)
        # Without scripts the driver asks the document through the protocol.
        title = driver.title
        if not title:
            complain(page, "nothing without scripts")
    driver.quit()
    server.shutdown()
    for problem in problems:
        print("not ok -", problem)
    if problems:
        sys.exit(1)
    print(f"ok - {len(pages)} pages by tidy, {len(few)} in the browser at {len(WIDTHS)} widths")


main()
