"""tests/programs: the good ones keep to the protocol, so that what the suite says of the hostile ones is about their one fault."""

import subprocess
import sys
import unittest

import numpy

from fake_suite import MIXTURE, ROOT, FakeSuite, Mixture
from test_sampler import ddim

HOSTILE = ROOT / "tests/programs/hostile.py"
points = numpy.linspace(-3, 3, 301)[:, None]


def hostile(mode, role="sampler"):
    return FakeSuite([sys.executable, str(HOSTILE), "--role", role, mode], role, T=8)


def modes(role):
    listed = subprocess.run([sys.executable, str(HOSTILE), "--list", "--role", role], check=True, capture_output=True, text=True)
    return [line.split()[0] for line in listed.stdout.splitlines()]


class Good(unittest.TestCase):
    def test_sampler(self):
        with hostile("good") as suite:
            self.assertEqual(suite.greet(), {"diffrates": 1})
            for number in range(2):
                numpy.testing.assert_allclose(suite.run(points, number), ddim(points, suite.levels), rtol=1e-12, atol=1e-13)
            self.assertEqual(suite.close(), (0, b""))

    def test_score(self):
        shifted = Mixture({**MIXTURE, "means": [mean + 0.02 for mean in MIXTURE["means"]]})
        for mode, hello, tangents in (("good-values", {"diffrates": 1}, ()), ("good", {"diffrates": 1, "tangents": True}, (points, points**2))):
            with hostile(mode, "score") as suite:
                self.assertEqual(suite.greet(), hello)
                message, values, mapped = suite.score({"t": 4, "L": suite.levels[3]}, points, tangents)
                score, slope = shifted.score(suite.levels[3], points)
                self.assertEqual(message["points"], len(points))
                numpy.testing.assert_allclose(values, score, rtol=1e-12, atol=1e-12)
                for v, jv in zip(tangents, mapped):
                    numpy.testing.assert_allclose(jv, slope * v, rtol=1e-11, atol=1e-11)
                self.assertEqual(suite.close(), (0, b""))


class Hostile(unittest.TestCase):
    def test_what_a_few_of_them_do(self):
        with hostile("another-version") as suite:
            self.assertEqual(suite.greet(), {"diffrates": 2})
        with hostile("ends-after-the-first") as suite:
            suite.greet()
            self.assertIsNotNone(suite.run(points))
            self.assertEqual(suite.close(), (0, b""))
            self.assertIn("that is enough", suite.errors())
        with hostile("own-noise") as suite:
            suite.greet()
            self.assertTrue(numpy.any(suite.run(points) != suite.run(points)))
        with hostile("wrong-count", "score") as suite:
            suite.greet()
            suite.send({"score": {"L": 1.0}, "points": 3}, [1, 2, 3])
            self.assertEqual(suite.receive(), {"points": 2, "tangents": 0})

    def test_every_mode_is_listed_for_its_role(self):
        self.assertIn("asks-for-everything", modes("sampler"))
        self.assertIn("good-values", modes("score"))
        self.assertGreaterEqual(len(modes("sampler")), 30)


if __name__ == "__main__":
    unittest.main()
