"""What V couples, as people write it, in every function and command that takes it."""

import inspect
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
import traversable as tv

PROGRAM = os.environ.get("TRAVERSABLE_CLI", str(Path(tv.__file__).parent / "bin" / "traversable"))
H = tv.models.dense_syk(6, seed=3)


def information(couple, **more):
    return tv.teleport(H, 2.0, [-12.0, 12.0], t=1.3, couple=couple, **more).mutual_information.values


@pytest.mark.parametrize(("one", "others"), [
    ("all", [[0, 1, 2, 3, 4, 5], "0-5", range(6), np.arange(6), dict.fromkeys(range(6), 0.3), "0-5=7", (np.int64(k) for k in range(0))]),
    ("2-5", [[2, 3, 4, 5], (5, 4, 3, 2), {2: 1, 3: 1.0, 4: np.float64(1), 5: 1}, "2,3,4-5"]),
    ("0=1,3=0.5", [{0: 1, 3: 0.5}, {3: 1, 0: 2}]),
    ("2+3,4+5", [[(2, 3), (4, 5)], [(5, 4), [3, 2]], np.array([[2, 3], [4, 5]]), {(2, 3): 2.0, (5, 4): 2.0}]),
])  # fmt: skip
def test_one_coupling_in_many_forms(one, others):
    expected = information(one)
    for other in others:
        if inspect.isgenerator(other):
            with pytest.raises(TypeError, match="couple"):
                information(other)
        elif one == "all" or isinstance(other, (str, dict)) is False or len(set(dict(other).values()) if isinstance(other, dict) else ()) == 1:
            assert np.array_equal(information(other), expected), other
        else:
            assert information(other) == pytest.approx(expected, abs=1e-13), other


BAD = [
    ("2-9", "coupled fermion 6: expected one of 0 to 5"), ([7], "coupled fermion 7"), ([-1], "couple"), ([1, 1], "given twice"), ([], "expected fermions"),
    ({}, "expected"), ({0: -1.0}, "weight -1"), ({0: float("nan")}, "nan"), ({0: 0.0, 1: 0.0}, "all are 0"), ([(1, 1)], "two distinct"),
    ([(0, 1), (1, 2)], "given twice"), ([0, (1, 2)], "fermions and pairs"), ("x", "expected"), ("", "expected|empty"), ({"a": 1.0}, "couple"), ({0, 1}, "couple"),
    (3, "couple"), (None, "couple"), ([0.5], "couple"), ([(0, 1, 2)], "couple"), ([(2,)], "couple"), ([()], "couple"), ({(2,): 1, 3: 2}, "couple"), ({0: 1e308, 1: 1.0}, "weight 1e"), ({0: 1j}, "couple"), (b"all", "couple"), ([True], "couple"),
]  # fmt: skip


@pytest.mark.parametrize(("couple", "words"), BAD, ids=lambda value: repr(value)[:30])
def test_what_is_none_is_one_clear_line(couple, words):
    for call in (
        lambda: information(couple),
        lambda: tv.coupling_formula(couple, 6),
        lambda: tv.pauli.size_coupling(6, couple=couple),
        lambda: tv.diagnostics.size_winding(H, 2.0, [1.0], couple=couple),
        lambda: tv.circuits.wormhole(H, 2.0, 1.0, 0.1, 0.1, couple=couple),
        lambda: tv.learning.Loss(H, 2.0, [-12, 12], t=[1.0], couple=couple),
    ):
        with pytest.raises((TypeError, ValueError), match=words) as refused:
            call()
        assert "\n" not in str(refused.value)


def takers():
    """Every public function that takes `couple`."""
    for module in (tv, tv.diagnostics, tv.learning, tv.circuits, tv.pauli):
        for name in module.__all__:
            function = getattr(module, name)
            try:
                takes = callable(function) and "couple" in inspect.signature(function).parameters
            except ValueError:  # of a class of the core
                continue
            if takes:
                yield pytest.param(function, id=f"{module.__name__}.{name}")


def test_all_faces_take_it():
    assert len(list(takers())) >= 10


