/* The process's memory holds targets, keys and content: none of it may reach a disk by a crash, or another process of the same
 * user. */
#ifndef CUSTOS_APP_SECRECY_H
#define CUSTOS_APP_SECRECY_H

/* First of all in main: no core dump, none that is piped to a program either, and nobody but root may look into the memory. A
 * dump that root takes nevertheless holds no memory, only the processor's registers (core(5), prctl(2): PR_SET_DUMPABLE). What
 * the system refuses is told on standard error. */
void secrecy_begin(void);

#endif
