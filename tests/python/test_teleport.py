"""The Python interface: dimensions, arguments, interruption."""

import os
import pickle
import signal
import threading
import time

import numpy as np
import pytest
import traversable as tv


def test_scalars_drop_dimensions_and_lists_keep_them():
    H = tv.models.learned()
    dims = lambda **keywords: tv.teleport(H, **keywords).mutual_information.dims  # noqa: E731
    assert dims(beta=4, mu=-12, t=1.0) == ()
    assert dims(beta=4, mu=[-12, 12], t=[1.0]) == ("mu", "t")
    assert dims(beta=[4], mu=-12, t=[1.0]) == ("beta", "t")
    assert dims(beta=4, mu=[-12], t0=[2.8], t1=[0, 1]) == ("mu", "t0", "t1")
    assert dims(beta=4, mu=[-12], t0=2.8, t1=np.linspace(0, 1, 2)) == ("mu", "t1")
    ensemble = tv.teleport([H, H], beta=[1, 4], mu=[-12], t=[0, 1])
    assert ensemble.mutual_information.dims == ("instance", "beta", "mu", "t")
    assert ensemble.rho_pt.dims[-2:] == ("row", "column")
    assert ensemble.energy.dims == ("instance", "beta")


def test_scalar_coordinates_stay_readable():
    ds = tv.teleport(tv.models.learned(), beta=4, mu=-12, t=2.8)
    assert (ds.beta.item(), ds.mu.item(), ds.t.item()) == (4, -12, 2.8)
    assert ds.t.attrs["units"] == "1/energy"


def test_nats():
    H = tv.models.learned()
    bits, nats = (tv.teleport(H, 4, -12, 2.8, units=units) for units in ("bits", "nats"))
    assert nats.mutual_information.item() == pytest.approx(bits.mutual_information.item() * np.log(2))
    assert nats.mutual_information.attrs["units"] == "nats"


