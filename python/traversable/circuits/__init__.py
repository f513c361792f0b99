"""The teleportation protocol as a circuit: build it, prepare the thermofield double, compile, count, export.

>>> import traversable as tv
>>> H = tv.models.learned()
>>> wormhole = tv.circuits.wormhole(H, beta=4.0, mu=-12.0, t0=2.8, t1=2.8, encoding="sycamore")
>>> wormhole.num_qubits
9
>>> tv.observables.mutual_information(wormhole.measured_state()).round(5).item()
0.40121
>>> compiled = tv.circuits.compile(wormhole, preserve="measured_state", seed=1)
>>> compiled.circuit.num_two_qubit_gates < 164          # the published circuit's CZ
True
>>> tv.observables.mutual_information(compiled.circuit.measured_state()).round(5).item()
0.40121
"""

from traversable._core import Angle, Circuit, Compiled, Operation, Preparation, Resources
from traversable.circuits._build import evolution, prepare_thermofield_double, wormhole
from traversable.circuits._compile import compile, resources
from traversable.circuits._draw import draw
from traversable.circuits._cirq import to_cirq
from traversable.circuits._from_cirq import from_cirq
from traversable.circuits._qasm import from_qasm2, from_qasm3
from traversable.circuits._qiskit import from_qiskit, to_qiskit
from traversable.circuits._quantikz import to_quantikz
from traversable.circuits._run import run

__all__ = [
    "Angle",
    "Circuit",
    "Compiled",
    "Operation",
    "Preparation",
    "Resources",
    "compile",
    "draw",
    "evolution",
    "from_cirq",
    "from_qasm2",
    "from_qasm3",
    "from_qiskit",
    "prepare_thermofield_double",
    "resources",
    "run",
    "to_cirq",
    "to_qiskit",
    "to_quantikz",
    "wormhole",
]
