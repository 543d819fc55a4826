"""serve_score: scores at levels of the schedule and between, and derivatives."""

import unittest

import numpy

from fake_suite import FakeSuite, python

LINEAR = """
import diffrates, numpy
A = numpy.array([[-1.0, 0.5], [0.25, -2.0]])
def score(level, x): return x @ A.T * level.sigma + (0 if level.t is None else level.t)
def jacobian(level, x): return numpy.broadcast_to(A * level.sigma, (len(x), 2, 2))
"""
A = numpy.array([[-1.0, 0.5], [0.25, -2.0]])
x = numpy.arange(10.0).reshape(5, 2)


class Scores(unittest.TestCase):
    def test_values_at_a_level_and_between(self):
        with FakeSuite(python(LINEAR + "diffrates.serve_score(score)"), role="score", dimension=2) as suite:
            self.assertEqual(suite.greet(), {"diffrates": 1})
            sigma = (-numpy.expm1(-suite.levels[2])) ** 0.5
            for level, shift in (({"t": 3, "L": suite.levels[2]}, 3), ({"t": 3}, 3), ({"L": suite.levels[2]}, 0),
                                 ({"t": None, "L": suite.levels[2]}, 0)):
                message, values, _ = suite.score(level, x)
                self.assertEqual(message, {"points": 5})
                numpy.testing.assert_allclose(values, x @ A.T * sigma + shift, rtol=1e-14)
            self.assertEqual(suite.close(), (0, b""))

    def test_tangents_are_mapped_by_the_jacobian(self):
        rng = numpy.random.default_rng(1)
        tangents = [rng.normal(size=(5, 2)) for _ in range(3)]
        with FakeSuite(python(LINEAR + "diffrates.serve_score(score, jacobian)"), role="score", dimension=2) as suite:
            self.assertEqual(suite.greet(), {"diffrates": 1, "tangents": True})
            message, values, mapped = suite.score({"t": 8, "L": suite.levels[7]}, x, tangents)
            self.assertEqual(message, {"points": 5, "tangents": 3})
            sigma = (-numpy.expm1(-suite.levels[7])) ** 0.5
            numpy.testing.assert_allclose(values, x @ A.T * sigma + 8, rtol=1e-14)
            for v, jv in zip(tangents, mapped):
                numpy.testing.assert_allclose(jv, v @ A.T * sigma, rtol=1e-14)
            self.assertEqual(suite.close(), (0, b""))

    def test_on_a_line(self):
        code = "import diffrates, numpy\ndiffrates.serve_score(lambda level, x: -x**3, lambda level, x: -3 * x[:, :, None]**2)"
        places = numpy.linspace(-1, 1, 7)[:, None]
        with FakeSuite(python(code), role="score") as suite:
            suite.greet()
            _, values, (mapped,) = suite.score({"L": 0.5}, places, [2 * places])
            numpy.testing.assert_array_equal(values, -places**3)
            numpy.testing.assert_allclose(mapped, -6 * places**3, rtol=1e-15)

    def test_what_is_returned_is_checked(self):
        for body, words in (("diffrates.serve_score(lambda level, x: x[0])", "what the score returned has shape (2,); accepted: (5, 2)"),
                            ("diffrates.serve_score(score, lambda level, x: x)", "what the Jacobian returned has shape (5, 2)"),
                            ("diffrates.serve_score(score)", "1 tangents to a score without a Jacobian")):
            with FakeSuite(python(LINEAR + body), role="score", dimension=2) as suite:
                suite.greet()
                self.assertIsNone(suite.score({"L": 1.0}, x, [x]))
                self.assertEqual(suite.close(), (1, b""))
                self.assertIn(words, suite.errors())


if __name__ == "__main__":
    unittest.main()
