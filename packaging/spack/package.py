# Goes into the folder packages/traversable of a Spack repository.
from spack_repo.builtin.build_systems.cmake import CMakeBuilder as _CMakeBuilder
from spack_repo.builtin.build_systems.cmake import CMakePackage
from spack_repo.builtin.build_systems.cuda import CudaPackage
from spack_repo.builtin.build_systems.python import PythonExtension
from spack_repo.builtin.build_systems.python import PythonPipBuilder as _PythonPipBuilder

from spack.package import *


class Traversable(CMakePackage, CudaPackage, PythonExtension):
    """Exact simulation of traversable-wormhole experiments on SYK-like models: the program and the Python package."""

    license("Apache-2.0")

    version("0.1.0")
    manual_download = True
    download_instr = "No archive of a release yet: spack dev-build --source-path SOURCE traversable@0.1.0"

    variant("cli", default=True, description="The program traversable")
    variant("python", default=True, description="The Python package traversable")
    conflicts("~cli ~python", msg="nothing to build: choose +cli or +python")
    conflicts("cuda_arch=none", when="+cuda", msg="name the cards, such as cuda_arch=80,90")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.22:", type="build")
    depends_on("ninja", type="build")
    depends_on("pkgconfig", type="build")

    depends_on("blas")
    depends_on("lapack")
    depends_on("eigen@3.4:")
    depends_on("fmt")
    depends_on("highway")
    depends_on("nlohmann-json")
    depends_on("nlopt+cxx")
    depends_on("random123@1.14:")
    depends_on("tomlplusplus")
    depends_on("zlib-api")

    with when("+cli"):
        depends_on("cli11")
        depends_on("hdf5+hl")
        depends_on("spdlog")

    with when("+python"):
        extends("python@3.10:")
        depends_on("py-pip", type="build")
        depends_on("py-pybind11@3:", type="build")
        depends_on("py-scikit-build-core@0.10:", type="build")
        depends_on("py-h5netcdf@1.4:", type="run")
        depends_on("py-h5py@3.8:", type="run")
        depends_on("py-jinja2@3.1:", type="run")
        depends_on("py-matplotlib@3.7:", type="run")
        depends_on("py-numpy@1.24:", type="run")
        depends_on("py-tomli@2:", type="run", when="^python@:3.10")
        depends_on("py-tqdm@4.60:", type="run")
        depends_on("py-xarray@2023.1:", type="run")


def common_options(spec):
    """What both builds are told. The instruction set is Spack's target, by its compiler wrapper."""
    options = {
        "TRAVERSABLE_CUDA": "ON" if spec.satisfies("+cuda") else "OFF",
        "TRAVERSABLE_CUSTATEVEC": "OFF",
        "TRAVERSABLE_MARCH": "",
        "TRAVERSABLE_TESTS": "OFF",
    }
    if spec.satisfies("+cuda"):
        options["CMAKE_CUDA_ARCHITECTURES"] = ";".join(spec.variants["cuda_arch"].value)
    return options


class CMakeBuilder(_CMakeBuilder):
    """The program by CMake, then the package by pip, which compiles its own part."""

    def cmake_args(self):
        options = {**common_options(self.spec), "TRAVERSABLE_CLI": "ON", "TRAVERSABLE_PYTHON": "OFF"}
        return [self.define(name, value) for name, value in options.items()]

    def cmake(self, pkg, spec, prefix):
        if spec.satisfies("+cli"):
            super().cmake(pkg, spec, prefix)

    def build(self, pkg, spec, prefix):
        if spec.satisfies("+cli"):
            super().build(pkg, spec, prefix)

    def install(self, pkg, spec, prefix):
        if spec.satisfies("+cli"):
            super().install(pkg, spec, prefix)
        if spec.satisfies("+python"):
            PythonPipBuilder(pkg).install(pkg, spec, prefix)


class PythonPipBuilder(_PythonPipBuilder):
    def config_settings(self, spec, prefix):
        options = {**common_options(spec), "TRAVERSABLE_CLI": "OFF"}
        return {f"cmake.define.{name}": value for name, value in options.items()}
