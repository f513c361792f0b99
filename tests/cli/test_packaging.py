"""The recipes of packaging/ say what the project says: versions, options, libraries; the module files load."""

import itertools
import json
import os
import re
import runpy
import subprocess
import sys
import types
from contextlib import contextmanager
from pathlib import Path

import pytest
from packaging.requirements import Requirement

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"
VERSION = (ROOT / "VERSION").read_text().strip()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
VCPKG = json.loads((ROOT / "vcpkg.json").read_text())
LMOD = Path("/usr/share/lmod/lmod/libexec/lmod")

# What CMake looks for: its package of Debian, conda-forge, Spack and vcpkg. None: not needed, or had by another way.
LIBRARIES = {
    "CLI11": ("libcli11-dev", "cli11", "cli11", "cli11"),
    "CUDAToolkit": (None, None, None, None),
    "Eigen3": ("libeigen3-dev", "eigen", "eigen", "eigen3"),
    "GTest": ("libgtest-dev", None, None, "gtest"),
    "HDF5": ("libhdf5-dev", "hdf5", "hdf5", "hdf5"),
    "LAPACK": ("libopenblas-dev", "libopenblas", "lapack", "openblas"),
    "OpenMP": ("build-essential", None, None, None),
    "PkgConfig": ("pkg-config", "pkg-config", "pkgconfig", None),
    "Python": ("python3-dev", "python", "python", None),
    "RANDOM123": ("librandom123-dev", None, "random123", "random123"),
    "ZLIB": ("zlib1g-dev", "zlib", "zlib-api", "zlib"),
    "benchmark": ("libbenchmark-dev", None, None, "benchmark"),
    "fmt": ("libfmt-dev", "fmt", "fmt", "fmt"),
    "libhwy": ("libhwy-dev", "libhwy", "highway", "highway"),
    "nlohmann_json": ("nlohmann-json3-dev", "nlohmann_json", "nlohmann-json", "nlohmann-json"),
    "nlopt": ("libnlopt-cxx-dev", "nlopt", "nlopt", "nlopt"),
    "openblas": ("libopenblas-dev", "openblas", "blas", "openblas"),
    "pybind11": (None, "pybind11", "py-pybind11", None),
    "spdlog": ("libspdlog-dev", "spdlog", "spdlog", "spdlog"),
    "tomlplusplus": ("libtomlplusplus-dev", "tomlplusplus", "tomlplusplus", "tomlplusplus"),
}
OF_THE_PROGRAM = {"CLI11", "HDF5", "spdlog"}
OF_PYTHON = {"Python", "pybind11"}
CMAKE = (ROOT / "CMakeLists.txt").read_text()
OPTIONS = set(re.findall(r"^(?:option|set)\((TRAVERSABLE_\w+) .*(?:ON|OFF|PROJECT_IS_TOP_LEVEL|CACHE)", CMAKE, re.MULTILINE))


def recipe(python="3.12"):
    """The outputs of the conda recipe by name, rendered as rattler-build does."""
    rattler = pytest.importorskip("rattler_build", reason="pip install py-rattler-build")
    variants = rattler.VariantConfig.from_yaml(
        f"python: ['{python}.* *_cpython']\nc_compiler: [gcc]\ncxx_compiler: [gxx]\nc_stdlib: [sysroot]\nc_stdlib_version: ['2.17']"
    )
    config = rattler.RenderConfig(platform=rattler.PlatformConfig(target_platform="linux-64"))
    parsed = rattler.Stage0Recipe.from_file(PACKAGING / "conda/recipe.yaml")
    return {v.recipe.package.name: v.recipe for v in parsed.render(variants, config)}


def required(output, *sections):
    """What an output requires: name -> the rest of the line."""
    lines = [line for section in sections for line in output.to_dict()["requirements"].get(section, []) if isinstance(line, str)]
    return {line.partition(" ")[0]: line.partition(" ")[2] for line in lines}


