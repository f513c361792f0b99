#!/usr/bin/env bash
# What takes hours, after scripts/test.sh: C++ tests as users build them and of the minimal build, simulations of coverage,
# whole walks over damaged files, a figure of the lines that the C++ tests run, 10^7 executions a fuzz target, clang-tidy.
#   scripts/nightly.sh [cpp | minimal | threads | python | coverage | fuzz | tidy ...]      all of them unless told
set -euo pipefail
setup_for_tests=yes
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

parts=("$@")
((${#parts[@]})) || parts=(cpp minimal threads python coverage fuzz tidy)

nightly_cpp() {
  build_cpp release
  say "C++ tests"
  cpp_tests release
  ctest --test-dir build/release -C coverage -L coverage --output-on-failure
}

nightly_minimal() {
  has_nvcc || { echo "-- no CUDA compiler: no minimal build"; return; }
  build_cpp gpu-minimal
  say "C++ tests of the minimal build"
  cpp_tests gpu-minimal
  say "what a GPU node gets"
  bash scripts/pack_for_node.sh
}

# Bodies of blocks on 256 real threads under ThreadSanitizer; they are headers alone.
nightly_threads() {
  say "blocks of the GPU's kernels on real threads"
  mkdir -p build/threads
  "$CXX" -std=c++20 -O1 -g -fsanitize=thread -Wall -Wextra -Werror -I. tests/sim/cuda/threads_of_a_block_test.cpp \
    -o build/threads/threads_of_a_block -lgtest_main -lgtest -lpthread
  build/threads/threads_of_a_block
}

nightly_python() {
  build_cpp ci --target toy_run
  install_python "[test]"
  say "simulations of coverage, walks over damaged files"
  export TRAVERSABLE_CLI="$(package_program)" OPENBLAS_NUM_THREADS=1 OMP_WAIT_POLICY=passive
  .venv/bin/python -m pytest -n "$(nproc)" --dist worksteal -m coverage
  TRAVERSABLE_DAMAGES=40 .venv/bin/python -m pytest -n "$(nproc)" --dist worksteal tests/cli/test_damaged_files.py
}

nightly_coverage() {
  build_cpp coverage
  cpp_tests coverage
  make_venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check gcovr
  .venv/bin/python -m gcovr --root . --filter sym/ --filter sim/ --filter circuits/ --filter learning/ --filter experiments/ \
    --gcov-ignore-parse-errors --print-summary --txt build/coverage/lines.txt build/coverage
}

nightly_fuzz() { bash scripts/fuzz.sh --runs 10000000; }

nightly_tidy() {
  cmake --preset debug >/dev/null
  say "clang-tidy"
  find sym sim circuits learning experiments -name '*.cpp' -print0 | xargs -0 -P "$(nproc)" -n 4 clang-tidy -p build/debug --quiet
}

for part in "${parts[@]}"; do
  declare -F "nightly_$part" >/dev/null || { echo "nightly.sh: $part: expected cpp, minimal, threads, python, coverage, fuzz or tidy" >&2; exit 2; }
done
for part in "${parts[@]}"; do "nightly_$part"; done
