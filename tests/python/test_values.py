"""Pickle, copies and equality of everything that is a value; what is damaged raises."""

import copy
import inspect
import pickle

import numpy as np
import pytest
import traversable as tv
from traversable import _core

H = tv.models.dense_syk(4, seed=1)


def measured_bell():
    circuit = tv.circuits.Circuit(3)
    circuit.append("h", [0])
    circuit.append("cnot", [0, 1])
    circuit.append("rz", [1], [tv.circuits.Angle("theta") * 2 + 0.1])
    circuit.append_rotation("-XYI", 0.3)
    circuit.append_unitary(np.diag([1, 1j]), [2])
    circuit.barrier()
    circuit.measure(0, 0)
    circuit.measure(1, 1)
    return circuit


def random_state(kind):
    return kind.from_amplitudes(np.array([0.6, 0.8j]))


CHANNELS = [
    tv.noise.depolarizing(0.1, 2),
    tv.noise.pauli_channel([0.1, 0.2, 0.3]),
    tv.noise.amplitude_damping(0.1),
    tv.noise.phase_damping(0.2),
    tv.noise.thermal_relaxation(np.inf, 3.0, 1.0),
    tv.noise.over_rotation(0.1, "XY"),
    tv.noise.kraus_channel([np.eye(2) * 0.6, np.array([[0, 0.8], [0.8, 0]])]),
]

EVOLVED = tv.evolve(tv.StateVector(2), [(1.0, "XZ")], 0.5)
COUNTS = tv.tomography.sample_counts(np.diag([0.3, 0.2, 0.4, 0.1]), 100, seed=1)
PREPARED = tv.circuits.prepare_thermofield_double(H, 1.0)
TRAINED = tv.circuits.prepare_thermofield_double(H, 1.0, method="adaptive", goal="energy", max_rotations=2)
LOSS = tv.learning.Loss(H, 1.0, [-1, 1], [0.0, 1.0])
REPORT = tv.learning.report(H, LOSS)


def measured_pair(angle):
    circuit = tv.circuits.Circuit(2)
    circuit.append("rx", [0], [angle])
    circuit.append("cnot", [0, 1])
    circuit.measure(0, 0)
    circuit.measure(1, 1)
    return circuit


def verified():
    one = _core.Verified.__new__(_core.Verified)
    one.__setstate__((1, 2, False, ["loss"], ["loss_mean"]))
    return one


# What every class of the core is like: objects that are values, or why it is none.
VALUES = {
    "Hamiltonian": [H],
    "StateVector": [random_state(_core.StateVector)],
    "StateVectorSingle": [random_state(_core.StateVectorSingle)],
    "Angle": [tv.circuits.Angle(0.5), 2 * tv.circuits.Angle("a") + 1],
    "Operation": measured_bell().operations,
    "Circuit": [tv.circuits.Circuit(1), measured_bell()],
    "Channel": CHANNELS,
    "DensityMatrix": [tv.DensityMatrix.from_matrix(np.diag([0.3, 0.7]))._core],
    "NoiseModel": [tv.noise.preset("sycamore"), tv.noise.NoiseModel("mine", one_qubit=[*CHANNELS[1:5], CHANNELS[6]], two_qubit=[CHANNELS[5]], t1=5.0, t2=7.0)],
    "CouplingSpace": [_core.CouplingSpace(H)],
    "SpinHamiltonian": [tv.spins.xy_syk(3, seed=1)],
    "Scrambler": [
        tv.spins.kicked_ising(3, 2), tv.spins.brickwork(4, 2, seed=1), tv.spins.brownian(2, 2, seed=1),
    ],
    # Results; some of their numbers are NaN.
    "EvolutionReport": [EVOLVED],
    "Compiled": [tv.circuits.compile(PREPARED.circuit)],
    "Resources": [tv.circuits.resources(PREPARED.circuit)],
    "Preparation": [PREPARED, TRAINED],
    "TrajectoryEstimate": [tv.noise.run_trajectories(measured_pair(1.0), "sycamore", 40)],
    "MutualInformationEstimate": [tv.tomography.estimate_mutual_information(COUNTS, resamples=2)],
    "Threshold": [tv.noise.threshold(measured_pair(1.0), measured_pair(0.0), "none", shots=100)],
    "SizeWinding": [_core.size_winding([0.0, 0.5, 0.0, 0.5], [0.0, 0.5j, 0.0, 0.5])],
    "Relaxation": [_core.relaxation([0.0, 1.0, 2.0], [0.5, 0.4, 0.45])],
    "Scrambling": [_core.scrambling([0.0, 1.0], [0.5, 0.4])],
    "CommutationGraph": [tv.diagnostics.commutation_graph(tv.models.dense_syk(6, seed=1))],
    "LossParts": [LOSS.parts(H), LOSS.parts(tv.models.dense_syk(4, seed=2))],
    "Generalisation": REPORT.information,
    "Report": [REPORT],
    "Verified": [verified()],
}
RESULTS = list(VALUES)[list(VALUES).index("EvolutionReport") :]
ENGINES = {
    "PauliOperator", "PauliOperatorSingle", "Evolution", "EvolutionSingle", "OneCopy", "ExactCopy",
    "LearningTask", "LearningObjective",
    "GateInfo",  # rows of the core's table, read by converters
}  # fmt: skip