class Spack:
    """As much of Spack as package.py needs; keeps what its directives are told."""

    def __init__(self, monkeypatch):
        self.depends, self.versions, self.conditions = [], [], []
        self.monkeypatch = monkeypatch
        base = type("CMakePackage", (), {})
        names = {
            "depends_on": self.depend, "extends": self.depend, "version": self.versions.append, "when": self.when,
            "license": str, "variant": lambda *_, **__: None, "conflicts": lambda *_, **__: None,
        }  # fmt: skip
        self.module("spack.package", **names)
        self.module("spack_repo.builtin.build_systems.cmake", CMakePackage=base, CMakeBuilder=FakeCMakeBuilder)
        self.module("spack_repo.builtin.build_systems.cuda", CudaPackage=type("CudaPackage", (), {}))
        extension = type("PythonExtension", (), {})
        self.module("spack_repo.builtin.build_systems.python", PythonExtension=extension, PythonPipBuilder=FakePipBuilder)
        self.namespace = runpy.run_path(str(PACKAGING / "spack/package.py"))

    def module(self, name, **members):
        parts = name.split(".")
        for length in range(1, len(parts) + 1):
            whole = ".".join(parts[:length])
            self.monkeypatch.setitem(sys.modules, whole, sys.modules.get(whole) or types.ModuleType(whole))
        sys.modules[name].__dict__.update(members)

    def depend(self, spec, type=("build", "link"), when=None):
        conditions = [*self.conditions, *([when] if when else [])]
        self.depends.append((re.match(r"[\w-]+", spec)[0], spec, type, conditions))

    @contextmanager
    def when(self, condition):
        self.conditions.append(condition)
        yield
        self.conditions.pop()

    def needed(self, *chosen):
        """Specs of what a build with these variants depends on, by name."""
        return {name: spec for name, spec, _, conditions in self.depends if set(conditions) <= set(chosen)}

    def install(self, *chosen):
        """[(builder, its options)] in the order of the builds."""
        spec, package = FakeSpec(chosen), types.SimpleNamespace(built=[])
        builder = self.namespace["CMakeBuilder"](package)
        builder.spec = spec
        for phase in ("cmake", "build", "install"):
            getattr(builder, phase)(package, spec, "/prefix")
        return package.built


class FakeSpec:
    def __init__(self, chosen):
        self.chosen = set(chosen)
        self.variants = {"cuda_arch": types.SimpleNamespace(value=("80", "90"))}

    def satisfies(self, condition):
        return condition in self.chosen


class FakeCMakeBuilder:
    def __init__(self, package):
        self.package = package

    @staticmethod
    def define(name, value):
        return f"-D{name}:STRING={value}"

    def cmake(self, package, spec, prefix):
        options = dict(re.match(r"-D(\w+):STRING=(.*)", word).groups() for word in self.cmake_args())
        package.built.append(("cmake", options))

    def build(self, package, spec, prefix):
        assert package.built

    def install(self, package, spec, prefix):
        assert package.built


class FakePipBuilder:
    def __init__(self, package):
        self.package = package

    def install(self, package, spec, prefix):
        settings = self.config_settings(spec, prefix)
        assert all(key.startswith("cmake.define.") for key in settings)
        package.built.append(("pip", {key[len("cmake.define.") :]: value for key, value in settings.items()}))


@pytest.fixture
def spack(monkeypatch):
    return Spack(monkeypatch)


def build_packages():
    """The Debian packages that a build needs, of scripts/install_packages.sh."""
    return re.search(r"packages=\((.*?)\)", (ROOT / "scripts/install_packages.sh").read_text(), re.DOTALL)[1].split()


def test_versions(spack):
    assert spack.versions == [VERSION]
    assert VCPKG["version-string"] == VERSION
    assert re.findall(r"^version: (.*)", (ROOT / "CITATION.cff").read_text(), re.MULTILINE) == [VERSION]
    for output in recipe().values():
        assert str(output.package.version) == VERSION


def test_options_exist():
    assert {"TRAVERSABLE_CLI", "TRAVERSABLE_CUDA", "TRAVERSABLE_MARCH", "TRAVERSABLE_TESTS"} <= OPTIONS
    for path in filter(Path.is_file, PACKAGING.rglob("*")):
        # cuda/ is a part of this project's own build and sets more than options.
        if not {"__pycache__", "cuda"} & set(path.parts):
            named = set(re.findall(r"TRAVERSABLE_[A-Z_]+", path.read_text()))
            assert named <= OPTIONS, (path, named - OPTIONS)


