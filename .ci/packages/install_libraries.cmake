# Copies the libraries that ${program} needs, and those that they need, into ${folder} below the prefix, but for glibc's own; and the
# copyright notices of the Debian packages that they are of.
file(GET_RUNTIME_DEPENDENCIES EXECUTABLES ${program}
    RESOLVED_DEPENDENCIES_VAR libraries
    UNRESOLVED_DEPENDENCIES_VAR missing
    PRE_EXCLUDE_REGEXES "^ld-linux" "^lib(c|m|dl|rt|pthread|resolv|anl|util)\\.so")
if(missing)
    message(FATAL_ERROR "these libraries are not to be found: ${missing}")
endif()

set(place $ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/${folder})
file(MAKE_DIRECTORY ${place})
find_program(dpkg dpkg)
foreach(library IN LISTS libraries)
    # Its name is the one that it is asked for by; a wheel has no symbolic links.
    cmake_path(GET library FILENAME name)
    file(REAL_PATH ${library} file)
    message(STATUS "Installing: ${place}/${name}")
    file(COPY_FILE ${file} ${place}/${name})

    # Where /lib is a link to /usr/lib, dpkg may know the file by either name.
    string(REGEX REPLACE "^/usr/lib" "/lib" other ${file})
    if(dpkg)
        execute_process(COMMAND ${dpkg} -S ${file} ${other} OUTPUT_VARIABLE owners ERROR_QUIET)
        if(owners MATCHES "^([^:,\n]+)")
            set(package ${CMAKE_MATCH_1})
            file(COPY_FILE /usr/share/doc/${package}/copyright ${place}/${package}.copyright RESULT failure)
            if(failure)
                message(FATAL_ERROR "${package}, of which ${name} is, has no copyright notice: ${failure}")
            endif()
        else()
            message(FATAL_ERROR "no package has ${file}: its copyright notice is not known")
        endif()
    endif()
endforeach()
