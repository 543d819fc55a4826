"""The examples, run by diffrates: the numbers of the built-in samplers, and what is seen of a fault."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from fake_suite import ROOT

sys.path.insert(0, str(ROOT / "python"))
from diffrates import read  # noqa: E402

PROGRAM = os.environ["DIFFRATES_PROGRAM"]
FOLDER = ROOT / "examples/python-sampler"


class PythonSampler(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.results = Path(folder.name)
        # The Python that runs this has NumPy; another python3 may come first otherwise.
        self.environment = dict(os.environ, PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}", DIFFRATES=PROGRAM,
                                RESULTS=folder.name, PYTHONPATH=str(ROOT / "python"), PYTHONDONTWRITEBYTECODE="1")

    def call(self, *command):
        done = subprocess.run(command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return done.returncode, done.stdout

    def test_the_convergence_test_passes(self):
        code, said = self.call(str(FOLDER / "convergence-test.sh"))
        self.assertEqual(code, 0, said)
        points = read(self.results / "convergence").points
        self.assertTrue((points["status"] == "ok").all(), said)
        self.assertLess(points["value"].min(), 1e-8)
        for row in points[points["sampler"] == "rk4_py"]:
            self.assertEqual(row["nfe"], 4 * (row["steps"] - 1))

    def test_no_fault_passes_both_in_the_order_and_in_the_numbers(self):
        code, said = self.call(PROGRAM, "run", str(FOLDER / "faults.json"), "--allow-programs", "--output", str(self.results),
                               "--set", "steps=[32,64,128,256,512]")
        self.assertEqual(code, 0, said)
        result = read(self.results / "faults")
        self.assertEqual(set(result.verdicts["verdict"]), {"confirmed"}, said)
        for fault in result.verdicts["sampler"]:
            code, said = self.call(sys.executable, str(FOLDER / "same_numbers.py"), str(result.folder), f"{fault}=dpm_solver_pp_2m")
            self.assertEqual(code, 1, said)

    def test_in_cpp(self):
        config = (ROOT / "examples/python-sampler/convergence.json").read_text()
        file = self.results / "cpp.json"
        file.write_text(config.replace('["python3", "ddim.py"]', f'["{os.environ["EXAMPLE_DDIM"]}"]').replace("convergence", "cpp"))
        code, said = self.call(PROGRAM, "run", str(file), "--allow-programs", "--output", str(self.results), "--set", "steps=[16,256]",
                               "--set", 'samplers=["ddim",{"name":"ddim_py","program":["' + os.environ["EXAMPLE_DDIM"] + '"]}]',
                               "--set", "claims=[]")
        self.assertEqual(code, 0, said)
        code, said = self.call(sys.executable, str(FOLDER / "same_numbers.py"), str(self.results / "cpp"), "ddim_py=ddim")
        self.assertEqual(code, 0, said)


if __name__ == "__main__":
    unittest.main()
