#include "people/boundary.h"

#include "base/macros.h"
#include "people/nations.h"
#include "text/fold.h"

enum { IDEOGRAPH = 0x2e80, RUN_OCTETS = 75, SELF_KNOWN = 7 };

/* ---- what stands before ---- */

/* What an organisation's name may follow without a break. */
static const char *const bridges[] = {
    "在",   "于",   "任",   "入",   "从",   "到",   "至",   "原",   "曾",   "为",   "由",   "与",   "和",   "及", "的",
    "兼",   "自",   "给",   "受",   "被",   "是",   "对",   "经",   "国",   "省",   "市",   "区",   "县",   "州", "旗",
    "年",   "月",   "日",   "某",   "属",   "赴",   "进",   "加",   "该",   "前",   "驻",   "往",   "、",   "职", "事",
    "调",   "派",   "过",   "历",   "现",   "即",   "服务", "参与", "承担", "负责", "主持", "代表", "协助", "担", "并",
    "如",   "向",   "参加", "离开", "来自", "通过", "联合", "第一", "之",   "了",   "号",   "起",   "止",   "今", "读",
    "考取", "考上", "毕业", "时",   "家",   "后",   "先",   "内",   "名",   "位",   "系",   "所",   "院",   "军", "第",
    "含",   "有",   "隶",   "随",   "兵",   "获",   "做",   "用",   "以",
};
static const char *const provinces[] = {
    "北京",   "上海",   "天津",   "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建",
    "江西",   "山东",   "河南",   "湖北", "湖南", "广东", "海南", "四川", "贵州",   "云南", "陕西", "甘肃", "青海",
    "台湾",   "内蒙古", "广西",   "西藏", "宁夏", "新疆", "香港", "澳门", "深圳",   "广州", "南京", "杭州", "武汉",
    "成都",   "西安",   "沈阳",   "大连", "济南", "青岛", "苏州", "长沙", "郑州",   "福州", "厦门", "合肥", "昆明",
    "石家庄", "太原",   "哈尔滨", "长春", "南昌", "南宁", "贵阳", "兰州", "无锡",   "东莞",
};
/* Names that begin with one of these are whole, whatever stands before. */
static const char *const heads[] = {"中国", "国家", "中华", "中央", "解放军", "人民", "全国", "总参", "总装", "总后", "总政"};

static bool begins(struct bytes t, const char *with)
{
    if (t.len == 0 || t.data[0] != (uint8_t)with[0]) return false;
    struct bytes w = bytes_of_text(with);
    return bytes_equal(bytes_slice(t, 0, w.len), w);
}

static bool ends(struct bytes t, const char *with)
{
    struct bytes w = bytes_of_text(with);
    return t.len >= w.len && bytes_equal(bytes_slice(t, t.len - w.len, w.len), w);
}

#define BEGINS_ANY(text, list) begins_any(text, list, ARRAY_LEN(list))
#define ENDS_ANY(text, list)   ends_any(text, list, ARRAY_LEN(list))

static bool begins_any(struct bytes t, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (begins(t, list[i])) return true;
    return false;
}

static bool ends_any(struct bytes t, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (ends(t, list[i])) return true;
    return false;
}

static bool ideographic(uint32_t code)
{
    return code >= IDEOGRAPH && !(code >= 0x3000 && code <= 0x303f) && code < FOLD_ALIEN && !(code >= 0xff00 && code <= 0xffef);
}

static uint32_t first_code(struct bytes t)
{
    uint32_t code = ' ';
    if (t.len > 0) fold_next(t.data, t.data + t.len, &code);
    return code;
}

static uint32_t last_code(struct bytes t)
{
    uint32_t code = ' ';
    if (t.len > 0) fold_before(t.data, t.data + t.len, &code);
    return code;
}

static unsigned count_codes(struct bytes t)
{
    unsigned n = 0;
    for (size_t i = 0; i < t.len; i++) n += (t.data[i] & 0xc0) != 0x80;
    return n;
}

