"""The report in a real browser: headless Chromium at the width of a phone and of a desk, and on paper."""

import html
import re
import shutil
import subprocess
import sys

import pypdf
import pytest
from traversable import load, load_hamiltonian
from traversable.report import write

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
MEASURE = """<script>
addEventListener("load", () => {
  const root = document.documentElement, broken = [...document.querySelectorAll("svg")].filter(s => s.getBoundingClientRect().width < 100);
  const wide = [...document.querySelectorAll("p, h1, h2, li, svg")].filter(e => e.getBoundingClientRect().right > innerWidth + 1);
  const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
  const lost = [...document.querySelectorAll('a[href^="#"]')].filter(a => !document.getElementById(a.hash.slice(1)));
  const glyphs = [...document.querySelectorAll("use")].filter(u => !document.getElementById(u.href.baseVal.slice(1)));
  document.title = JSON.stringify({ width: innerWidth, scroll: root.scrollWidth, pictures: document.querySelectorAll("svg").length,
    sections: document.querySelectorAll("section").length, broken: broken.length, wide: wide.length,
    repeated: ids.length - new Set(ids).size, lost: lost.length, glyphs: glyphs.length,
    font: parseFloat(getComputedStyle(document.querySelector("p")).fontSize) });
});
</script>"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    from conftest import PROGRAM

    assert CHROMIUM, "chromium is not installed; scripts/test.sh installs it"
    folder = tmp_path_factory.mktemp("report")
    subprocess.run(
        [PROGRAM, "diagnose", "-m", "learned", "--beta", "4", "--mu", "12", "--t", "0:6:16", "--ensembles",
         "dense,same_terms_commuting", "--ensemble-instances", "5", "-o", "out.h5", "--quiet"],
        cwd=folder, check=True, timeout=120,
    )  # fmt: skip
    subprocess.run([sys.executable, "-m", "traversable.report", "out.h5"], cwd=folder, check=True, timeout=120)
    return folder / "out.html"


def chromium(*arguments, folder):
    return subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
         f"--user-data-dir={folder / 'profile'}", *map(str, arguments)],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip


@pytest.mark.parametrize("width", [500, 1280])
def test_fits_the_screen(page, tmp_path, width):
    measured = tmp_path / "measured.html"
    # Headless windows are 500 wide at least: a frame is as narrow as a phone.
    measured.write_text(page.read_text().replace("</head>", MEASURE + "</head>"))
    found = measures(chromium(f"--window-size={width},900", "--dump-dom", measured.as_uri(), folder=tmp_path).stdout)
    check(found)


def test_fits_a_phone(page, tmp_path):
    inner = page.read_text().replace("</head>", MEASURE.replace("document.title", "parent.document.title") + "</head>")
    frame = tmp_path / "phone.html"
    frame.write_text(f'<title></title><iframe width="360" height="800" srcdoc="{html.escape(inner)}"></iframe>')
    found = measures(chromium("--dump-dom", frame.as_uri(), folder=tmp_path).stdout)
    assert found["width"] == 360
    check(found)


def measures(dom):
    import json

    return json.loads(html.unescape(re.search(r"<title>(\{.*?\})</title>", dom, re.DOTALL).group(1)))


def check(found):
    assert found["scroll"] <= found["width"], found
    assert found["sections"] == 9 and found["pictures"] >= 15, found
    assert found["broken"] == found["wide"] == found["repeated"] == found["lost"] == found["glyphs"] == 0, found
    assert found["font"] >= 14


def test_prints(page, tmp_path):
    paper = tmp_path / "out.pdf"
    chromium(f"--print-to-pdf={paper}", "--no-pdf-header-footer", page.as_uri(), folder=tmp_path)
    text = "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(paper).pages)
    for title in ("Is it a wormhole?", "Size winding", "Causal order", "Shapiro delay", "Level statistics"):
        assert title in text, title
    assert 5 <= len(pypdf.PdfReader(paper).pages) <= 14


def test_needs_nothing_but_itself(page):
    text = page.read_text()
    assert not re.search(r"""(src|href)\s*=\s*["'](?!#|data:)""", text.replace("xlink:href", "href"))
    assert not re.search(r"url\((?!#)", text) and "<script" not in text and "@import" not in text


def test_same_bytes_twice(page, tmp_path):
    source = page.with_suffix(".h5")
    write(load(source), tmp_path / "again.html", load_hamiltonian(source))
    assert (tmp_path / "again.html").read_text() == page.read_text()


def test_pictures_are_numbered_and_hold_text(page):
    text = page.read_text()
    pictures = text.count("<svg")
    assert text.count("<figcaption") == pictures and f"Figure {pictures}." in text and text.count("<caption") == 9
    assert "fermion" in "".join(re.findall(r"<text[^>]*>(.*?)</text>", text, re.DOTALL))


def test_numbers_have_a_true_minus_and_digits_that_errors_allow(page):
    body = re.sub(r"<style.*?</style>|<svg.*?</svg>|<pre.*?</pre>", "", page.read_text(), flags=re.DOTALL)
    body = " ".join(re.sub(r"<[^>]*>", " ", body).split())
    assert not re.search(r"(?<![\w.])-\d", body), re.findall(r".{20}(?<![\w.])-\d.{5}", body)
    assert not re.search(r"−0(\.0*)?(?![\d.])", body)
    for mean, spread in re.findall(r"([\d.]+) ± ([\d.]+)", body):
        assert len(mean.partition(".")[2]) == len(spread.partition(".")[2]), (mean, spread)
    assert "I PT" in body and "I_PT" not in body


def test_all_numbers_can_be_downloaded(page):
    import csv
    from urllib.parse import unquote

    (address,) = re.findall(r'<a download="criteria.csv" href="data:text/csv;charset=utf-8,([^"]*)"', page.read_text())
    rows = list(csv.DictReader(unquote(address).splitlines()))
    dataset = load(page.with_suffix(".h5"))
    values = {row["quantity"]: row["value or mean"] for row in rows if row["ensemble"] == "this model"}
    assert float(values["winding_quality"]) == dataset.winding_quality[0]
    assert {row["ensemble"] for row in rows} == {"this model", "dense", "same_terms_commuting"}
