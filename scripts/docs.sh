#!/usr/bin/env bash
# The documentation site, build/site/html: guide, API reference from the docstrings, and notebooks, which are run. A warning
# of Sphinx's, a cell that fails and a link that leads nowhere end it. build/site has two screenshots then.
#   scripts/docs.sh [--images]      with --images they replace those in docs/images
set -euo pipefail
setup_for_tests=yes
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

install_python "[docs]"

say "site"
export TRAVERSABLE_CLI="${TRAVERSABLE_CLI:-$(package_program)}" OPENBLAS_NUM_THREADS=1 OMP_WAIT_POLICY=passive
mkdir -p build/site
# Of another build of the package notebooks and reference are made anew.
if ! cmp -s .venv/installed build/site/package; then
  rm -rf build/site/notebooks build/site/doctrees docs/api/modules
fi
# Kernels say each time that they talk over TCP.
.venv/bin/python -m sphinx -b html -d build/site/doctrees -W --keep-going -q docs build/site/html 2> >(grep -v IPKernelApp >&2)
cp .venv/installed build/site/package

say "links"
.venv/bin/python scripts/site_links.py build/site/html

say "screenshots"
screenshot() {  # name, page, height
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size="1280,$3" --virtual-time-budget=20000 \
    --screenshot="build/site/site_$1.png" "file://$root/build/site/html/$2" 2>build/site/chromium.log ||
    { cat build/site/chromium.log >&2; return 1; }
}
screenshot front index.html 1560
screenshot notebook notebooks/first_wormhole.html 1350
if [ "${1:-}" = --images ]; then cp build/site/site_front.png build/site/site_notebook.png docs/images/; fi
echo "build/site/html/index.html"
