"""The page: criteria, pictures and numbers as one HTML text."""

import html as escape
import io
import os
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from traversable._datasets import first_of_probe, reads_dataset
from traversable._outputs import PAGES, check_output, write_whole
from traversable._core import Hamiltonian, symmetry_class
from traversable.report._criteria import FEWEST, Criterion, Verdict, criteria, label, percentile_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_STYLE = """
:root { --ink: #1b1b1b; --muted: #5d5d5d; --line: #d9d9d9; --blue: #0072b2; --red: #b34700; --grey: #5d5d5d; }
* { box-sizing: border-box; }
body { color: var(--ink); background: #fff; font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: .5rem 0; }
h2 { border-top: 1px solid var(--line); font-size: 1.2rem; margin: 2rem 0 .3rem; padding-top: 1rem; }
p { margin: .4rem 0; overflow-wrap: anywhere; }
.question { color: var(--muted); font-style: italic; }
.verdict { border: 1.5px solid currentColor; border-radius: 1rem; display: inline-block; font-size: .8rem; font-weight: 600;
  flex: none; padding: 0 .6rem; white-space: nowrap; }
.holds { color: var(--blue); } .fails { color: var(--red); } .open { color: var(--grey); }
figure { display: grid; gap: .8rem; grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr)); margin: .8rem 0; }
figure svg { display: block; height: auto; max-width: 100%; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; margin: .6rem 0; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .5rem; text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; white-space: normal; }
ul.summary { list-style: none; margin: 1rem 0; padding: 0; }
ul.summary li { align-items: center; border-bottom: 1px solid var(--line); display: flex; gap: .6rem; justify-content: space-between; padding: .3rem 0; }
a { color: inherit; }
footer { border-top: 1px solid var(--line); color: var(--muted); font-size: .8rem; margin-top: 2rem; padding-top: .6rem; }
pre { font-size: .75rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
@media print { body { font-size: 11pt; max-width: none; padding: 0; } section, figure, table { break-inside: avoid; }
  h2 { break-after: avoid; } .scroll { overflow: visible; } a { text-decoration: none; } }
"""
_CLASS = {Verdict.HOLDS: "holds", Verdict.FAILS: "fails", Verdict.OPEN: "open"}


@reads_dataset
def html(dataset: xr.Dataset, hamiltonian: Hamiltonian | None = None) -> str:
    """The report as the text of one HTML page; with `hamiltonian`, the model of the Dataset, its terms are printed.

    ValueError for a Dataset that is not of `diagnose` or not complete.

    >>> import traversable as tv
    >>> ds = tv.diagnose(tv.models.learned(), t=[0, 1, 2, 3, 4, 5], ensembles={})
    >>> page = tv.report.html(ds, tv.models.learned())
    >>> "Size winding" in page, "<script" in page
    (True, False)
    """
    found = criteria(dataset)
    sections = "\n".join(_section(dataset, criterion, hamiltonian) for criterion in found)
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Is it a wormhole? {escape.escape(_name(dataset))}</title><style>{_STYLE}</style></head><body>
<header><h1>Is it a wormhole?</h1>
{_model(dataset, hamiltonian)}
<ul class="summary">{"".join(_summary_line(criterion) for criterion in found)}</ul></header>
<main>
{sections}
</main>
{_footer(dataset)}
</body></html>
"""


@reads_dataset
def write(dataset: xr.Dataset, path: str | os.PathLike[str], hamiltonian: Hamiltonian | None = None) -> None:
    """Writes `html` to a file, whole or not at all.

    ValueError as `html`, and where a file is there that is no page; OSError where it cannot be written.
    """
    target = check_output(path, PAGES)
    text = html(dataset, hamiltonian)
    write_whole(target, lambda partial: partial.write_text(text, encoding="utf-8"))


def _configuration(dataset: xr.Dataset) -> str:
    return str(dataset.attrs.get("configuration", ""))


def _name(dataset: xr.Dataset) -> str:
    match = re.search(r"^model = ['\"](.*)['\"]$", _configuration(dataset), re.MULTILINE)
    return match.group(1) if match else "a Hamiltonian"


def _model(dataset: xr.Dataset, hamiltonian: Hamiltonian | None) -> str:
    n, terms = dataset.sizes["fermion"], int(dataset.num_terms[0])
    lines = [f"<p><b>{escape.escape(_name(dataset))}</b>: {terms} terms on N = {n} Majorana fermions a side."]
    if hamiltonian is not None:
        named = symmetry_class(hamiltonian)
        if named:
            lines.append(f"A chaotic model of this N has {named[0]} statistics (gap ratio {named[1]:.3f}).")
        if terms <= 20:
            lines.append(f"</p><p>H = {escape.escape(str(hamiltonian))}")
    compared = [str(name) for name in dataset.ensemble.values[1:]]
    count = int((dataset.sample_ensemble == 1).sum())
    if compared:
        lines.append(
            f"</p><p>Compared with {count} instances each of {escape.escape('; '.join(label(name) for name in compared))}. Their couplings are scaled to the same Tr H²."
        )
    lines.append(
        f"</p><p>“Holds” and “does not hold” apply the rule that each section states; the numbers are there to judge otherwise. A verdict by an ensemble takes {FEWEST} instances: with n of them nothing is unusual at a level below 2/(n + 1).</p>"
    )
    return " ".join(lines)


def _anchor(criterion: Criterion) -> str:
    return re.sub(r"\W+", "-", criterion.title.lower()).strip("-")


def _badge(criterion: Criterion) -> str:
    return f'<span class="verdict {_CLASS[criterion.verdict]}">{criterion.verdict.value}</span>'


def _summary_line(criterion: Criterion) -> str:
    return f'<li><a href="#{_anchor(criterion)}">{escape.escape(criterion.title)}</a>{_badge(criterion)}</li>'


def _section(dataset: xr.Dataset, criterion: Criterion, hamiltonian: Hamiltonian | None) -> str:
    picture = _picture(dataset, criterion, hamiltonian)
    return f"""<section id="{_anchor(criterion)}"><h2>{escape.escape(criterion.title)}</h2>
