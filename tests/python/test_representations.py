"""What objects look like in a terminal, in a notebook and in help()."""

import importlib
import inspect
import pkgutil
import pydoc
import types
import xml.etree.ElementTree as ElementTree

import hostile_calls
import numpy as np
import pytest
import test_values
import traversable as tv
from traversable import _core

MODULES = [tv, *(importlib.import_module(one.name) for one in pkgutil.walk_packages(tv.__path__, "traversable.") if "__main__" not in one.name)]
CLASSES = {
    one.__name__: one
    for module in MODULES
    for name in getattr(module, "__all__", [])
    if inspect.isclass(one := getattr(module, name))
}
H = tv.models.dense_syk(6, seed=1)
BELL = test_values.measured_pair(0.3)
LOSS = tv.learning.Loss(H, 1.0, [-1, 1], [0.0, 1.0], asymmetry_weight=1.0)
DIAGNOSIS = tv.diagnose(H, ensembles={}, t=[0.0, 1.0, 2.0, 3.0])
CRITERION = tv.report.criteria(DIAGNOSIS)[0]
EXAMPLES = {
    **{name: values for name, values in test_values.VALUES.items() if name in CLASSES},
    "Hamiltonian": [H, tv.models.learned(), tv.Hamiltonian(4, {(0, 1): 1e-9})],
    "StateVector": [tv.StateVector(3), tv.StateVector(12, "single")],
    "DensityMatrix": [tv.DensityMatrix(2)],
    "GroundState": [tv.maldacena_qi_ground_state(tv.models.learned(), 4.0)],
    "Processor": [tv.Processor(), tv.Processor(connectivity=[(k, k + 1) for k in range(63)], seed=2**62, nu=0.123456789012345)],
    "Loss": [LOSS],
    "Learned": [tv.learn(tv.models.dense_syk(4, seed=1), 1.0, [-1, 1], [0.0, 1.0], num_terms=1, schedule=[1])],
    "NoiseBudget": [tv.noise.budget(BELL, "sycamore")],
    "NoisySteps": [tv.noise.noisy_steps(BELL, "sycamore")],
    "Criterion": [CRITERION],
    "Verdict": [CRITERION.verdict],
    "MutualInformationEstimate": [tv.tomography.estimate_mutual_information(np.full((9, 4), 25), resamples=20)],
}  # fmt: skip


def test_every_public_class_has_an_example():
    assert set(EXAMPLES) == set(CLASSES)


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_a_repr_is_one_line_without_an_address(name):
    for value in EXAMPLES[name]:
        text = repr(value)
        assert "\n" not in text and " at 0x" not in text and 0 < len(text) < 200, text


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_pictures_for_notebooks_are_well_formed(name):
    for value in EXAMPLES[name]:
        for method in ("_repr_html_", "_repr_svg_"):
            if hasattr(value, method):
                root = ElementTree.fromstring(getattr(value, method)())
                assert root.tag in ("p", "{http://www.w3.org/2000/svg}svg")
        if hasattr(value, "_repr_latex_"):
            text = value._repr_latex_()
            assert text.startswith("$") and text.endswith("$") and text.count("{") == text.count("}")


def test_the_picture_of_a_circuit_has_its_text():
    circuit = tv.circuits.Circuit(2)
    circuit.append("rz", [0], [np.pi / 2])
    circuit.append("cnot", [0, 1])
    texts = {one.text for one in ElementTree.fromstring(circuit._repr_svg_()).iter("{http://www.w3.org/2000/svg}text")}
    assert {"q0", "q1", "Rz", "π/2"} <= texts
    for _ in range(600):
        circuit.append("h", [0])
    assert circuit._repr_svg_() is None


def test_the_formula_of_html_is_that_of_the_text():
    root = ElementTree.fromstring(tv.models.learned()._repr_html_())
    assert "".join(root.itertext()) == "H = " + str(tv.models.learned()).replace("-", "−") + "7 Majoranas a side, 5 terms"


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_help_shows_nothing_of_the_library_behind(name):
    text = pydoc.plain(pydoc.render_doc(CLASSES[name]))
    for internal in ("detail_function_record", "conduit", "capsule", "_abi_", "(...)"):
        assert internal not in text, [line for line in text.splitlines() if internal in line]


def test_signatures_of_compiled_functions_are_read_by_inspect():
    assert str(inspect.signature(tv.Hamiltonian)) == "(num_majoranas, terms)"
    assert str(inspect.signature(tv.Hamiltonian.from_json)) == "(text)"
    assert str(inspect.signature(H.matrix)) == "(parity=None)"
    assert str(inspect.signature(tv.circuits.Circuit.append)) == "(self, gate, qubits, angles=[])"
    assert inspect.signature(tv.noise.NoiseModel).parameters["t1"].default == np.inf
    assert tv.Hamiltonian.to_json.__doc__.startswith("to_json(self: traversable._core.Hamiltonian) -> str")
    for name, function, owner in hostile_calls.public_callables():
        # Classes without a constructor are made by functions.
        described = getattr(hostile_calls.instances()[owner](), function) if owner else function
        if not isinstance(getattr(described, "__init__", None), types.WrapperDescriptorType) or not inspect.isclass(described):
            assert inspect.signature(described) is not None, name


def test_signatures_of_functions_name_their_kinds():
    words = str(inspect.signature(tv.teleport))
    assert "beta: 'Reals'" in words and "seed: 'Seed | None' = None" in words and "numpy" not in words


def test_completion_has_the_plots_and_not_the_imports():
    assert {"plot", "teleport", "Hamiltonian"} <= set(dir(tv)) and not {"Any", "TYPE_CHECKING", "os", "annotations"} & set(dir(tv))


def test_coupling_axes_have_one_name():
    assert tv.typicality.left_right_response(H, 1.0, [-1.0], 0.0, [0.0], num_states=2).mu.attrs == {"long_name": _core.coupling_long_name}
    assert tv.teleport(H, 1.0, [-1.0, 1.0], 0.0).mu.attrs == {"long_name": "coupling mu"} == DIAGNOSIS.mu.attrs
