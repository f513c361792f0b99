"""Every argument of every public function: numbers of any library that convert exactly are taken, others refused."""

import inspect
import time
import warnings
from collections import UserList, deque
from fractions import Fraction
from typing import Any

import hostile_calls
import numpy as np
import pandas as pd
import pytest
import traversable as tv
import xarray as xr
from traversable._arguments import as_float, as_index, as_list
from traversable._core import short_complex_array, short_real_array, short_reals, short_rotations, short_terms

# Arguments whose numbers may be complex.
COMPLEX = {"amplitudes", "rho", "kraus", "matrix", "operator", "hamiltonian", "weights", "StateVector.product.qubits"}


def real_forms(value: float) -> tuple[list[Any], list[Any]]:
    """(what has to be taken, what has to be refused) in place of a real number."""
    good = [np.float64(value), np.array(value), np.longdouble(value), complex(value), np.complex128(value), np.array(complex(value))]
    if np.float32(value) == value:
        good += [np.float32(value), np.array(value, dtype=np.float32), np.complex64(value)]
    if value == int(value):
        good += [int(value), np.int64(value), np.int8(value), np.array(int(value)), Fraction(int(value))]
    return good, [1 + 1j, np.complex128(1 + 1j), np.complex64(1j), np.array(1j), {value}, frozenset({value}), {value: 0}, "1", b"1"]


def whole_forms(value: int) -> tuple[list[Any], list[Any]]:
    good = [np.int64(value), np.int32(value), np.array(value), np.array(value, dtype=object), xr.DataArray(value), *([np.uint8(value)] if 0 <= value < 256 else [])]
    return good, [float(value) + 0.5, float(value), np.float32(value), np.float64(value), np.array(float(value)), 1 + 1j, np.complex128(1 + 1j), {value}, str(value), bool(value), np.True_, np.array(True)]


def list_forms(values: list[Any], complex_elements: bool) -> tuple[list[Any], list[Any]]:
    good: list[Any] = [tuple(values), deque(values), UserList(values)]
    bad: list[Any] = [dict.fromkeys(range(len(values))), iter(values), (v for v in values), "text", b"bytes", bytearray(b"bytes")]
    if all(isinstance(v, (int, float, str, tuple)) for v in values):
        bad += [set(values), frozenset(values), dict.fromkeys(values).keys(), dict.fromkeys(values)]
    numbers = all(type(v) in (int, float) for v in values)
    if numbers:
        good += [np.array(values), xr.DataArray(values), pd.Series(values)]
        bad += [pd.DataFrame([values]), pd.DataFrame({"a": values})]
        bad.append([1 + 1j, *values[1:]]) if not complex_elements else None
        bad.append([np.complex128(1 + 1j), *values[1:]]) if not complex_elements else None
        bad.append(np.array(values) + 1j) if not complex_elements else None
        good.append([type(values[0])(v) if k else np.array(v) for k, v in enumerate(values)])
        more, others = array_forms(np.array(values), complex_elements, is_list=True)
        good, bad = good + more, bad + others
    if all(type(v) is int for v in values):
        bad += [[float(v) for v in values], np.array(values, dtype=float), np.array(values) > values[0]]
    return good, bad


