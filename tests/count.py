"""python3 tests/count.py FOLDER: what the last `meson test -C FOLDER` found, case by case. Prints the number of cases that passed, then
a line for each that failed. A program that broke off counts as one that failed, and so does one that ran no case (unless it
shares its cases with others); a test that is a script counts as one, one that is skipped as none."""

import json
import pathlib
import sys
import xml.etree.ElementTree as xml

folder = pathlib.Path(sys.argv[1])
passed = 0
failed = []
for line in (folder / "meson-logs/testlog.json").read_text().splitlines():
    test = json.loads(line)
    name = test["name"].split(" / ")[-1]
    report = folder / (name + ".xml")
    reported = xml.parse(report).iter("testcase") if report.exists() else []
    cases = [case for case in reported if case.get("result") == "completed"]
    bad = [f"{case.get('classname')}.{case.get('name')}" for case in cases if case.find("failure") is not None]
    passed += len(cases) - len(bad)
    if test["result"] == "SKIP":
        continue
    if test["result"] != "OK":
        bad = bad or [test["result"].lower()]
    elif not report.exists():
        passed += 1
    elif not cases and test["env"].get("GTEST_TOTAL_SHARDS", "1") == "1":
        bad = ["no case was run"]
    failed += [f"{folder} {name}: {case}" for case in bad]
print(passed)
for name in failed:
    print(name)
