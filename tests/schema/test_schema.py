"""The schema of configurations, as diffrates prints it, in an independent validator: it accepts every configuration that is shipped
and every one that a C++ test reads without a problem, and refuses every bad one, unless what is wrong is beyond a schema."""

import json
import os
import re
import subprocess
import tempfile
import unittest
from copy import deepcopy
from pathlib import Path

from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ["DIFFRATES_PROGRAM"]
SCHEMA = json.loads(subprocess.run([PROGRAM, "schema"], check=True, capture_output=True, text=True).stdout)
VALIDATOR = Draft202012Validator(SCHEMA)

#: The C++ tests that read configurations.
FILTER = "*BadInput*:*BadRecipe*:Bounds*:Claims*:*Recipes*:AgainstData*:Config.*:Programs*:GivenSchedule*:TableFile*"

#: What validate says of things that hang on several places, on files, on formulas, or on the laws: no schema can.
BEYOND = "|".join([
    r"is \S+ again; accepted", r'is ".*" again; accepted', r"a built-in sampler",                       # names of other things
    r"of this configuration", r"one target, or a list of them with", r"followed by \w+ here",          # what claims name
    r"matches (no series|\d+ )", r"fixes (T|epsilon)", r"needs (at least two|a score error|score errors)",
    r"as many as", r"above l_min", r"direction has \d+ numbers", r"positive semidefinite", r"T = \d+",  # several numbers
    r"asks for", r"hold \d+ of the types", r"brings the (formulas|numbers)", r"stands in \d+ others",  # sizes of the whole
    r"does not exist", r"names a column",                                                              # files
    r"no law gives",                                                                                   # laws
    r": column \d+:", r"none of t, T, pi", r"used before it is set", r"is no vector here",             # formulas and recipes
    r"a vector (that the step sets|set there)", r"never sets y", r"weights that sum", r"which a move sets as a vector",
    r"is missing; accepted: a list of moves for t = T", r"the first not empty",
])

GOOD = {
    "schema_version": 1,
    "name": "good",
    "targets": [{"name": "mixture", "type": "gaussian_mixture", "weights": [0.4, 0.6], "means": [-1.5, 1.0], "variances": [0.09, 0.25]},
                {"name": "box", "type": "uniform", "low": 0, "high": 1}],
    "schedule": {"type": "smooth", "l_min": 0.001, "l_max": 12},
    "start": "exact",
    "samplers": ["ddim", {"file": "mine.json"}, {"name": "p", "program": ["./p"]},
                 {"name": "r", "step": [{"score": "s", "of": "y", "at": "t"}, {"set": "y", "to": "y + beta(t)*s"},
                                        {"mix": [{"weight": 1, "step": [{"noise": 0.1}]}]}]}],
    "steps": [32, 64],
    "metrics": ["tv"],
    "score_error": {"type": "cosine", "epsilon": [0.01, 0.03], "frequency": 1.5},
    "claims": [{"id": "c", "target": "mixture", "sampler": "ddim", "metric": "tv", "exponent": 1, "relation": "equals"}],
}
GATE = {"schema_version": 1, "name": "g", "experiment": "gate", "draws": 10,
        "families": [{"name": "f", "exponent": 1, "noise": 0.01, "points": 8}, {"name": "r", "series": "series.csv", "by": "metric"}]}
MUTATIONS = {key: GOOD[key] for key in ["schema_version", "name", "targets", "schedule", "steps", "metrics"]} | {
    "experiment": "mutations", "sizes": [0.1]}
HONESTY = {"schema_version": 1, "name": "h", "experiment": "honesty", "questions": 10}