def array_forms(array: Any, complex_elements: bool, is_list: bool = False) -> tuple[list[Any], list[Any]]:
    """The same numbers in every kind of array that holds them, and what only looks like numbers."""
    padded = np.zeros((2 * len(array), *array.shape[1:]), dtype=array.dtype)
    padded[::2] = array
    locked = array.copy()
    locked.flags.writeable = False
    swapped = array.astype(array.dtype.newbyteorder())
    good = [array.copy(), array.copy("F"), padded[::2], locked, swapped, array.tolist(), array.astype(object), tuple(map(tuple, array.tolist())) if array.ndim == 2 else tuple(array.tolist())]
    kinds = "iu" if array.dtype.kind in "iu" else "fc" if complex_elements else "f"
    for kind in (np.int8, np.int64, np.uint16, np.float16, np.float32, np.float64, np.longdouble, np.complex64, np.complex128, np.clongdouble):
        with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
            if (np.dtype(kind).kind in kinds or np.dtype(kind).kind in "iu") and np.array_equal(array.astype(kind), array):
                good.append(array.astype(kind))
    bad = [
        array.astype(str), array.astype("S"), np.ma.masked_array(array, mask=array != 0), {1.0, 2.0}, {1.0: 2.0}, iter(array.tolist()),
        np.zeros(array.shape, dtype=[("a", float)]), np.zeros(array.shape, dtype="datetime64[s]"), "text", b"bytes", np.array([object()] * 4),
        np.zeros(array.shape, dtype="timedelta64[s]"), [["1", "0"], ["0", "1"]], [[1.0, 0.0], [0.0]], np.array(None), object(),
    ]  # fmt: skip
    if array.ndim == 2:
        bad.append([np.ma.masked_array(row, mask=np.arange(len(row)) == 0) for row in array])
    if not complex_elements:
        bad.append(array + 1j)
    if not is_list:
        bad += [np.array(1.0), array[..., :-1], array.ravel()[:-1], np.zeros((0, 4))]
    return good, bad


def forms(name: str, value: Any) -> tuple[list[Any], list[Any]]:
    if type(value) is float:
        return real_forms(value) if name not in COMPLEX and np.isfinite(value) else ([], [])
    if type(value) is int:
        return whole_forms(value)
    if isinstance(value, np.ndarray) and value.dtype.kind in "iufc" and value.ndim > 0:
        return array_forms(value, name in COMPLEX)
    if isinstance(value, list) and value and isinstance(value[0], np.ndarray):
        good, bad = array_forms(value[0], name in COMPLEX)
        return [[one, *value[1:]] for one in good], [[one, *value[1:]] for one in bad]
    if isinstance(value, list) and value:
        return list_forms(value, name in COMPLEX)
    return [], []


def default_of(described: Any, name: str) -> Any:
    try:
        return inspect.signature(described).parameters[name].default
    except (ValueError, KeyError, TypeError):
        return None


# Of functions whose arguments go together, or mean something of their own there.
BESIDE: dict[str, dict[str, Any]] = {
    "Hamiltonian": {"terms": [(1.0, (0, 1)), (0.5, (2, 3))]},
    "Hamiltonian.from_openfermion": {"operator": None},  # an object of OpenFermion
    "teleport": {"t": [0.0, 1.0]},
    "learn": {"target": tv.models.dense_syk(6, seed=1), "t": [0.0, 1.0], "schedule": [5], "evaluations": 3, "goal": 10.0},
    "evolve": {"hamiltonian": [(1.0, "ZI"), (0.5, "IX")], "t": 1.0},
    "coupling_formula": {"couple": "all"},
    "circuits.evolution": {"t": 1.0},
    "circuits.wormhole": {"mu": 1.0},
    "circuits.Circuit.assign_parameters": {"values": {}},
    "circuits.Circuit.append_unitary": {"matrix": np.diag([1.0, 1j])},
    "circuits.Operation.label": {"k": 0},
    "diagnostics.arrival_times": {"mu": 1.0},
    "diagnostics.fermion_pairs": {"mu": 1.0},
    "diagnose": {"t": [0.0, 1.0, 2.0, 3.0, 4.0], "ensembles": {}},
    "learning.Loss": {"t": [0.0, 1.0]},
    "learning.protocol_gradient": {"t": [0.0, 1.0]},
    "models.binary_sparse_syk": {"k": 0.2},
    "spins.spin_syk": {"num_qubits": 4},
    "models.sparse_syk": {"num_majoranas": 8, "k": 2.0},
    "pauli.maldacena_qi": {"mu": 1.0},
    "spins.drive_error": {"J": np.cos},
    "spins.from_circuit": {"circuit": hostile_calls.bell_circuit(False)},
    "spins.otoc": {"H": tv.spins.xxz(2)},
    "spins.size_winding": {"H": tv.spins.xxz(2)},
    "spins.teleport": {"t": [0.0, 1.0]},
    "spins.two_point": {"H": tv.spins.xxz(2)},
    "DensityMatrix.expectation": {"operator": "Z"},
    "StateVector.product": {"qubits": np.array([[1.0, 0.0], [0.5, 1.0]])},
    "StateVector.from_amplitudes": {"amplitudes": np.array([1.0, 0.5, 0.0, 1.0])},
    "DensityMatrix.apply_unitary": {"matrix": np.diag([1.0, 1j])},
}


