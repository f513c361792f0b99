#!/usr/bin/env bash
# Makes pictures of docs/gallery.md again, from the program through HDF5 to PNG: scripts/gallery.sh information, or
# winding, two_point, untrained, commuting, ordering; all of them without a name.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

install_python ""
TRAVERSABLE_CLI="${TRAVERSABLE_CLI:-$(package_program)}" .venv/bin/python scripts/gallery.py "$@"