def core_classes():
    return {name: one for name, one in vars(_core).items() if inspect.isclass(one)}


def same(a, b):
    if isinstance(a, (_core.StateVector, _core.StateVectorSingle, _core.DensityMatrix)):
        return np.array_equal(np.asarray(a), np.asarray(b))
    if isinstance(a, _core.CouplingSpace):
        return a.terms == b.terms
    return a == b


def test_every_class_is_a_value_or_an_engine():
    assert set(core_classes()) == set(VALUES) | ENGINES


@pytest.mark.parametrize("name", VALUES)
def test_pickle_and_copies_are_equal(name):
    for value in VALUES[name]:
        copies = [copy.copy(value), copy.deepcopy(value)]
        copies += [pickle.loads(pickle.dumps(value, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
        for other in copies:
            assert type(other) is type(value) and same(value, other)
            assert repr(other) == repr(value) or "object at" in repr(value)
        if type(value).__hash__ is not None and type(value).__eq__ is not object.__eq__:
            assert {hash(other) for other in copies} == {hash(value)}


def labelled(kind):
    """A subclass whose objects have attributes, in __slots__ and in __dict__; pickle finds it in this module."""
    name = f"Labelled{kind.__module__.replace('.', '_')}_{kind.__name__}"
    if name not in globals():
        slots = ("note",) if kind.__dictoffset__ else ("note", "__dict__")
        globals()[name] = type(name, (kind,), {"__slots__": slots, "__module__": __name__})
    return globals()[name]


def with_attributes(value):
    one = labelled(type(value)).__new__(labelled(type(value)))
    one.__setstate__(value.__getstate__())
    one.note, one.marks, one.itself = "a", ["b"], one
    return one


def check_attributes(one, copied_by):
    other = copied_by(one)
    assert type(other) is type(one) and same(one, other) and other is not one
    assert (other.note, other.marks) == ("a", ["b"])
    other.note = "c"
    assert one.note == "a"
    if copied_by is copy.copy:
        assert other.marks is one.marks and other.itself is one
    else:
        assert other.marks is not one.marks and other.itself is other


@pytest.mark.parametrize("name", VALUES)
def test_attributes_of_a_subclass_are_carried(name):
    by_pickle = [lambda one, p=p: pickle.loads(pickle.dumps(one, p)) for p in range(pickle.HIGHEST_PROTOCOL + 1)]
    for value in VALUES[name]:
        for copied_by in (copy.copy, copy.deepcopy, *by_pickle):
            check_attributes(with_attributes(value), copied_by)
        for damaged in ({"state": value.__getstate__(), "attributes": 3}, {"state": 3, "attributes": {}}, {"state": value.__getstate__()}, {}):
            with pytest.raises((TypeError, ValueError)):
                labelled(type(value)).__new__(labelled(type(value))).__setstate__(damaged)


@pytest.mark.parametrize("kind", [tv.StateVector, tv.DensityMatrix])
def test_attributes_of_a_state_are_carried(kind):
    one = labelled(kind)(2)
    one.note, one.marks, one.itself = "a", ["b"], one
    for copied_by in (copy.copy, copy.deepcopy, lambda state: pickle.loads(pickle.dumps(state))):
        check_attributes(one, copied_by)
    other = one.copy()
    assert (other.note, other.marks) == ("a", ["b"]) and other._core is not one._core


@pytest.mark.parametrize("name", VALUES)
def test_a_damaged_state_raises(name):
    kind = core_classes()[name]
    for value in VALUES[name]:
        state = value.__getstate__()
        parts = list(state) if isinstance(state, tuple) else [state]
        damaged = [None, 3, "x", b"\xff", (), (None,), {}, tuple(parts[:-1]), (*parts, 1), [np.nan] * len(parts)]
        for k in range(len(parts)):
            for wrong in (None, "\ud800", -1, 10**6, float("nan"), [], np.full(3, np.nan), object()):
                damaged.append(tuple(wrong if k == n else part for n, part in enumerate(parts)))
        for wrong in damaged:
            bare = kind.__new__(kind)
            try:
                bare.__setstate__(wrong)
            except (TypeError, ValueError) as error:
                assert "\n" not in str(error)
                with pytest.raises(TypeError):
                    copy.copy(bare)
            else:  # what the damage left is a value all the same
                assert copy.copy(bare) is not None


@pytest.mark.parametrize("name", sorted(core_classes()))
def test_objects_without_their_constructor_raise(name):
    kind = core_classes()[name]
    bare = kind.__new__(kind)
    for key in dir(kind):
        member = inspect.getattr_static(kind, key)
        if key in ("__init__", "__new__", "__class__", "__setstate__") or getattr(object, key, None) is member:
            continue
        if isinstance(member, property):
            with pytest.raises(TypeError, match="__init__ was not called"):
                getattr(bare, key)
        elif callable(member) and not isinstance(member, staticmethod):
            for arguments in ((), (bare,), (1,), ("Z", 0.1)):
                try:
                    getattr(bare, key)(*arguments)
                except (TypeError, ValueError) as error:
                    assert "\n" not in str(error) and len(str(error)) < 500
    for function in (tv.teleport, tv.diagnose, tv.levels):
        with pytest.raises(TypeError):
            function(bare) if function is not tv.teleport else function([bare], 1.0, 1.0, 1.0)


def test_states_are_equal_by_value():
    for one, other in ((tv.StateVector(2), tv.StateVector(2, "single")), (tv.DensityMatrix(2), tv.DensityMatrix(3))):
        assert one == copy.copy(one) == pickle.loads(pickle.dumps(one)) and not one != copy.deepcopy(one)
        assert one != other and one != 1 and not one == np.zeros(4)
        with pytest.raises(TypeError):
            hash(one)
    turned = tv.StateVector(2)
    turned.rotate("XI", 0.1)
    assert turned != tv.StateVector(2)


def test_copies_of_states_do_not_share_amplitudes():
    for state, read in (
        (tv.StateVector(2), lambda one: one.amplitudes),
        (tv.DensityMatrix(2), lambda one: one.coefficients),
    ):
        for other in (copy.copy(state), copy.deepcopy(state), pickle.loads(pickle.dumps(state))):
            before = read(state).copy()
            read(other)[0] = 0.25
            assert np.array_equal(read(state), before) and read(other)[0] == 0.25


def test_records_and_losses_go_through_pickle():
    compiled = tv.circuits.compile(PREPARED.circuit).circuit
    steps = tv.noise.noisy_steps(compiled, "sycamore")
    assert pickle.loads(pickle.dumps(steps)) == steps == copy.deepcopy(steps)
    assert steps not in (1, tv.noise.noisy_steps(compiled, "none"), tv.noise.noisy_steps(PREPARED.circuit, "none"))
    assert pickle.loads(pickle.dumps(LOSS))(H)[0] == copy.copy(LOSS)(H)[0] == LOSS(H)[0]


@pytest.mark.parametrize("name", RESULTS)
def test_results_are_read_by_documented_attributes(name):
    for value in VALUES[name]:
        attributes = [key for key, one in vars(type(value)).items() if isinstance(one, property)]
        state = value.__getstate__()
        assert type(value).__doc__ and len(attributes) >= len(state) > 1
        for key in attributes:
            assert inspect.getattr_static(value, key).__doc__
            with pytest.raises(AttributeError):
                setattr(value, key, getattr(value, key))
        assert repr(value).startswith(f"{name}({attributes[0]}=") and "\n" not in repr(value)
        assert value == copy.copy(value) and not value != copy.copy(value) and value not in (1, state, H)
        for k, part in enumerate(state):
            if isinstance(part, (int, float)):
                other = type(value).__new__(type(value))
                other.__setstate__((*state[:k], part == 0 if isinstance(part, bool) else 5 if part == 0 else 0, *state[k + 1 :]))
                assert other != value and repr(other) != repr(value)


def test_operations_outlive_what_is_appended_to_their_circuit():
    circuit = tv.circuits.Circuit(1)
    circuit.append("h", [0])
    operations = circuit.operations
    for _ in range(10_000):
        circuit.append("x", [0])
    assert [one.name for one in operations] == ["h"]


def read(value):
    """All public attributes that are no methods; of one that is refused the words."""
    found = {}
    for name, one in inspect.getmembers(type(value)):
        if not name.startswith("_") and isinstance(one, property):
            try:
                found[name] = getattr(value, name)
            except ValueError as refusal:
                found[name] = str(refusal)
    return found


@pytest.mark.parametrize("name", VALUES)
def test_what_an_attribute_gives_outlives_its_object(name):
    for original in VALUES[name]:
        value = copy.copy(original)
        found = read(value)
        del value
        churn = [np.full(size, 7.5) for size in (1, 2, 4, 8, 16, 32, 64) for _ in range(100)]
        np.testing.assert_equal(found, read(original))
        del churn


def test_arrays_of_results_are_theirs():
    estimate = VALUES["TrajectoryEstimate"][0]
    with pytest.raises(ValueError, match="read-only"):
        estimate.mean[0, 0] = 0
    mean = tv.noise.run_trajectories(measured_pair(1.0), "none", 20).mean  # outlives the estimate
    assert np.allclose(mean, tv.noise.measured_states(measured_pair(1.0), "none"))