def test_table_of_libraries_is_whole():
    text = "".join((ROOT / path).read_text() for path in ("cmake/TraversableDependencies.cmake", "cmake/TraversableLibraries.cmake"))
    text += (ROOT / "python/CMakeLists.txt").read_text()
    found = set(re.findall(r"(?:find_package|traversable_package)\((\w+)", text))
    found |= set(re.findall(r"\b(?:MODULE|IMPORTED_TARGET) (\w+)", text))
    found |= set(re.findall(r"find_path\((\w+)_INCLUDE_DIR", text)) | set(re.findall(r"find_library\(\w+ (\w+)", text))
    assert found == set(LIBRARIES)


def test_debian_packages():
    """The list of the script, and what CMake says where a library is missing."""
    assert {debian for debian, *_ in LIBRARIES.values() if debian} <= set(build_packages())
    text = (ROOT / "cmake/TraversableDependencies.cmake").read_text() + (ROOT / "cmake/TraversableLibraries.cmake").read_text()
    named = re.findall(r"(?:traversable_package\(|MODULE )(\w+)[^()]*\sDEBIAN\s+([\w-]+)\)", text)
    assert {"fmt", "HDF5", "libhwy", "tomlplusplus"} <= {library for library, _ in named}
    assert {(library, LIBRARIES[library][0]) for library, _ in named} == set(named)


def test_vcpkg_packages():
    libraries = VCPKG["dependencies"] + VCPKG["features"]["tests"]["dependencies"]
    assert {library if isinstance(library, str) else library["name"] for library in libraries} == {
        name for *_, name in LIBRARIES.values() if name
    }


def test_conda_has_every_library():
    outputs = recipe()
    assert set(outputs) == {"traversable", "traversable-program"}
    for name, without in (("traversable-program", OF_PYTHON), ("traversable", OF_THE_PROGRAM)):
        there = required(outputs[name], "build", "host")
        assert {conda for library, (_, conda, *_) in LIBRARIES.items() if conda and library not in without} - set(there) == set()
    text = (PACKAGING / "conda/recipe.yaml").read_text()
    assert text.count("RANDOM123_INCLUDE_DIR") == 2 and "random123/archive" in text


def test_spack_has_every_library(spack):
    for chosen, without in (("+cli",), OF_PYTHON), (("+python",), OF_THE_PROGRAM), (("+cli", "+python"), set()):
        wanted = {name for library, (_, _, name, _) in LIBRARIES.items() if name and library not in without}
        assert wanted - set(spack.needed(*chosen)) == set()


@pytest.mark.parametrize("python", ["3.10", "3.12"])
def test_python_dependencies(spack, python):
    old = "^python@:3.10" if python == "3.10" else ""
    conda, packages = required(recipe(python)["traversable"], "run"), spack.needed("+python", old)
    for requirement in map(Requirement, PROJECT["project"]["dependencies"]):
        least = str(requirement.specifier).removeprefix(">=")
        expected = requirement.marker is None or requirement.marker.evaluate({"python_version": python})
        name = "matplotlib-base" if requirement.name == "matplotlib" else requirement.name
        assert conda.get(name) == (f">={least}" if expected else None), requirement
        assert packages.get(f"py-{requirement.name}") == (f"py-{requirement.name}@{least}:" if expected else None), requirement
    assert conda["python"] == PROJECT["project"]["requires-python"]
    assert f">={packages['python'].removeprefix('python@').removesuffix(':')}" == PROJECT["project"]["requires-python"]


def test_build_backend(spack):
    host, packages = required(recipe()["traversable"], "host"), spack.needed("+python")
    for requirement in map(Requirement, PROJECT["build-system"]["requires"]):
        least = str(requirement.specifier).removeprefix(">=")
        assert host[requirement.name] == f">={least}"
        assert packages[f"py-{requirement.name}"] == f"py-{requirement.name}@{least.removesuffix('.0')}:"


