"""Reads result files in a process of its own, since a damaged one may crash or hang the library.

A request a line on standard input, `content PATH` or `load PATH`; the answer a line of JSON: what the file says, name by
name, or {"error": class, "message": text}.
"""

import hashlib
import json
import sys

import h5py
import numpy as np

# What two runs of the same configuration do not share.
OF_ONE_RUN = {"command_line", "start_time", "end_time", "host", "stretches"}
# Addresses in the file, the same for the same lay-out.
OF_THE_LIBRARY = {"DIMENSION_LIST", "REFERENCE_LIST"}


def values(item):
    """Bytes, or the texts, whose array holds addresses."""
    return item.asstr()[()].tolist() if h5py.check_string_dtype(item.dtype) else item[()].tobytes()


def datasets(path):
    found = {}
    with h5py.File(path) as file:
        file.visititems(
            lambda name, item: found.update({name: values(item)}) if isinstance(item, h5py.Dataset) else None
        )
    # Object references of the axes are addresses in the file, the same for the same layout.
    return found


def digest(value):
    return hashlib.sha256(value if isinstance(value, bytes) else repr(value).encode()).hexdigest()[:16]


def attributes(item):
    return {k: np.asarray(item.attrs[k]).tolist() for k in sorted(item.attrs) if k not in OF_THE_LIBRARY}


def content(path):
    """Every dataset with its attributes; of the file's attributes those that another run would have as well."""
    found = {name: digest(value) for name, value in datasets(path).items()}
    with h5py.File(path) as file:
        file.visititems(lambda name, item: found.update({f"{name}/attributes": digest(attributes(item))}))
        for name, value in attributes(file).items():
            if name not in OF_ONE_RUN:
                found[f"/{name}"] = digest(value)
    return found


def load(path):
    """Everything that tv.load gives."""
    import traversable as tv

    dataset = tv.load(path)
    found = {f"/{name}": digest(value) for name, value in dataset.attrs.items()}
    for name, variable in dataset.variables.items():
        values = np.ascontiguousarray(variable.values)
        found[str(name)] = digest(values.tolist() if values.dtype == object else values.tobytes())
        found[f"{name}/attributes"] = digest((variable.dims, sorted(variable.attrs.items())))
    return found


def main():
    for line in sys.stdin:
        command, path = line.rstrip("\n").split(" ", 1)
        try:
            answer = {"content": content, "load": load}[command](path)
        except Exception as error:  # every kind of it is an answer
            answer = {"error": type(error).__name__, "message": str(error)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
