/* Of a house: who worked or studied there. */
#include "people/rules_internal.h"

#define B HINT_BEFORE
#define A HINT_AFTER
#define C HINT_CLAUSE
#define S HINT_SAME

/* Right beside the name: no project of it. */
static const struct hint employed[] = {
    {"worked for", B, 8},  {"worked at", B, 8},   {"worked in", B, 8},  {"working for", B, 8}, {"working at", B, 8},
    {"employed by", B, 8}, {"employed at", B, 8}, {"joined", B, 8},     {"employee of", B, 8}, {"just left", B, 8},
    {"served in", B, 8},   {"served at", B, 8},   {"career at", B, 8},  {"career in", B, 8},   {"retired from", B, 8},
    {"就职于", B | C, 0},  {"供职于", B | C, 0},  {"任职于", B | C, 0}, {"工作于", B | C, 0},  {"调入", B | C, 0},
    {"分配到", B | C, 0},  {"工作", A | C, 0},    {"任职", A | C, 0},   {"就职", A | C, 0},
};
static const struct hint studied[] = {
    {"graduated from", B, 80}, {"graduate of", B, 80}, {"graduated at", B, 80}, {"studied at", B, 80},
    {"studied in", B, 60},     {"studies at", B, 80},  {"student at", B, 60},   {"student of", B, 60},
    {"degree from", B, 80},    {"degree at", B, 80},   {"educated at", B, 60},  {"alumnus of", B, 60},
    {"alumna of", B, 60},      {"alumni of", B, 60},   {"cadet at", B, 40},     {"enrolled at", B, 40},
    {"毕业于", B | C, 60},     {"就读", B | C, 60},    {"考入", B | C, 30},     {"攻读", B | A | C, 60},
    {"毕业", A | C, 90},       {"肄业", A | C, 40},    {"окончил", B, 80},      {"окончила", B, 80},
    {"выпускник", B, 80},      {"обучался", B, 80},    {"учился", B, 80},       {"студент", B, 60},
    {"курсант", B, 60},        {"studierte", B, 60},   {"diplômé", B, 60},      {"ingénieur diplômé", B, 60},
    {"卒業", A, 40},           {"졸업", A, 40},
};
static const struct hint degree[] = {
    {"bachelor", B, 120},     {"master of", B, 120},   {"master's", B, 120},
    {"masters", B, 120},      {"b.s", B, 120},         {"bs", B, 60},
    {"b.sc", B, 120},         {"bsc", B, 120},         {"m.s", B, 120},
    {"msc", B, 120},          {"ms", B, 60},           {"m.sc", B, 120},
    {"m.eng", B, 120},        {"phd", B, 120},         {"ph.d", B, 120},
    {"doctorate", B, 120},    {"diploma", B, 100},     {"diplom", B, 100},
    {"cadet", A, 24},         {"attended", B, 40},     {"trained at", B, 40},
    {"training at", B, 40},   {"course at", B, 40},    {"graduate", A, 24},
    {"alumnus", A, 16},       {"alumni", A, 16},       {"degree", A, 60},
    {"bachelor", A, 60},      {"master", A, 60},       {"phd", A, 60},
    {"ph.d", A, 60},          {"diploma", A, 60},      {"b.s", A, 30},
    {"bsc", A, 30},           {"msc", A, 30},          {"m.s", A, 30},
    {"学习", A | C, 60},      {"进修", B | A | C, 60}, {"培训", A | C, 40},
    {"本科", A | C, 90},      {"学士", A | C, 120},    {"硕士", A | C, 120},
    {"博士", A | C, 120},     {"大专", A | C, 60},     {"专业", A | C, 90},
    {"学位", A | C, 120},     {"研究生", A | C, 90},   {"学员", A | C, 40},
    {"深造", A | C, 40},      {"在读", A | C, 40},     {"специальность", A, 80},
    {"диплом", B | A, 80},    {"studium", B, 60},      {"abschluss", B, 60},
    {"beng", B, 60},          {"b.eng", B, 60},        {"b.a", B, 60},
    {"mba", B, 60},           {"beng", A, 30},         {"b.eng", A, 30},
    {"m.eng", A, 30},         {"m.sc", A, 30},         {"b.sc", A, 30},
    {"doctor of", B | A, 60},
};
/* Who teaches there has not studied there, as far as this sentence tells. */
static const struct hint teaching[] = {
    {"教员", A | C, 90},
    {"教授", A | C, 90},
    {"讲师", A | C, 90},
    {"助教", A | C, 90},
    {"任教", A | C, 60},
    {"教师", A | C, 90},
    {"院长", A | C, 60},
    {"校长", A | C, 60},
    {"系主任", A | C, 60},
    {"教研室", A | C, 60},
    {"执教", A | C, 40},
    {"博士后", A | C, 90},
    {"研究员", A | C, 60},
    {"工程师", A | C, 60},
    {"任教于", B | C, 30},
    {"lecturer", B | A, 60},
    {"professor", B | A, 60},
    {"instructor", B | A, 60},
    {"taught", B, 40},
    {"teaching", B, 40},
    {"faculty", B | A, 40},
    {"postdoc", B | A, 60},
    {"research fellow", B | A, 60},
    {"research assistant", B, 60},
    {"researcher", B, 60},
    {"преподаватель", B | A, 60},
    {"worked at", B, 40},
    {"工作", A | C, 24},
};
static const struct hint no_study[] = {
    {"博士后", A | C, 90},     {"博士生导师", A | C, 90}, {"硕士生导师", A | C, 90},
    {"研究生导师", A | C, 90}, {"ms office", B | A, 60},
};
static const struct hint worked[] = {
    {"worked at", B, 60},       {"worked for", B, 60},     {"worked in", B, 60},
    {"working at", B, 60},      {"working for", B, 60},    {"works at", B, 60},
    {"works for", B, 60},       {"work at", B, 40},        {"work for", B, 40},
    {"employed by", B, 60},     {"employed at", B, 60},    {"employee of", B, 60},
    {"employment at", B, 60},   {"joined", B, 50},         {"joining", B, 50},
    {"hired by", B, 50},        {"recruited by", B, 50},   {"served as", B, 150},
    {"served at", B, 60},       {"served in", B, 60},      {"served with", B, 60},
    {"serving in", B, 60},      {"serving at", B, 60},     {"serving as", B, 120},
    {"service in", B, 60},      {"service with", B, 60},   {"career at", B, 60},
    {"career in", B, 60},       {"career with", B, 60},    {"years at", B, 60},
    {"years in", B, 60},        {"years with", B, 60},     {"years of service", B, 80},
    {"stint at", B, 60},        {"tenure at", B, 60},      {"position at", B, 60},
    {"role at", B, 60},         {"assigned to", B, 60},    {"stationed at", B, 60},
    {"stationed with", B, 60},  {"interned at", B, 60},    {"internship at", B, 60},
    {"internship with", B, 60}, {"intern at", B, 60},      {"formerly of", B, 40},
    {"formerly with", B, 40},   {"formerly at", B, 40},    {"previously at", B, 60},
    {"previously with", B, 60}, {"left", B, 30},           {"retired from", B, 60},
    {"veteran of", B, 40},      {"transferred to", B, 60}, {"started at", B, 60},
    {"employed with", B, 60},   {"on active duty", B, 80}, {"veteran", A, 16},
    {"employee", A, 16},        {"alumnus", A, 16},        {"работал", B, 80},
    {"работала", B, 80},        {"служил", B, 60},         {"служила", B, 60},
    {"сотрудник", B, 60},       {"служба в", B, 60},       {"работа в", B, 60},
    {"проходил службу", B, 80}, {"arbeitete", B, 80},      {"tätig", B | A, 80},
    {"mitarbeiter", B | A, 60}, {"angestellt", B | A, 60}, {"a travaillé", B, 60},
    {"employé", B, 60},         {"勤務", A, 30},           {"근무", A, 30},
    {"就职于", B | C, 60},      {"供职于", B | C, 60},     {"任职于", B | C, 60},
    {"工作于", B | C, 60},      {"效力于", B | C, 60},     {"调入", B | C, 60},
    {"调任", B | C, 60},        {"调到", B | C, 60},       {"调往", B | C, 60},
    {"分配到", B | C, 60},      {"分配至", B | C, 60},     {"进入", B | C, 30},
    {"加入", B | C, 30},        {"转业", B | A | C, 60},   {"工作", A | C, 90},
    {"任职", A | C, 60},        {"就职", A | C, 60},       {"供职", A | C, 60},
    {"从事", A | C, 60},        {"实习", A | C, 60},       {"任", A | C, 90},
    {"担任", A | C, 90},        {"历任", A | C, 60},       {"退休", B | A | C, 40},
};
/* A post named beside the house. */
static const struct hint posts[] = {
    {"engineer", B, 60},      {"analyst", B, 60},        {"officer", B, 60},       {"director", B, 60},
    {"manager", B, 60},       {"scientist", B, 60},      {"researcher", B, 60},    {"developer", B, 60},
    {"agent", B, 60},         {"specialist", B, 60},     {"technician", B, 60},    {"consultant", B, 60},
    {"programmer", B, 60},    {"architect", B, 60},      {"instructor", B, 60},    {"professor", B, 60},
    {"lecturer", B, 60},      {"fellow", B, 60},         {"commander", B, 60},     {"sergeant", B, 60},
    {"captain", B, 60},       {"major", B, 40},          {"lieutenant", B, 60},    {"colonel", B, 60},
    {"linguist", B, 60},      {"operator", B, 60},       {"administrator", B, 60}, {"chief", B, 60},
    {"head of", B, 60},       {"deputy", B, 60},         {"assistant", B, 60},     {"intern", B, 60},
    {"employee", B, 60},      {"staff", B, 40},          {"veteran", B, 40},       {"cryptologist", B, 60},
    {"mathematician", B, 60}, {"president", B, 60},      {"technologist", B, 60},  {"cryptanalyst", B, 60},
    {"engineer", A, 50},      {"analyst", A, 40},        {"officer", A, 40},       {"director", A, 40},
    {"manager", A, 50},       {"scientist", A, 40},      {"researcher", A, 40},    {"developer", A, 40},
    {"agent", A, 24},         {"specialist", A, 40},     {"technician", A, 40},    {"consultant", A, 40},
    {"programmer", A, 40},    {"linguist", A, 40},       {"sergeant", A, 40},      {"captain", A, 40},
    {"operator", A, 40},      {"administrator", A, 40},  {"intern", A, 24},        {"mathematician", A, 40},
    {"инженер", B | A, 60},   {"офицер", B | A, 60},     {"аналитик", B | A, 60},  {"начальник", B | A, 60},
    {"ingenieur", B | A, 60}, {"referent", B | A, 60},   {"offizier", B | A, 60},  {"ingénieur", B | A, 60},
    {"任", B | C, 12},        {"历任", B | C, 90},       {"曾任", B | C, 90},      {"现任", B | C, 90},
    {"担任", B | C, 60},      {"出任", B | C, 60},       {"兼任", B | C, 60},      {"升任", B | C, 60},
    {"工程师", A | C, 90},    {"处长", A | C, 90},       {"局长", A | C, 90},      {"部长", A | C, 90},
    {"科长", A | C, 90},      {"主任", A | C, 90},       {"干部", A | C, 60},      {"参谋", A | C, 90},
    {"研究员", A | C, 90},    {"助理研究员", A | C, 90}, {"技术员", A | C, 90},    {"科员", A | C, 90},
    {"干事", A | C, 90},      {"警官", A | C, 60},       {"民警", A | C, 60},      {"厂长", A | C, 60},
    {"所长", A | C, 90},      {"院长", A | C, 90},       {"教授", A | C, 90},      {"讲师", A | C, 90},
    {"教员", A | C, 90},      {"连长", A | C, 90},       {"排长", A | C, 90},      {"营长", A | C, 90},
    {"团长", A | C, 90},      {"政委", A | C, 90},       {"指导员", A | C, 90},    {"司令", A | C, 90},
    {"大校", A | C, 90},      {"上校", A | C, 90},       {"中校", A | C, 90},      {"少校", A | C, 90},
    {"上尉", A | C, 90},      {"总监", A | C, 90},       {"经理", A | C, 90},      {"总裁", A | C, 90},
    {"董事", A | C, 90},      {"会计师", A | C, 90},     {"经济师", A | C, 90},    {"秘书", A | C, 90},
    {"助理", A | C, 90},      {"专员", A | C, 90},       {"技师", A | C, 90},      {"医师", A | C, 60},
    {"职员", A | C, 60},      {"主管", A | C, 90},       {"顾问", A | C, 60},      {"员工", A | C, 30},
    {"分析师", A | C, 90},    {"设计师", A | C, 90},     {"书记", A | C, 90},      {"监事", A | C, 90},
};

const struct hints hints_employed = {employed, ARRAY_LEN(employed)};
const struct hints hints_studied = {studied, ARRAY_LEN(studied)};
const struct hints hints_degree = {degree, ARRAY_LEN(degree)};
const struct hints hints_teaching = {teaching, ARRAY_LEN(teaching)};
const struct hints hints_no_study = {no_study, ARRAY_LEN(no_study)};
const struct hints hints_worked = {worked, ARRAY_LEN(worked)};
const struct hints hints_posts = {posts, ARRAY_LEN(posts)};
