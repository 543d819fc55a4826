"""Every link of every page leads somewhere: to a file of the repository, and to a heading of it. Links to the web are not followed."""

import re
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
#: A page of docs/ that a source, a script or a page names in its words.
NAMED = re.compile(r"\bdocs/[\w-]+\.(?:md|json)\b")


def prose(page):
    return FENCED.sub("", page.read_text())


def anchors(page):
    """The names of its headings, as forges and the book make them."""
    headings = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken(page):
    for target in LINK.findall(re.sub(r"`[^`\n]*`", "", prose(page))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists():
            yield f"{page.relative_to(ROOT)}: {target}: no such file"
        elif anchor and anchor not in anchors(file):
            yield f"{page.relative_to(ROOT)}: {target}: no such heading"


def tracked(*patterns):
    """What git holds, or, in a tree without git, what lies there."""
    listed = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]
    return [file for pattern in patterns for file in ROOT.rglob(pattern) if "build" not in file.parts]


class Links(unittest.TestCase):
    def test_lead_somewhere(self):
        pages = tracked("*.md")
        self.assertGreater(len(pages), 20)
        self.assertEqual([problem for page in pages for problem in broken(page)], [])

    def test_pages_that_are_named_exist(self):
        named = {(name, file) for file in tracked("*.md", "*.hpp", "*.cpp", "*.py", "*.build", "*.json", "scripts/*")
                 for name in NAMED.findall(file.read_text(errors="replace"))}
        self.assertGreater(len(named), 20)
        self.assertEqual([f"{file.relative_to(ROOT)} names {name}" for name, file in sorted(named) if not (ROOT / name).exists()], [])

    def test_every_page_is_a_chapter(self):
        index = (ROOT / "docs/index.md").read_text()
        for page in (ROOT / "docs").glob("*.md"):
            if page.name != "index.md":
                self.assertIn(f"]({page.name})", index)
