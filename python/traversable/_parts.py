"""Parts of one ensemble, made with `--first-instance`, as one Dataset."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr

from traversable import _core

Part = tuple[str, xr.Dataset]  # as errors call it, and what it holds

# What each process says of itself: no two runs share it.
_OF_A_PROCESS = (
    "command_line", "host", "start_time", "end_time", "stretches", "version", "git_commit", "libraries", "build", "configuration",
)  # fmt: skip
_OF_A_PART = re.compile(r"^(instances|first_instance) = \d+$", re.MULTILINE)


def join(parts: Sequence[Part]) -> xr.Dataset:
    """The whole, in the order of instances. ValueError naming the file for parts that are not those of one run."""
    for name, part in parts:
        if "instance" not in part.dims or "instance" not in part.coords:
            raise ValueError(f"{name}: no axis instance, expected a part of an ensemble")
    ordered = sorted(parts, key=lambda one: int(one[1].instance.values[0]))
    for before, after in zip(ordered, ordered[1:], strict=False):
        _check_same_run(ordered[0], after)
        _check_next(before, after)
    first = ordered[0][1]
    statistics = _statistics(first)
    whole = xr.concat(
        [part.drop_vars([*statistics]) for _, part in ordered], "instance", data_vars="minimal", coords="minimal",
        compat="override", join="override", combine_attrs="override",
    )  # fmt: skip
    for variable, of in statistics.items():
        whole[variable] = _statistic(whole[of], first[variable])
    attributes = _attributes([part.attrs for _, part in ordered], whole.instance.values)
    return whole[list(first.data_vars)].assign_attrs(attributes)


def _check_same_run(first: Part, other: Part) -> None:
    (a, one), (b, two) = first, other
    lines = [set(_OF_A_PART.sub("", str(part.attrs.get("configuration", ""))).splitlines()) for part in (one, two)]
    if lines[0] != lines[1]:
        raise ValueError(f"{b}: made by another configuration than {a} ({'; '.join(sorted(lines[1] ^ lines[0]))[:200]})")
    for key in sorted({*one.attrs, *two.attrs} - set(_OF_A_PROCESS)):
        if one.attrs.get(key) != two.attrs.get(key):
            raise ValueError(f"{b}: another {key.replace('_', ' ')} than {a}")
    for name in sorted({*map(str, one.variables), *map(str, two.variables)}):
        if name not in one.variables or name not in two.variables or not _fit(one[name], two[name]):
            raise ValueError(f"{b}: another {name} than {a}")


def _fit(one: xr.DataArray, two: xr.DataArray) -> bool:
    """Equal axes, and equal shapes of what lies on them, `instance` left out."""
    if one.dims == (one.name,) and one.name != "instance":
        return bool(one.variable.equals(two.variable))  # type: ignore[no-untyped-call]
    shapes = [{name: size for name, size in array.sizes.items() if name != "instance"} for array in (one, two)]
    return one.dims == two.dims and shapes[0] == shapes[1]


def _check_next(before: Part, after: Part) -> None:
    (a, one), (b, two) = before, after
    last, begin = int(one.instance.values[-1]), int(two.instance.values[0])
    if begin <= last:
        raise ValueError(f"{b}: begins with instance {begin}, but {a} ends with {last}: parts overlap")
    if begin > last + 1:
        raise ValueError(f"{b}: begins with instance {begin}, but {a} ends with {last}: a part is missing")


def _statistics(dataset: xr.Dataset) -> dict[str, str]:
    """Means and errors over instances, and what they are of."""
    found = {}
    for name in map(str, dataset.data_vars):
        of = re.sub("_(mean|stderr)$", "", name)
        if of != name and of in dataset and "instance" in dataset[of].dims and "instance" not in dataset[name].dims:
            found[name] = of
    return found


def _statistic(values: xr.DataArray, like: xr.DataArray) -> xr.DataArray:
    samples = values.transpose("instance", *like.dims).values
    mean, error = _core.mean_and_error(samples.reshape(len(samples), -1))
    chosen = mean if str(like.name).endswith("_mean") else error
    return xr.DataArray(chosen.reshape(like.shape), dims=like.dims, attrs=like.attrs)


def _attributes(parts: Sequence[dict[str, Any]], instances: Any) -> dict[str, Any]:
    """Of the whole: what differs is told part by part."""
    whole = dict(parts[0])
    for key in _OF_A_PROCESS:
        values = [part[key] for part in parts if key in part]
        if key == "stretches" and values:
            whole[key] = [row for rows in values for row in rows]
        elif key in ("start_time", "end_time") and values:
            whole[key] = min(values) if key == "start_time" else max(values) if all(values) else ""
        elif key != "configuration" and values:
            whole[key] = "\n".join(dict.fromkeys(values))
    numbers = {"instances": len(instances), "first_instance": int(np.min(instances))}
    if "configuration" in whole:
        whole["configuration"] = _OF_A_PART.sub(lambda line: f"{line[1]} = {numbers[line[1]]}", whole["configuration"])
    return whole
