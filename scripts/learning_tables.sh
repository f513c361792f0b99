#!/usr/bin/env bash
# Makes the tables of docs/learning.md and its picture again (about a quarter of an hour on two cores):
# scripts/learning_tables.sh
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

install_python ""

folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
learn() {  # name, further options
  .venv/bin/traversable learn --config docs/learn.toml -o "$folder/$1.h5" --quiet "${@:2}" >"$folder/$1.txt"
}
learn free
learn commuting --commutativity-weight 0.01
learn noncommuting --noncommutativity-weight 1 --least-noncommutativity 0.5
.venv/bin/python scripts/learning_tables.py "$folder"/{free,commuting,noncommuting}.h5
.venv/bin/python -m traversable.plot "$folder/free.h5" -o docs/images/learning.png --dpi 160
