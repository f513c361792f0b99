"""An exception that leaves an OpenMP region ends the process without a word. What may throw runs in the loops of
sim/parallel.h, which carry it out; a region of its own is for kernels that cannot throw, listed here."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ["sym", "sim", "learning", "circuits", "experiments", "python"]

# Reviewed: bodies that neither allocate nor call anything that throws.
KERNELS = {
    ("sim/state_vector/pauli_operator.cpp", "kernels::run_sum_passes("),
    ("sim/state_vector/matrix_gate.cpp", "in[k] = base[groups.offset[k]];"),
    ("sim/state_vector/rotation_batch.cpp", "kernels::run_pair_pass(state.reals()"),
    ("sim/density_matrix/transfer_program.cpp", "kernels::run_tile("),
    ("sim/density_matrix/density_matrix.cpp", "data_[i] = (i & x_bits) == 0 ? 1.0 : 0.0;"),
}
# What may throw, or may wait: none of it belongs into a reviewed kernel.
SUSPICIOUS = re.compile(r"\bthrow\b|\bnew\b|push_back|resize|std::(vector|string|function|map)<|\.at\(|format\(|require_|check_")


def regions() -> list[tuple[str, str]]:
    """(file, text of the region) of every `omp parallel` and `omp critical`."""
    found = []
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix not in {".h", ".cpp", ".cu", ".hpp", ".cc"}:
                continue
            text = path.read_text()
            name = str(path.relative_to(ROOT))
            for match in re.finditer(r"#\s*pragma\s+omp\s+(parallel|critical)|_Pragma\(\"omp\s+(parallel|critical)", text):
                found.append((name, body_of(text, match.start())))
    return found


def body_of(text: str, start: int) -> str:
    """From the pragma to the end of the statement behind it."""
    position = text.index("\n", start) + 1
    depth = 0
    for place in range(position, len(text)):
        if text[place] in "({":
            depth += 1
        elif text[place] in ")}":
            depth -= 1
            if depth == 0 and text[place] == "}":
                return text[start : place + 1]
        elif text[place] == ";" and depth == 0:
            return text[start : place + 1]
    return text[start:]


def test_regions_are_those_of_parallel_h_and_the_kernels() -> None:
    seen = set()
    for name, body in regions():
        if name == "sim/parallel.h":
            assert "failure.guard" in body, f"{name}: a region without a guard:\n{body}"
            continue
        kernels = {kernel for kernel in KERNELS if kernel[0] == name and kernel[1] in body}
        assert kernels, f"{name}: a region that is not reviewed; where it may throw, use sim/parallel.h:\n{body}"
        seen |= kernels
        assert not SUSPICIOUS.search(body), f"{name}: {SUSPICIOUS.search(body)} in a kernel:\n{body}"
    assert seen == KERNELS, "kernels that are gone: " + str(KERNELS - seen)


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("#pragma omp parallel for\n  for (int i = 0; i < n; ++i) f(i);\n  g();", "for (int i = 0; i < n; ++i) f(i);"),
        ("#pragma omp parallel\n  {\n    f();\n    { g(); }\n  }\n  h();", "{\n    f();\n    { g(); }\n  }"),
        ("#pragma omp parallel for\nfor (int i = 0; i < n; ++i) {\n  f();\n}\nh();", "for (int i = 0; i < n; ++i) {\n  f();\n}"),
    ],
)
def test_a_region_is_the_statement_behind_the_pragma(text: str, body: str) -> None:
    assert body_of(text, 0).split("\n", 1)[1].strip() == body
