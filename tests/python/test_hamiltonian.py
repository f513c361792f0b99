"""Hamiltonians as numbers, sequences and matrices, and in other libraries."""

import itertools
import json
import warnings

import numpy as np
import pytest
import traversable as tv

H = tv.models.learned()
PAULI = {"X": np.array([[0, 1], [1, 0]], complex), "Y": np.array([[0, -1j], [1j, 0]]), "Z": np.diag([1.0 + 0j, -1])}


def majoranas(n):
    """psi_0 ... psi_(n-1) by Kronecker products, qubit 0 the lowest bit of an index."""
    qubits = (n + 1) // 2
    found = []
    for j in range(n):
        factors = [PAULI["Z"]] * (j // 2) + [PAULI["XY"[j % 2]]] + [np.eye(2)] * (qubits - j // 2 - 1)
        matrix = np.eye(1)
        for factor in factors:
            matrix = np.kron(factor, matrix)
        found.append(matrix / np.sqrt(2))
    return found


def brute_force(hamiltonian):
    psi = majoranas(hamiltonian.num_majoranas)
    total = np.zeros_like(psi[0])
    for coupling, indices in hamiltonian:
        q = len(indices)
        phase = 1j if q * (q - 1) // 2 % 2 else 1
        total = total + coupling * phase * np.linalg.multi_dot([psi[j] for j in indices])
    return total


def random_hamiltonian(n, sizes, seed):
    random = np.random.default_rng(seed)
    chosen = [s for q in sizes for s in itertools.combinations(range(n), q) if random.random() < 0.6]
    return tv.Hamiltonian(n, [(random.normal(), s) for s in chosen or [range(sizes[0])]])


CASES = [random_hamiltonian(n, sizes, seed) for seed, (n, sizes) in enumerate([(2, (2,)), (4, (2, 4)), (5, (4,)), (6, (2,)), (7, (2, 4, 6)), (8, (4,)), (9, (4, 6))])]


@pytest.mark.parametrize("n", [5, 6])
def test_the_reference_is_of_majoranas(n):
    psi = majoranas(n)
    for (i, a), (j, b) in itertools.product(enumerate(psi), repeat=2):
        assert np.allclose(a @ b + b @ a, (i == j) * np.eye(len(a)))


@pytest.mark.parametrize("hamiltonian", CASES, ids=lambda one: f"N={one.num_majoranas}")
def test_the_matrix_is_the_sum_of_products(hamiltonian):
    matrix, expected = hamiltonian.matrix(), brute_force(hamiltonian)
    size = 2 ** ((hamiltonian.num_majoranas + 1) // 2)
    assert matrix.dtype == complex and matrix.shape == (size, size) and matrix.flags.c_contiguous and matrix.flags.writeable
    assert np.allclose(matrix, expected, atol=1e-14) and np.allclose(matrix, matrix.conj().T)
    assert np.allclose(np.linalg.eigvalsh(matrix), tv.levels(hamiltonian), atol=1e-12)
    for parity in (0, 1):
        states = [b for b in range(size) if bin(b).count("1") % 2 == parity]
        assert np.allclose(hamiltonian.matrix(("even", "odd")[parity]), expected[np.ix_(states, states)], atol=1e-14)
        assert np.allclose(expected[np.ix_(states, [b for b in range(size) if b not in states])], 0)


@pytest.mark.parametrize("hamiltonian", CASES, ids=lambda one: f"N={one.num_majoranas}")
def test_the_matrix_in_other_libraries(hamiltonian):
    sparse = pytest.importorskip("scipy.sparse")
    matrix = hamiltonian.matrix()
    rows = hamiltonian.to_sparse()
    assert isinstance(rows, sparse.csr_array) and rows.dtype == complex and rows.has_sorted_indices
    assert np.array_equal(rows.toarray(), matrix) and (rows.data != 0).all()
    assert np.array_equal(hamiltonian.to_sparse("odd").toarray(), hamiltonian.matrix("odd"))


def test_qutip_has_the_levels():
    pytest.importorskip("qutip")
    for hamiltonian in CASES:
        theirs = hamiltonian.to_qutip()
        qubits = [2] * ((hamiltonian.num_majoranas + 1) // 2)
        assert theirs.dims == [qubits, qubits] and theirs.isherm
        assert np.array_equal(theirs.full(), hamiltonian.matrix())
        assert np.allclose(theirs.eigenenergies(), tv.levels(hamiltonian), atol=1e-12)


def test_qiskit_has_the_matrix():
    pytest.importorskip("qiskit")
    for hamiltonian in CASES:
        assert np.allclose(hamiltonian.to_sparse_pauli_op().to_matrix(), hamiltonian.matrix(), atol=1e-14)
    one = CASES[3]
    for encoding in ("paired", "split", tv.pauli.encoding_strings("paired", one.num_majoranas)):
        both = one.to_sparse_pauli_op(encoding)
        levels = np.linalg.eigvalsh(both.to_matrix())
        assert both.num_qubits == one.num_majoranas
        assert np.allclose(levels, np.repeat(tv.levels(one), 2 ** (both.num_qubits - 3)), atol=1e-12)
    assert H.to_sparse_pauli_op("sycamore").num_qubits == 7
    with pytest.raises(ValueError, match="'other'"):
        H.to_sparse_pauli_op("other")


def test_openfermion_there_and_back():
    openfermion = pytest.importorskip("openfermion")
    for hamiltonian in (*CASES, H):
        theirs = hamiltonian.to_openfermion()
        back = tv.Hamiltonian.from_openfermion(theirs, hamiltonian.num_majoranas)
        assert [s for _, s in back] == [s for _, s in hamiltonian] and np.allclose([J for J, _ in back], [J for J, _ in hamiltonian], rtol=1e-15)
    for zero in ((0 * H).to_openfermion(), openfermion.MajoranaOperator()):
        assert list(tv.Hamiltonian.from_openfermion(zero, H.num_majoranas)) == [(0.0, (0, 1))]
    # In its own matrices gamma^2 = 1.
    theirs = H.to_openfermion()
    levels = np.linalg.eigvalsh(openfermion.get_sparse_operator(openfermion.jordan_wigner(theirs)).toarray())
    assert np.allclose(levels, tv.levels(H), atol=1e-12)
    assert tv.Hamiltonian.from_openfermion(theirs).num_majoranas == 7
    kind = openfermion.MajoranaOperator
    for wrong, words in (
        (kind((), 1.0), "expected terms of 2, 4, 6"), (kind((0, 1, 2), 1.0), "expected terms of 2, 4, 6"), (kind((0, 1), 1.0), "expected an imaginary coefficient"),
        (kind((0, 1, 2, 3), 1j), "expected a real coefficient"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=words):
            tv.Hamiltonian.from_openfermion(wrong)
    with pytest.raises(TypeError, match="expected an openfermion.MajoranaOperator"):
        tv.Hamiltonian.from_openfermion({(0, 1): 1j})
    with pytest.raises(ValueError, match="num_majoranas = 3: expected an integer from 7 to 64"):
        tv.Hamiltonian.from_openfermion(theirs, 3)


def test_a_missing_library_is_named_with_its_extra(monkeypatch):
    import sys

    for module, call in (("qutip", H.to_qutip), ("openfermion", H.to_openfermion), ("scipy.sparse", H.to_sparse), ("qiskit.quantum_info", H.to_sparse_pauli_op)):
        library = module.partition(".")[0]
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(ImportError, match=rf"{library} is not installed: pip install 'traversable\[{library}\]'"):
            call()


def test_what_does_not_fit_in_memory_is_refused_first():
    large = tv.models.sparse_syk(60, 2.0, seed=1)
    for call in (large.matrix, large.to_sparse, tv.models.dense_syk(42, seed=1).matrix):
        with pytest.raises(ValueError, match=r"matrix with num_majoranas = \d+ needs .* of memory") as error:
            call()
        assert "\n" not in str(error.value)
    with pytest.raises(ValueError, match="parity = 'up': expected 'even', 'odd' or None"):
        H.matrix("up")


def test_algebra_is_that_of_the_matrices():
    a, b = random_hamiltonian(6, (2, 4), 7), random_hamiltonian(6, (4, 6), 8)
    A, B = a.matrix(), b.matrix()
    for mine, theirs in ((a + b, A + B), (a - b, A - B), (-a, -A), (2 * a, 2 * A), (a * 0.3, 0.3 * A), (a / 3, A / 3), (sum([a, b, a]), 2 * A + B)):
        assert np.allclose(mine.matrix(), theirs, atol=1e-13)
    assert (a + a, a - b, 0.5 * a) == (2 * a, a + -b, a / 2) and sum([a]) is a
    assert (a + b).degree == 6 and a + b != b + a  # terms of the first come first


def test_numbers_of_any_library_are_factors():
    one = tv.Hamiltonian(4, [(1.0, (0, 1))])
    for two in (2, 2.0, np.float32(2), np.float64(2), np.int8(2), np.array(2.0), 2 + 0j, np.complex128(2)):
        assert two * one == one * two == 2 * one
        assert one / two == 0.5 * one
    for wrong in (1j, "2", None, [2.0], np.ones(1), np.array([1.0, 2.0]), one):
        for call in (lambda: wrong * one, lambda: one * wrong, lambda: one / wrong):
            with pytest.raises(TypeError) as error:
                call()
            assert "\n" not in str(error.value)
    for factor in (np.nan, np.inf):
        with pytest.raises(ValueError, match="a Hamiltonian times (nan|inf): expected a finite number"):
            factor * one
    with pytest.raises(ValueError, match="a Hamiltonian over 0: expected another number"):
        one / 0


def test_nothing_is_one_term_without_coupling():
    for zero in (H - H, 0 * H):
        assert zero.terms == [(0.0, (0, 1, 3, 4))] and not zero.matrix().any() and zero + H == H
    partly = tv.Hamiltonian(4, [(1.0, (0, 1)), (2.0, (2, 3))]) - tv.Hamiltonian(4, [(1.0, (0, 1))])
    assert partly.terms == [(2.0, (2, 3))]


def test_sums_of_other_things_are_refused():
    with pytest.raises(ValueError, match="a sum of Hamiltonians of 7 and 8 Majoranas: expected the same number"):
        H + tv.models.dense_syk(8)
    for other in (1, 10**400, 0.0, False, "", None, [], H.matrix()):
        for call in (lambda: H + other, lambda: other + H, lambda: H - other):
            with pytest.raises(TypeError):
                call()
    with pytest.raises(TypeError):
        H + 0
    with pytest.raises(TypeError):
        H @ H


def test_it_is_a_sequence_of_terms():
    assert len(H) == 5 and list(H) == H.terms == [H[k] for k in range(5)] == [H[k - 5] for k in range(5)]
    assert H[np.int64(-1)] == (0.49, (1, 2, 4, 6)) and (0.49, (1, 2, 4, 6)) in H and (0.5, (1, 2, 4, 6)) not in H
    for wrong in (5, -6, 10**9):
        with pytest.raises(IndexError, match=f"index {wrong}: expected -5 to 4"):
            H[wrong]
    for wrong in (slice(0, 2), 0.0, "0", None, True):
        with pytest.raises(TypeError):
            H[wrong]


def test_a_dict_is_a_sum_without_order():
    pairs = {(0, 1, 3, 4): -0.36, (2, 0): 0.5, (1, 2): np.float32(0.25)}
    assert tv.Hamiltonian(7, pairs) == tv.Hamiltonian(7, [(J, s) for s, J in pairs.items()])
    assert tv.Hamiltonian(7, {range(4): 1.0})[0] == (1.0, (0, 1, 2, 3))
    for wrong in ({frozenset((0, 1)): 1.0}, {"01": 1.0}, {3: 1.0}, {(0, 1): 1j}, {(0, 1): "1"}, {(0.0, 1.0): 1.0}, {((0, 1),): 1.0}):
        with pytest.raises(TypeError, match=r"^terms\[.*expected (a tuple of integers|a real number)"):
            tv.Hamiltonian(7, wrong)
    for wrong in ({(0, 1): 1.0, (1, 0): 1.0}, {(0, 0): 1.0}, {(0, 9): 1.0}, {(0,): 1.0}, {}):
        with pytest.raises(ValueError):
            tv.Hamiltonian(7, wrong)


def test_it_is_no_array():
    for call in (lambda: np.asarray(H), lambda: np.array(H), lambda: np.array([H, H]), lambda: np.array(H, dtype=object), lambda: np.linalg.eigvalsh(H)):
        with warnings.catch_warnings(), pytest.raises(TypeError, match=r"a Hamiltonian is no array: H.matrix\(\) is its matrix"):
            warnings.simplefilter("error")
            call()


def test_a_long_one_is_printed_on_a_few_lines():
    large = tv.models.dense_syk(20, seed=1)
    lines = str(large).splitlines()
    assert len(lines) < 8 and max(map(len, lines)) < 120 and lines[-1] == "(4845 terms on 20 Majoranas)" and "+ ... " in lines[-2]
    assert f"{large}" == str(large) and f"{large:ascii}".isascii()
    assert f"{large:full}".count("ψ") == 4 * 4845 and "\n" not in f"{large:full}"
    assert str(H) == f"{H:full}"
    with pytest.raises(ValueError, match="expected '', 'ascii' or 'full'"):
        format(H, "other")
    for text in (H._repr_latex_(), large._repr_latex_()):
        assert text.startswith("$H = ") and text.endswith("$") and text.count("{") == text.count("}") and len(text) < 1000
    assert r"-0.36\,\psi_{1}\psi_{2}\psi_{4}\psi_{5} + 0.19\," in H._repr_latex_() and r"\cdots" in large._repr_latex_()


def test_matrices_survive_json():
    assert np.array_equal(tv.Hamiltonian.from_json(json.dumps(json.loads((2 * H).to_json()))).matrix(), 2 * H.matrix())
