# Sourced by demo.sh and test.sh: system packages, the C++ build and the Python package in .venv.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# One compiler for CMake's build and pip's, so that the compiler cache serves both.
export CC="${CC:-cc}" CXX="${CXX:-c++}"

say() { printf '\n== %s\n' "$*"; }

build_cpp() {  # preset, further arguments of the build
  say "C++ build ($1)"
  cmake --preset "$1" >"$root/build/$1-configure.log" 2>&1 || { cat "$root/build/$1-configure.log"; return 1; }
  cmake --build --preset "$@"
}

cpp_tests() {  # preset, further arguments of ctest
  ctest --test-dir "build/$1" --output-on-failure -j "$(nproc)" --progress "${@:2}"
}

has_nvcc() { command -v nvcc >/dev/null; }

make_venv() {
  [ -x .venv/bin/python ] || "${PYTHON:-python3}" -m venv .venv
}

# The wheel of cuStateVec into .venv, where CMake finds it: for machines with a CUDA compiler.
install_custatevec() {
  local major
  major=$(nvcc --version | sed -n 's/.*release \([0-9]*\).*/\1/p')
  make_venv
  .venv/bin/python -c 'import importlib.util as u, sys; sys.exit(u.find_spec("cuquantum") is None)' && return
  say "cuStateVec in .venv"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps "custatevec-cu$major" ||
    echo "-- no wheel custatevec-cu$major: built without cuStateVec"
}

# Installs the package with its program into .venv, unless what it is made of has not changed since. $1: "", "[test]" or
# "[test,docs]". Further arguments are those of pip; with the flags of the C++ build the compiler cache serves both.
install_python() {
  say "Python package in .venv"
  make_venv
  local stamp=.venv/installed sum had="" extras=""
  sum=$(find VERSION pyproject.toml CMakeLists.txt cmake sym sim circuits learning experiments python -type f \
          -not -name '*.pyc' -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1)
  [ ! -e $stamp ] || read -r had extras <$stamp || true
  if [ "$had" = "$sum" ] && { [ -z "$1" ] || [[ ",${extras//[][]/}," == *",${1//[][]/},"* ]]; }; then
    echo "-- up to date"
    return
  fi
  .venv/bin/python -m pip install --quiet --disable-pip-version-check ".$1" "${@:2}"
  echo "$sum $1" >$stamp
}

# The program in the installed package: `.venv/bin/traversable` starts it by way of Python.
package_program() {
  .venv/bin/python -c 'from importlib.util import find_spec; from pathlib import Path
print(Path(find_spec("traversable").origin).parent / "bin" / "traversable")'
}

bash scripts/install_packages.sh ${setup_for_tests:+--tests}
mkdir -p build
