"""serve_sampler: what goes through the pipe, and what must not."""

import math
import os
import sys
import unittest

import numpy

from fake_suite import ROOT, FakeSuite, Mixture, python, smooth

sys.path.insert(0, str(ROOT / "python"))
from diffrates import Level, Schedule  # noqa: E402

DDIM = """
import diffrates
def ddim(y, schedule, score):
    for t in range(schedule.T, 1, -1): y = (y + schedule.beta(t)/2 * score(t, y)) / schedule.alpha(t)**0.5
    return y
diffrates.serve_sampler(ddim)
"""


def served(body, head=""):
    """A program with this sampler."""
    lines = "\n".join("    " + line for line in body.splitlines())
    return python(f"import diffrates, numpy\n{head}\ndef sampler(y, schedule, score):\n{lines}\ndiffrates.serve_sampler(sampler)\n")


def ddim(y, levels, law=Mixture()):
    L = numpy.concatenate([[0.0], levels])
    for t in range(len(levels) - 1, 1, -1):
        step = L[t] - L[t - 1]
        y = (y - math.expm1(-step) / 2 * law.score(L[t], y)[0]) / math.exp(-step) ** 0.5
    return y


points = numpy.linspace(-3, 3, 1000)[:, None]


class Pipe(unittest.TestCase):
    def test_the_bytes_of_a_run_are_those_of_the_protocol(self):
        with FakeSuite(served("return y + 1"), T=4) as suite:
            self.assertEqual(suite.process.stdout.readline(), b'{"diffrates":1}\n')
            suite.send(suite.about)
            suite.send({"run": 7, "points": 2}, [1.5, -2])
            self.assertEqual(suite.process.stdout.readline(), b'{"done":7,"points":2}\n')
            self.assertEqual(suite.process.stdout.read(16), numpy.array([2.5, -1], "<f8").tobytes())
            self.assertEqual(suite.close(), (0, b""))

    def test_ddim_is_the_arithmetic_of_ddim_to_the_last_bit(self):
        with FakeSuite(python(DDIM), T=16) as suite:
            self.assertEqual(suite.greet(), {"diffrates": 1})
            for number, y in enumerate([points, points[::3].copy(), points]):
                numpy.testing.assert_array_equal(suite.run(y, number), ddim(y, suite.levels))
            self.assertEqual([level["t"] for level, _ in suite.asked], 3 * list(range(16, 1, -1)))
            self.assertEqual(suite.close(), (0, b""))
            self.assertEqual(suite.errors(), "")

    def test_messages_may_come_in_pieces(self):
        with FakeSuite(served("return 2 * y"), T=2) as suite:
            suite.greet()
            for byte in b'{"run": 0, "points": 2}\n' + numpy.array([1.0, 2.0]).tobytes():
                suite.send_bytes(bytes([byte]))
            self.assertEqual(suite.receive(), {"done": 0, "points": 2})
            self.assertEqual(suite.numbers(2).tolist(), [2, 4])

    def test_many_points_at_once(self):
        y = numpy.arange(2e6).reshape(-1, 2)
        with FakeSuite(served("return y"), T=2, dimension=2) as suite:
            suite.greet()
            numpy.testing.assert_array_equal(suite.run(y), y)

    def test_levels_between_and_parts_of_the_points(self):
        body = "h = len(y) // 2\nL = (schedule.L(2) + schedule.L(3)) / 2\n" \
               "return numpy.concatenate([score.at(L, y[:h]), score.at(diffrates.Level(L), y[h:])])"
        with FakeSuite(served(body), T=4) as suite:
            suite.greet()
            L = (suite.levels[1] + suite.levels[2]) / 2
            numpy.testing.assert_array_equal(suite.run(points), suite.law.score(L, points)[0])
            self.assertEqual([level for level, _ in suite.asked], [{"L": L}, {"L": L}])

    def test_prints_and_questions_stay_out_of_the_pipe(self):
        body = "print('hello')\nos.write(1, b'raw\\n')\nos.system('echo child')\nassert sys.stdin.read() == ''\nreturn y"
        with FakeSuite(served(body, "import os, sys"), T=2) as suite:
            suite.greet()
            numpy.testing.assert_array_equal(suite.run(points), points)
            self.assertEqual(suite.close(), (0, b""))
            self.assertEqual(sorted(suite.errors().split()), ["child", "hello", "raw"])

    def test_a_suite_that_is_gone_ends_it_without_a_word(self):
        for act in (lambda suite: suite.send_bytes(b'{"run": 0, "points": 5}\n\0'), lambda suite: suite.process.stdout.close()):
            with FakeSuite(served("return score(2, y)"), T=2) as suite:
                suite.greet()
                act(suite)
                if not suite.process.stdout.closed:
                    self.assertEqual(suite.close(), (0, b""))
                else:
                    suite.send({"run": 0, "points": 1}, [1.0])
                    self.assertEqual(suite.process.wait(20), 0)
                self.assertEqual(suite.errors(), "")


