"""The page: criteria, pictures and numbers, put into `page.html.j2`."""

import csv
import io
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import numpy as np
import xarray as xr
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from traversable._datasets import first_of_probe, reads_dataset, settings_of
from traversable._outputs import PAGES, check_output, write_whole
from traversable._core import Hamiltonian, symmetry_class
from traversable.report._criteria import FEWEST, Criterion, criteria, label, mean_and_spread, percentile_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PANEL_MM = 89.0


@reads_dataset
def html(dataset: xr.Dataset, hamiltonian: Hamiltonian | None = None) -> str:
    """The report as the text of one HTML page; with `hamiltonian`, the model of the Dataset, its terms are printed.

    Parameters
    ----------
    dataset : xarray.Dataset
        Of `diagnose` or its result file.
    hamiltonian : Hamiltonian, optional
        Its model.

    Returns
    -------
    str
        The page.

    Raises
    ------
    TypeError, ValueError
        For another Dataset or one that is not complete.

    Examples
    --------
    >>> import traversable as tv
    >>> ds = tv.diagnose(tv.models.learned(), t=[0, 1, 2, 3, 4, 5], ensembles={})
    >>> page = tv.report.html(ds, tv.models.learned())
    >>> "Size winding" in page, "<script" in page
    (True, False)
    """
    sections = _sections(dataset, criteria(dataset), hamiltonian)
    made = " ".join(str(dataset.attrs[key]) for key in ("version", "git_commit") if key in dataset.attrs)
    terms = int(dataset.num_terms[0])
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            name=str(settings_of(dataset).get("model", "a Hamiltonian")),
            terms=terms,
            fermions=dataset.sizes["fermion"],
            symmetry=symmetry_class(hamiltonian) if hamiltonian is not None else None,
            hamiltonian=str(hamiltonian) if hamiltonian is not None and terms <= 20 else None,
            ensembles=_ensembles(dataset),
            instances=int((dataset.sample_ensemble == 1).sum()),
            fewest=FEWEST,
            sections=sections,
            download="data:text/csv;charset=utf-8," + quote(_table(sections)),
            made=made,
            command=str(dataset.attrs.get("command_line", "")),
            configuration=str(dataset.attrs.get("configuration", "")),
        )
    )


@reads_dataset
def write(dataset: xr.Dataset, path: str | os.PathLike[str], hamiltonian: Hamiltonian | None = None) -> None:
    """Writes `html` to a file, whole or not at all.

    Parameters
    ----------
    dataset : xarray.Dataset
        Of `diagnose` or its result file.
    path : str or path
        Of the page.
    hamiltonian : Hamiltonian, optional
        Its model.

    Raises
    ------
    TypeError, ValueError
        As `html`, and where a file is there that is no page.
    OSError
        Where it cannot be written.
    """
    target = check_output(path, PAGES)
    text = html(dataset, hamiltonian)
    write_whole(target, lambda partial: partial.write_text(text, encoding="utf-8"))


# ---- what the page holds


@dataclass(frozen=True)
class _Picture:
    number: int
    caption: str
    svg: Markup


@dataclass(frozen=True)
class _Row:
    """A quantity over the instances of an ensemble."""

    ensemble: str
    mean: float
    spread: float
    percentile: float
    count: int


@dataclass(frozen=True)
class _Quantity:
    key: str
    name: str
    value: float
    rows: list[_Row]


@dataclass(frozen=True)
class _Section:
    criterion: Criterion
    pictures: list[_Picture]
    quantities: list[_Quantity]

    @property
    def anchor(self) -> str:
        return re.sub(r"\W+", "-", self.criterion.title.lower()).strip("-")


def _ensembles(dataset: xr.Dataset) -> list[str]:
    return [str(name) for name in dataset.ensemble.values[1:]]


def _sections(dataset: xr.Dataset, found: list[Criterion], hamiltonian: Hamiltonian | None) -> list[_Section]:
    sections: list[_Section] = []
    number = 0
    for criterion in found:
        pictures = []
        for caption, draw in _panels(dataset, criterion, hamiltonian):
            number += 1
            pictures.append(_Picture(number, caption, _svg(draw, f"figure{number}")))
        sections.append(_Section(criterion, pictures, [_quantity(dataset, name) for name in criterion.numbers]))
    return sections


def _quantity(dataset: xr.Dataset, name: str) -> _Quantity:
    about = dataset[name].attrs
    units = "" if about.get("units", "1") == "1" else f" [{about['units']}]"
    rows = []
    for ensemble in _ensembles(dataset):
        mean, spread, percentile, count = (
            float(dataset[f"{name}_{what}"].sel(ensemble=ensemble)) for what in ("mean", "spread", "percentile", "count")
        )
        rows.append(_Row(ensemble, mean, spread, percentile, int(count)))
    return _Quantity(name, about["long_name"] + units, float(dataset[name][0]), rows)


def _table(sections: list[_Section]) -> str:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("quantity", "ensemble", "value or mean", "standard deviation", "percentile of the model", "instances"))
    for quantity in {quantity.key: quantity for section in sections for quantity in section.quantities}.values():
        rows.writerow((quantity.key, "this model", quantity.value, "", "", ""))
        rows.writerows((quantity.key, row.ensemble, row.mean, row.spread, row.percentile, row.count) for row in quantity.rows)
    return text.getvalue()


