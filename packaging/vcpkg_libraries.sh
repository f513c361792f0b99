#!/bin/sh
# Builds the libraries of vcpkg.json from source, for an image of manylinux that has them not. $VCPKG_ROOT is a checkout of
# vcpkg, which the workflow puts beside the project.
set -eu
project=$(cd "$(dirname "$0")/.." && pwd)
: "${VCPKG_ROOT:?expected the folder of a checkout of vcpkg}"
"$VCPKG_ROOT/bootstrap-vcpkg.sh" -disableMetrics
"$VCPKG_ROOT/vcpkg" install --triplet x64-linux --x-manifest-root="$project" --x-install-root="$VCPKG_ROOT/installed"
