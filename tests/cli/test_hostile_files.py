"""Files that nest, repeat and expand without end: one short line, exit code 2, within seconds and a gigabyte."""

import resource
import subprocess

import pytest

DEEP = 80_000


def nested(key: str) -> str:
    """A Hamiltonian with lists within lists where `key` is."""
    value = "[" * DEEP + "]" * DEEP
    term = {"indices": "[0, 1, 2, 3]", "coupling": "1", "index": "[0, 1, 2, 3]"}
    term[key] = f"[0, {value}]" if key == "index" else value
    indices = term["index"] if key == "index" else term["indices"]
    n = value if key == "num_majoranas" else "7"
    return f'{{"num_majoranas": {n}, "terms": [{{"indices": {indices}, "coupling": {term["coupling"]}}}]}}'


def laughs(body: str) -> str:
    """Ten calls of ten calls of ... of `body`, eleven times."""
    text = 'OPENQASM 2.0;\ninclude "qelib1.inc";\ngate g0 a,b,c,d,e { ' + body + " }\n"
    for level in range(1, 12):
        text += f"gate g{level} a,b,c,d,e {{ " + f"g{level - 1} a,b,c,d,e; " * 10 + "}\n"
    return text + "qreg q[5];\ng11 q[0],q[1],q[2],q[3],q[4];\n"


BARRIERS = "barrier a,b,c,d,e; " * 3
JSON = {
    "num_majoranas nested": nested("num_majoranas"),
    "coupling nested": nested("coupling"),
    "index nested": nested("index"),
    "indices nested": nested("indices"),
    "keys twice": '{"num_majoranas": 7, "num_majoranas": 9, "terms": [{"indices": [0, 1], "coupling": 1}]}',
    "100 000 indices": '{"num_majoranas": 7, "terms": [{"indices": [' + "0, " * 100_000 + '1], "coupling": 1}]}',
    "a key of 100 000 letters": '{"num_majoranas": 7, "' + "k" * 100_000 + '": 1, "terms": []}',
    "10 000 lists": '{"num_majoranas": [' + "[]," * 10_000 + '[]], "terms": []}',
    "newline in a key": '{"num_majoranas": 7, "a\\nb": 1, "terms": []}',
    "not UTF-8": b'{"num_majoranas": 7, "\xff": 1, "terms": []}',
    "half a character": b'{"num_majoranas": 7, "terms": "\xc3"}',
}
TOML = {
    "dotted key": "a." * DEEP + "a = 1",
    "dotted header": "[" + "a." * DEEP + "a]",
    "header of a list": "[[" + "a." * DEEP + "a]]",
    "inline tables": "x = " + "{a = " * DEEP + "1" + "}" * DEEP,
    "lists": "x = " + "[" * DEEP + "]" * DEEP,
    "quoted parts": '"a".' * DEEP + "a = 1",
    "a key of 100 000 letters": "k" * 100_000 + " = 1",
    "newline in a key": '"a\\nb" = 1',
    "not UTF-8": b"a\xff = 1",
    "half a character": b"x = '\xc3'",
}
QASM = {
    "empty bodies": laughs(""),
    "id": laughs("id a;"),
    "barriers": laughs(BARRIERS),
    "large matrices": laughs("c4x a,b,c,d,e;"),
    "small matrices": laughs("ccx a,b,c;"),
    "gates": laughs("x a; h b;"),
    "rotations": laughs("u3(1,2,3) a;"),
    "long barrier": "OPENQASM 2.0;\nqreg q[64];\nbarrier " + "q," * 1_000_000 + "q;",
    "long gate": "OPENQASM 2.0;\nqreg q[64];\nh " + "q," * 1_000_000 + "q;",
    "many definitions": "OPENQASM 2.0;\n" + "".join(f"gate g{k} a {{ }}\n" for k in range(200_000)),
    "long sum": "OPENQASM 2.0;\nqreg q[1];\nrx(" + "1+" * 1_000_000 + ") q[0];",
    "a name of 100 000 letters": "OPENQASM 2.0;\nqreg q[1];\n" + "k" * 100_000 + " q[0];",
    "control character": "OPENQASM 2.0;\n\x1b[31m",
    "not ASCII": "OPENQASM 2.0;\né",
}
CALLS = {
    **{f"JSON, {name}": (text, ["model", "-m", "file.json"]) for name, text in JSON.items()},
    **{f"TOML of a run, {name}": (text, ["teleport", "--config", "file.toml"]) for name, text in TOML.items()},
    **{
        f"TOML of noise, {name}": (
            text,
            ["noise", "-m", "learned", "--beta", "4", "--mu", "1", "--t", "1", "--noise", "file.toml", "-o", "o.h5"],
        )
        for name, text in TOML.items()
    },
    **{f"QASM, {name}": (text, ["circuit", "-i", "file.qasm", "--quiet"]) for name, text in QASM.items()},
}


def limits() -> None:
    """A gigabyte beside what libraries and stacks of threads map; ten seconds of one core."""
    resource.setrlimit(resource.RLIMIT_DATA, (2 << 30, 2 << 30))
    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))


@pytest.mark.parametrize("name", CALLS)
def test_refused_in_one_short_line(program, tmp_path, name):
    content, arguments = CALLS[name]
    path = tmp_path / next(word for word in arguments if word.startswith("file."))
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    result = subprocess.run(
        [program, *arguments], cwd=tmp_path, capture_output=True, timeout=60, check=False, preexec_fn=limits
    )
    message = result.stderr.decode()  # valid UTF-8
    assert result.returncode == 2, message[:1000]
    assert message.startswith(("traversable: file.", "traversable: --noise: file.", "traversable: --model: file.")) and message.count("\n") == 1
    assert len(message) < 700
    assert message[:-1].isprintable()
    assert list(tmp_path.iterdir()) == [path]


MARKED = {
    "json": ('{"num_majoranas": 4, "terms": [{"indices": [0, 1, 2, 3], "coupling": 1}]}', ["model", "-m", "file.json"]),
    "toml": ("model = 'learned'", ["model", "--config", "file.toml"]),
    "qasm": ("OPENQASM 2.0;\nqreg q[1];\ncreg c[1];\nmeasure q[0] -> c[0];\n", ["circuit", "-i", "file.qasm", "--quiet"]),
}


@pytest.mark.parametrize("kind", MARKED)
def test_a_byte_order_mark_is_skipped(run, tmp_path, kind):
    text, arguments = MARKED[kind]
    (tmp_path / f"file.{kind}").write_text(text)
    plain = run(*arguments)
    (tmp_path / f"file.{kind}").write_bytes(b"\xef\xbb\xbf" + text.encode())
    marked = run(*arguments)
    assert plain.returncode == marked.returncode == 0, marked
    assert plain.stdout == marked.stdout


def test_long_files_that_are_right_are_read(run, tmp_path):
    lines = [f"rz({k}e-5) q[{k % 3}];\ncx q[{k % 3}],q[{(k + 1) % 3}];" for k in range(100_000)]
    text = 'OPENQASM 2.0;\ninclude "qelib1.inc";\nqreg q[3];\n' + "\n".join(lines)
    (tmp_path / "long.qasm").write_text(text)
    assert run("circuit", "-i", "long.qasm", "--quiet").returncode == 0
    (tmp_path / "run.toml").write_text("t = [" + ", ".join(f"{k}e-5" for k in range(100_000)) + "]\n# [" + "[a." * 1000)
    assert run("teleport", "-m", "learned", "--beta", "4", "--mu", "1", "--dry-run", "--config", "run.toml").returncode == 0
