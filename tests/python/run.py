"""run.py FOLDER [--gtest_output=xml:FILE] [PATTERN...]: the tests of tests/FOLDER, or those whose name holds a PATTERN. FILE is
written as GoogleTest writes its own, so that tests/count.py counts cases. Exit code 77, which is a skip, where NumPy is missing (for tests/schema:
jsonschema; tests/docs need none)."""

import importlib.util
import sys
import time
import unittest
import xml.etree.ElementTree as xml
from pathlib import Path

tests = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(tests / "python"))
sys.dont_write_bytecode = True


class Report(unittest.TextTestResult):
    """Keeps what became of every case: {"Class.name": (what, seconds)}, nothing if it passed."""

    def __init__(self, *given, **also):
        super().__init__(*given, **also)
        self.cases = {}
        self.began = 0.0

    def startTest(self, test):
        super().startTest(test)
        self.began = time.perf_counter()

    def stopTest(self, test):
        super().stopTest(test)
        bad = [text for kept, text in self.failures + self.errors if test is kept or getattr(kept, "test_case", None) is test]
        skipped = any(test is kept for kept, _ in self.skipped)
        self.cases[test.id()] = (bad, skipped, time.perf_counter() - self.began)


def as_googletest(result):
    root = xml.Element("testsuites")
    suite = xml.SubElement(root, "testsuite", name="python")
    for name, (bad, skipped, seconds) in result.cases.items():
        room, _, case = name.rpartition(".")
        element = xml.SubElement(suite, "testcase", name=case, classname=room, time=f"{seconds:.3f}",
                                 result="skipped" if skipped else "completed")
        for text in bad:
            xml.SubElement(element, "failure", message=text)
    # What failed outside any case, a file that cannot be imported or the preparation of a class.
    for kept, text in result.errors:
        if kept.id() not in result.cases:
            broken = xml.SubElement(suite, "testcase", name=kept.id(), classname="python", result="completed")
            xml.SubElement(broken, "failure", message=text)
    return xml.ElementTree(root)


def main(folder, *arguments):
    needed = {"schema": "jsonschema", "docs": None}.get(folder, "numpy")
    if needed and importlib.util.find_spec(needed) is None:
        print(f"skipped: python3-{needed} is not installed")
        return 77
    files = [word.split(":", 1)[1] for word in arguments if word.startswith("--gtest_output=xml:")]
    loader = unittest.TestLoader()
    loader.testNamePatterns = [f"*{word}*" for word in arguments if not word.startswith("--")] or None
    result = unittest.TextTestRunner(resultclass=Report, verbosity=2).run(loader.discover(str(tests / folder)))
    for file in files:
        as_googletest(result).write(file)
    return 0 if result.wasSuccessful() else 1


sys.exit(main(*sys.argv[1:]))
