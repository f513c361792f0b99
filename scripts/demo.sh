#!/usr/bin/env bash
# From nothing to the plot: builds, runs the learned Hamiltonian for both signs of the shockwave, and leaves
# results/teleport.h5 and results/teleport.png.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

install_python ""

say "I_PT(t) of the learned Hamiltonian, mu = -12 and +12"
mkdir -p results
.venv/bin/traversable teleport --model learned --beta 4 --mu=-12,12 --t 0:10:101 \
  -o results/teleport.h5 --overwrite
.venv/bin/python -m traversable.plot results/teleport.h5