/* `school`: a place before it makes another one (大连理工大学). */
static bool before_holds(struct bytes name, struct bytes before, bool school)
{
    if (!ideographic(first_code(name)) || !ideographic(last_code(before))) return true;
    if (BEGINS_ANY(name, heads) || count_codes(name) >= SELF_KNOWN) return true;
    return ENDS_ANY(before, bridges) || (ENDS_ANY(before, provinces) && !school) || nation_at_end(before) != NULL;
}

/* ---- what stands after: Chinese ---- */

/* Right behind a name: another word has begun before it ended, or a thing is named after it. */
static const char *const no_ends[] = {
    "门",   "路",   "街",     "村",   "镇",   "乡",   "巷",   "里弄", "蓝",   "服装", "衫",   "帽",   "迷",   "史",   "题材",
    "一号", "大院", "大楼",   "大厦", "干休", "桥",   "风格", "题",   "广场", "牌",   "报",   "们",   "食堂", "粉丝", "节",
    "主题", "大街", "大道",   "公园", "花园", "小区", "新村", "家属", "宿舍", "院校", "文化", "绿",   "刀",   "鞋",   "棋",
    "队",   "车间", "生产线", "装配", "策",   "与人", "加人", "加比", "考人", "赛",   "股",   "与者", "与度",
};
/* Somewhere in the organisation's name, before what somebody was or did there. */
static const char *const others[] = {
    "出版社", "医院",   "附中", "附小", "附属中学", "附属小学", "附属学校", "子弟学校", "小学",
    "幼儿园", "招待所", "宾馆", "酒店", "饭店",     "报社",     "杂志社",   "博物馆",   "俱乐部",
    "足球",   "篮球",   "公园", "书店", "疗养院",   "干休所",   "印刷厂",   "服务中心", "餐厅",
};
static const char *const companies[] = {"公司", "集团", "股份"};
static const char *const stops[] = {
    "任",   "工作", "担任", "从事", "学习", "毕业", "服役", "入伍", "就职", "任职", "历任",   "研究生",
    "本科", "专业", "攻读", "主任", "部长", "驻",   "聘",   "录用", "局长", "处长", "工程师", "参谋",
    "代表", "项目", "派",   "借调", "和",   "及",   "与",   "、",   "的",   "做",   "当",
};

/* The characters behind a name, up to a break or to what tells of the person. */
static struct bytes rest_of_name(const struct words *w)
{
    struct bytes t = bytes_of(w->after, w->after_len < RUN_OCTETS ? w->after_len : RUN_OCTETS);
    size_t at = 0;
    while (at < t.len) {
        uint32_t code;
        struct bytes rest = bytes_slice(t, at, t.len);
        unsigned len = fold_next(rest.data, rest.data + rest.len, &code);
        if (!ideographic(code) && !fold_in_word(code)) break;
        if (BEGINS_ANY(rest, stops)) break;
        at += len;
    }
    return bytes_slice(t, 0, at);
}

static bool holds_any(struct bytes t, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (hint_in(t, list[i])) return true;
    return false;
}

/* Research institutes and works of an industry are many companies; so are those of an employer. */
static bool has_companies(const struct organisation *o)
{
    return o->class == ORGANISATION_EMPLOYER || strstr(o->kind, "industry") || strstr(o->kind, "contractor");
}

/* Things that an employer makes. */
static const char *const products[] = {
    "手机", "交换机",   "路由器", "设备",     "产品", "认证", "杯",   "奖学金", "手表", "平板", "系列",
    "基站", "软件产品", "模拟器", "网络设备", "期",   "己",   "主导", "一体",   "级",   "方案", "技术培训",
};
/* A post or a department that has the name of a thing. */
static const char *const departments[] = {
    "产品经理", "产品总监", "产品部",     "产品线",       "产品工程师", "产品事业",   "产品主管",   "产品开发",   "产品管理",
    "产品研发", "产品中心", "产品测试",   "产品市场",     "产品行销",   "产品专员",   "产品支持",   "产品规划",   "产品副",
    "产品技术", "设备部",   "设备工程师", "设备经理",     "设备主管",   "基站部",     "基站工程师", "手机部",     "手机事业",
    "手机产品", "认证部",   "认证工程师", "系列产品经理", "方案经理",   "方案工程师", "方案部",     "手机工程师", "方案架构师",
};

