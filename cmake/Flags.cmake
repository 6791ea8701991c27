# Compiler flags that every target of the project gets.
add_compile_definitions(_GNU_SOURCE)
add_compile_options(-Wall -Wextra -Wshadow -Wpointer-arith -Wvla -Wwrite-strings -Wcast-qual -Wformat=2 -Wundef -Wimplicit-fallthrough
                    -fno-common -fstack-protector-strong
                    $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes> $<$<COMPILE_LANGUAGE:C>:-Wmissing-prototypes>
                    $<$<COMPILE_LANGUAGE:CXX>:-fno-exceptions> $<$<COMPILE_LANGUAGE:CXX>:-fno-rtti>)
if(CUSTOS_WERROR)
  add_compile_options(-Werror)
endif()
if(CUSTOS_ANALYZE)
  # Left out: what gcc 12 reports wrongly here because it does not know that a view without data has length 0 (null-dereference, null-argument)
  # or that a list owns its chunks (malloc-leak); leaks are LeakSanitizer's to find.
  # C alone: gcc 12 does not know enough of C++ for it.
  foreach(flag -fanalyzer -Wno-analyzer-null-dereference -Wno-analyzer-null-argument -Wno-analyzer-malloc-leak)
    add_compile_options($<$<COMPILE_LANGUAGE:C>:${flag}>)
  endforeach()
  add_compile_options(-Wno-format-truncation -Wno-maybe-uninitialized)
endif()
if(CUSTOS_SANITIZE)
  add_compile_options(-fsanitize=${CUSTOS_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${CUSTOS_SANITIZE})
else()
  add_compile_definitions($<$<NOT:$<CONFIG:Debug>>:_FORTIFY_SOURCE=2>)
endif()
if(CUSTOS_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
add_link_options(-Wl,-z,relro,-z,now)
if(CUSTOS_LTO)
  set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
endif()