@pytest.mark.parametrize("couple", ["2-5", {0: 1.0, 4: 0.25}, [(2, 3), (4, 5)]], ids=str)
def test_the_same_on_every_face(couple, tmp_path):
    exact = tv.teleport(H, 2.0, [-7.0], t0=[1.0], t1=[1.5], couple=couple)
    for method in ({"method": "krylov"}, {"method": "trotter", "tolerance": 1e-9}):
        other = tv.teleport(H, 2.0, [-7.0], t0=[1.0], t1=[1.5], couple=couple, **method)
        assert abs(other.rho_pt - exact.rho_pt).max() < 1e-8
        assert abs(other.coupling_expectation - exact.coupling_expectation).max() < 1e-9
    noisy = tv.teleport(H, 2.0, [-7.0], t0=[1.0], t1=[1.5], couple=couple, noise="none", noise_scale=0, encoding="split",
                        processor=tv.Processor(trotter_steps=20, trotter_order=4))  # fmt: skip
    assert abs(noisy.rho_pt - exact.rho_pt).max() < 1e-4
    # V of the file is V of the operator.
    assert tv.coupling_formula(couple, 6) in exact.coupling_expectation.long_name
    loss = tv.learning.Loss(H, 2.0, [-7.0], t0=[1.0], t1=[1.5], couple=couple)
    assert loss.target_information.ravel() == pytest.approx(exact.mutual_information.values.ravel(), abs=1e-12)
    # By the program, and its configuration comes back.
    json = tmp_path / "h.json"
    json.write_text(H.to_json())
    text = {"2-5": "2-5"}.get(couple if isinstance(couple, str) else "", None) or (
        "0=1,4=0.25" if isinstance(couple, dict) else "2+3,4+5")
    file = tmp_path / "out.h5"
    subprocess.run([PROGRAM, "teleport", "-m", json, "--beta", "2", "--mu=-7", "--t0", "1", "--t1", "1.5", f"--couple={text}", "-o", file], check=True)
    assert np.array_equal(tv.load(file).rho_pt.values.squeeze(), exact.rho_pt.values.squeeze())
    again = subprocess.run([PROGRAM, "teleport", "-m", json, "--beta", "2", "--mu=-7", "--t0", "1", "--t1", "1.5", "--couple=1-5", "-o", file, "--resume"],
                           capture_output=True, text=True)  # fmt: skip
    assert again.returncode == 2 and "couple" in again.stderr


def test_the_gradient_by_weights_and_times():
    couple, mu, t0, t1 = {0: 1.0, 2: 0.5, 3: 2.0}, [-7.0, 3.0], [0.7, 1.0], [0.2, 1.5]
    rho = tv.teleport(H, 2.0, mu, t0=t0, t1=t1, couple=couple).rho_pt.values
    weights = np.array([[[tv.learning.mutual_information_gradient(rho[m, a, b]) for b in range(2)] for a in range(2)] for m in range(2)])
    *_, by_weight, by_time = tv.learning.protocol_gradient(H, 2.0, mu, weights, t0=t0, t1=t1, couple=couple, also=["weights", "times"])

    def total(couple=couple, t0=t0, t1=t1):
        return float(tv.teleport(H, 2.0, mu, t0=t0, t1=t1, couple=couple).mutual_information.sum())

    step = 1e-4
    for k, j in enumerate(couple):
        up, down = (total(couple={**couple, j: couple[j] + s}) for s in (step, -step))
        assert by_weight[k] == pytest.approx((up - down) / (2 * step), abs=1e-6)
    for name, axis in (("t0", t0), ("t1", t1)):
        for k in range(2):
            up, down = (total(**{name: [*axis[:k], axis[k] + s, *axis[k + 1 :]]}) for s in (step, -step))
            assert by_time[name][k] == pytest.approx((up - down) / (2 * step), abs=1e-6)


def test_sizes_count_what_is_coupled():
    """The phase of exp(i mu V) is that of the sizes: <V> in the thermofield double from P(n)."""
    for couple, sets, scale in (("all", 6, 24), ("1-3", 3, 12), ([(0, 4), (2, 3)], 2, 1), ({1: 0.5, 2: 2.0}, 2, 8)):
        ds = tv.diagnostics.size_winding(H, 2.0, [1.0], [0], couple=couple)
        assert ds.sizes["size"] == sets + 1
        assert ds.size_distribution.sum("size").item() == pytest.approx(1, abs=1e-12)
        if not isinstance(couple, dict):
            v = tv.teleport(H, 2.0, 0.0, t=0.0, couple=couple).coupling_expectation.item()
            assert ds.thermal_size.item() == pytest.approx(sets / 2 + scale * v, abs=1e-12)
            assert ds.winding_mu.item() == pytest.approx(-ds.winding_slope.item() * scale, abs=1e-12)


def test_a_plain_response_is_that_of_the_probe_limit_formula():
    ds = tv.diagnostics.left_right_response(H, 2.0, mu=[-9.0], t0=1.1, t1=1.1, couple=[(0, 4), (2, 3)])
    q = tv.diagnostics.size_winding(H, 2.0, [1.1], [0], couple=[(0, 4), (2, 3)]).winding_distribution.squeeze().values
    v = tv.teleport(H, 2.0, 0.0, t=0.0, couple=[(0, 4), (2, 3)]).coupling_expectation.item()
    n = np.arange(len(q))
    expected = 2 * (-0.5j * np.exp(9j * v) * np.sum(q * np.exp(-9j * (n - 1) / 1.0))).real
    assert ds.response_probe_limit.item() == pytest.approx(expected, abs=1e-12)