static bool after_holds_chinese(const struct organisation *o, struct bytes name, const struct words *w)
{
    struct bytes after = bytes_of(w->after, w->after_len), rest = rest_of_name(w);
    if (BEGINS_ANY(after, no_ends)) return false;
    if (holds_any(rest, others, ARRAY_LEN(others))) return false;
    if (o->class == ORGANISATION_EMPLOYER && BEGINS_ANY(after, products) && !BEGINS_ANY(after, departments)) return false;
    bool school = strstr(o->kind, "university") != NULL;
    return has_companies(o) || school || ENDS_ANY(name, companies) || !holds_any(rest, companies, ARRAY_LEN(companies));
}

/* ---- Latin ---- */

static const char *const things[] = {
    "pier",          "federal credit", "credit union", "surplus", "exchange", "yard",      "blue",   "bean",
    "one",           "street",         "road",         "avenue",  "lane",     "boulevard", "drive",  "high school",
    "public school", "public schools", "elementary",   "park",    "museum",   "hospital",  "press",  "university press",
    "times",         "football",       "fc",           "stadium", "ants",     "knife",     "of one", "wives",
    "brat",          "brats",          "tower",        "plaza",   "hotel",    "style",     "green",  "strong",
    "stuttering",    "speakers",       "suppliers",    "shares",  "stock",
};
static const char *const wares[] = {
    "certified", "certification", "certifications",
    "router",    "routers",       "switch",
    "switches",  "equipment",     "devices",
    "phone",     "phones",        "products",
    "ccna",      "ccnp",          "ccie",
    "ios",       "hardware",      "networking academy",
    "academy",   "firewall",      "firewalls",
    "gear",      "handsets",      "tablets",
    "cup",       "scholarship",   "cloud certified",
    "database",  "platform",      "technology stack",
    "solutions", "sap",           "erp",
};
/* What may stand before a service that every country has, and belongs to it. */
static const char *const own_words[] = {
    "us",  "u.s.", "usa",         "the",       "american", "united states", "in",     "at",      "of",  "from",    "joined",
    "for", "with", "active duty", "former",    "ex",       "retired",       "served", "regular", "and", "veteran", "by",
    "to",  "army", "navy",        "air force", "marines",  "british",       "my",
};
static const char *const own_ends[] = {
    "officer",    "veteran",    "reserve",   "reserves",  "captain",        "major",        "lieutenant", "sergeant", "colonel",
    "general",    "specialist", "engineer",  "analyst",   "national guard", "intelligence", "signal",     "signals",  "cyber",
    "medic",      "recruit",    "cadet",     "commander", "chief",          "petty",        "corporal",   "private",  "staff",
    "special",    "rotc",       "security",  "network",   "communications", "from",         "and",        "as",       "in",
    "for",        "where",      "with",      "until",     "since",          "to",           "research",   "linguist", "pilot",
    "technician", "instructor", "reservist", "liaison",   "representative", "project",      "contract",   "program",  "corps",
};

static bool starts_with_capital(struct bytes text, uint32_t at)
{
    if (at + 2 < text.len && text.data[at] == ' ' && text.data[at + 1] == '&') return true;
    if (at + 1 >= text.len || text.data[at] != ' ') return false;
    return text.data[at + 1] >= 'A' && text.data[at + 1] <= 'Z';
}

