#!/usr/bin/env bash
# Makes the pictures of README.md and docs/ again.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

install_python ""

say "pictures"
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
picture() {  # name, subcommand and its arguments
  .venv/bin/traversable "${@:2}" -o "$folder/$1.h5" --quiet
  .venv/bin/python -m traversable.plot "$folder/$1.h5" -o "docs/images/$1.png" --dpi 160
}
picture teleport teleport --model learned --beta 4 --mu=-12,12 --t 0:10:101
picture sweep teleport --model learned --beta 1,2,4,8 --mu=-12,-6,6,12 --t 0:10:101
picture disorder teleport --model dense_syk -N 10 --J 1.4142135623730951 --seed 1 --instances 100 --beta 4 --mu=-12,12 --t 0:8:81
picture map teleport --model learned --beta 4 --mu=-12,12 --t0 0:6:121 --t1 0:6:121
picture noise noise --model learned --beta 4 --mu=-12,12 --t 0:6:13 --noise sycamore --scales 0:4:9 \
  --shots 1000,10000,100000 --threshold 3 --budget
picture diagnosis diagnose --model learned --beta 4 --mu 12 --t 0:12:61 --ensembles dense --ensemble-instances 60
.venv/bin/python scripts/circuit_image.py docs/images/circuit.png
