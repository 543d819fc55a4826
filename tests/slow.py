"""python3 tests/slow.py FOLDER SECONDS: a GoogleTest filter without the cases that took longer than SECONDS in the last
`meson test -C FOLDER`."""

import pathlib
import sys
import xml.etree.ElementTree as xml

folder, most = pathlib.Path(sys.argv[1]), float(sys.argv[2])
cases = [case for report in folder.glob("*.xml") for case in xml.parse(report).iter("testcase")]
slow = [case for case in cases if float(case.get("time")) > most]
print("-" + ":".join(sorted(f"{case.get('classname')}.{case.get('name')}" for case in slow)))
