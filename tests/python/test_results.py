"""read: of a result that diffrates has just written, and of folders that are none."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import numpy

from fake_suite import ROOT

sys.path.insert(0, str(ROOT / "python"))
from diffrates import read  # noqa: E402


@unittest.skipUnless("DIFFRATES_PROGRAM" in os.environ, "diffrates is not built")
class Written(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        steps = "steps=[32,64,128,256,512]"
        subprocess.run([os.environ["DIFFRATES_PROGRAM"], "run", "configs/smoke/theorem-1.json", "--set", steps, "--output", cls.folder.name],
                       cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cls.result = read(Path(cls.folder.name) / "theorem-1")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_points_are_those_of_the_file(self):
        points = self.result.points
        lines = (self.result.folder / "points.csv").read_text().splitlines()
        self.assertEqual(",".join(points.dtype.names), lines[0])
        self.assertEqual(len(points), len(lines) - 1)
        tv = points[(points["sampler"] == "ddim") & (points["metric"] == "tv") & (points["status"] == "ok")]
        tv = tv[numpy.char.startswith(tv["schedule"], "smooth")]
        self.assertEqual(tv["steps"].tolist(), [32, 64, 128, 256, 512])
        self.assertTrue(numpy.all(numpy.diff(tv["value"]) < 0) and numpy.all(tv["error"] < 1e-6))
        self.assertEqual(repr(float(points["value"][0])), lines[1].split(",")[11])

    def test_fits_and_verdicts(self):
        self.assertEqual(self.result.name, "theorem-1")
        self.assertEqual(self.result.config["steps"], [32, 64, 128, 256, 512])
        fits = self.result.fits
        self.assertTrue(numpy.isnan(fits["steps"]).all())
        self.assertTrue(numpy.all(fits["low"][fits["conclusive"]] <= fits["exponent"][fits["conclusive"]]))
        claims = json.loads((self.result.folder / "verdicts.json").read_text())["claims"]
        self.assertEqual(self.result.verdicts["verdict"].tolist(), [claim["verdict"] for claim in claims])
        self.assertEqual(list(self.result.claims), claims)
        self.assertEqual(set(self.result.tables), {"points", "fits", "fit_points"})

    def test_frames_need_pandas(self):
        try:
            import pandas
        except ImportError:
            with self.assertRaisesRegex(ImportError, "needs pandas"):
                self.result.frames()
        else:
            frames = self.result.frames()
            self.assertIsInstance(frames["verdicts"], pandas.DataFrame)
            self.assertEqual(len(frames["points"]), len(self.result.points))


class Folders(unittest.TestCase):
    def folder(self, **files):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        for name, text in {"config_json": '{"name": "x"}', **files}.items():
            (Path(folder.name) / name.replace("_", ".")).write_text(text)
        return Path(folder.name)

    def test_of_another_kind_and_without_verdicts(self):
        result = read(self.folder(gate_csv='family,tolerance,wrong,note\n"a, b",0.1,3,x 1\n'))
        self.assertIsNone(result.points)
        self.assertIsNone(result.verdicts)
        self.assertEqual(result.tables["gate"].tolist(), [("a, b", 0.1, 3.0, "x 1")])

    def test_a_table_without_rows(self):
        self.assertEqual(len(read(self.folder(points_csv="target,value\n")).points), 0)

    def test_damage_is_told_with_the_file(self):
        with self.assertRaisesRegex(FileNotFoundError, "has no config.json; accepted: a folder written by diffrates run"):
            read("/nowhere")
        with self.assertRaisesRegex(ValueError, "points.csv: line 3 has 1 columns; accepted: 2"):
            read(self.folder(points_csv="target,value\na,1\nb\n"))
        with self.assertRaisesRegex(ValueError, "config.json: Expecting"):
            read(self.folder(config_json='{"name": '))


if __name__ == "__main__":
    unittest.main()
