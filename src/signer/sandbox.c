#include "signer/sandbox.h"

#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/macros.h"

/* --- Landlock ----------------------------------------------------------------------------------------------------------- */

/* Newer than the headers of Debian 12: ABI 2 and 3. */
#define ACCESS_REFER    (1ULL << 13)
#define ACCESS_TRUNCATE (1ULL << 14)

/* All that the kernel's version of Landlock can take away. */
static uint64_t all_access(int abi)
{
    uint64_t access = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1; /* the last one of ABI 1 */
    if (abi >= 2) access |= ACCESS_REFER;
    if (abi >= 3) access |= ACCESS_TRUNCATE;
    return access;
}

static bool restrict_files(int directory, int abi)
{
    const struct landlock_ruleset_attr attr = {.handled_access_fs = all_access(abi)};
    const struct landlock_path_beneath_attr state = {
        .allowed_access = attr.handled_access_fs & (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
                                                    LANDLOCK_ACCESS_FS_REMOVE_FILE | ACCESS_TRUNCATE),
        .parent_fd = directory};
    int rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
    if (rules < 0) return false;
    bool done = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &state, 0) == 0 &&
                syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    close(rules);
    return done;
}

static enum err landlock(struct sandbox *s, struct fault *f)
{
    int abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (abi < 1) return ERR_OK; /* a kernel without it: the caller tells */
    if (!restrict_files(s->directory, abi)) return fault_set(f, ERR_UNSUPPORTED, "Landlock refuses: %s", strerror(errno));
    s->landlocked = true;
    return ERR_OK;
}

/* --- seccomp ------------------------------------------------------------------------------------------------------------ */

/* Asked for by the signer's loop, its state, libsodium and the C library's memory. */
static const int needed[] = {SCMP_SYS(read),
                             SCMP_SYS(write),
                             SCMP_SYS(writev),
                             SCMP_SYS(close),
                             SCMP_SYS(openat),
                             SCMP_SYS(fstat),
                             SCMP_SYS(newfstatat),
                             SCMP_SYS(fsync),
                             SCMP_SYS(rename),
                             SCMP_SYS(renameat),
                             SCMP_SYS(renameat2),
                             SCMP_SYS(poll),
                             SCMP_SYS(ppoll),
                             SCMP_SYS(accept4),
                             SCMP_SYS(recvfrom),
                             SCMP_SYS(sendto),
                             SCMP_SYS(brk),
                             SCMP_SYS(munmap),
                             SCMP_SYS(mremap),
                             SCMP_SYS(madvise),
                             SCMP_SYS(munlock),
                             SCMP_SYS(futex),
                             SCMP_SYS(clock_gettime),
                             SCMP_SYS(getpid),
                             SCMP_SYS(gettid),
                             SCMP_SYS(tgkill),
                             SCMP_SYS(sigaltstack),
                             SCMP_SYS(rt_sigaction),
                             SCMP_SYS(rt_sigprocmask),
                             SCMP_SYS(rt_sigreturn),
                             SCMP_SYS(restart_syscall),
                             SCMP_SYS(exit),
                             SCMP_SYS(exit_group)};

/* What no PKCS#11 module has a use for. */
static const int forbidden[] = {SCMP_SYS(execve),
                                SCMP_SYS(execveat),
                                SCMP_SYS(ptrace),
                                SCMP_SYS(process_vm_readv),
                                SCMP_SYS(process_vm_writev),
                                SCMP_SYS(mount),
                                SCMP_SYS(umount2),
                                SCMP_SYS(pivot_root),
                                SCMP_SYS(chroot),
                                SCMP_SYS(unshare),
                                SCMP_SYS(setns),
                                SCMP_SYS(bpf),
                                SCMP_SYS(perf_event_open),
                                SCMP_SYS(init_module),
                                SCMP_SYS(finit_module),
                                SCMP_SYS(delete_module),
                                SCMP_SYS(kexec_load),
                                SCMP_SYS(keyctl),
                                SCMP_SYS(add_key),
                                SCMP_SYS(request_key),
                                SCMP_SYS(userfaultfd),
                                SCMP_SYS(io_uring_setup),
                                SCMP_SYS(setuid),
                                SCMP_SYS(setgid),
                                SCMP_SYS(personality),
                                SCMP_SYS(reboot),
                                SCMP_SYS(swapon)};

/* Memory may be mapped and protected, but never be made executable. */
static bool add_memory(scmp_filter_ctx filter)
{
    const struct scmp_arg_cmp plain = SCMP_A2_64(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, &plain) == 0 &&
           seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, &plain) == 0;
}

static bool add_all(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (seccomp_rule_add_array(filter, action, calls[i], 0, NULL) != 0) return false;
    return true;
}

static bool load(bool in_module)
{
    scmp_filter_ctx filter = seccomp_init(in_module ? SCMP_ACT_ALLOW : SCMP_ACT_KILL_PROCESS);
    if (!filter) return false;
    bool done = in_module ? add_all(filter, SCMP_ACT_KILL_PROCESS, forbidden, ARRAY_LEN(forbidden))
                          : add_all(filter, SCMP_ACT_ALLOW, needed, ARRAY_LEN(needed)) && add_memory(filter);
    done = done && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return done;
}

enum err sandbox_enter(struct sandbox *s, struct fault *f)
{
    s->landlocked = false;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return fault_set(f, ERR_UNSUPPORTED, "no_new_privs: %s", strerror(errno));
    enum err err = s->in_module ? ERR_OK : landlock(s, f);
    if (err) return err;
    return load(s->in_module) ? ERR_OK : fault_set(f, ERR_UNSUPPORTED, "the system refuses a seccomp filter");
}