class Faults(unittest.TestCase):
    def ends(self, body, *words):
        with FakeSuite(served(body), T=4) as suite:
            suite.greet()
            self.assertIsNone(suite.run(points))
            self.assertEqual(suite.close(), (1, b""))
            for word in words:
                self.assertIn(word, suite.errors())

    def test_an_exception_is_a_traceback_and_exit_code_1(self):
        self.ends("raise RuntimeError('no such luck')", "Traceback", "in sampler", "RuntimeError: no such luck")

    def test_what_is_returned_is_checked(self):
        self.ends("return y[:-1]", "what the sampler returned has shape (999, 1); accepted: (1000, 1)")
        self.ends("return y.astype(numpy.float32)", "what the sampler returned is float32; accepted: float64")
        self.ends("return None", "what the sampler returned is object; accepted: float64")

    def test_what_is_asked_is_checked(self):
        self.ends("return score(6, y)", "t is 6; accepted: 1 to T + 1 = 5")
        self.ends("return score(2.5, y)", "t is 2.5; accepted: a whole number from 1 to T + 1 = 5")
        self.ends("return score(2, y[:, 0])", "score: y has shape (1000,); accepted: (n, 1)")

    def test_another_role_is_refused(self):
        with FakeSuite(served("return y"), role="score") as suite:
            suite.greet()
            self.assertEqual(suite.close(), (1, b""))
            self.assertIn("the suite asks for a score; this program is a sampler", suite.errors())


class Levels(unittest.TestCase):
    def test_functions_of_an_index_are_those_of_the_theory(self):
        L = smooth(8)
        schedule = Schedule(1, 8, list(L))
        product = 1.0
        for t in range(1, 10):
            product *= schedule.alpha(t)
            self.assertAlmostEqual(product, schedule.abar(t), delta=1e-15)
            self.assertAlmostEqual(schedule.alpha(t) + schedule.beta(t), 1, delta=1e-15)
            self.assertAlmostEqual(schedule.signal(t) ** 2 + schedule.sigma(t) ** 2, 1, delta=1e-15)
            self.assertAlmostEqual(schedule.lambda_(t), math.log(schedule.signal(t) / schedule.sigma(t)), delta=1e-13)
            self.assertAlmostEqual(schedule.noise_ratio(t) * schedule.signal(t) / schedule.sigma(t), 1, delta=1e-13)
        self.assertEqual(schedule.L(numpy.int64(3)), L[2])
        with self.assertRaises(IndexError):
            schedule.beta(0)

    def test_levels_by_lambda_and_noise_ratio(self):
        for L in (1e-12, 1e-3, 1.0, 40.0, 600.0):
            self.assertAlmostEqual(Level.of_lambda(Level(L).lambda_).L / L, 1, delta=1e-12)
            self.assertAlmostEqual(Level.of_noise_ratio(Level(L).noise_ratio).L / L, 1, delta=1e-12)
        self.assertEqual(Level(0).sigma, 0)
        for bad in (-1.0, math.nan):
            with self.assertRaisesRegex(ValueError, "accepted"):
                Level(bad)


if __name__ == "__main__":
    unittest.main()
