#!/usr/bin/env bash
# Packs what a GPU node needs on which nothing can be installed: sources, Eigen, GoogleTest and toml++ (below 15 MB).
#   scripts/pack_for_node.sh [FOLDER]        build/traversable-node unless told; FOLDER.tar.gz beside it
# There:
#   tar xzf traversable-node.tar.gz && cd traversable-node
#   cmake --preset gpu-minimal && cmake --build --preset gpu-minimal
#   TRAVERSABLE_REQUIRE_GPU=1 ctest --preset gpu-minimal -L gpu && build/gpu-minimal/benchmarks/gpu_benchmark
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
folder=${1:-build/traversable-node}
most_bytes=$((15 * 1000 * 1000))

# The folder of a header, where CMake would find it.
include_folder() {
  local place
  for place in ${CMAKE_PREFIX_PATH:-} /usr/local /usr; do
    [ -e "$place/include/$1" ] && { echo "$place/include"; return; }
  done
  echo "$1 not found: on Debian and Ubuntu scripts/install_packages.sh installs it" >&2
  exit 1
}

rm -rf "$folder"
mkdir -p "$folder/packed/include" "$folder/packed/share"
git ls-files -z -- CMakeLists.txt CMakePresets.json VERSION LICENSE cmake sym sim circuits learning benchmarks \
  tests/CMakeLists.txt tests/gpu tests/sim tests/circuits tests/learning docs/gpu.md | grep -zv '^benchmarks/peers/' |
  xargs -0 cp --parents -t "$folder"
eigen=$(include_folder eigen3/Eigen/Core)
cp -rL "$eigen/eigen3" "$folder/packed/include"
cp -rL "$eigen/../share/eigen3" "$folder/packed/share"
cp -rL "$(include_folder toml++/toml.h)/toml++" "$folder/packed/include"
googletest=${GOOGLETEST_SOURCE:-/usr/src/googletest}
[ -e "$googletest/googletest/CMakeLists.txt" ] ||
  { echo "no sources of GoogleTest at $googletest: GOOGLETEST_SOURCE=FOLDER, or the package libgtest-dev" >&2; exit 1; }
mkdir -p "$folder/packed/googletest"
cp -rL "$googletest/googletest/"{CMakeLists.txt,cmake,include,src} "$folder/packed/googletest"

bytes=$(du -sb "$folder" | cut -f1)
((bytes < most_bytes)) || { echo "$folder has $bytes bytes, expected below $most_bytes" >&2; exit 1; }
tar -C "$(dirname "$folder")" -czf "$folder.tar.gz" "$(basename "$folder")"
echo "$folder: $((bytes / 1000)) kB, $folder.tar.gz: $(($(stat -c %s "$folder.tar.gz") / 1000)) kB"
