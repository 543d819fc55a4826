"""The examples: same points as written out here, and the orders that their methods have."""

import os
import sys
import unittest

import numpy

from fake_suite import ROOT, FakeSuite, Mixture
from test_sampler import ddim

SAMPLERS = ROOT / "examples/python-sampler"
law = Mixture()
y_T = numpy.linspace(-2.5, 2.5, 201)


def example(name, *options):
    return [sys.executable, str(SAMPLERS / name), *options]


def errors(command, steps, evaluations):
    """max |F_1(Y_1) - F_T(Y_T)| for each T, the distance of Kolmogorov: the exact flow on a line keeps quantiles."""
    found = []
    for T in steps:
        with FakeSuite(command, T=T) as suite:
            suite.greet()
            y_1 = suite.run(y_T[:, None])[:, 0]
            found.append(numpy.abs(law.cdf(suite.levels[0], y_1) - law.cdf(suite.levels[T - 1], y_T)).max())
            assert len(suite.asked) == evaluations * (T - 1), len(suite.asked)
            assert suite.close() == (0, b""), suite.errors()
    return numpy.array(found)


class standard:
    """N(0, I) in any dimension, at any level of noise."""

    @staticmethod
    def score(L, x):
        return (-x,)


def order(found):
    return numpy.log2(found[:-1] / found[1:])


class Orders(unittest.TestCase):
    def test_ddim_is_first_order(self):
        found = errors(example("ddim.py"), [256, 512], 1)
        self.assertAlmostEqual(order(found)[0], 1, delta=0.05)

    def test_rk4_is_fourth_order(self):
        found = errors(example("rk4.py"), [64, 128], 4)
        self.assertAlmostEqual(order(found)[0], 4, delta=0.2)

    def test_the_scheduler_is_second_order_and_its_faults_are_seen_in_the_order_or_the_constant(self):
        steps = [128, 256]
        right = errors(example("scheduler.py"), steps, 1)
        self.assertAlmostEqual(order(right)[0], 2, delta=0.1)
        for fault, of_order in (("stale-sigma", 1), ("first-order-end", 2), ("h-for-h-last", 2)):
            found = errors(example("scheduler.py", "--fault", fault), steps, 1)
            self.assertAlmostEqual(order(found)[0], of_order, delta=0.15, msg=fault)
            self.assertGreater(abs(found[1] / right[1] - 1), 1e-4, fault)

    def test_the_scheduler_starts_anew_with_every_run(self):
        with FakeSuite(example("scheduler.py"), T=8) as suite:
            suite.greet()
            first = suite.run(y_T[:, None])
            numpy.testing.assert_array_equal(suite.run(y_T[::-1, None], 1), first[::-1])

    @unittest.skipUnless("EXAMPLE_DDIM" in os.environ, "the example in C++ is not built")
    def test_in_cpp_and_in_any_dimension_ddim_is_the_same(self):
        for n, d in ((1, 1), (5000, 1), (70000, 1), (10, 3)):
            y = numpy.random.default_rng(1).normal(size=(n, d))
            with FakeSuite([os.environ["EXAMPLE_DDIM"]], T=16, dimension=d) as suite:
                self.assertEqual(suite.greet(), {"diffrates": 1})
                for number in range(2):
                    if d == 1:
                        numpy.testing.assert_allclose(suite.run(y, number), ddim(y, suite.levels), rtol=1e-13, atol=1e-14)
                    else:
                        suite.law = standard
                        L = numpy.concatenate([[0], suite.levels])
                        factor = numpy.prod([(1 + numpy.expm1(L[t - 1] - L[t]) / 2) / numpy.exp((L[t - 1] - L[t]) / 2)
                                             for t in range(2, 17)])
                        numpy.testing.assert_allclose(suite.run(y, number), factor * y, rtol=1e-13)
                self.assertEqual(suite.close(), (0, b""))


if __name__ == "__main__":
    unittest.main()
