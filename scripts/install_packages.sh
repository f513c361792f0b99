#!/usr/bin/env bash
# Installs the Debian packages that the build needs and that are not there yet; with --tests those of the tests too
# (a browser, in which the report is looked at; clang, which has the fuzzer; lmod, which reads the module files).
set -euo pipefail

packages=(
  build-essential ccache clang-format cmake git ninja-build pkg-config
  libbenchmark-dev libcli11-dev libeigen3-dev libfmt-dev libgtest-dev libhdf5-dev libhwy-dev libnlopt-cxx-dev
  libopenblas-dev
  librandom123-dev libspdlog-dev libtomlplusplus-dev nlohmann-json3-dev
  python3 python3-dev python3-venv zlib1g-dev
)
[ "${1:-}" = --tests ] && packages+=(chromium fonts-dejavu-core clang libclang-rt-14-dev lmod)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "-- system packages: all there"
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "Needs root or sudo to install: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "-- installing ${missing[*]}"
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
