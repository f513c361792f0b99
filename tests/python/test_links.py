"""Links of every page of text in the repository: to files and headings that are there, to addresses that are some.

Sphinx and scripts/site_links.py look at the site; this is what a reader of the files follows.
"""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"!?\[[^]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
# A page in the contents of a part of the site, alone or behind a title.
ENTRY = re.compile(r"^([\w/]+)$|^[^<`]* <([\w/]+)>$")


MADE = ("build", "results", "dist")
FOLDERS = [one for one in ROOT.iterdir() if one.is_dir() and one.name[0] != "." and one.name not in MADE]
PAGES = sorted([*ROOT.glob("*.md"), *(page for folder in FOLDERS for page in folder.rglob("*.md"))])


def without_code(text):
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^(`{3,}|~{3,}).*?^\1", "", text, flags=re.MULTILINE | re.DOTALL))


def headings(page):
    """Anchors of a page, as GitHub and MyST name them."""
    text = re.sub(r"^(`{3,}|~{3,}).*?^\1", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    found: dict[str, int] = {}
    for title in re.findall(r"^#{1,6} (.*)$", text, re.MULTILINE):
        words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", title).replace("`", "").strip().lower()
        slug = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        found[slug] = found.get(slug, -1) + 1
    return {f"{slug}-{k}" if k else slug for slug, most in found.items() for k in range(most + 1)}


def broken(page, root=ROOT):
    for link in LINK.findall(without_code(page.read_text(encoding="utf-8"))):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            if parts.scheme not in ("http", "https") or "." not in parts.netloc:
                yield link
            continue
        target = (page.parent / parts.path).resolve() if parts.path else page
        if not target.is_file() or not target.is_relative_to(root):
            yield link
        elif parts.fragment and parts.fragment not in headings(target):
            yield link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_link_is_broken(page):
    assert list(broken(page)) == []


def test_every_page_of_the_guide_is_in_its_contents():
    docs = ROOT / "docs"
    listed = (docs / "index.md", docs / "guide.md", docs / "notebooks/index.md")
    entries = {
        (page.parent / (match[1] or match[2])).resolve().with_suffix(".md")
        for page in listed
        for block in re.findall(r"^```\{toctree\}(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
        if (match := ENTRY.match(line))
    }
    pages = {page for page in PAGES if docs in page.parents}
    assert pages - entries == {docs / "index.md"}
    assert entries <= pages


def test_broken_links_are_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# A heading, first\n[a](page.md#a-heading-first) [b](page.md#no) [c](gone.md) [d](http:/x) `[e](gone.md)`\n")
    assert list(broken(page, tmp_path.resolve())) == ["page.md#no", "gone.md", "http:/x"]


def test_broken_links_of_a_site_are_found(tmp_path):
    (tmp_path / "a.html").write_text('<h1 id="top-of-a">A</h1><a href="b.html#here">b</a><img src="no.png"><a href="http:/x">x</a>')
    (tmp_path / "b.html").write_text('<a href="a.html#top-of-a">a</a><a href="#gone">c</a><a href="https://doi.org/10.1/x">d</a>')
    found = subprocess.run([sys.executable, ROOT / "scripts/site_links.py", tmp_path], capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert found.stdout.splitlines() == ["a.html: b.html#here", "a.html: no.png", "a.html: http:/x", "b.html: #gone"]
