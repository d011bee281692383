# For find_package(subset): the libraries that the archive needs, and the archive.
include(CMakeFindDependencyMacro)
find_dependency(PkgConfig)
pkg_check_modules(PQ REQUIRED QUIET IMPORTED_TARGET libpq)
find_dependency(fmt)
find_dependency(Threads)
include(${CMAKE_CURRENT_LIST_DIR}/subset-targets.cmake)
