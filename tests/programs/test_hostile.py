"""diffrates against hostile programs: what it says of each, that the cells beside are unharmed, and that nothing is left running.
Every mode of hostile.py is one sampler of one run."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import uuid
from pathlib import Path

from fake_suite import MIXTURE, ROOT
from test_programs import HOSTILE, modes

sys.path.insert(0, str(ROOT / "python"))
from diffrates import read  # noqa: E402

PROGRAM = os.environ["DIFFRATES_PROGRAM"]
WORD = "DIFFRATES_TEST"  # in the environment of all that a test starts

#: Modes of a sampler that break nothing, or nothing that makes a number wrong.
FINE = {"good": "ok", "collapses": "folded"}
WAITING = ["slow", "slow-later", "ignores-sigterm", "orphans", "silent-later"]  # one time-out each; a sampler's are the same


def configuration(**parts):
    return {"schema_version": 1, "name": "hostile", "targets": [MIXTURE], "schedule": {"type": "smooth", "l_min": 0.01, "l_max": 9},
            "start": "exact", "steps": [8], "metrics": ["tv"], **parts}


def command(mode, role="sampler"):
    return [sys.executable, str(HOSTILE), "--role", role, mode]


def sampler(mode):
    return {"name": mode.replace("-", "_"), "program": command(mode), "order": 1}


class Run:
    """A run of diffrates in a folder of its own, marked so that every process it leaves can be found."""

    def __init__(self, config, *options):
        self.word = uuid.uuid4().hex
        self.folder = tempfile.TemporaryDirectory()
        file = Path(self.folder.name) / "hostile.json"
        file.write_text(json.dumps(config))
        self.process = subprocess.Popen([PROGRAM, "run", str(file), "--output", self.folder.name, *options], text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=dict(os.environ, **{WORD: self.word}))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for number in self.left():
            os.kill(number, signal.SIGKILL)
        self.process.stdout.close()
        self.process.wait()
        self.folder.cleanup()

    def left(self):
        """The processes that carry the mark."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and f"{WORD}={self.word}".encode() in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
            except OSError:
                pass  # it has ended, or is another user's
        return found

    def none_left(self, seconds=3):
        end = time.monotonic() + seconds
        while self.left() and time.monotonic() < end:
            time.sleep(0.02)
        return not self.left()

    def result(self):
        return read(Path(self.folder.name) / "hostile")


class HostilePrograms(unittest.TestCase):
    def test_without_permission_nothing_is_started(self):
        with Run(configuration(samplers=[sampler("good"), "ddim"])) as run:
            said, _ = run.process.communicate(timeout=60)
            self.assertEqual(run.process.returncode, 2, said)
            self.assertIn("--allow-programs", said)
            self.assertIn("/samplers/0/program", said)

    def test_as_samplers(self):
        names = modes("sampler")
        with Run(configuration(samplers=[sampler(mode) for mode in names] + ["ddim"]), "--allow-programs", "--program-timeout", "2",
                 "--jobs", "12") as run:
            said, _ = run.process.communicate(timeout=120)
            self.assertEqual(run.process.returncode, 0, said)
            self.assertTrue(run.none_left(), said)
            rows = {row["sampler"]: row for row in run.result().points}
            self.assertEqual(rows["ddim"]["status"], "ok")
            self.assertAlmostEqual(rows["good"]["value"], rows["ddim"]["value"], delta=rows["good"]["error"] + rows["ddim"]["error"])
            self.assertEqual(rows["good"]["nfe"], rows["ddim"]["nfe"])
            for mode in names:
                self.assertEqual(rows[mode.replace("-", "_")]["status"], FINE.get(mode, "failed"), f"{mode}\n{said}")

    def test_as_scores(self):
        self.scores([mode for mode in modes("score") if mode not in WAITING])

    def scores(self, names):
        commands = [command(mode, "score") for mode in names]
        with Run(configuration(samplers=["ddim"], score_error={"type": "program", "command": commands}), "--allow-programs",
                 "--program-timeout", "2", "--jobs", "12") as run:
            said, _ = run.process.communicate(timeout=120)
            self.assertEqual(run.process.returncode, 0, said)
            self.assertTrue(run.none_left(), said)
            points = run.result().points
            self.assertEqual(len(points), len(names), said)
            for row in points:
                mode = next(mode for mode in sorted(names, key=len, reverse=True) if mode in row["score_error"])
                self.assertEqual(row["status"], "ok" if mode.startswith("good") else "failed", f"{mode}\n{said}")

    def ended(self, number, mode):
        # Many steps: what asks for ever may ask a thousand times a step, and must not be done before it is ended.
        with Run(configuration(samplers=[sampler(mode)], steps=[1000]), "--allow-programs", "--program-timeout", "600") as run:
            while not any(str(HOSTILE).encode() in Path(f"/proc/{left}/cmdline").read_bytes() for left in run.left()):
                time.sleep(0.02)
            time.sleep(0.3)
            run.process.send_signal(number)
            code = run.process.wait(20)
            self.assertTrue(run.none_left(), f"{mode}, after signal {number}")
            return code

    def test_nothing_outlives_ctrl_c_nor_a_kill(self):
        for mode in ("asks-for-ever", "ignores-sigterm", "forks-away"):
            self.assertEqual(self.ended(signal.SIGKILL, mode), -signal.SIGKILL)
        for mode in ("asks-for-ever", "ignores-sigterm"):
            self.assertEqual(self.ended(signal.SIGINT, mode), 130)


if __name__ == "__main__":
    unittest.main()
