#!/usr/bin/env python3
"""The table of kernels in docs/gpu.md: registers, stack and spills from ptxas, for sm_90.

    scripts/kernel_table.py           writes it into docs/gpu.md
    scripts/kernel_table.py --check   says what differs; needs nvcc

What a kernel has to move is written in BYTES, in amplitudes or values of its kind; no compiler knows it.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "gpu.md"
BEGIN, END = "<!-- kernels: scripts/kernel_table.py -->", "<!-- end of kernels -->"
# Kernel: reads and writes an element of its index, then the share of the copy's rate that is expected of it in double.
BYTES = {
    "ScaleState": ("1 + 1", "0.92"),
    "AddState": ("2 + 1", "0.92"),
    "CombineStates": ("k + 1", "0.92"),
    "RotateState": ("1 + 1", "0.92"),
    "RotateBlocks": ("1 + 1 a sweep", "0.85; below 0.2 from 64 rotations a sweep on"),
    "ApplyPauliSum": ("parts + 1, and masks in shared memory", "bound by shared memory; 2 to 4 times the rate without tiles"),
    "BlockSum<InnerTerm>": ("2", "0.9"),
    "BlockSum<ElementTerm>": ("masks + 1", "1 / masks of the ideal 2"),
    "BlockSum<NormTerm>": ("1", "0.9"),
    "BlockSum<ReducedTerm>": ("2 an element of the reduced state", "bound by the second-level cache"),
    "BlockSum<ConjugationTerm>": ("2", "0.5"),
    "RunTiles": ("1 + 1 a sweep", "0.65"),
    "RunMatrices": ("1 + 1 a run", "bound by arithmetic"),
    "ApplyMatrices": ("1 + 1 a matrix", "0.85"),
    "CopyStates": ("1 + 1", "0.92"),
    "ClearStates": ("0 + 1", "0.9"),
    "ClearDensityMatrices": ("0 + 1", "0.9"),
    "GatherValues": ("1 + 1", "latency"),
    "ScaleEntries": ("1 + 1", "0.92"),
    "Combine": ("1 or 2 + 1", "0.92; 0.45 adjoint"),
    "MixPair": ("2 + 2", "0.9"),
    "MultiplyEntries": ("2 + 1", "0.9; 0.45 transposed"),
    "WeighLower": ("1 + 1", "0.85"),
    "ApplyMonomial": ("1 + 1", "0.9"),
    "AddToDiagonal": ("1 + 1 a row", "latency"),
    "TakeDiagonal": ("1 + 1 a row", "latency"),
    "AddExponentialDerivative": ("2 + 1", "0.85"),
    "RotateQubit": ("1 + 1 of half of the entries, of all where weights differ", "0.8; 0.4 of the lowest two qubits"),
    "TurnByInvolution": ("1 + 1", "0.5"),
    "ColumnDots": ("2", "latency below D = 4096"),
    "DiagonalSums": ("1 a row", "latency"),
}


def compiled():
    """{kernel: {precision: (registers, stack, spilled)}} of ptxas."""
    with tempfile.TemporaryDirectory() as folder:
        log = subprocess.run(
            ["nvcc", "-I", str(ROOT), "-O3", "-std=c++17", "-arch=sm_90", "-cubin", "-Xptxas", "-v",
             "-o", f"{folder}/kernels.cubin", str(ROOT / "sim/cuda/cuda_backend.cu")],
            check=True, capture_output=True, text=True).stderr
    entries = re.findall(
        r"Compiling entry function '(\S+)'.*?(\d+) bytes stack frame, (\d+) bytes spill stores.*?Used (\d+) registers",
        log, re.S)
    names = subprocess.run(["c++filt"], input="\n".join(e[0] for e in entries), check=True,
                           capture_output=True, text=True).stdout.splitlines()
    kernels = {}
    for name, (_, stack, spilled, registers) in zip(names, entries):
        body = re.search(r"kernel<(.*)>\(", name.replace("traversable::", "").replace("cuda::", "")).group(1)
        real = next((r for r in ("float", "double") if f"<{r}>" in body), "double")
        body = re.sub(r"<(float|double)>", "", body).replace(" ", "")
        kernels.setdefault(body, {})[real] = (int(registers), int(stack), int(spilled))
    return kernels


def table():
    lines = ["| kernel | elements read + written | registers, double | single | stack | spilled | expected share of the copy |",
             "|---|---|---|---|---|---|---|"]
    for name, of in sorted(compiled().items()):
        bytes_, share = BYTES.get(name, ("", ""))
        worst = [max(v[k] for v in of.values()) for k in (1, 2)]
        single = of["float"][0] if "float" in of else ""
        lines.append(f"| {name} | {bytes_} | {of['double'][0]} | {single} | {worst[0]} B | {worst[1]} B | {share} |")
    return "\n".join(lines)


def main():
    page = PAGE.read_text()
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    written = f"{before}{BEGIN}\n{table()}\n{END}{after}"
    if "--check" in sys.argv[1:]:
        if written != page:
            sys.exit("docs/gpu.md: its table of kernels is not what ptxas says: scripts/kernel_table.py")
        return
    PAGE.write_text(written)


if __name__ == "__main__":
    main()
