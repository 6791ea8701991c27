/* libyaml and libcrypto are packages and not instrumented: MemorySanitizer must not look inside a call of theirs, and must be
 * told what it wrote. Nothing in other builds. */
#ifndef CUSTOS_BASE_MSAN_H
#define CUSTOS_BASE_MSAN_H

#if defined(__has_feature)
#if __has_feature(memory_sanitizer)
#include <sanitizer/msan_interface.h>
#define LIBRARY_BEGIN()          __msan_scoped_disable_interceptor_checks()
#define LIBRARY_END()            __msan_scoped_enable_interceptor_checks()
#define LIBRARY_WROTE(data, len) __msan_unpoison((data), (len))
#endif
#endif

#ifndef LIBRARY_BEGIN
#define LIBRARY_BEGIN()          ((void)0)
#define LIBRARY_END()            ((void)0)
#define LIBRARY_WROTE(data, len) ((void)0)
#endif

#endif
