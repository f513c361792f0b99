"""Gradients of the learning loss beside automatic differentiation by JAX, in one run.

    python -m venv peers && peers/bin/pip install . -r benchmarks/peers/requirements.txt
    env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE peers/bin/python benchmarks/peers/learning.py > docs/benchmarks/learning.md

The loss is the mean squared distance of I_PT for both signs of mu at t0 = t1 = t. JAX differentiates the formulas of
tests/physics/jax_reference.py (eigenvectors by parity sector, exp(i mu V) in the basis of Majorana strings), compiled.
Every time is the best of several calls, compilation left out.
"""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "physics"))
MU = [-12.0, 12.0]


def best(work: Callable[[], object], least_seconds: float = 2.0, least: int = 3) -> float:
    """Seconds of the fastest call; the first warms up."""
    work()
    times: list[float] = []
    while len(times) < least or sum(times) < least_seconds:
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def problem(num_majoranas: int, num_times: int) -> tuple[Any, Any, np.ndarray]:
    import traversable as tv

    target, model = (tv.models.dense_syk(num_majoranas, J=2**0.5, seed=1, instance=i) for i in range(2))
    return target, model, np.linspace(0.2, 8, num_times)


def ours(num_majoranas: int, num_times: int) -> list[float]:
    """Seconds of a gradient, of a way forward; the loss; the gradient's norm."""
    import traversable as tv

    target, model, t = problem(num_majoranas, num_times)
    loss = tv.learning.Loss(target, 4.0, MU, t=t)
    couplings = loss.couplings(model)
    gradient = best(lambda: loss(couplings))
    forward = best(lambda: loss._objective.curves(loss._space, couplings))
    value, slope = loss(couplings)
    return [gradient, forward, value, float(np.linalg.norm(slope))]


def by_jax(num_majoranas: int, num_times: int) -> list[float]:
    import jax
    import traversable as tv
    from jax_reference import make_loss

    target, model, t = problem(num_majoranas, num_times)
    wanted = tv.teleport(target, 4.0, MU, t=t).mutual_information.values
    terms = [term for _, term in model.terms]
    couplings = jax.numpy.array([coupling for coupling, _ in model.terms])
    loss = make_loss(num_majoranas, terms, 4.0, MU, t, wanted)
    both, alone = jax.jit(jax.value_and_grad(loss)), jax.jit(loss)
    gradient = best(lambda: jax.block_until_ready(both(couplings)))
    forward = best(lambda: jax.block_until_ready(alone(couplings)))
    value, slope = both(couplings)
    return [gradient, forward, float(value), float(np.linalg.norm(slope))]


WORK = {"ours": ours, "jax": by_jax}


def measured(name: str, num_majoranas: int, num_times: int, threads: int) -> list[float]:
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
    command = [sys.executable, __file__, name, str(num_majoranas), str(num_times)]
    if threads == 1:
        command = ["taskset", "-c", "0", *command]
    output = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    print(name, num_majoranas, num_times, threads, file=sys.stderr)
    return [float(word) for word in output.split()]


def installed(package: str) -> bool:
    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True


def page() -> None:
    versions = ", ".join(f"{name} {version(name)}" for name in ("traversable", "jax") if installed(name))
    print(f"""# Learning gradients beside automatic differentiation

{versions}; Python {platform.python_version()}, {date.today()}. {os.cpu_count()} cores. Best of several calls, milliseconds. Made by

```
python -m venv peers && peers/bin/pip install . -r benchmarks/peers/requirements.txt
env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE peers/bin/python benchmarks/peers/learning.py > docs/benchmarks/learning.md
```

The loss is the mean squared distance of I_PT for mu = -12 and +12 at 40 times t0 = t1 (8 at N = 16, 4 at N = 20), dense SYK,
beta = 4; the gradient is with respect to all C(N,4) couplings. JAX differentiates the formulas of
`tests/physics/jax_reference.py`, compiled by `jax.jit`, compilation left out; one thread is one core by taskset. Both give the
same loss and gradient: relative differences of loss and of the gradient's norm in the last column.

| N | couplings | times | threads | ours | forward | gradient / forward | JAX | JAX, forward | JAX / ours | difference |
|---|---|---|---|---|---|---|---|---|---|---|""")
    for n, times, threads in ((8, 40, 2), (10, 40, 1), (10, 40, 2), (16, 8, 2), (20, 4, 2)):
        own = measured("ours", n, times, threads)
        peer = measured("jax", n, times, threads) if n <= 10 else None
        couplings = int(np.prod([n - k for k in range(4)]) / 24)
        cells = [n, couplings, times, threads, f"{1e3 * own[0]:.4g}", f"{1e3 * own[1]:.4g}", f"{own[0] / own[1]:.2f}"]
        if peer is None:
            cells += ["-"] * 4
        else:
            difference = max(abs(own[k] / peer[k] - 1) for k in (2, 3))
            cells += [f"{1e3 * peer[0]:.4g}", f"{1e3 * peer[1]:.4g}", f"**{peer[0] / own[0]:.1f}**", f"{difference:.0e}"]
        print("| " + " | ".join(map(str, cells)) + " |", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(*WORK[sys.argv[1]](int(sys.argv[2]), int(sys.argv[3])))
    else:
        page()
