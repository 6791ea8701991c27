# What `cmake --install` lays down, and the Debian package that CPack makes of it.
target_compile_definitions(custos PRIVATE CUSTOS_VERSION="${PROJECT_VERSION}")
install(TARGETS custos custos-verify RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

# Manual pages: man/NAME.SECTION.scd -> build/man/NAME.SECTION
find_program(SCDOC scdoc)
file(GLOB man_sources CONFIGURE_DEPENDS man/*.scd)
set(man_pages "")
if(SCDOC)
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/man)
  foreach(source ${man_sources})
    get_filename_component(page ${source} NAME)
    string(REGEX REPLACE "\\.scd$" "" page ${page})
    string(REGEX REPLACE ".*\\." "" section ${page})
    add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/man/${page} COMMAND ${SCDOC} < ${source} > ${CMAKE_BINARY_DIR}/man/${page}
                       DEPENDS ${source} VERBATIM)
    list(APPEND man_pages ${CMAKE_BINARY_DIR}/man/${page})
    install(FILES ${CMAKE_BINARY_DIR}/man/${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
  endforeach()
  add_custom_target(man ALL DEPENDS ${man_pages})
else()
  message(STATUS "scdoc not found: no manual pages")
endif()

install(FILES completions/custos.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME custos)
# bash looks for a program's completion by the program's name
install(FILES completions/custos.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME custos-verify)
install(FILES completions/_custos DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES completions/custos.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES packaging/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES packaging/custos-signer.service packaging/custos-witness.service DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
install(DIRECTORY examples DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY share/misp-objects share/followthemoney DESTINATION ${CMAKE_INSTALL_DATADIR}/custos)
install(FILES data/organisations.csv DESTINATION ${CMAKE_INSTALL_DATADIR}/custos)
install(DIRECTORY doc/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/doc)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME custos)
set(CPACK_PACKAGE_VENDOR "The custos project")
set(CPACK_PACKAGE_CONTACT "The custos project <maintainers@custos.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "independent witness of what telecom equipment sends")
set(CPACK_PACKAGE_DESCRIPTION "custos reads packet captures taken on all sides of a network element, puts every\n\
byte that leaves it into an account (forwarded, declared, warranted, copied,\n\
unexplained) and holds every lawful interception seen against the warrant that\n\
should be behind it. It only observes: it cannot start, alter or deliver an\n\
interception.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS libcurl4) # loaded at run time, so not seen in the program
include(CPack)