def test_spack_builds_what_is_chosen(spack):
    for chosen in itertools.product(("+cli", "~cli"), ("+python", "~python"), ("+cuda", "~cuda")):
        built = spack.install(*chosen)
        assert [kind for kind, _ in built] == ["cmake"] * ("+cli" in chosen) + ["pip"] * ("+python" in chosen)
        for kind, options in built:
            assert options["TRAVERSABLE_CUDA"] == ("ON" if "+cuda" in chosen else "OFF")
            assert options.get("CMAKE_CUDA_ARCHITECTURES") == ("80;90" if "+cuda" in chosen else None)
            assert options["TRAVERSABLE_CLI"] == ("ON" if kind == "cmake" else "OFF")
            assert {name for name in options if name.startswith("TRAVERSABLE_")} <= OPTIONS


def test_images_are_built_alike():
    containerfile, definition = (PACKAGING / "Containerfile").read_text(), (PACKAGING / "apptainer.def").read_text()
    assert re.findall(r"^FROM (\S+)", containerfile, re.MULTILINE) == re.findall(r"^From: (\S+)", definition, re.MULTILINE)
    steps = re.findall(r"^(?:RUN|    )\s*(bash .*)", containerfile, re.MULTILINE)
    assert steps == ["bash scripts/install_packages.sh", "bash packaging/install_image.sh /opt/traversable"]
    assert re.findall(r"^    (bash .*)", definition, re.MULTILINE) == steps
    for text in (containerfile, definition):
        assert "$(cat /opt/traversable/runtime-packages)" in text
        assert set(re.findall(r"[\w+.-]+", text)) & (set(build_packages()) - {"python3"}) == set()
    assert re.search(r"^ENV (.*)", containerfile, re.MULTILINE)[1] == re.search(r"export (.*)", definition)[1]
    assert re.findall(r"^USER (\d+)", containerfile, re.MULTILINE) == re.findall(r"--uid (\d+)", containerfile) == ["1000"]


def installation(folder, version, suffix):
    """A program of this version under a prefix, with its module file; the folder of module files."""
    (folder / "bin").mkdir(parents=True)
    (folder / "bin/traversable").write_text(f"#!/bin/sh\necho traversable {version}\n")
    (folder / "bin/traversable").chmod(0o755)
    (folder / "bin/python3").touch()
    files = folder / "share/modulefiles"
    (files / "traversable").mkdir(parents=True)
    (files / f"traversable/{version}{suffix}").write_text((PACKAGING / f"modulefile/traversable{suffix}").read_text())
    return files


def module(folders, script):
    """Runs a script of bash in which `module` is Lmod's."""
    assert LMOD.exists(), "lmod is not installed: scripts/install_packages.sh --tests"
    shell = f'module() {{ eval "$({LMOD} bash "$@")"; }}\n{script}'
    environment = {"PATH": "/usr/bin:/bin", "MODULEPATH": os.pathsep.join(map(str, folders)), "HOME": "/nonexistent"}
    return subprocess.run(["bash", "-c", shell], env=environment, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("suffix", ["", ".lua"], ids=["Tcl", "Lua"])
def test_module_file(tmp_path, suffix):
    files = installation(tmp_path / "here", VERSION, suffix)
    load = 'module load traversable; traversable; echo "$PATH"; echo "$TRAVERSABLE_PYTHON"; '
    result = module([files], load + 'module unload traversable; echo "$PATH:${TRAVERSABLE_PYTHON-unset}"')
    here = f"{tmp_path}/here/bin"
    printed = [f"traversable {VERSION}", f"{here}:/usr/bin:/bin", f"{here}/python3", "/usr/bin:/bin:unset"]
    assert result.stdout.splitlines() == printed, result
    assert VERSION in module([files], "module whatis traversable").stderr
    assert "traversable --help" in module([files], "module help traversable").stderr


def test_one_version_at_a_time(tmp_path):
    """Whichever of the two kinds of file it is that each has."""
    folders = [installation(tmp_path / "old", "0.0.9", ""), installation(tmp_path / "new", VERSION, ".lua")]
    for first, second in (("0.0.9", VERSION), (VERSION, "0.0.9")):
        result = module(folders, f"module load traversable/{first}; module load traversable/{second}; traversable; echo $PATH")
        program, path = result.stdout.splitlines()
        assert program == f"traversable {second}" and path.count(str(tmp_path)) == 1, result
