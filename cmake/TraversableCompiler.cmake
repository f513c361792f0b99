# Flags that every target of the project is compiled with.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# Sources of a folder are compiled six at a time, which halves a build from nothing. OFF builds after a change sooner.
set(CMAKE_UNITY_BUILD ON CACHE BOOL "Compile several sources of a folder at once")
set(CMAKE_UNITY_BUILD_BATCH_SIZE 6)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # So told, the cache serves every build directory of one depth.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} ${CCACHE_PROGRAM})
endif()

# traversable_flags: everything; traversable_portable_flags: the same without -march, for kernels
# that are compiled for several instruction sets and choose at run time.
add_library(traversable_portable_flags INTERFACE)
add_library(traversable_flags INTERFACE)
target_link_libraries(traversable_flags INTERFACE traversable_portable_flags)
target_compile_options(traversable_portable_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wno-sign-conversion
                       $<$<CXX_COMPILER_ID:GNU>:-Wshadow=local>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False alarms of GCC 12 over inlined strings and vectors (GCC bugs 105651, 105562).
  target_compile_options(traversable_portable_flags INTERFACE -Wno-restrict -Wno-maybe-uninitialized)
endif()
if(TRAVERSABLE_WERROR)
  target_compile_options(traversable_portable_flags INTERFACE -Werror)
endif()
if(TRAVERSABLE_MARCH)
  target_compile_options(traversable_flags INTERFACE -march=${TRAVERSABLE_MARCH})
endif()
if(TRAVERSABLE_SANITIZE)
  # A check of every pointer doubles the time of compilation; null and foreign memory ASan sees as well.
  target_compile_options(traversable_portable_flags INTERFACE -fsanitize=${TRAVERSABLE_SANITIZE}
                                                     -fno-sanitize=null,alignment,object-size,vptr
                                                     -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(traversable_portable_flags INTERFACE -fsanitize=${TRAVERSABLE_SANITIZE})
endif()
if(TRAVERSABLE_COVERAGE)
  target_compile_options(traversable_portable_flags INTERFACE --coverage)
  target_link_options(traversable_portable_flags INTERFACE --coverage)
endif()

# What is called once a run or a circuit: compiled quickly, since what takes time is in the libraries below.
function(traversable_glue target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# traversable_folder(sym SOURCES ... LINKS ...): the library of one top-level folder.
function(traversable_folder name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC_LINKS;PRIVATE_LINKS" ${ARGN})
  add_library(traversable_${name} STATIC ${ARG_SOURCES})
  add_library(traversable::${name} ALIAS traversable_${name})
  target_include_directories(traversable_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(traversable_${name} PUBLIC ${ARG_PUBLIC_LINKS}
                                            PRIVATE traversable_flags ${ARG_PRIVATE_LINKS})
endfunction()
