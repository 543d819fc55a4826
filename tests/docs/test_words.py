"""Words that the pages quote are words of the program: statuses, verdicts, reasons, exit codes."""

import os
import re
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATUSES = (ROOT / "docs/statuses.md").read_text()


def said_in_sources():
    """All texts in lib/, parts of one text joined, a formatted value being one character."""
    sources = "".join(file.read_text() for folder in ["lib", "experiments"] for file in sorted((ROOT / folder).rglob("*.cpp")))
    joined = re.sub(r'"\s*\n\s*"', "", sources)
    return re.sub(r"\{(:[^{}\"]*)?\}", "\0", joined)


def first_cells(heading):
    """The first column of the table that follows a row with these words."""
    rows = STATUSES[STATUSES.index(heading):].split("\n\n")[0].splitlines()[2:]
    return [row.strip("| ").split(" | ")[0] for row in rows]


def names_in(file):
    """The names of an enumeration, as its function name() lists them."""
    return re.findall(r'"(\w+)"', re.search(r"names\[\] = \{([^}]*)\}", (ROOT / file).read_text())[1])


class Words(unittest.TestCase):
    def test_every_name_is_told(self):
        for file, heading in [("lib/numerics/estimate.hpp", "| status | means"), ("lib/rates/rates.cpp", "| drop | means"),
                              ("lib/claims/claims.cpp", "| verdict | of")]:
            told = " ".join(first_cells(heading))
            self.assertGreaterEqual(len(names_in(file)), 4)
            for name in names_in(file):
                self.assertIn(f"`{name}`", told, file)

    def test_reasons_are_said(self):
        said = said_in_sources()
        quoted = first_cells("| words of an unresolved number") + first_cells("| words | what helps")
        gaps = r"\.\.\.|; |: |\(.*?\)|\b\d[\d.]*(?: percent| %)?"
        parts = [part for words in quoted for part in re.split(gaps, words.replace("`", ""))]
        parts = [part.strip(" ,") for part in parts if len(part.strip(" ,")) > 12]
        self.assertGreater(len(parts), 15)
        self.assertEqual([part for part in parts if part not in said], [])

    def test_every_exit_code_is_told(self):
        done = subprocess.run([os.environ["DIFFRATES_PROGRAM"], "man"], check=True, capture_output=True, text=True)
        codes = re.findall(r"^\\fB(\d+)\\fR$", done.stdout, re.MULTILINE)
        table = (ROOT / "docs/exit-codes.md").read_text()
        self.assertGreater(len(codes), 5)
        self.assertEqual(re.findall(r"^\| (\d+) \|", table, re.MULTILINE), codes)