REMOVED = object()
#: (configuration, place, what is put there): each is one mistake.
MISTAKES = [
    (GOOD, "stepz", [4]), (GOOD, "schema_version", 2), (GOOD, "schema_version", "1"), (GOOD, "schema_version", REMOVED),
    (GOOD, "name", "a/b"), (GOOD, "name", ".hidden"), (GOOD, "name", ""), (GOOD, "name", 7), (GOOD, "name", REMOVED),
    (GOOD, "title", ""), (GOOD, "seed", 1.5), (GOOD, "seed", -1), (GOOD, "experiment", "rate"), (GOOD, "$schema", 1),
    (GOOD, "targets", []), (GOOD, "targets", {}), (GOOD, "targets", REMOVED), (GOOD, "targets/0", "mixture"), (GOOD, "targets/0/name", "a,b"), (GOOD, "targets/0/name", "../a"), (GOOD, "targets/0/name", " a"),
    (GOOD, "targets/0/type", "gaussian_mixtur"), (GOOD, "targets/0/type", REMOVED), (GOOD, "targets/0/name", REMOVED),
    (GOOD, "targets/0/weigths", [1, 1]), (GOOD, "targets/0/weights", REMOVED), (GOOD, "targets/0/weights/0", 0),
    (GOOD, "targets/0/weights/0", "0.4"), (GOOD, "targets/0/means/0", None), (GOOD, "targets/0/variances/1", -0.1),
    (GOOD, "targets/0/variances", REMOVED), (GOOD, "targets/0/covariances", [1, 1]), (GOOD, "targets/1/low", True),
    (GOOD, "targets/1", {"name": "b", "type": "banana", "dimension": 1}),
    (GOOD, "targets/1", {"name": "c", "type": "cantor", "level": 13}), (GOOD, "targets/1", {"name": "c", "type": "cantor", "level": 2.5}),
    (GOOD, "targets/1", {"name": "p", "type": "product", "factor": {"type": "cantor", "level": 13}, "copies": 2}),
    (GOOD, "targets/1", {"name": "p", "type": "product", "factor": {"name": "no name here", "type": "cantor", "level": 3}, "copies": 2}),
    (GOOD, "targets/1", {"name": "d", "type": "density", "log_density": "-x^2", "support": [0, 1, 2]}),
    (GOOD, "targets/1", {"name": "d", "type": "density", "log_density": "-x^2", "support": ["-infinity", 1]}),
    (GOOD, "targets/1", {"name": "s", "type": "samples", "file": "x.csv", "header": "yes"}),
    (GOOD, "schedule", []), (GOOD, "schedule", "smooth"), (GOOD, "schedule/type", "smoth"), (GOOD, "schedule/lmin", 0.1),
    (GOOD, "schedule/l_min", 0), (GOOD, "schedule/l_max", 601), (GOOD, "schedule/l_min", REMOVED),
    (GOOD, "schedule", {"type": "formula"}), (GOOD, "schedule", {"type": "formula", "L": "s", "abar": "1-s"}),
    (GOOD, "schedule", {"type": "table", "file": "b.csv", "column": "betas", "spacing": "trailing"}),
    (GOOD, "start", "exct"), (GOOD, "start", ["exact", "exact"]), (GOOD, "start", []),
    (GOOD, "samplers", []), (GOOD, "samplers/0", "dimm"), (GOOD, "samplers/0", 1), (GOOD, "samplers/1/name", "both"),
    (GOOD, "samplers/1/file", 3), (GOOD, "samplers/2/program", "./p"), (GOOD, "samplers/2/program", []), (GOOD, "samplers/2/order", 0),
    (GOOD, "samplers/2/name", REMOVED), (GOOD, "samplers/3/step", []), (GOOD, "samplers/3/steps", []), (GOOD, "samplers/3/step", REMOVED),
    (GOOD, "samplers/3/step/0/of", REMOVED), (GOOD, "samplers/3/step/0/at", True), (GOOD, "samplers/3/step/0/at", {"Lambda": "1"}),
    (GOOD, "samplers/3/step/1/too", "y"), (GOOD, "samplers/3/step/1/to", REMOVED), (GOOD, "samplers/3/step/2/mix", []),
    (GOOD, "samplers/3/step/2/mix/0/step/0/noise", True), (GOOD, "samplers/3/step/2/mix/0/step/0", {"nose": 1}),
    (GOOD, "samplers/3/let", {"a": True}), (GOOD, "samplers/3/let", {"a": [1, 1]}), (GOOD, "samplers/3/keep", {}), (GOOD, "samplers/3/let", {"a b": 1}), (GOOD, "samplers/3/step/1/set", "2y"),
    (GOOD, "steps", []), (GOOD, "steps/0", 3), (GOOD, "steps/0", 1000001), (GOOD, "steps/0", 32.5), (GOOD, "steps/0", "32"),
    (GOOD, "steps", [32, 64, 32]), (GOOD, "steps", list(range(4, 200))),
    (GOOD, "metrics", []), (GOOD, "metrics/0", "tw"), (GOOD, "metrics", ["tv", "tv"]), (GOOD, "metrics", "tv"), (GOOD, "against_data", 1),
    (GOOD, "law", "gird"),
    (GOOD, "score_error", 0.1), (GOOD, "score_error/type", "cosinus"), (GOOD, "score_error/epsilon", REMOVED),
    (GOOD, "score_error/epsilon/0", -0.1), (GOOD, "score_error/epsilon", []), (GOOD, "score_error/epsilon", [0.1, 0.1]),
    (GOOD, "score_error/freqency", 2), (GOOD, "score_error/frequency", "2"), (GOOD, "score_error/phase", [0.1, "x"]),
    (GOOD, "score_error/profile", "lat"), (GOOD, "score_error", {"type": "empirical", "n": 1}),
    (GOOD, "score_error", {"type": "empirical", "n": 10, "epsilon": 0.1}), (GOOD, "score_error", {"type": "program", "command": "./p"}),
    (GOOD, "claims", {}), (GOOD, "claims/0/relation", "about"), (GOOD, "claims/0/tolerance", 1), (GOOD, "claims/0/tolerance", -0.1),
    (GOOD, "claims/0/exponent", "1"), (GOOD, "claims/0/exponent", REMOVED), (GOOD, "claims/0/exponnent", 1),
    (GOOD, "claims/0/against", "time"), (GOOD, "claims/0/metric", "tw"), (GOOD, "claims/0/target", []), (GOOD, "claims/0/steps", 3),
    (GATE, "draws", 0), (GATE, "samplers", ["ddim"]), (GATE, "families", []), (GATE, "families/0/nois", 0.1),
    (GATE, "families/0/noise", 0.4), (GATE, "families/0/points", 3), (GATE, "families/1/by", "time"), (GATE, "families/1/noise", 0.1),
    (GATE, "families/1/every", 0), (GATE, "misses", 2),
    (MUTATIONS, "sizes", [1]), (MUTATIONS, "sizes", []), (MUTATIONS, "claims", []), (MUTATIONS, "tolerance", 0),
    (HONESTY, "questions", 0), (HONESTY, "seconds", 1000), (HONESTY, "ways", ["no such way"]), (HONESTY, "targets", []),
]


