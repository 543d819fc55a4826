"""The book: Sphinx reads the Markdown of the repository as it stands, links between pages included (scripts/book)."""

import posixpath
import re
from pathlib import Path

project = "diffrates"
extensions = ["myst_parser"]
root_doc = "docs/index"
include_patterns = ["docs/*.md", "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "lib/*/README.md", "python/README.md", "data/README.md",
                    "examples/*/README.md", "tests/*/README.md"]
exclude_patterns = ["build*", "results"]
myst_heading_anchors = 4
suppress_warnings = ["misc.highlighting_failure", "myst.header"]  # a fragment of JSON; a page that begins with ## is none of ours
highlight_language = "text"
html_theme = "furo"
html_title = "diffrates"
html_static_path, html_css_files = ["book.css"], ["book.css"]
html_show_sphinx, html_show_copyright = False, False
html_copy_source = False
nitpicky = True

HEADING, CHAPTER = re.compile(r"^## (.*)$", re.MULTILINE), re.compile(r"^- \[(.*)\]\((.*)\.md\)$", re.MULTILINE)


def with_contents(text):
    """The lists of links on the first page are the book's contents."""
    for part in re.split(r"^(?=## )", text, flags=re.MULTILINE)[1:]:
        text += f"\n```{{toctree}}\n:hidden:\n:caption: {HEADING.search(part)[1]}\n\n" + "".join(f"{title} <{page}>\n" for title, page in CHAPTER.findall(part)) + "```\n"
    return text


def read(app, name, source):
    chapters = app.config.diffrates_chapters
    if name == root_doc:
        source[0] = with_contents(source[0])
    elif name not in chapters:
        source[0] = "---\norphan: true\n---\n" + source[0]


def setup(app):
    index = Path(app.srcdir, f"{root_doc}.md").read_text(encoding="utf-8")
    app.add_config_value("diffrates_chapters", [posixpath.normpath(f"docs/{name}") for _, name in CHAPTER.findall(index)], "env")
    app.connect("source-read", read)
