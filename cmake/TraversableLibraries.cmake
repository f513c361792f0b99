# Libraries of every build but the minimal one. traversable_fmt, traversable_highway, traversable_random123, traversable_lapack.
find_package(fmt REQUIRED)
add_library(traversable_fmt INTERFACE)
target_link_libraries(traversable_fmt INTERFACE fmt::fmt)
find_package(nlohmann_json REQUIRED)
find_package(ZLIB REQUIRED)
find_path(RANDOM123_INCLUDE_DIR Random123/philox.h REQUIRED)
add_library(traversable_random123 INTERFACE)
target_include_directories(traversable_random123 SYSTEM INTERFACE ${RANDOM123_INCLUDE_DIR})

find_package(PkgConfig REQUIRED)
pkg_check_modules(HIGHWAY REQUIRED IMPORTED_TARGET libhwy)
add_library(traversable_highway INTERFACE)
target_link_libraries(traversable_highway INTERFACE PkgConfig::HIGHWAY)
pkg_check_modules(NLOPT REQUIRED IMPORTED_TARGET nlopt)
pkg_check_modules(TOMLPLUSPLUS REQUIRED IMPORTED_TARGET tomlplusplus)

# OpenBLAS where there is one: its thread count can be set from the program. Any LAPACK else.
find_library(OPENBLAS_LIBRARY openblas)
add_library(traversable_lapack INTERFACE)
if(OPENBLAS_LIBRARY)
  target_link_libraries(traversable_lapack INTERFACE ${OPENBLAS_LIBRARY})
  target_compile_definitions(traversable_lapack INTERFACE TRAVERSABLE_HAVE_OPENBLAS)
else()
  find_package(LAPACK REQUIRED)
  target_link_libraries(traversable_lapack INTERFACE LAPACK::LAPACK)
endif()