def _panels(
    dataset: xr.Dataset, criterion: Criterion, hamiltonian: Hamiltonian | None
) -> list[tuple[str, Callable[["Axes"], object]]]:
    """Captions and what draws the panels."""
    from traversable import plot

    probe = first_of_probe(dataset)
    band = f" Bands: {label(_ensembles(dataset)[0])}." if _ensembles(dataset) else ""
    all_panels: dict[str, list[tuple[str, Callable[["Axes"], object]]]] = {
        "information": [
            ("Mutual information of reference and read-out for a shockwave of negative (mu < 0) and positive energy." + band, lambda ax: plot.information(dataset, ax)),
        ],
        "pairs": [
            ("I_PT(-|mu|) - I_PT(+|mu|), where its modulus is largest, for every pair of fermions as the probe.", lambda ax: plot.pair_asymmetry(dataset, ax=ax)),
        ] if np.isfinite(dataset.pair_asymmetry[0]).any() else [],
        "two_point": [("Two-point functions of single fermions, and their average.", lambda ax: plot.two_point_functions(dataset, ax=ax))],
        "scrambling": [
            ("Regularised out-of-time-order correlator; the line is one half." + band, lambda ax: plot.otoc(dataset, ax)),
            ("Mean size of a fermion that evolves." + band, lambda ax: plot.operator_growth(dataset, probe, ax)),
        ],
        "winding": [
            ("Size distribution of the probe's first fermion, and the phase of its winding with the best line.", lambda ax: plot.size_winding(dataset, probe, ax=ax)),
            ("Response of the right side to a kick on the left against the coupling; vertical lines: the protocol's mu.", lambda ax: plot.response_scan(dataset, ax=ax)),
        ],
        "commutation": [("Perfectness times linearity of size winding." + band, lambda ax: plot.winding_quality(dataset, probe, ax))],
        "order": [
            ("Arrival of a message against its injection, and what gravity (order kept) and peaked sizes (order reversed) ask for.", lambda ax: plot.arrival_times(dataset, ax)),
            ("Two messages, one inserted after the other.", lambda ax: plot.messages(dataset, ax=ax)),
        ],
        "shapiro": [("A message alone, and crossed by another from the other side.", lambda ax: plot.crossed_messages(dataset, ax=ax))],
        "levels": [
            ("Levels of the model, and how dense those of the ensemble lie.", lambda ax: plot.level_density(dataset, ax)),
            ("Spectral form factor.", lambda ax: plot.spectral_form_factor(dataset, ax)),
        ],
    }  # fmt: skip
    panels = all_panels[criterion.picture]
    if criterion.picture == "commutation" and hamiltonian is not None:
        panels.append(("Terms of H, the area of a dot its coupling squared; a line joins two that anticommute.", lambda ax: plot.commutation_graph(hamiltonian, ax)))
    if dataset.sizes["ensemble"] > 1 and len(panels) < 2:
        name = criterion.numbers[0]
        panels.append((f"Every instance of the ensembles: {dataset[name].attrs['long_name']}.", lambda ax: plot.ensemble_strips(dataset, name, ax)))
    return panels


def _svg(draw: Callable[["Axes"], object], name: str) -> Markup:
    """A panel as SVG whose letters are text, with identifiers that are unique on the page, as wide as the screen lets it."""
    from traversable.plot._style import panels, picture

    buffer = io.StringIO()
    with picture({"svg.hashsalt": name}, _PANEL_MM, _PANEL_MM) as drawing:
        ((ax,),) = panels(drawing, 1)
        draw(ax)
        drawing.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    svg = buffer.getvalue()
    svg = re.sub(r'(id="|href="#|url\(#)', rf"\g<1>{name}-", svg[svg.index("<svg") :])
    return Markup(re.sub(r'(width|height)="[^"]*pt" ?', "", svg, count=2))


# ---- how it is written


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters |= {
        "ensemble": label, "prose": _prose, "formula": _formula, "number": _number, "mean_and_spread": lambda row: _minus(mean_and_spread(row.mean, row.spread)),
        "percentile": lambda row: percentile_text(row.percentile, row.count) if np.isfinite(row.percentile) else "–",
    }  # fmt: skip
    return environment


def _minus(text: str) -> str:
    """True minus signs before numbers, and none before zero."""
    text = re.sub(r"(?<![\w.])-(0(?:\.0+)?)(?![\d.])", r"\1", text)
    return re.sub(r"(?<![\w.])-(?=[\d|])", "−", text).replace(") - ", ") − ")


def _prose(text: str) -> Markup:
    """A sentence with the signs of formulas."""
    marked = str(escape(_minus(text)))
    for plain, sign in ((r"\bI_PT\b", "<i>I</i><sub>PT</sub>"), (r"\bmu\b", "μ"), (r"\bbeta\b", "β"), (r"\^2\b", "²")):
        marked = re.sub(plain, sign, marked)
    return Markup(marked)


def _formula(text: str) -> Markup:
    """What `str(Hamiltonian)` writes, with subscripts."""
    return Markup(re.sub(r"ψ(\d+)", r"ψ<sub>\1</sub>", str(escape(_minus(text)).replace(" - ", " − "))))


def _number(value: float) -> str:
    return "–" if not np.isfinite(value) else _minus(f"{value:.3g}")
