# Third-party libraries, each linked to the lowest layer that uses it. All are packages of Debian 12 (see tools/setup).
find_package(PkgConfig REQUIRED)
foreach(module libxxhash libzstd libisal yaml-0.1 libcrypto libxml-2.0 libnghttp2 jansson libsodium libseccomp p11-kit-1 libevent libcurl simdjson)
  pkg_check_modules(${module} REQUIRED IMPORTED_TARGET ${module})
endforeach()

# xxHash is compiled in from its header: a call into the shared library costs more than the hash of a short key.
add_library(custos_xxhash INTERFACE)
target_include_directories(custos_xxhash SYSTEM INTERFACE ${libxxhash_INCLUDE_DIRS})
target_compile_definitions(custos_xxhash INTERFACE XXH_INLINE_ALL)

# PKCS#11 modules are loaded when a key is in one; of p11-kit only the header with the interface is used.
add_library(custos_pkcs11_headers INTERFACE)
target_include_directories(custos_pkcs11_headers SYSTEM INTERFACE ${p11-kit-1_INCLUDE_DIRS})

# libcurl is loaded when a witness is asked.
add_library(custos_curl_headers INTERFACE)
target_include_directories(custos_curl_headers SYSTEM INTERFACE ${libcurl_INCLUDE_DIRS})

function(custos_use layer)
  if(TARGET custos_${layer})
    target_link_libraries(custos_${layer} PUBLIC ${ARGN})
  endif()
endfunction()

function(custos_dependencies)
  target_link_libraries(custos_base PUBLIC m)
  custos_use(track custos_xxhash)
  custos_use(input PkgConfig::libzstd PkgConfig::libisal)
  custos_use(corpus PkgConfig::libcrypto)
  custos_use(markup PkgConfig::libxml-2.0 PkgConfig::jansson PkgConfig::yaml-0.1 PkgConfig::simdjson)
  custos_use(intercept PkgConfig::libcrypto PkgConfig::libnghttp2)
  custos_use(drill PkgConfig::libcrypto)
  custos_use(report PkgConfig::libcrypto)
  custos_use(verify PkgConfig::libsodium)
  custos_use(signer PkgConfig::libsodium PkgConfig::libseccomp custos_pkcs11_headers ${CMAKE_DL_LIBS})
  custos_use(people PkgConfig::libcrypto)
  custos_use(ledger PkgConfig::libcrypto PkgConfig::libisal)
  custos_use(witness PkgConfig::libevent custos_curl_headers ${CMAKE_DL_LIBS})
  custos_use(register PkgConfig::libcrypto)
endfunction()
