#!/usr/bin/env bash
# Run by Containerfile and apptainer.def in the folder of the source: builds the program and the Python package into the
# virtual environment $1, and writes the Debian packages whose libraries they load to $1/runtime-packages.
set -euo pipefail
prefix=$1

cmake --preset release -DTRAVERSABLE_CUDA=OFF -DTRAVERSABLE_TESTS=OFF
cmake --build --preset release --target traversable
python3 -m venv "$prefix"
cmake --install build/release --prefix "$prefix" --strip
# The program of this folder is the one above.
"$prefix/bin/pip" install --no-cache-dir --disable-pip-version-check . \
  --config-settings=cmake.define.TRAVERSABLE_CLI=OFF --config-settings=cmake.define.TRAVERSABLE_CUDA=OFF

loaded=$(ldd "$prefix/bin/traversable" "$prefix"/lib/python3*/site-packages/traversable/_core*.so | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p')
{
  # By the file that links lead to. Debian has some as /lib/..., some as /usr/lib/..., though both are one folder.
  for library in $loaded; do
    file=$(readlink --canonicalize "$library")
    dpkg-query --search "*${file#/usr}"
  done | sed 's/:.*//'
  echo python3
} | sort --unique >"$prefix/runtime-packages"
