#!/usr/bin/env bash
# What every change has to pass: formatting, C++ tests under sanitizers, Python, command line, published numbers, documentation.
# scripts/nightly.sh has what takes longer.
set -euo pipefail
setup_for_tests=yes
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

say "clang-format"
find sym sim circuits learning experiments python tests benchmarks cmake -name '*.h' -o -name '*.cpp' -o -name '*.cu' | xargs clang-format --dry-run -Werror

if has_nvcc; then install_custatevec; fi

build_cpp ci --target toy_run statistics_tests two_sided_benchmark diagnostics_benchmark spins_benchmark gpu_benchmark
say "C++ tests over many seeds"
cpp_tests ci -R "^statistics/"
build_cpp asan-ubsan
say "C++ tests under address and undefined-behaviour sanitizers"
cpp_tests asan-ubsan

install_python "[test,docs]" --config-settings cmake.define.TRAVERSABLE_WERROR=ON
say "types"
.venv/bin/python -m mypy
(cd build && ../.venv/bin/python -m mypy.stubtest traversable._core --allowlist ../tests/python/stubtest_allowlist.txt)

say "Python, command-line and physics tests"
export TRAVERSABLE_CLI="$(package_program)"
# Threads that wait by spinning would take the cores from the other worker.
export OPENBLAS_NUM_THREADS=1 OMP_WAIT_POLICY=passive
.venv/bin/python -m pytest -n "$(nproc)" --dist worksteal
say "examples of docstrings and documentation"
(cd build && ../.venv/bin/python -m pytest --doctest-modules --pyargs traversable)
.venv/bin/python -m pytest --doctest-glob='*.md' README.md docs
bash scripts/docs.sh