def changed(configuration, place, value):
    made = deepcopy(configuration)
    *path, last = place.split("/")
    holder = made
    for part in path:
        holder = holder[int(part) if isinstance(holder, list) else part]
    if isinstance(holder, list):
        holder[int(last)] = value
    elif value is REMOVED:
        del holder[last]
    else:
        holder[last] = value
    return made


def refusals(configuration):
    return [f"/{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}" for error in VALIDATOR.iter_errors(configuration)]


class Schema(unittest.TestCase):
    def test_is_a_schema(self):
        Draft202012Validator.check_schema(SCHEMA)

    def test_accepts_every_configuration_shipped(self):
        files = [file for folder in ["configs", "examples", "results/baseline"] for file in (ROOT / folder).rglob("*.json")]
        read = {file: json.loads(file.read_text()) for file in files}
        configurations = {file: tree for file, tree in read.items() if isinstance(tree, dict) and "schema_version" in tree and "name" in tree}
        self.assertGreater(len(configurations), 100)
        for file, tree in configurations.items():
            with self.subTest(file=str(file.relative_to(ROOT))):
                self.assertEqual(refusals(tree), [])

    def test_accepts_what_the_mistakes_are_made_in(self):
        for configuration in [GOOD, GATE, MUTATIONS, HONESTY]:
            self.assertEqual(refusals(configuration), [])

    def test_refuses_each_mistake(self):
        for configuration, place, value in MISTAKES:
            with self.subTest(place=place, value="removed" if value is REMOVED else value):
                self.assertNotEqual(refusals(changed(configuration, place, value)), [])

    def test_names_the_place_of_a_mistake(self):
        for place, value, words in [("targets/0/weigths", [1], "weigths"), ("steps/0", 3, "less than the minimum of 4"),
                                    ("score_error/epsilon/0", -0.1, "less than the minimum"), ("claims/0/relation", "about", "about"),
                                    ("targets/1/high", "x", "'x'"), ("samplers/0", "dimm", "dimm"), ("metrics/0", "tw", "tw"),
                                    ("samplers/3/step/1/too", "y", "too")]:
            said = refusals(changed(GOOD, place, value))
            self.assertEqual(len(said), 1, said)
            self.assertIn(words, said[0])


class Documentation(unittest.TestCase):
    """The four mistakes of docs/editor.md: the schema and validate say of them what stands there."""

    def test_of_four_mistakes(self):
        blocks = (ROOT / "docs/editor.md").read_text().split("```")[1::2]
        mistakes, editor, validated = (block.split("\n", 1)[1] for block in blocks[-3:])
        self.assertEqual(len(refusals(json.loads(mistakes))), len(editor.splitlines()))
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "my-study.json").write_text(mistakes)
            done = subprocess.run([PROGRAM, "validate", "my-study.json"], cwd=folder, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, 2)
        for line, said in zip(validated.splitlines(), done.stderr.splitlines(), strict=True):
            begin, _, end = line.partition("... ")
            self.assertTrue(said.startswith(begin) and said.endswith(end), f"{line}\n{said}")


class OfTheTests(unittest.TestCase):
    """Every configuration that a C++ test of configurations reads."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        done = subprocess.run([os.environ["TEST_EXPERIMENTS"], f"--gtest_filter={FILTER}"], env=dict(os.environ, DIFFRATES_KEEP=folder.name),
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise AssertionError(done.stdout[-3000:])

    def trees(self, kind):
        for file in sorted((self.folder / kind).glob("*.json")):
            try:
                yield file.with_suffix("").name, json.loads(file.read_bytes()), file.with_suffix(".txt")
            except (ValueError, RecursionError):
                continue  # not JSON

    def test_good_ones_are_accepted(self):
        count = 0
        for name, tree, _ in self.trees("good"):
            count += 1
            with self.subTest(name=name):
                self.assertEqual(refusals(tree), [])
        self.assertGreater(count, 25)

    def test_bad_ones_are_refused_unless_that_is_beyond_a_schema(self):
        refused = 0
        for name, tree, said in self.trees("bad"):
            words = said.read_text(errors="replace")
            if refusals(tree):
                refused += 1
                continue
            with self.subTest(name=name):
                self.assertTrue(all(re.search(BEYOND, line) for line in words.splitlines()), words)
        self.assertGreater(refused, 100)

