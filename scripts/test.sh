#!/usr/bin/env bash
# Every test: formatting, C++ (release and sanitized), Python, command line, published numbers.
set -euo pipefail
setup_for_tests=yes
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

say "clang-format"
find sym sim circuits learning experiments python tests benchmarks cmake -name '*.h' -o -name '*.cpp' -o -name '*.cu' | xargs clang-format --dry-run -Werror

has_nvcc() { command -v nvcc >/dev/null; }
if has_nvcc; then install_custatevec; fi

build_cpp ci
say "C++ tests"
ctest --test-dir build/ci --output-on-failure -j "$(nproc)" --progress

if has_nvcc; then
  build_cpp gpu-minimal
  say "C++ tests of the minimal build"
  ctest --test-dir build/gpu-minimal --output-on-failure -j "$(nproc)" --progress
fi

build_cpp asan-ubsan
say "C++ tests under address and undefined-behaviour sanitizers"
ctest --test-dir build/asan-ubsan --output-on-failure -j "$(nproc)" --progress

install_python "[test]" -C cmake.define.TRAVERSABLE_WERROR=ON
say "types"
.venv/bin/python -m mypy
(cd build && ../.venv/bin/python -m mypy.stubtest traversable._core --allowlist ../tests/python/stubtest_allowlist.txt)

say "Python, command-line and physics tests"
export TRAVERSABLE_CLI="$root/build/ci/bin/traversable"
.venv/bin/python -m pytest -n "$(nproc)" --dist worksteal
say "examples of docstrings and documentation"
(cd build && ../.venv/bin/python -m pytest --doctest-modules --pyargs traversable)
.venv/bin/python -m pytest --doctest-glob='*.md' README.md docs
