# The program with the libraries that it needs beside it, bin/subset and lib/subset/: what the archive and the wheel hold. It is linked only
# where it is asked for (--target subset_bundled), and installed only as a component of its own:
#
#   cmake --install build --component bundled --prefix FOLDER
#
# glibc is the system's: it has to be as new as that of the machine that this was built on.
if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux")
    return()
endif()

set(SUBSET_LIBRARY_FOLDER lib/subset)

add_executable(subset_bundled EXCLUDE_FROM_ALL ${PROJECT_SOURCE_DIR}/cli/main.cpp)
target_link_libraries(subset_bundled PRIVATE subset_cli subset_flags fmt::fmt Threads::Threads)
# RPATH and not RUNPATH: the libraries find one another by it, too, and it goes before LD_LIBRARY_PATH.
target_link_options(subset_bundled PRIVATE -static-libstdc++ -static-libgcc -Wl,--disable-new-dtags -s)
set_target_properties(subset_bundled PROPERTIES BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH "$ORIGIN/../${SUBSET_LIBRARY_FOLDER}")

install(PROGRAMS $<TARGET_FILE:subset_bundled> DESTINATION bin RENAME subset COMPONENT bundled EXCLUDE_FROM_ALL)
install(CODE "set(program [[$<TARGET_FILE:subset_bundled>]])\nset(folder [[${SUBSET_LIBRARY_FOLDER}]])" COMPONENT bundled EXCLUDE_FROM_ALL)
install(SCRIPT ${CMAKE_CURRENT_LIST_DIR}/install_libraries.cmake COMPONENT bundled EXCLUDE_FROM_ALL)
