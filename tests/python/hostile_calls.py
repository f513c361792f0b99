"""Every function, class and method of the package, every argument, with values that do not belong there.

A program: prints a line of JSON for every call that ends in anything but success, a TypeError, a ValueError or what is
documented, in one short line of text, within a few seconds. `python hostile_calls.py [SHARE]` tries one value in SHARE.
"""

import inspect
import json
import os
import select
import signal
import sys
import time
import types
import zlib

import numpy as np
import traversable as tv
from traversable import _core

SECONDS = 8
LONGEST = 500
MODULES = {
    "": tv,
    **{name: getattr(tv, name) for name in tv.__all__ if isinstance(getattr(tv, name), types.ModuleType)},
}


class Silent:
    """An object that answers nothing, not even its repr."""

    def __repr__(self):
        raise RuntimeError("no repr\nof mine")

    __index__ = __float__ = __complex__ = __len__ = __iter__ = __array__ = __fspath__ = __repr__


def hostile_values():
    structured = np.zeros(3, dtype=[("a", int), ("b", float)])
    return {
        "None": None, "text": "a", "empty text": "", "newline": "a\nb\x1b[31m", "surrogate": "\ud800", "NUL": "a\0b",
        "long text": "x" * 100_000, "bytes": b"\xff\xfe", "object": object(), "silent": Silent(), "class": int,
        "function": len, "true": True, "nan": float("nan"), "inf": float("inf"), "-inf": float("-inf"),
        "1e308": 1e308, "tiny": 5e-324, "half": 0.5, "-1": -1, "0": 0, "2**31": 2**31, "2**63": 2**63, "2**64": 2**64,
        "10**400": 10**400, "-10**400": -(10**400), "complex": 1 + 1j, "[]": [], "[nan]": [float("nan")],
        "nested": [[1.0, 2.0], [3.0]], "deep": [[[[[]]]]], "mixed": [1, "a", None], "long list": [0] * 100_000,
        "tuple": (1, 2, 3), "{}": {}, "set": {1, 2}, "generator": (k for k in range(3)), "range": range(10**9),
        "zeros": np.zeros((4, 4)), "text array": np.full((4, 4), "1"), "objects": np.array([object()] * 4),
        "structured": structured, "masked": np.ma.masked_array(np.eye(4) / 4, mask=np.eye(4) > 0),
        "0-d": np.array(1.0), "3-d": np.ones((2, 2, 2)), "1e308 array": np.full((4, 4), 1e308),
        "nan array": np.full((4, 4), np.nan), "empty array": np.zeros((0, 4)), "datetime": np.datetime64("2020-01-01"),
        "long array": np.zeros(10**6), "masked value": np.ma.masked, "bare H": _core.Hamiltonian.__new__(_core.Hamiltonian),
        "bare circuit": _core.Circuit.__new__(_core.Circuit), "bare state": tv.StateVector.__new__(tv.StateVector),
        "list of bare H": [_core.Hamiltonian.__new__(_core.Hamiltonian)],
    }  # fmt: skip


def bell_circuit(measured=True):
    circuit = tv.circuits.Circuit(2)
    circuit.append("h", [0])
    circuit.append("cnot", [0, 1])
    if measured:
        circuit.measure(0, 0)
        circuit.measure(1, 1)
    return circuit


