"""The sessions in docs/ are run, and print what stands there.

A block that begins with ```console is a session: each line after "$ " is given to bash, and the lines below it are what it prints to both
outputs, lines of progress left out; "..." stands for anything. The sessions of a page share a folder, in which diffrates is found and data/ is the repository's. A
```json block, where the paragraph before it ends with `NAME.json`:, is written there under that name."""

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROGRESS = re.compile(r"^\d+ of \d+ cells, .* elapsed.*\n", re.MULTILINE)
NAMED = re.compile(r"`([\w.-]+\.json)`:\n\Z")


def blocks(text):
    """(language, what stands in the block, the name of its file or None), in order."""
    for block in BLOCK.finditer(text):
        named = NAMED.search(text[: block.start()])
        yield block[1], block[2], named[1] if named else None


def commands(session):
    """(command, what it is said to print), in order."""
    for part in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        yield command, printed


def as_pattern(printed):
    return re.compile(".*?".join(re.escape(part) for part in printed.strip().split("...")), re.DOTALL)


def run_page(page):
    """What is printed otherwise, in words; and how many commands were run."""
    wrong, count = [], 0
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "bin").mkdir()
        (here / "bin/diffrates").symlink_to(os.environ["DIFFRATES_PROGRAM"])
        (here / "work").mkdir()
        (here / "work/data").symlink_to(ROOT / "data")
        environment = dict(os.environ, PATH=f"{here / 'bin'}:{os.environ['PATH']}", LC_ALL="C.UTF-8")
        for language, text, name in blocks(page.read_text()):
            if language == "json" and name:
                (here / "work" / name).write_text(text)
            if language != "console":
                continue
            for command, printed in commands(text):
                done = subprocess.run(["bash", "-c", command], cwd=here / "work", env=environment, text=True, stdin=subprocess.DEVNULL,
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=100)
                count += 1
                said = PROGRESS.sub("", done.stdout)
                if not as_pattern(printed).fullmatch(said.strip()):
                    wrong.append(f"$ {command}\n{said}-- but {page.name} says:\n{printed}")
    return wrong, count


class Sessions(unittest.TestCase):
    def check(self, name, least):
        wrong, count = run_page(ROOT / "docs" / name)
        self.assertGreaterEqual(count, least)
        if wrong:
            self.fail("\n\n".join(wrong))

    def test_of_the_tutorial(self):
        self.check("tutorial.md", 12)

    def test_of_the_questions(self):
        self.check("faq.md", 12)

    def test_are_all_run(self):
        pages = [page.name for page in (ROOT / "docs").glob("*.md") if "```console" in page.read_text()]
        self.assertEqual(sorted(pages), ["faq.md", "tutorial.md"])
