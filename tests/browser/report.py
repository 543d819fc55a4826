"""A report as its reader sees it: python3 tests/browser/report.py REPORT.html WIDTH light|dark [SCREENSHOT.png]

Opens the page in headless Chromium, driven over the W3C WebDriver protocol by chromedriver, and exits 1 with what is wrong:
sideways scrolling, a picture that is missing or refers to something missing, a console message of level warning or worse,
numbers broken into lines, anything fetched from elsewhere, colours that do not follow the scheme, text too faint to read. Then uses it as
its reader would: filters, points under the pointer, a finger and the keys, links to claims and series, and all of it without JavaScript.
"""

import base64
import json
import pathlib
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

CHROMIUM = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync"]

# Everything measured in the page at once. Contrast: WCAG 2, (L1 + 0.05) / (L2 + 0.05) of relative luminances.
MEASURE = """
const luminance = colour => {
  const parts = colour.match(/[0-9.]+/g).slice(0, 3).map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
};
const background = element => {
  for (; element; element = element.parentElement) {
    const colour = getComputedStyle(element).backgroundColor;
    if (!/, 0\\)$/.test(colour) && colour !== 'transparent') return luminance(colour);
  }
  return 1;
};
const contrast = element => {
  const pair = [luminance(getComputedStyle(element).color), background(element)].sort();
  return (pair[1] + 0.05) / (pair[0] + 0.05);
};
const references = [...document.querySelectorAll('svg *')].flatMap(element => [...element.attributes])
    .flatMap(a => /href$/.test(a.name) ? [a.value] : [...a.value.matchAll(/url\\(([^)]*)\\)/g)].map(match => match[1]))
    .filter(name => !document.getElementById(name.replace(/^#/, '')));
const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
const pictures = [...document.querySelectorAll('svg, img')].filter(p => !p.parentElement.closest('svg') && !p.querySelector('defs'));
document.querySelectorAll('details').forEach(element => element.open = true);
return {
  innerWidth: innerWidth, scrollWidth: document.documentElement.scrollWidth,
  wide: [...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll, svg') && e.getBoundingClientRect().right > innerWidth + 1)
      .slice(0, 5).map(e => e.tagName + ' ' + e.textContent.slice(0, 60)),
  figures: document.querySelectorAll('figure').length, pictures: pictures.length,
  missing: pictures.filter(p => p.getBoundingClientRect().width < 100 || p.getBoundingClientRect().height < 50 ||
      (p.tagName === 'IMG' ? !(p.complete && p.naturalWidth > 0) : p.querySelectorAll('path, polyline, line').length < 3)).length,
  broken: [...document.querySelectorAll('.scroll td.number, .scroll th')].filter(cell => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return new Set([...range.getClientRects()].map(box => box.top)).size > cell.textContent.trim().split(/\\s+/).length;
  }).slice(0, 5).map(cell => cell.textContent),
  dangling: references.slice(0, 5), repeated: ids.filter((id, i) => ids.indexOf(id) !== i).slice(0, 5),
  fetched: performance.getEntriesByType('resource').map(entry => entry.name).filter(name => !name.startsWith('data:')),
  ground: background(document.body),
  claims: document.querySelectorAll('.verdict').length,
  unnamed: [...document.querySelectorAll('input, select, button, [tabindex]')]
      .filter(e => !(e.labels?.length || e.textContent.trim() && e.tagName === 'BUTTON' || e.getAttribute('aria-label'))).slice(0, 5).map(e => e.outerHTML.slice(0, 80)),
  faint: [...document.querySelectorAll('h1, h2, h3, p, td, th, a, summary, dt, dd, pre, label, button, .verdict, .soft')]
      .filter(e => e.textContent.trim() && contrast(e) < 4.5).slice(0, 5).map(e => e.tagName + ' ' + e.textContent.slice(0, 60)),
};
"""