def valid_arguments():
    """Of every required argument by its name, a value that belongs there, made when it is needed."""
    H = tv.models.dense_syk(4, seed=1)
    left, right = tv.pauli.encoding_strings("split", 4)
    bell = np.zeros((4, 4))
    bell[np.ix_([0, 3], [0, 3])] = 0.5
    perfect = ((0.0, 0.0), (0.0, 0.0))
    return {
        "H": lambda: H, "hamiltonian": lambda: [(1.0, "ZI")], "terms": lambda: [(1.0, "ZI")], "target": lambda: H,
        "beta": lambda: 1.0, "mu": lambda: [-1.0, 1.0], "t": lambda: [0.0, 1.0], "t0": lambda: 1.0, "t1": lambda: 1.0,
        "nu": lambda: 1.0, "tau": lambda: 1.0, "step": lambda: 0.1, "num_majoranas": lambda: 4, "k": lambda: 1.0,
        "num_terms": lambda: 1, "num_qubits": lambda: 2, "i": lambda: 0, "j": lambda: 1, "rho": lambda: bell,
        "weights": lambda: np.zeros((2, 2, 4, 4)), "shots": lambda: 100, "counts": lambda: np.full((9, 4), 10),
        "scales": lambda: [1.0, 2.0], "values": lambda: [0.5, 0.3], "errors": lambda: [0.1, 0.1],
        "circuit": bell_circuit, "negative": bell_circuit, "positive": bell_circuit, "noise": lambda: "sycamore",
        "state": lambda: tv.StateVector(2), "start": lambda: tv.StateVector(2), "probability": lambda: 0.01,
        "probabilities": lambda: [0.1, 0.1, 0.1], "gamma": lambda: 0.1, "lambda_": lambda: 0.1, "t2": lambda: 1.0,
        "duration": lambda: 1.0, "angle": lambda: 0.3, "pauli": lambda: "Z", "kraus": lambda: [np.eye(2)],
        "name": lambda: "sycamore", "text": lambda: "", "path": lambda: "/nowhere/file", "second_t": lambda: 0.5,
        "dataset": lambda: tv.teleport(H, 1.0, [-1, 1], [0.0, 1.0]), "encoding": lambda: "split",
        "curve": lambda: tv.diagnostics.otoc(H, 0.0, [0.0, 1.0], [(0, 1)]).otoc, "index": lambda: 0,
        "qubits": lambda: [0], "amplitudes": lambda: [1.0, 0.0], "matrix": lambda: np.diag([1.0, 0.0]),
        "other": lambda: tv.StateVector(2), "rotations": lambda: [("Z", 0.1)], "operator": lambda: [(1.0, "ZI")],
        "channel": lambda: tv.noise.depolarizing(0.1), "gate": lambda: "h", "qubit": lambda: 0, "bit": lambda: 5,
        "scale": lambda: 1.0, "model": lambda: H, "couplings": lambda: [0.5], "loss": lambda: loss(H),
        "left": lambda: left, "right": lambda: right, "shift": lambda: 0.1, "value": lambda: 0.5,
        "wormhole": bell_circuit, "figures": lambda: {}, "read_out": lambda: perfect, "arguments": lambda: [],
        "dynamics": lambda: tv.spins.mixed_field_ising(2), "constant": lambda: tv.spins.xxz(2), "driven": lambda: tv.spins.xxz(2),
        "couple": lambda: "0-1", "J": lambda: [1.0, 0.5], "num_steps": lambda: 2, "steps": lambda: [[("ZZ", 0.1)]],
        "factor": lambda: 2.0, "latex": lambda: False, "degrees_of_freedom": lambda: 3, "successes": lambda: 3.0, "trials": lambda: 10,
    }  # fmt: skip


# Beside the required ones, where a call takes seconds without.
SHORT = {"diagnose": {"ensembles": {}}}


def loss(H):
    return tv.learning.Loss(H, 1.0, [-1.0, 1.0], [0.0, 1.0])


def instances():
    """An object of every class with public methods."""
    H = tv.models.dense_syk(4, seed=1)
    return {
        "Hamiltonian": lambda: H, "StateVector": lambda: tv.StateVector(2), "DensityMatrix": lambda: tv.DensityMatrix(1),
        "Circuit": lambda: bell_circuit(False), "Operation": lambda: bell_circuit().operations[0],
        "Angle": lambda: tv.circuits.Angle("a"), "Channel": lambda: tv.noise.depolarizing(0.1),
        "NoiseModel": lambda: tv.noise.preset("sycamore"), "Loss": lambda: loss(H), "Processor": tv.Processor,
        "SpinHamiltonian": lambda: tv.spins.mixed_field_ising(2), "Scrambler": lambda: tv.spins.kicked_ising(2, 2),
    }  # fmt: skip


SKIPPED = {
    # Made by the package, not by its users: plain records.
    "EvolutionReport", "GroundState", "NoisySteps", "TrajectoryEstimate", "Threshold", "NoiseBudget", "Compiled",
    "Preparation", "Resources", "Learned", "Report", "Generalisation", "MutualInformationEstimate", "Criterion", "Verdict",
    "CommutationGraph", "LossParts", "Scrambling",
    # A record of options.
    "Processor",
}  # fmt: skip


def public_callables():
    """(name, callable, what to call it on or None): functions, classes and methods of everything in __all__."""
    seen = set()
    for prefix, module in MODULES.items():
        for name in module.__all__:
            one = getattr(module, name)
            if isinstance(one, types.ModuleType) or not callable(one) or id(one) in seen or name in SKIPPED:
                continue
            seen.add(id(one))
            full = f"{prefix}.{name}" if prefix else name
            yield full, one, None
            if inspect.isclass(one):
                for key in dir(one):
                    member = inspect.getattr_static(one, key)
                    if key.startswith("_") and key not in ("__call__", "__add__", "__mul__", "__eq__", "__setstate__"):
                        continue
                    if isinstance(member, (staticmethod, classmethod)):
                        yield f"{full}.{key}", getattr(one, key), None
                    elif callable(getattr(one, key)) and getattr(object, key, None) is not member:
                        yield f"{full}.{key}", key, name


