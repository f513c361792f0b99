"""The protocol's mutual information in JAX, to be differentiated by it: no code or formula of the package but the model.

States of the two copies are D x D matrices M, |M> = sum M_ab |a>_L |b>_R, |I> the one with (psi_L + i psi_R)|I> = 0.
exp(i mu V) acts in the basis of Majorana strings, by a D^2 x D^2 matrix. Needs even N and q = 4.
"""

import itertools
from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)


def majoranas(num_majoranas: int) -> list[np.ndarray]:
    """gamma_j = sqrt 2 psi_j by Jordan and Wigner, D x D."""
    x, y, z, one = np.array([[0, 1], [1, 0]]), np.array([[0, -1j], [1j, 0]]), np.diag([1, -1]), np.eye(2)
    n = num_majoranas // 2
    result = []
    for k in range(n):
        for last in (x, y):
            matrix = np.eye(1)
            for factor in [z] * k + [last] + [one] * (n - k - 1):
                matrix = np.kron(matrix, factor)
            result.append(matrix.astype(complex))
    return result


def make_loss(
    num_majoranas: int, terms: list[tuple[int, ...]], beta: float, mu: list[float], t: np.ndarray, target: np.ndarray
) -> Callable[[jax.Array], jax.Array]:
    """mean (I_PT - target)^2 as a function of the couplings, target of shape (mu, t), t0 = t1 = t."""
    gamma = majoranas(num_majoranas)
    dim = len(gamma[0])
    parity = np.eye(dim)
    for g in gamma:
        parity = parity @ g
    parity = np.diag(np.diag(parity / parity[0, 0]).real)
    even = [k for k in range(dim) if parity[k, k] > 0]
    odd = [k for k in range(dim) if parity[k, k] < 0]
    order = np.array(even + odd)  # parity sectors apart: eigh cannot differentiate degenerate levels
    gamma = [g[np.ix_(order, order)] for g in gamma]
    sign = jnp.array(np.diag(parity)[order])
    half = dim // 2

    products = jnp.array([np.linalg.multi_dot([gamma[j] for j in term]) / 4 for term in terms])
    blocks = jnp.stack([products[:, :half, :half], products[:, half:, half:]], 1)

    # Hermitian strings as rows, normalised, and their sizes.
    rows, sizes = [], []
    for size in range(num_majoranas + 1):
        for chosen in itertools.combinations(range(num_majoranas), size):
            string = np.eye(dim, dtype=complex)
            for j in chosen:
                string = string @ gamma[j]
            rows.append(string.ravel() / np.sqrt(dim))
            sizes.append(size)
    strings, weight = jnp.array(rows), jnp.array(sizes)

    chi = jnp.array((gamma[0] + 1j * gamma[1]) / 2)
    dagger = chi.conj().T
    insert = {(0, 0): chi @ dagger, (0, 1): chi, (1, 0): dagger, (1, 1): dagger @ chi}

    def coupled(a: jax.Array, m: jax.Array) -> jax.Array:
        phase = jnp.exp(1j * m * (weight - num_majoranas / 2) / (4 * num_majoranas))
        return (((strings.conj() @ a.ravel()) * phase) @ strings).reshape(dim, dim)

    def right(a: jax.Array, operator: jax.Array) -> jax.Array:
        """psi_R A|I> = i (Gamma A Gamma) psi|I>."""
        return 1j * (sign[:, None] * a * sign[None, :]) @ operator

    def read_out(a: jax.Array) -> dict[tuple[int, int], jax.Array]:
        """|b><a| of the right mode on A|I>."""
        lowered, raised = right(a, chi), right(a, dagger)
        return {(0, 0): right(raised, chi), (1, 1): right(lowered, dagger), (0, 1): lowered, (1, 0): raised}

    def information(couplings: jax.Array, m: jax.Array, time: jax.Array) -> jax.Array:
        h = jnp.tensordot(couplings, blocks, 1)
        e, u = jnp.linalg.eigh(h)
        zero = jnp.zeros((half, half))
        vectors = jnp.block([[u[0], zero], [zero, u[1]]])
        levels = jnp.concatenate([e[0], e[1]])
        evolve = (vectors * jnp.exp(-1j * time * levels)) @ vectors.conj().T
        root = jnp.exp(-beta / 2 * levels)
        thermal = (vectors * root) @ vectors.conj().T / jnp.sqrt((root**2).sum())
        branch = {key: coupled(evolve @ k @ evolve.conj().T @ thermal, m) @ evolve for key, k in insert.items()}
        moved = {key: read_out(ket) for key, ket in branch.items()}
        # rho[(p, a), (q, b)] = 1/2 sum_c <B_qc| (|b><a|)_R |B_pc>
        rho = jnp.array(
            [
                [
                    sum(jnp.vdot(branch[(q, c)], moved[(p, c)][(b, a)]) for c in range(2)) / 2
                    for q, b in itertools.product(range(2), repeat=2)
                ]
                for p, a in itertools.product(range(2), repeat=2)
            ]
        )
        return mutual_information(rho)

    curve = jax.vmap(jax.vmap(information, (None, None, 0)), (None, 0, None))

    def loss(couplings: jax.Array) -> jax.Array:
        return jnp.mean((curve(couplings, jnp.array(mu), jnp.array(t)) - jnp.array(target)) ** 2)

    return loss


def mutual_information(rho: jax.Array) -> jax.Array:
    """I_PT in bits; the blocks (00, 11) and (01, 10) by their closed form, which has a derivative everywhere."""

    def entropy(values: jax.Array) -> jax.Array:
        return -(values * jnp.log2(values)).sum()

    def pair(i: int, k: int) -> jax.Array:
        mean, half = (rho[i, i] + rho[k, k]).real / 2, (rho[i, i] - rho[k, k]).real / 2
        root = jnp.sqrt(half**2 + jnp.abs(rho[i, k]) ** 2)
        return jnp.array([mean + root, mean - root])

    diagonal = jnp.diagonal(rho).real
    both = jnp.concatenate([pair(0, 3), pair(1, 2)])
    p = jnp.array([diagonal[0] + diagonal[1], diagonal[2] + diagonal[3]])
    a = jnp.array([diagonal[0] + diagonal[2], diagonal[1] + diagonal[3]])
    return entropy(p) + entropy(a) - entropy(both)