class Driver:
    """One chromedriver with one session."""

    def __init__(self, profile):
        self.process = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            line = next(line for line in self.process.stdout if "successfully on port" in line)
            self.address = f"http://127.0.0.1:{int(line.split('on port')[1].split()[0].rstrip('.'))}"
            options = {"args": CHROMIUM + [f"--user-data-dir={profile}"]}
            wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
            self.session = self.post("/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
        except BaseException:
            self.process.kill()
            raise

    def post(self, path, body):
        request = urllib.request.Request(self.address + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(error.read().decode()) from error

    def command(self, path, **body):
        return self.post(f"/session/{self.session}{path}", body)

    def devtools(self, method, **parameters):
        return self.command("/goog/cdp/execute", cmd=method, params=parameters)

    def script(self, text, *arguments):
        return self.command("/execute/sync", script=text, args=list(arguments))

    def settle(self):
        """Until the page has done what it put off."""
        self.command("/execute/async", script="setTimeout(() => requestAnimationFrame(arguments[0]), 50)", args=[])

    def point(self, kind, x, y):
        moves = [{"type": "pointerMove", "x": x, "y": y}]
        if kind == "touch":
            moves += [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self.command("/actions", actions=[{"type": "pointer", "id": kind, "parameters": {"pointerType": kind}, "actions": moves}])

    def key(self, key):
        self.command("/actions", actions=[{"type": "key", "id": "keys", "actions": [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]}])

    def close(self):
        try:
            urllib.request.urlopen(urllib.request.Request(f"{self.address}/session/{self.session}", method="DELETE"), timeout=30)
        finally:
            self.process.terminate()
            self.process.wait(timeout=30)


# What is to be seen: of elements, those that take room.
VISIBLE = """
const seen = selector => [...document.querySelectorAll(selector)].filter(e => e.getClientRects().length > 0).length;
"""

# A claim with points and its series; the words of the claim are alone on the page.
FIND_CLAIM = VISIBLE + """
const rows = [...document.querySelectorAll('tr[data-verdict]')].filter(row => !row.closest('details') && row.querySelector('td.number a'));
const row = rows.find(one => one.dataset.samplers && one.dataset.targets);
return {id: row.id, series: row.querySelector('td.number a').hash.slice(1), sampler: row.dataset.samplers, target: row.dataset.targets.split('\\n')[0],
        verdict: row.dataset.verdict, claims: document.querySelectorAll('tr[data-verdict]').length};
"""

# Chooses in the filters and tells what is left.
FILTER = VISIBLE + """
const form = document.getElementById('filters');
for (const [name, value] of Object.entries(arguments[0])) {
  form.elements[name].value = value;
  form.elements[name].dispatchEvent(new Event('input', {bubbles: true}));
}
const shown = [...document.querySelectorAll('tr[data-verdict]')].filter(row => !row.hidden);
return {claims: shown.length, others: shown.filter(row => Object.entries(arguments[1]).some(([key, value]) =>
            !(row.dataset[key] ?? '').split('\\n').includes(value))).map(row => row.id).slice(0, 3),
        figures: seen('figure'), tables: seen('section details'), sections: seen('section'), words: form.querySelector('output').textContent};
"""

# A point that was left out and has a reason, on the page, and where it is; the figure's place in the order of drawings.
FIND_POINT = """
const point = document.querySelector('use[data-why]'), drawing = point.closest('figure').querySelector('svg');
point.scrollIntoView({block: 'center'});
const box = point.getBoundingClientRect();
return {x: Math.round(box.left + box.width / 2), y: Math.round(box.top + box.height / 2), why: point.dataset.why, numbers: point.dataset.p.split(' '),
        drawing: [...document.querySelectorAll('figure > svg')].indexOf(drawing)};
"""
NOTE = "const note = document.getElementById('note'); return note.hidden ? '' : note.innerText;"
OPENED = """
const wanted = document.getElementById(arguments[0]), box = wanted.getBoundingClientRect();
return {open: wanted.open !== false, tall: box.height, seen: box.bottom > 0 && box.top < innerHeight};
"""


def use_filters(driver, found):
    claim = driver.script(FIND_CLAIM)
    for chosen, wanted in (({"sampler": claim["sampler"]}, {"samplers": claim["sampler"]}), ({"target": claim["target"]}, {"targets": claim["target"]}),
                           ({"verdict": claim["verdict"]}, {"verdict": claim["verdict"]})):
        left = driver.script(FILTER, chosen, wanted)
        if left["others"] or not 0 < left["claims"] <= claim["claims"] or left["sections"] == 0 or not left["words"].startswith(f"{left['claims']} of"):
            found.append(f"the filter {chosen} leaves {left}")
        driver.script(FILTER, {name: "" for name in chosen}, {})
    nothing = driver.script(FILTER, {"claim": "words that no claim has"}, {})
    if nothing["claims"] or nothing["figures"] or nothing["tables"] or nothing["sections"]:
        found.append(f"words that no claim has leave {nothing}")
    return claim


def use_points(driver, found):
    point = driver.script(FIND_POINT)
    for kind in ("mouse", "touch"):
        driver.point(kind, point["x"], point["y"])
        words = driver.script(NOTE)
        if point["why"] not in words or point["numbers"][1] not in words:
            found.append(f"a {kind} on the point {point} shows: {words}")
        driver.point("mouse", 1, 1)
        if kind == "mouse" and driver.script(NOTE):
            found.append("the note stays when the pointer has left")
    driver.script("document.querySelectorAll('figure > svg')[arguments[0]].focus();", point["drawing"])
    notes = []
    for key in ("\ue014", "\ue014", "\ue015", "\ue012"):  # right, right, down, left
        driver.key(key)
        notes.append(driver.script(NOTE))
    if "" in notes or len(set(notes)) < 2:
        found.append(f"arrow keys show {notes}")
    driver.key("\ue00c")
    if driver.script(NOTE):
        found.append("the note stays after Escape")


def use_links(driver, address, claim, found):
    """The page is still filtered to nothing: a link must show what it leads to."""
    for fragment in (claim["series"], claim["id"]):
        driver.script("location.hash = arguments[0];", fragment)
        driver.settle()
        seen = driver.script(OPENED, fragment)
        if not (seen["open"] and seen["seen"] and seen["tall"] > 10):
            found.append(f"the link #{fragment} leads to {seen}")
    driver.command("/url", url="about:blank")
    driver.command("/url", url=f"{address}#{claim['series']}")
    driver.settle()
    seen = driver.script(OPENED, claim["series"])
    if not (seen["open"] and seen["seen"]):
        found.append(f"the page opened at #{claim['series']} shows {seen}")


def without_script(driver, address, claim, found):
    driver.devtools("Emulation.setScriptExecutionDisabled", value=True)
    driver.command("/url", url=address)
    seen = driver.script(VISIBLE + """
        document.querySelectorAll('details').forEach(element => element.open = true);
        return {form: seen('#filters'), claims: seen('tr[data-verdict]'), hidden: document.querySelectorAll('section [hidden]').length, figures: seen('figure')};""")
    if seen["form"] or seen["hidden"] or seen["claims"] != claim["claims"] or seen["figures"] == 0:
        found.append(f"without JavaScript the page shows {seen} of {claim['claims']} claims")


def complaints(seen, width, scheme, console):
    """What is wrong with the page, in words."""
    found = []
    if seen["innerWidth"] != width:
        found.append(f"the window is {seen['innerWidth']} pixels wide instead of {width}")
    if seen["scrollWidth"] > seen["innerWidth"] or seen["wide"]:
        found.append(f"scrolls sideways: {seen['scrollWidth']} pixels in {seen['innerWidth']}: {seen['wide']}")
    if seen["figures"] == 0 or seen["pictures"] != seen["figures"] or seen["missing"] > 0:
        found.append(f"{seen['figures']} figures hold {seen['pictures']} pictures, {seen['missing']} of them empty")
    if seen["claims"] == 0:
        found.append("no verdict is on the page")
    for key, words in (("broken", "words and numbers are broken"), ("dangling", "pictures refer to what is not there"), ("repeated", "identifiers are there twice"),
                       ("fetched", "the page fetches"), ("unnamed", "controls have no name"), ("faint", "contrast is under 4.5")):
        if seen[key]:
            found.append(f"{words}: {seen[key]}")
    if (seen["ground"] < 0.2) != (scheme == "dark"):
        found.append(f"the ground has luminance {seen['ground']:.2f} in the {scheme} scheme")
    found += [f"console: {line['level']} {line['message']}" for line in console if line["level"] in ("SEVERE", "WARNING")]
    return found


def examine(report, width, scheme, screenshot):
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        driver = Driver(profile)
        try:
            driver.devtools("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
            driver.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
            address = pathlib.Path(report).resolve().as_uri()
            driver.command("/url", url=address)
            if screenshot:
                picture = driver.devtools("Page.captureScreenshot", captureBeyondViewport=False)
                pathlib.Path(screenshot).write_bytes(base64.b64decode(picture["data"]))
            seen = driver.command("/execute/sync", script=MEASURE, args=[])
            if not driver.script("return document.getElementById('note') !== null;"):
                return complaints(seen, width, scheme, driver.command("/se/log", type="browser")) + ["the page's script has not run"]
            used = []
            use_points(driver, used)
            claim = use_filters(driver, used)
            use_links(driver, address, claim, used)
            console = driver.command("/se/log", type="browser")
            without_script(driver, address, claim, used)
            return complaints(seen, width, scheme, console) + used
        finally:
            driver.close()


if __name__ == "__main__":
    if len(sys.argv) not in (4, 5) or not sys.argv[2].isdigit() or sys.argv[3] not in ("light", "dark"):
        sys.exit(__doc__)
    problems = examine(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4] if len(sys.argv) == 5 else None)
    print("\n".join(problems) or "nothing wrong")
    sys.exit(1 if problems else 0)