def parameters_of(function):
    """(names of required parameters, all names) of a function; those of compiled ones from their docstring."""
    try:
        signature = inspect.signature(function)
        kinds = signature.parameters.values()
        names = [p.name for p in kinds if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]
        required = [p.name for p in kinds if p.default is p.empty and p.name in names]
        return [n for n in required if n != "self"], [n for n in names if n != "self"]
    except ValueError:
        from traversable._signatures import _parameters

        line = next((line for line in (function.__doc__ or "").splitlines() if ") -> " in line), "() -> None")
        found = [p for p in _parameters(line[line.index("(") :]) if p.name != "self"]
        return [p.name for p in found if not p.has_default], [p.name for p in found]


def calls(share):
    """(label, function that makes the call), grouped by callable."""
    valid, objects, values = valid_arguments(), instances(), hostile_values()
    for name, target, owner in public_callables():
        described = getattr(objects[owner](), target) if owner else target
        if inspect.isclass(target) and "__init__" in vars(target) and target.__module__.endswith("_core"):
            described = target.__init__
        required, names = parameters_of(described)
        missing = [one for one in required if one not in valid and not one.startswith("arg")]
        assert not missing, f"{name}: no valid value for {missing} in valid_arguments()"

        def call(varied=None, value=None, name=name, target=target, owner=owner, required=required):
            keywords = {one: valid.get(one, lambda: 1)() for one in required if one != varied} | SHORT.get(name, {})
            function = getattr(objects[owner](), target) if owner else target
            if varied is not None:
                keywords[varied] = value
            if name.endswith(("__eq__", "__add__", "__mul__", "__setstate__")):
                return function(*keywords.values())
            return function(**keywords)

        group = [(f"{name}()", call)]
        for varied in names or ["unexpected"]:
            for label, value in values.items():
                key = f"{name}({varied}={label})"
                if zlib.crc32(key.encode()) % share == 0:
                    group.append((key, lambda call=call, varied=varied, value=value: call(varied, value)))
        yield name, group


ALLOWED = (TypeError, ValueError, FileExistsError, FileNotFoundError, IsADirectoryError, PermissionError, MemoryError, NotImplementedError)


def verdict(function):
    """What is wrong with how a call ended, or None."""
    start = time.monotonic()
    try:
        function()
        error = None
    except ALLOWED as caught:
        error = caught
    except ModuleNotFoundError:
        return None
    except RuntimeError as caught:
        if "converge" in str(caught):
            return None  # documented
        return f"{type(caught).__name__}: {str(caught)[:200]}"
    except BaseException as caught:
        return f"{type(caught).__name__}: {str(caught)[:200]}"
    if time.monotonic() - start > SECONDS:
        return f"{time.monotonic() - start:.1f} s"
    if error is None or isinstance(error, MemoryError):
        return None
    line = str(error)
    if "\n" in line or len(line) > LONGEST:
        return f"message of {len(line)} letters, {line.count(chr(10)) + 1} lines: {line[:100]!r}"
    if not line or "incompatible function" in line or "NoneType" in line or "Unable to cast" in line:
        return f"message: {line!r}"
    return None


def child(group, pipe):
    for label, function in group:
        os.write(pipe, (json.dumps({"start": label}) + "\n").encode())
        wrong = verdict(function)
        if wrong:
            os.write(pipe, (json.dumps({"call": label, "wrong": wrong}) + "\n").encode())
    os._exit(0)


def run_group(name, group):
    """Calls in a fork, so that a crash or an endless one is only its own; after one the rest goes on in another."""
    failures = []
    while group:
        read, write = os.pipe()
        process = os.fork()
        if process == 0:
            os.close(read)
            child(group, write)
        os.close(write)
        last, text, ended = None, b"", False
        while not ended:
            ready, _, _ = select.select([read], [], [], 2 * SECONDS)
            if not ready:
                os.kill(process, signal.SIGKILL)
                break
            part = os.read(read, 65536)
            ended = not part
            text += part
            *lines, text = text.split(b"\n")
            for line in map(json.loads, lines):
                last = line.get("start", last)
                if "wrong" in line:
                    failures.append(line)
        os.close(read)
        _, status = os.waitpid(process, 0)
        if status == 0:
            break
        how = f"killed after {2 * SECONDS} s" if not ended else f"crash, status {status}"
        failures.append({"call": last, "wrong": how})
        done = [label for label, _ in group].index(last) + 1 if last else len(group)
        group = group[done:]
    return failures


def main():
    share = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    only = sys.argv[2] if len(sys.argv) > 2 else ""
    count = 0
    for name, group in calls(share):
        if only not in name:
            continue
        count += len(group)
        for failure in run_group(name, group):
            print(json.dumps(failure), flush=True)
    print(json.dumps({"calls": count}), flush=True)


if __name__ == "__main__":
    main()