/* A capitalised word right before a name of one or two words: "Salvation Army", unless it belongs to it. */
static bool capital_before(struct bytes text, uint32_t start)
{
    uint32_t at = start;
    if (at == 0 || text.data[--at] != ' ') return false;
    while (at > 0 && text.data[at - 1] > ' ' && text.data[at - 1] != ',' && text.data[at - 1] != '(') at--;
    return text.data[at] >= 'A' && text.data[at] <= 'Z' && text.data[start - 2] != ':' && text.data[start - 2] != '-';
}

/* One or two words in ordinary letters: "Army", "Air Force". */
static bool is_plain(struct bytes name)
{
    unsigned small = 0, blanks = 0;
    for (size_t i = 0; i < name.len; i++) {
        if (name.data[i] >= 0x80) return false;
        small += name.data[i] >= 'a';
        blanks += name.data[i] == ' ';
    }
    return small > 2 && blanks < 2;
}

static bool ends_word(struct bytes t, const char *const *list, size_t count)
{
    while (t.len > 0 && t.data[t.len - 1] == ' ') t.len--;
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(list[i]), more = t.len > len ? len + 1 : len;
        if (ends(t, list[i]) && hint_in(bytes_slice(t, t.len - more, more), list[i])) return true;
    }
    return false;
}

static bool begins_word(struct bytes t, const char *const *list, size_t count)
{
    while (t.len > 0 && t.data[0] == ' ') t = bytes_slice(t, 1, t.len);
    for (size_t i = 0; i < count; i++)
        if (begins(t, list[i]) && hint_in(bytes_slice(t, 0, strlen(list[i]) + 1), list[i])) return true;
    return false;
}

static bool latin_holds(const struct organisation *o, const struct organisation_name *name, struct bytes text, uint32_t start,
                        uint32_t end, const struct words *w)
{
    struct bytes before = bytes_of(w->before, w->before_len), after = bytes_of(w->after, w->after_len);
    if (begins_word(after, things, ARRAY_LEN(things))) return false;
    if (o->class == ORGANISATION_EMPLOYER && begins_word(after, wares, ARRAY_LEN(wares))) return false;
    if (!name->ambiguous || name->pattern || !is_plain(name->text)) return true;
    if (capital_before(text, start) && !ends_word(before, own_words, ARRAY_LEN(own_words)) && !nation_at_end(before))
        return false;
    return !starts_with_capital(text, end) || begins_word(after, own_ends, ARRAY_LEN(own_ends));
}

/* ---- whose ---- */

/* What succeeded the Soviet Union's bodies stands under Russia in lists. */
static bool same_country(const char *told, const char *listed)
{
    return strcmp(told, listed) == 0 || (strcmp(told, "SU") == 0 && strcmp(listed, "RU") == 0);
}

/* A country beside the name that is not the organisation's: 印度海军, Ministry of Defence of Singapore. */
static bool is_foreign(const struct organisation *o, const struct words *w)
{
    if (strcmp(o->country, "XX") == 0 || o->class == ORGANISATION_EMPLOYER) return false;
    const char *before = nation_at_end(bytes_of(w->before, w->before_len));
    if (before && !same_country(before, o->country)) return true;
    struct bytes rest = bytes_of(w->after, w->after_len < RUN_OCTETS ? w->after_len : RUN_OCTETS);
    if (!begins(rest, "(") && !begins(rest, "of ")) return false;
    const char *after = nation_at_start(rest);
    return after && !same_country(after, o->country);
}

bool boundary_holds(const struct organisation *o, const struct organisation_name *name, struct bytes text, uint32_t start,
                    uint32_t end, const struct words *w)
{
    uint8_t folded[WORDS_FOLDED];
    struct bytes own = bytes_slice(text, start, end - start);
    if (own.len > WORDS_REACH) return true;
    own = bytes_of(folded, fold_text(own, folded));
    if (is_foreign(o, w)) return false;
    if (ideographic(last_code(own)))
        return before_holds(own, bytes_of(w->before, w->before_len), strstr(o->kind, "university") != NULL) &&
               after_holds_chinese(o, own, w);
    return latin_holds(o, name, text, start, end, w);
}