def functions() -> list[Any]:
    return [pytest.param(name, target, owner, id=name) for name, target, owner in hostile_calls.public_callables() if not name.startswith("plot.") and name != "load_hamiltonian" and not name.endswith(("__eq__", "__add__", "__mul__", "__setstate__"))]


def ending_of(call: Any) -> tuple[str, str]:
    """How a call ends: with nothing or with an error."""
    try:
        call()
    except Exception as error:
        return type(error).__name__, str(error)
    return "", ""


def refused(value: Any, found: tuple[str, str]) -> bool:
    """TypeError; of an array or a table another shape is a ValueError, as is a text that cannot name a parameter."""
    return found[0] == "TypeError" or (found[0] == "ValueError" and (hasattr(value, "__array__") or (isinstance(value, list) and isinstance(value[0], np.ndarray)) or "names a parameter" in found[1]))


def walk(name: str, target: Any, owner: Any) -> tuple[int, list[str]]:
    """How many forms of how many arguments were tried, and what went wrong."""
    valid, objects, beside = hostile_calls.valid_arguments(), hostile_calls.instances(), BESIDE.get(name, {})
    described = getattr(objects[owner](), target) if owner else target
    if inspect.isclass(target) and "__init__" in vars(target) and target.__module__.endswith("_core"):
        described = target.__init__
    required, names = hostile_calls.parameters_of(described)

    def ending(varied: str, value: Any) -> tuple[str, str]:
        function = getattr(objects[owner](), target) if owner else target
        keywords = {one: valid.get(one, lambda: 1)() for one in required} | beside | {varied: value}
        return ending_of(lambda: function(**keywords))

    tried, wrong = 0, []
    for varied in names:
        value = beside.get(varied, valid[varied]() if varied in valid and varied in required else default_of(described, varied))
        full = f"{name}.{varied}"
        good, bad = forms(full if full in COMPLEX else varied, value)
        if not good:
            continue
        start = time.monotonic()
        if (usual := ending(varied, value)) != ("", ""):
            return tried, [f"{varied} = {value!r}: {usual}, expected a valid call"]
        if time.monotonic() - start > 0.3:  # each costs as much
            good = good[:: len(good) // 2]
        tried += len(good) + len(bad)
        wrong += [f"{varied} = {form!r}: {found}, expected none" for form in good if (found := ending(varied, form)) != usual]
        wrong += [f"{varied} = {form!r}: {found}, expected a TypeError" for form in bad if not refused(form if isinstance(form, pd.DataFrame) else value, found := ending(varied, form))]
    return tried, wrong


@pytest.mark.parametrize(("name", "target", "owner"), functions())
def test_every_form_of_every_argument(name: str, target: Any, owner: Any) -> None:
    _, wrong = walk(name, target, owner)
    assert not wrong, "\n".join(wrong)


def test_the_walk_sees_many_functions() -> None:
    assert len(functions()) > 80
    assert walk("circuits.Circuit.append_unitary", "append_unitary", "Circuit")[0] > 40
    assert walk("observables.negativity", tv.observables.negativity, None)[0] > 25
    assert walk("", tv.noise.over_rotation, None)[0] > 15
    assert walk("", "append", "Circuit")[0] > 15


@pytest.mark.parametrize("value", [{1, 8}, frozenset({1, 8}), {1: 0, 8: 0}, (k for k in (1, 8)), {1: 0, 8: 0}.keys(), iter([1, 8])])
def test_order_is_never_made_up(value: Any) -> None:
    circuit, psi = tv.circuits.Circuit(9), tv.StateVector(9)
    for call in (
        lambda: tv.Hamiltonian(10, [(1.0, value)]), lambda: tv.Hamiltonian(10, value), lambda: circuit.append("cnot", value),
        lambda: circuit.append("u3", [0], value), lambda: circuit.barrier(value), lambda: circuit.append_unitary(np.eye(4), value),
        lambda: circuit.append_circuit(tv.circuits.Circuit(2), value), lambda: psi.reduced_density_matrix(value),
    ):  # fmt: skip
        with pytest.raises(TypeError, match="expected"):
            call()


def test_rules() -> None:
    import decimal

    assert as_float(decimal.Decimal("0.5")) == 0.5
    assert as_index(np.array(3)) == 3
    assert as_list(np.array([1, 2])) == [1, 2]
    for value in (np.timedelta64(1, "s"), np.datetime64("2020"), np.array([1.0]), np.ma.masked, None, object()):
        with pytest.raises((TypeError, ValueError)):
            as_float(value)


ANGLES = [np.float32(0.25), np.float16(0.25), np.int64(1), np.uint8(1), np.longdouble(0.25), np.array(0.25), True, Fraction(1, 4)]


@pytest.mark.parametrize("value", ANGLES, ids=repr)
def test_angles_of_any_kind_of_number(value: Any) -> None:
    circuit = tv.circuits.Circuit(1)
    circuit.append("rx", [0], [value])
    circuit.append_rotation("X", value)
    assert circuit.operations[0].angles == [tv.circuits.Angle(float(value))] == circuit.operations[1].angles
    assert float(tv.circuits.Angle(value)) == float(value)


def test_arithmetic_of_angles() -> None:
    a, b = tv.circuits.Angle("a"), tv.circuits.Angle("b")
    assert repr([1 + a, a - 1, 1 - a, a / 2, a + a, 2 * a - a, a + 0.5 * a]) == "[a+1, a-1, -a+1, 0.5*a, 2*a, a, 1.5*a]"
    for call in (lambda: a + b, lambda: a / 0, lambda: tv.circuits.Angle(""), lambda: tv.circuits.Angle("0.5"), lambda: tv.circuits.Angle("inf")):
        with pytest.raises(ValueError, match="expected|zero"):
            call()
    circuit = tv.circuits.Circuit(1)
    with pytest.raises(ValueError, match="names a parameter"):
        circuit.append("rx", [0], ["0.5"])


def test_matrices_in_single_precision() -> None:
    h = np.array([[1, 1], [1, -1]], dtype=np.complex64) / np.float32(np.sqrt(2))
    circuit = tv.circuits.Circuit(1)
    with pytest.raises(ValueError, match="not unitary"):
        circuit.append_unitary(h, [0])
    circuit.append_unitary(h, [0], tolerance=1e-6)
    u = circuit.unitary()
    assert abs(u.conj().T @ u - np.eye(2)).max() < 1e-15 and abs(u - h).max() < 1e-7
    kraus = [np.sqrt(np.float32(0.9)) * np.eye(2, dtype=np.complex64), np.sqrt(np.float32(0.1)) * np.diag([1, -1]).astype(np.complex64)]
    kraus[0] = kraus[0] * np.float32(1 + 1e-6)
    with pytest.raises(ValueError, match="trace-preserving"):
        tv.noise.kraus_channel(kraus)
    tv.noise.kraus_channel(kraus, tolerance=1e-5)
    for tolerance in (-1e-9, 0.1, np.nan):
        with pytest.raises(ValueError, match="tolerance"):
            circuit.append_unitary(h, [0], tolerance=tolerance)


def test_equal_objects_have_equal_hashes() -> None:
    def pairs() -> Any:
        yield tv.Hamiltonian(4, [(0.0, (0, 1))]), tv.Hamiltonian(4, [(-0.0, (0, 1))])
        yield tv.circuits.Angle(0.0), tv.circuits.Angle(-0.0)
        yield tv.noise.amplitude_damping(0.0), tv.noise.amplitude_damping(-0.0)
        for sign in (1, -1):
            one, other = tv.circuits.Circuit(1), tv.circuits.Circuit(1)
            one.append("rx", [0], [0.0])
            other.append("rx", [0], [sign * 0.0])
            yield one.operations[0], other.operations[0]

    for one, other in pairs():
        assert one == other
        assert hash(one) == hash(other)


def test_printing_in_ascii() -> None:
    circuit = tv.circuits.Circuit(3)
    for gate, qubits in (("sqrt_x_dagger", [0]), ("cz", [0, 2]), ("cnot", [2, 0]), ("swap", [0, 1]), ("s_dagger", [1])):
        circuit.append(gate, qubits)
    circuit.measure(0, 0)
    for value in (tv.models.learned(), circuit):
        assert format(value) == str(value) and not str(value).isascii()
        text = format(value, "ascii")
        assert text.isascii()
        with pytest.raises(ValueError, match="expected ''.* 'ascii'"):
            format(value, ">80")
    drawn, plain = str(circuit).splitlines(), format(circuit, "ascii").splitlines()
    assert [len(line) for line in drawn] == [len(line) for line in plain]
    circuit.append("u3", [1], [np.pi / 2, -np.pi, 0.3])
    drawn, plain = str(circuit).splitlines(), format(circuit, "ascii").splitlines()
    assert "U3(π/2,-π,0.3)" in drawn[2] and "U3(pi/2,-pi,0.3)" in plain[2]
    assert len({len(line) for line in plain[::2]}) == 1
    assert format(tv.Hamiltonian(4, [(0.5, (0, 1, 2, 3))]), "ascii") == "0.5 psi1psi2psi3psi4"


def test_what_is_taken_at_once_is_what_it_seems():
    """Arrays and lists that need no look of NumPy's: the numbers as they are, all others are left to the general rules."""
    plain = np.array([[1.0, -0.0], [0.5, 2.0]])
    for array in (plain, plain + 1j, plain.astype(int), np.zeros((0, 4)), np.array(1.5), np.array(2), (plain + 1j).T):
        taken = short_complex_array(array)
        assert taken.dtype == complex and taken.shape == array.shape and np.array_equal(taken, array)
        assert (taken is array) == (array.dtype == complex)
        if array.ndim > 0 and array.size > 0:
            taken = short_complex_array(array.tolist())
            assert taken.dtype == complex and taken.shape == array.shape and np.array_equal(taken, array)
    assert np.signbit(short_complex_array(plain).real[0, 1])
    assert short_real_array(plain) is plain and short_real_array(plain.astype(int)).dtype == float and short_real_array(plain + 1j) is None
    assert short_real_array([1, 2.5]).tolist() == [1.0, 2.5] and short_real_array([1 + 0j]) is None and short_real_array([]).shape == (0,)
    assert np.array_equal(short_complex_array(((1, 2.5), [1j, 0])), [[1, 2.5], [1j, 0]])
    masked, table = np.ma.masked_array(plain, mask=plain > 1), np.zeros(2, dtype=[("a", float)])
    swapped = plain.astype(plain.dtype.newbyteorder())
    for other in (plain + np.inf, plain + np.nan, plain + complex(0, np.inf), np.ones(5000), np.ones((4, 4))[::2, ::2], plain > 1, masked, table, swapped, plain.astype("f4"), plain.astype(object), [masked], [[1.0], [1.0, 2.0]], [[1.0], 2.0], [1.0, [2.0]], [[[1.0]]], [np.inf], [1.0, True], [np.float64(1)], [10**400], [[0.0] * 5000], [[]] * 5000, {1.0}, "1", None):
        assert short_complex_array(other) is None and short_real_array(other) is None
    values = [1.0, -0.0]
    assert short_reals(values) == values == short_reals(tuple(values)) and short_reals(values) is not values
    for other in ([1], [True], [1.0, np.inf], [np.float64(1.0)], {1.0}, 1.0, "1", [1.0] * 5000, [1 + 0j], None):
        assert short_reals(other) is None
    terms = [(1.0, "X"), (1j, "ZI")]
    assert short_terms(terms) == terms and short_terms(terms) is not terms
    for other in ([[1.0, "X"]], [(1.0, b"X")], [(np.inf, "X")], [(complex(0, np.nan), "X")], [(10**400, "X")], [(True, "X")], [(1.0, "X", 1)], {(1.0, "X")}, None):
        assert short_terms(other) is None
    rotations = [("X", 1.0), ("ZI", -0.5)]
    assert short_rotations(rotations) == rotations and short_rotations(rotations) is not rotations
    for other in ([["X", 1.0]], [(b"X", 1.0)], [("X", np.nan)], [("X", 1)], [("X", 1j)], [("X", 1.0, 1)], {("X", 1.0)}, None):
        assert short_rotations(other) is None
