# traversable_custatevec_library and TRAVERSABLE_HAVE_CUSTATEVEC, where custatevec.h and the library are found.
set(roots ${CUSTATEVEC_ROOT} $ENV{CUSTATEVEC_ROOT} ${CUQUANTUM_ROOT} $ENV{CUQUANTUM_ROOT})
# The wheel has no CMake files; it is a folder of site-packages.
find_program(CUSTATEVEC_PYTHON NAMES python3 python HINTS ${PROJECT_SOURCE_DIR}/.venv/bin $ENV{VIRTUAL_ENV}/bin
             NO_CMAKE_SYSTEM_PATH)
if(CUSTATEVEC_PYTHON)
  execute_process(COMMAND ${CUSTATEVEC_PYTHON} -c
    "import sysconfig; print(sysconfig.get_paths()['purelib'], end='')"
    OUTPUT_VARIABLE site_packages ERROR_QUIET)
  list(APPEND roots ${site_packages}/cuquantum)
endif()
find_path(CUSTATEVEC_INCLUDE_DIR custatevec.h HINTS ${roots} ${CUDAToolkit_INCLUDE_DIRS} PATH_SUFFIXES include)
find_library(CUSTATEVEC_LIBRARY NAMES custatevec libcustatevec.so.1 HINTS ${roots} PATH_SUFFIXES lib lib64 lib/13)
if(CUSTATEVEC_INCLUDE_DIR AND CUSTATEVEC_LIBRARY)
  set(TRAVERSABLE_HAVE_CUSTATEVEC ON)
  add_library(traversable_custatevec_library INTERFACE)
  target_include_directories(traversable_custatevec_library SYSTEM INTERFACE ${CUSTATEVEC_INCLUDE_DIR})
  target_link_libraries(traversable_custatevec_library INTERFACE ${CUSTATEVEC_LIBRARY})
endif()
