"""The tables of docs/result_files.md, printed from the axes and fields of the runs.

python scripts/result_tables.py            prints them
python scripts/result_tables.py FILE.md    replaces what stands between its marks "<!-- run NAME -->" and "<!-- end -->"
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from traversable import _core

Row = tuple[str, str, str, str]


def escaped(text: str) -> str:
    return text.replace("|", "\\|")


def row_of(name: str, dims: list[str], long_name: str, units: str) -> Row:
    return (f"`{name}`", ", ".join(dims), units, escaped(long_name))


def statistics_of(fields: list[tuple[str, list[str], str, str, bool]]) -> Iterator[Row]:
    """Statistics of one kind, which belong to many fields, in one row: `NAME_mean` of all of them."""
    plain = [name for name, *_, is_statistic in fields if not is_statistic]
    kinds: dict[tuple[str, str], list[tuple[str, list[str], str, str]]] = {}
    for name, dims, long_name, units, is_statistic in fields:
        if is_statistic:
            base = max((one for one in plain if name.startswith(one + "_")), key=len, default="")
            kinds.setdefault((name[len(base) :] if base else name, ", ".join(dims)), []).append((name, dims, long_name, units))
    for (suffix, dims), members in kinds.items():
        name, axes, long_name, units = members[0]
        if len(members) == 1:
            yield row_of(name, axes, long_name, units)
        else:
            words = long_name.split(" of ")[0] + " of"
            yield (f"NAME`{suffix}`", dims, "", f"{escaped(words)} each of the {len(members)} fields over (sample) alone")


def table_of(name: str, examples: list[tuple[str, str]]) -> str:
    """Axes, then fields; what is there only with some option stands behind, with the option."""
    lines, seen = [], set()
    for when, toml in examples:
        axes, fields, point = _core.laid_out(name, toml)
        if not when:
            lines += [f"Computed, resumed and checked point by point, a point a ({', '.join(point)}).", ""]
        rows = [row_of(axis, [axis], long_name, units) for axis, long_name, units in axes]
        rows += [row_of(*field[:4]) for field in fields if not field[4]]
        rows += statistics_of(fields)
        # A field that other options give more axes is the same field.
        new = [row for row in rows if row[0] not in seen]
        seen |= {row[0] for row in new}
        if not new:
            continue
        lines += [f"{when[0].upper()}{when[1:]}:" if when else "", ""] if when else []
        lines += ["| dataset | axes | units | |", "|---|---|---|---|"]
        lines += [f"| {' | '.join(row)} |" for row in new] + [""]
    return "\n".join(lines)


def tables() -> dict[str, str]:
    return {name: table_of(name, examples) for name, _, _, examples in _core.run_kinds()}


def with_tables(page: str, printed: dict[str, str]) -> str:
    """The page with its tables as they are printed now. ValueError where a run has no place in it."""
    for name, table in printed.items():
        begin = f"<!-- run {name} -->\n"
        if begin not in page:
            raise ValueError(f"no mark {begin.strip()}")
        page = re.sub(f"{re.escape(begin)}.*?<!-- end -->", lambda _: f"{begin}\n{table}\n<!-- end -->", page, flags=re.DOTALL)  # noqa: B023
    return page


def main() -> None:
    printed = tables()
    for argument in sys.argv[1:]:
        page = Path(argument)
        page.write_text(with_tables(page.read_text(), printed))
    if len(sys.argv) == 1:
        for name, table in printed.items():
            print(f"{name}\n\n{table}")


if __name__ == "__main__":
    main()
