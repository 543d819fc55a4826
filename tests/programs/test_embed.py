"""What `meson install` puts into a prefix is enough to build programs with: the headers, the library, pkg-config's words."""

import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from fake_suite import ROOT

sys.path.insert(0, str(ROOT / "python"))
from diffrates import read  # noqa: E402

PROGRAM = Path(os.environ["DIFFRATES_PROGRAM"])
EXAMPLE = ROOT / "examples/embed"
COMPILER = os.environ.get("CXX", "c++").split() + ["-std=c++20"]


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.work = Path(folder.name)
        cls.call("meson", "install", "-C", PROGRAM.parents[1], "--no-rebuild", "--destdir", cls.work / "root")
        (cls.file,) = (cls.work / "root").rglob("diffrates.pc")
        cls.prefix = next(cls.work.rglob("include")).parent
        cls.said = cls.file.read_text()
        # Where the prefix is now, and not where --destdir says that it will be.
        cls.file.write_text(re.sub("^prefix=.*", f"prefix={cls.prefix}", cls.said))

    @staticmethod
    def call(*command, **more):
        done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def flags(self):
        environment = dict(os.environ, PKG_CONFIG_PATH=str(self.file.parent))
        return self.call("pkg-config", "--cflags", "--libs", "diffrates", env=environment).split()

    def test_a_target_and_a_sampler_of_ones_own_have_the_numbers_of_the_program(self):
        program = self.work / "embedding"
        self.call(*COMPILER, "-O2", EXAMPLE / "embed.cpp", *self.flags(), "-o", program)
        lines = [line.split() for line in self.call(program).splitlines()[1:]]
        self.call(self.prefix / "bin/diffrates", "run", EXAMPLE / "embed.json", "--output", self.work)
        points = read(self.work / "embed").points
        self.assertEqual([(row["sampler"], str(row["steps"]), row["status"]) for row in points], [(line[0], line[1], line[4]) for line in lines])
        for row, (sampler, steps, value, error, _) in zip(points, lines):
            # The rounding of two ways of computing the score is in both errors.
            self.assertLessEqual(abs(row["value"] - float(value)), row["error"] + float(error), f"{sampler}, T = {steps}")
            self.assertLess(float(error), 1e-6 * float(value))

    def test_headers_stand_by_themselves_beside_others_of_the_same_names(self):
        folder, decoys = self.prefix / "include/diffrates", self.work / "decoys"
        headers = sorted(file.relative_to(folder) for file in folder.rglob("*.hpp"))
        self.assertEqual(headers, sorted(file.relative_to(ROOT / "lib") for file in (ROOT / "lib").rglob("*.hpp") if file.parent.name != "pch"))
        for header in headers:
            (decoys / header.parent).mkdir(parents=True, exist_ok=True)
            (decoys / header).write_text("#error a header of the program that includes diffrates\n")
        source = self.work / "all.cpp"
        source.write_text("".join(f"#include <diffrates/{header}>\n" for header in headers))
        self.call(*COMPILER, "-fsyntax-only", f"-I{decoys}", source, *self.flags(), cwd=decoys)

    def test_pkg_config_names_no_folder_of_the_build(self):
        for folder in (ROOT, PROGRAM.parents[1]):
            self.assertNotIn(str(folder), self.said)


if __name__ == "__main__":
    unittest.main()