BAD = {
    "beta negative": ({"beta": -1}, ValueError, "beta = -1: expected numbers >= 0"),
    "beta text": ({"beta": "hot"}, TypeError, "beta = 'hot': expected real numbers"),
    "beta complex": ({"beta": 1j}, TypeError, "beta = 1j: expected real numbers"),
    "mu nan": ({"mu": float("nan")}, ValueError, "mu = nan: expected finite numbers"),
    "mu empty": ({"mu": []}, ValueError, "mu: shape (0,)"),
    "mu twice": ({"mu": [1, 1]}, ValueError, "mu: a value is given twice"),
    "t matrix": ({"t": [[1.0]]}, ValueError, "t: shape (1, 1)"),
    "t and t0": ({"t0": 1}, ValueError, "t: cannot be given with t0 or t1"),
    "no time": ({"t": None}, ValueError, "t: missing"),
    "only t0": ({"t": None, "t0": 1}, ValueError, "t: missing"),
    "probe equal": ({"probe": (1, 1)}, ValueError, "probe = (1, 1): expected two distinct Majoranas from 0 to 6"),
    "probe large": ({"probe": (0, 7)}, ValueError, "probe = (0, 7)"),
    "probe half": ({"probe": (0, 1.5)}, TypeError, "probe = (0, 1.5)"),
    "probe one": ({"probe": (1,)}, TypeError, "probe = (1,)"),
    "method": ({"method": "taylor"}, ValueError, "method = 'taylor': expected exact, krylov"),
    "tolerance of exact": ({"tolerance": 1e-8}, ValueError, "tolerance: only with method krylov"),
    "encoding of exact": ({"encoding": "split"}, ValueError, "encoding: only with method krylov"),
    "step of krylov": ({"method": "krylov", "trotter_step": 1}, ValueError, "trotter_step: only with method trotter"),
    "trotter alone": ({"method": "trotter"}, ValueError, "trotter_step: missing, expected the longest step, or instead a tolerance"),
    "trotter step": ({"method": "trotter", "trotter_step": 0}, ValueError, "trotter_step = 0: expected a number > 0"),
    "trotter order": (
        {"method": "trotter", "trotter_step": 1, "trotter_order": 3}, ValueError, "trotter_order = 3: expected 1, 2 or 4",
    ),
    "tolerance": ({"method": "krylov", "tolerance": 1e-17}, ValueError, "tolerance = 1e-17: expected at least 1e-13"),
    "tolerance text": ({"method": "krylov", "tolerance": "low"}, TypeError, "tolerance = 'low': expected a real number"),
    "encoding": ({"method": "krylov", "encoding": "bravyi"}, ValueError, "encoding = 'bravyi': expected paired, split"),
    "strings": (
        {"method": "krylov", "encoding": (["X"], ["Z"])}, ValueError, "encoding: strings of 1 Majoranas a side, the Hamiltonian has 7",
    ),
    "qubits": (
        {"H": tv.models.sparse_syk(32, k=4), "method": "krylov"}, ValueError, "32 Majoranas a side take 32 qubits",
    ),
    "units": ({"units": "dits"}, ValueError, "units = 'dits': expected bits or nats"),
    "H list of text": ({"H": ["learned"]}, TypeError, "H: expected a Hamiltonian"),
    "H empty": ({"H": []}, TypeError, "H: expected a Hamiltonian"),
    "H sizes": ({"H": [tv.models.learned(), tv.models.dense_syk(8)]}, ValueError, "H: instances of [7, 8]"),
    "memory": ({"H": tv.models.sparse_syk(40, k=4)}, ValueError, "a run with 40 Majoranas a side needs"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_arguments_are_named(name):
    change, error, message = BAD[name]
    arguments = {"H": tv.models.learned(), "beta": 4.0, "mu": -12, "t": 1.0, **change}
    with pytest.raises(error) as caught:
        tv.teleport(**arguments)
    assert message in str(caught.value)


MODEL_VALUES = {
    "odd q": (lambda: tv.models.dense_syk(8, q=3), "q = 3: expected an even number"),
    "size": (lambda: tv.models.dense_syk(100), "num_majoranas = 100: expected an integer from 2 to 64"),
    "J": (lambda: tv.models.dense_syk(8, J=-1), "J = -1"),
    "seed": (lambda: tv.models.dense_syk(8, seed=-1), "seed = -1: expected an integer from 0"),
    "k": (lambda: tv.models.sparse_syk(8, k=0), "k = 0"),
    "hypergraph": (lambda: tv.models.sparse_syk(8, k=1, hypergraph="tree"), "hypergraph = 'tree'"),
    "odd commuting": (lambda: tv.models.commuting_syk(7), "num_majoranas = 7"),
    "repeated index": (lambda: tv.Hamiltonian(4, [(1.0, (0, 0))]), "index 0 is repeated"),
    "nan": (lambda: tv.Hamiltonian(4, [(float("nan"), (0, 1))]), "coupling = nan"),
    "no terms": (lambda: tv.Hamiltonian(4, []), "at least one term"),
    "json": (lambda: tv.Hamiltonian.from_json("{"), "line 1"),
}

MODEL_TYPES = {
    "size": (lambda: tv.models.dense_syk(8.5), "num_majoranas = 8.5: expected an integer"),
    "J": (lambda: tv.models.dense_syk(8, J="big"), "J = 'big': expected a real number"),
    "seed": (lambda: tv.models.dense_syk(8, seed=None), "seed = None: expected an integer"),
    "k": (lambda: tv.models.sparse_syk(8, k=[1]), "k = [1]: expected a real number"),
    "hypergraph": (lambda: tv.models.sparse_syk(8, k=1, hypergraph=3), "hypergraph = 3"),
    "majoranas": (lambda: tv.Hamiltonian("7", []), "num_majoranas = '7': expected an integer"),
    "terms": (lambda: tv.Hamiltonian(4, 5), "terms = 5: expected a list of (coupling, indices)"),
    "term": (lambda: tv.Hamiltonian(4, [1.0]), "terms[0] = 1.0: expected (coupling, indices)"),
    "coupling": (lambda: tv.Hamiltonian(4, [("x", (0, 1))]), "terms[0] coupling = 'x': expected a real number"),
    "indices": (lambda: tv.Hamiltonian(4, [(1.0, (0, 1.5))]), "terms[0] indices = (0, 1.5): expected integers"),
}


@pytest.mark.parametrize(
    ("make", "message", "error"),
    [(*case, ValueError) for case in MODEL_VALUES.values()] + [(*case, TypeError) for case in MODEL_TYPES.values()],
    ids=[f"value {name}" for name in MODEL_VALUES] + [f"type {name}" for name in MODEL_TYPES],
)
def test_bad_models_are_named_on_one_line(make, message, error):
    with pytest.raises(error) as caught:
        make()
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_numpy_numbers_are_numbers():
    H = tv.Hamiltonian(np.int64(4), [(np.float64(1.5), np.array([0, 1, 2, 3]))])
    assert H.terms == [(1.5, (0, 1, 2, 3))]
    assert tv.models.dense_syk(np.int32(6), seed=np.uint8(3)) == tv.models.dense_syk(6, seed=3)


def test_hamiltonians_are_values():
    H = tv.models.dense_syk(6, seed=3)
    assert pickle.loads(pickle.dumps(H)) == H
    assert tv.Hamiltonian(6, H.terms) == H
    assert len({H, tv.models.dense_syk(6, seed=3), tv.models.dense_syk(6, seed=4)}) == 2
    assert H != "H"


def test_progress_is_reported_to_the_end():
    seen = []
    tv.teleport(tv.models.learned(), 4, -12, np.linspace(0, 1, 50), progress=lambda *p: seen.append(p))
    assert seen[-1] == (50, 50)
    assert seen == sorted(seen)


def test_an_error_in_the_progress_function_ends_the_run():
    def broken(done, total):
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        tv.teleport(tv.models.dense_syk(16), 4, -12, np.linspace(0, 1, 2000), progress=broken)


def test_progress_bar(capsys):
    tv.teleport(tv.models.learned(), 4, -12, np.linspace(0, 1, 50), progress=True)
    assert "50/50" in capsys.readouterr().err


def test_ctrl_c_is_honoured():
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        tv.teleport(tv.models.dense_syk(18), 4, [-12, 12], np.linspace(0, 10, 20000))
    assert time.monotonic() - start < 10


def test_other_threads_run_meanwhile():
    counts = []
    stop = threading.Event()

    def count():
        while not stop.is_set():
            counts.append(1)
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    tv.teleport(tv.models.dense_syk(16), 4, [-12, 12], np.linspace(0, 1, 60))
    stop.set()
    thread.join()
    assert len(counts) > 20


def test_observables_take_any_leading_shape():
    rho = np.broadcast_to(np.eye(4) / 4, (2, 3, 4, 4))
    assert tv.observables.mutual_information(rho).shape == (2, 3)
    assert tv.observables.average_fidelity(np.eye(4) / 4) == pytest.approx(0.5)
    for bad in (np.eye(3), np.full((4, 4), np.nan)):
        with pytest.raises(ValueError, match="rho"):
            tv.observables.negativity(bad)
    with pytest.raises(ValueError, match="units"):
        tv.observables.mutual_information(rho, units="dits")


@pytest.mark.parametrize(("method", "largest"), [("exact", 2e-5), ("krylov", 2e-4)])
def test_single_precision(method, largest):
    H = tv.models.dense_syk(10, seed=3)
    double, single = (tv.teleport(H, 4.0, [-12, 12], t0=1.5, t1=[1.0, 2.0], method=method, precision=p) for p in ("double", "single"))
    difference = np.abs(double.rho_pt - single.rho_pt).max().item()
    assert 0 < difference < largest


def test_devices():
    H = tv.models.dense_syk(8, seed=3)
    cpu = tv.teleport(H, 4.0, [-12, 12], t=[1.0, 2.0])
    assert cpu.equals(tv.teleport(H, 4.0, [-12, 12], t=[1.0, 2.0], device="cpu"))
    auto = tv.teleport(H, 4.0, [-12, 12], t=[1.0, 2.0], device="auto")
    assert np.allclose(cpu.mutual_information, auto.mutual_information, atol=1e-10)
    for device, keywords, message in (
        ("gpu", {}, "device = 'gpu': expected cpu"),
        ("cuda:99", {}, "device = 'cuda:99'"),
        ("cpu", {"precision": "half"}, "precision = 'half': expected single or double"),
    ):
        with pytest.raises(ValueError, match=message):
            tv.teleport(H, 4.0, -12, t=1.0, device=device, **keywords)
