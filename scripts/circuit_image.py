"""Draws docs/images/circuit.png: `circuit_image.py FILE.png`."""

import sys

import traversable as tv

H = tv.models.learned()
tfd = tv.circuits.prepare_thermofield_double(H, 4.0, "sycamore", method="adaptive", fidelity=0.997)
wormhole = tv.circuits.wormhole(H, 4.0, -12.0, 2.8, 2.8, encoding="sycamore", preparation=tfd)
labels = ["R 1,2 = T", "L 1,2", "ψ4", "ψ6", "ψ5", "ψ3", "ψ7", "P", "Q"]
tv.circuits.draw(wormhole, labels=labels).savefig(sys.argv[1], dpi=160)
