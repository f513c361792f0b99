#!/usr/bin/env bash
# Readers of text under libFuzzer with address and undefined-behaviour sanitizers (needs clang).
#   scripts/fuzz.sh [--seconds N | --runs N] [target ...]      30 seconds a target; all targets
# New inputs go to build/fuzz/corpus, crashes to build/fuzz/crashes; what was found once belongs into tests/fuzz/corpus.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

limit="-max_total_time=30"
targets=()
while (($#)); do
  case "$1" in
    --seconds) limit="-max_total_time=$2"; shift 2 ;;
    --runs) limit="-runs=$2"; shift 2 ;;
    -*) echo "fuzz.sh: $1: expected --seconds N or --runs N" >&2; exit 2 ;;
    *) targets+=("$1"); shift ;;
  esac
done

cmake -G Ninja -S . -B build/fuzz -DTRAVERSABLE_FUZZ=ON -DTRAVERSABLE_CLI=OFF -DTRAVERSABLE_TESTS=OFF -DTRAVERSABLE_CUDA=OFF \
  -DCMAKE_BUILD_TYPE=Release -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ >/dev/null
cmake --build build/fuzz
if ((${#targets[@]} == 0)); then
  for source in tests/fuzz/*_fuzz.cpp; do targets+=("$(basename "$source" _fuzz.cpp)"); done
fi

failed=()
for target in "${targets[@]}"; do
  mkdir -p "build/fuzz/corpus/$target" build/fuzz/crashes
  echo "fuzz $target"
  # A bomb must be refused in seconds; sanitizers take their share of memory.
  "build/fuzz/tests/fuzz/${target}_fuzz" "$limit" -max_len=20000 -timeout=20 -rss_limit_mb=4096 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/crashes/$target-" "build/fuzz/corpus/$target" "tests/fuzz/corpus/$target" \
    >"build/fuzz/$target.log" 2>&1 || failed+=("$target")
  grep -E "number_of_executed_units|SUMMARY|Test unit written" "build/fuzz/$target.log" || true
done
if ((${#failed[@]})); then
  echo "failed: ${failed[*]} (build/fuzz/<target>.log)" >&2
  exit 1
fi
