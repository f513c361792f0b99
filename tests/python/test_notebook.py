"""Objects as the last line of a notebook's cell."""

import pytest

pytest.importorskip("ipykernel")
nbclient = pytest.importorskip("nbclient")
nbformat = pytest.importorskip("nbformat")

CELLS = [
    "%matplotlib inline\nimport traversable as tv\nH = tv.models.learned()\nds = tv.teleport(H, 4.0, [-12, 12], t=[0.0, 2.8])",
    "tv.plot.figure(ds)",
    "bell = tv.circuits.Circuit(2)\nbell.append('h', [0])\ntv.circuits.draw(bell)",
    "bell",
    "H",
    "from IPython.core.completer import provisionalcompleter\nwith provisionalcompleter():\n"
    "    print([one.text for one in get_ipython().Completer.completions('tv.pl', 5)])",
]


@pytest.fixture(scope="module")
def outputs():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    return [cell.outputs for cell in notebook.cells]


def kinds(output):
    return [set(one.get("data", {})) for one in output]


@pytest.mark.parametrize("cell", [1, 2])
def test_a_figure_is_shown_once(outputs, cell):
    assert len(outputs[cell]) == 1 and [sum(kind.startswith("image/") for kind in one) for one in kinds(outputs[cell])] == [1]


def test_circuits_and_hamiltonians_have_pictures(outputs):
    assert kinds(outputs[3]) == [{"text/plain", "image/svg+xml"}]
    assert kinds(outputs[4]) == [{"text/plain", "text/html", "text/latex"}]


def test_completion_knows_the_plots(outputs):
    assert outputs[5][0].text == "['plot']\n"
