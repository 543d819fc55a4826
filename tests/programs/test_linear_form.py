"""Programs of linear form, whose derivatives are exact, and those that leave it."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from fake_suite import MIXTURE, ROOT

sys.path.insert(0, str(ROOT / "python"))
from diffrates import read  # noqa: E402

PROGRAM = os.environ["DIFFRATES_PROGRAM"]
LINEAR = ROOT / "tests/programs/linear.py"
EIGHT = {"name": "eight", "type": "gaussian_mixture", "weights": [0.4, 0.6], "means": [[-0.5] * 8, [0.5] * 8], "variances": [0.3, 0.5]}


class LinearForm(unittest.TestCase):
    def measure(self, target, *options):
        """The rows of the program and of ddim, and the points of each run that it was asked for."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            log = folder / "log"
            (folder / "linear.json").write_text(json.dumps({
                "schema_version": 1, "name": "linear", "targets": [target], "schedule": {"type": "smooth", "l_min": 0.01, "l_max": 9},
                "start": "exact", "steps": [16], "metrics": ["tv"],
                "samplers": ["ddim", {"name": "mine", "program": [sys.executable, str(LINEAR), str(log), *options]}]}))
            done = subprocess.run([PROGRAM, "run", str(folder / "linear.json"), "--allow-programs", "--output", name], text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            self.assertEqual(done.returncode, 0, done.stdout)
            rows = {row["sampler"]: row for row in read(folder / "linear").points}
            self.assertEqual(rows["mine"]["status"], "ok", done.stdout)
            return rows["mine"], rows["ddim"], [int(line) for line in log.read_text().split()]

    def apart(self, mine, ddim):
        return abs(mine["value"] - ddim["value"]) / (mine["error"] + ddim["error"])

    def test_on_a_line_it_is_as_exact_as_a_built_in_sampler(self):
        mine, ddim, _ = self.measure(MIXTURE)
        self.assertLess(self.apart(mine, ddim), 1)
        self.assertLess(mine["error"], 30 * ddim["error"])

    def test_in_space_one_place_a_point_is_asked(self):
        mine, ddim, runs = self.measure(EIGHT)
        self.assertLess(self.apart(mine, ddim), 3)
        self.assertLess(sum(runs), 16 * 1024 + 1000)  # 33 times as many places by differences
        self.assertLess(mine["error"], 3 * ddim["error"])

    def test_scores_that_are_not_known_are_no_fault_of_the_program(self):
        # Far out, where the tail of the formula is cut off, the suite tells NaN; nothing that counts goes there.
        mine, ddim, _ = self.measure({"name": "well", "type": "density", "log_density": "-4*(x^2-1)^2", "support": ["-inf", "inf"]})
        self.assertLess(self.apart(mine, ddim), 1)

    def test_what_leaves_it_is_followed_by_differences(self):
        mine, ddim, runs = self.measure(MIXTURE, "5.5")  # further out than any draw, not than every node
        self.assertLess(abs(mine["value"] - ddim["value"]), 1e-6)
        self.assertGreater(len(runs), 2)


if __name__ == "__main__":
    unittest.main()
