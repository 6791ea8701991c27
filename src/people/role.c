#include "people/role.h"

#include "base/macros.h"
#include "people/words.h"

static const char *const commercial[] = {
    "sales",
    "marketing",
    "account manager",
    "account executive",
    "account director",
    "key account",
    "business development",
    "procurement",
    "purchasing",
    "buyer",
    "customer",
    "commercial",
    "presales",
    "pre-sales",
    "finance",
    "controller",
    "accountant",
    "accounting",
    "auditor",
    "hr",
    "human resources",
    "recruiter",
    "legal",
    "public relations",
    "销售",
    "市场",
    "客户",
    "商务",
    "采购",
    "营销",
    "财务",
    "会计",
    "审计",
    "人力资源",
    "人事",
    "法务",
    "公关",
    "出纳",
};
static const char *const management[] = {
    "director",
    "president",
    "vp",
    "ceo",
    "cto",
    "cfo",
    "coo",
    "chairman",
    "chairwoman",
    "head",
    "manager",
    "chief",
    "managing",
    "general manager",
    "board",
    "lead of",
    "team lead",
    "supervisor",
    "superintendent",
    "总经理",
    "总裁",
    "董事",
    "经理",
    "主任",
    "部长",
    "总监",
    "主管",
    "厂长",
    "所长",
    "院长",
    "处长",
    "科长",
    "书记",
    "监事",
    "首席",
};
static const char *const technical[] = {
    "engineer",   "engineering",  "developer", "programmer",  "architect",       "scientist",     "researcher", "research",
    "technician", "analyst",      "software",  "hardware",    "network planner", "administrator", "designer",   "tester",
    "devops",     "technologist", "data",      "rf",          "工程师",          "技术",          "研发",       "开发",
    "程序员",     "研究员",       "算法",      "测试",        "架构师",          "运维",          "设计师",     "分析师",
    "技师",       "研究",         "инженер",   "разработчик", "ingenieur",       "ingénieur",     "entwickler",
};

static bool holds_any(struct bytes t, const struct word_grams *grams, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (word_grams_may(grams, list[i]) && hint_in(t, list[i])) return true;
    return false;
}

enum role role_of(struct bytes folded)
{
    if (folded.len == 0) return ROLE_UNKNOWN;
    struct word_grams g;
    word_grams_of(folded, &g);
    if (holds_any(folded, &g, commercial, ARRAY_LEN(commercial))) return ROLE_COMMERCIAL;
    if (holds_any(folded, &g, management, ARRAY_LEN(management))) return ROLE_MANAGEMENT;
    return holds_any(folded, &g, technical, ARRAY_LEN(technical)) ? ROLE_TECHNICAL : ROLE_OTHER;
}
