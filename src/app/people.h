/* One function per subcommand of `custos people`: a row of the table in people.c. argv[0] is the subcommand's name; the return
 * value is the exit status. */
#ifndef CUSTOS_APP_PEOPLE_H
#define CUSTOS_APP_PEOPLE_H

int people_extract(int argc, char **argv);
int people_test(int argc, char **argv);
int people_report(int argc, char **argv);
int people_sample(int argc, char **argv);
int people_score(int argc, char **argv);
int people_erase(int argc, char **argv);
int people_correct(int argc, char **argv);
int people_identify(int argc, char **argv);

#endif
