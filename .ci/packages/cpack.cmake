# What each kind of package holds. The DEB is of the program that uses the system's libraries; the archive has them with it.
set(documents "${CPACK_SUBSET_BINARY_FOLDER};subset;Unspecified;/")
if(CPACK_GENERATOR STREQUAL "TGZ")
    set(CPACK_INSTALL_CMAKE_PROJECTS "${CPACK_SUBSET_BINARY_FOLDER};subset;bundled;/;${documents}")
    set(CPACK_PACKAGE_FILE_NAME "subset-${CPACK_PACKAGE_VERSION}-linux-${CPACK_SUBSET_ARCHITECTURE}")
else()
    set(CPACK_INSTALL_CMAKE_PROJECTS "${CPACK_SUBSET_BINARY_FOLDER};subset;program;/;${documents}")
endif()
