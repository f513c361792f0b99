#!/bin/sh
# Does an installed wheel do what the README says? `python` and `traversable` are those of the PATH. Arguments go before
# both, such as qemu-x86_64 -cpu Nehalem. h5py brings an HDF5 of its own: it is imported before and after.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >published.py <<'PYTHON'
import sys
for module in sys.argv[1:]:
    __import__(module)
import h5py, numpy as np, traversable as tv

published = [0.40120962, 0.09950431]
ds = tv.teleport(tv.models.learned(), beta=4.0, mu=[-12, 12], t=2.8)
np.testing.assert_allclose(ds.mutual_information, published, atol=1e-8)
tv.save(ds, "python.h5", overwrite=True)
tv.plot.figure(ds).savefig("python.pdf")
np.testing.assert_array_equal(h5py.File("python.h5")["mutual_information"], ds.mutual_information)
program = tv.load("program.h5").mutual_information.squeeze()
np.testing.assert_allclose(program, published, atol=1e-8)
print("published numbers:", program.values.round(8).tolist())
PYTHON
program=traversable
[ $# -eq 0 ] || program=$(python -c 'import traversable, os; print(os.path.dirname(traversable.__file__))')/bin/traversable
"$@" "$program" teleport --quiet --model learned --beta 4 --mu=-12,12 --t 2.8 -o program.h5
"$@" "$(command -v python)" published.py h5py traversable
"$@" "$(command -v python)" published.py traversable h5py