<p class="question">{escape.escape(criterion.question)}</p>
<p>{_badge(criterion)} {escape.escape(criterion.sentence)}</p>
<figure role="img" aria-label="{escape.escape(criterion.title)}">{picture}</figure>
{_table(dataset, criterion.numbers)}</section>"""


def _table(dataset: xr.Dataset, names: tuple[str, ...]) -> str:
    ensembles = [str(name) for name in dataset.ensemble.values[1:]]
    rows = []
    for name in names:
        attributes = dataset[name].attrs
        units = "" if attributes.get("units", "1") == "1" else f" [{attributes['units']}]"
        rows.append(f'<tr><th colspan="4">{escape.escape(attributes["long_name"] + units)}</th></tr>')
        rows.append(f"<tr><td><b>this model</b></td><td><b>{_number(float(dataset[name][0]))}</b></td><td></td><td></td></tr>")
        for ensemble in ensembles:
            chosen = dataset.sel(ensemble=ensemble)
            place, count = float(chosen[name + "_percentile"]), int(chosen[name + "_count"])
            rows.append(
                f"<tr><td>{escape.escape(label(ensemble))}</td><td>{_number(float(chosen[name + '_mean']))} ± "
                f"{_number(float(chosen[name + '_spread']))}</td><td>{percentile_text(place, count) if np.isfinite(place) else '–'}</td>"
                f"<td>{count}</td></tr>"
            )  # fmt: skip
    head = "<tr><th>ensemble</th><th>mean ± spread</th><th>percentile (95 % interval)</th><th>instances</th></tr>"
    return f'<div class="scroll"><table>{head}{"".join(rows)}</table></div>'


def _number(value: float) -> str:
    return "–" if not np.isfinite(value) else f"{value:.3g}"


def _footer(dataset: xr.Dataset) -> str:
    made = " ".join(str(dataset.attrs[key]) for key in ("version", "git_commit") if key in dataset.attrs)
    command = dataset.attrs.get("command_line", "")
    return (
        f"<footer><p>traversable {escape.escape(made)}. Every number is in the result file beside this page.</p>"
        f"<pre>{escape.escape(str(command))}\n\n{escape.escape(_configuration(dataset))}</pre></footer>"
    )  # fmt: skip


def _picture(dataset: xr.Dataset, criterion: Criterion, hamiltonian: Hamiltonian | None) -> str:
    import matplotlib
    from matplotlib.figure import Figure as NewFigure

    drawings = []
    with matplotlib.rc_context({"svg.fonttype": "path", "svg.hashsalt": criterion.picture, "font.size": 10}):
        for place, draw in enumerate(_panels(dataset, criterion, hamiltonian)):
            drawing = NewFigure(figsize=(4.6, 3.6), layout="constrained")
            draw(drawing.subplots())
            drawings.append(_svg(drawing, f"{criterion.picture}{place}"))
    return "".join(drawings)


def _panels(
    dataset: xr.Dataset, criterion: Criterion, hamiltonian: Hamiltonian | None
) -> list[Callable[["Axes"], object]]:
    from traversable import plot

    probe = first_of_probe(dataset)
    all_panels: dict[str, list[Callable[["Axes"], object]]] = {
        "information": [lambda ax: plot.information(dataset, ax)],
        "pairs": (
            [lambda ax: plot.pair_asymmetry(dataset, ax=ax)] if np.isfinite(dataset.pair_asymmetry[0]).any() else []
        ),
        "two_point": [lambda ax: plot.two_point_functions(dataset, ax=ax)],
        "scrambling": [lambda ax: plot.otoc(dataset, ax), lambda ax: plot.operator_growth(dataset, probe, ax)],
        "winding": [lambda ax: plot.size_winding(dataset, probe, ax=ax), lambda ax: plot.response_scan(dataset, ax=ax)],
        "commutation": [lambda ax: plot.winding_quality(dataset, probe, ax)],
        "order": [lambda ax: plot.arrival_times(dataset, ax), lambda ax: plot.messages(dataset, ax=ax)],
        "shapiro": [lambda ax: plot.crossed_messages(dataset, ax=ax)],
        "levels": [lambda ax: plot.level_density(dataset, ax), lambda ax: plot.spectral_form_factor(dataset, ax)],
    }
    panels = all_panels[criterion.picture]
    if criterion.picture == "commutation" and hamiltonian is not None:
        panels.append(lambda ax: plot.commutation_graph(hamiltonian, ax))
    if dataset.sizes["ensemble"] > 1 and len(panels) < 2:
        panels.append(lambda ax: plot.ensemble_strips(dataset, criterion.numbers[0], ax))
    return panels


def _svg(drawing: "Figure", name: str) -> str:
    buffer = io.StringIO()
    drawing.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :]
    # Identifiers are unique on the page, and the size follows the screen.
    svg = re.sub(r'(id="|href="#|url\(#)', lambda match: f"{match.group(1)}{name}-", svg)
    return re.sub(
        r'<svg ([^>]*?)width="[^"]*"', r"<svg \1", re.sub(r'(<svg [^>]*?)height="[^"]*"', r"\1", svg, count=1), count=1
    )
