"""docs/keys.md is what scripts/keys makes of the schema that this program prints."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Keys(unittest.TestCase):
    def test_are_those_of_the_program(self):
        with tempfile.NamedTemporaryFile() as schema:
            subprocess.run([os.environ["DIFFRATES_PROGRAM"], "schema"], check=True, stdout=schema)
            made = subprocess.run([sys.executable, ROOT / "scripts/keys", schema.name], check=True, capture_output=True, text=True).stdout
        self.assertTrue(made == (ROOT / "docs/keys.md").read_text(), "docs/keys.md is stale; write it anew: scripts/keys > docs/keys.md")
        self.assertIn("### Target `gaussian_mixture`", made)
        self.assertIn("| `l_min` | a number > 0 and <= 600; required |", made)
