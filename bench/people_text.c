#include "people_text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"

#define PICK(seed, list) (list)[below(seed, sizeof(list) / sizeof *(list))]

/* xorshift64*: equal seeds, equal texts. */
static uint32_t below(uint64_t *seed, size_t limit)
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return (uint32_t)((*seed * UINT64_C(0x2545f4914f6cdd1d) >> 32) % limit);
}

/* ---- names ---- */

static const char *const zh_places[] = {
    "北京", "上海", "天津", "重庆", "河北", "山西", "辽宁", "吉林",   "江苏", "浙江", "安徽", "福建", "江西", "山东",   "河南",
    "湖北", "湖南", "广东", "广西", "海南", "四川", "贵州", "云南",   "陕西", "甘肃", "青海", "宁夏", "新疆", "深圳",   "广州",
    "南京", "杭州", "苏州", "武汉", "成都", "西安", "沈阳", "哈尔滨", "长春", "大连", "青岛", "济南", "郑州", "石家庄", "太原",
    "合肥", "南昌", "福州", "厦门", "长沙", "南宁", "昆明", "贵阳",   "兰州", "珠海", "无锡", "宁波", "华东", "华北",   "中国",
};
static const char *const zh_first[] = {"金", "华", "天", "东", "海", "新", "中", "永", "恒", "瑞", "鼎",
                                       "万", "宏", "鸿", "盛", "正", "国", "安", "泰", "康", "汇", "联",
                                       "同", "远", "长", "大", "科", "信", "和", "德", "启", "明"};
static const char *const zh_second[] = {"陵", "鹏", "宇", "方", "纳", "达", "兴", "隆", "源", "丰", "诚", "通",
                                        "博", "锐", "力", "创", "腾", "翔", "飞", "星", "光", "辉", "业", "邦",
                                        "润", "银", "石", "山", "江", "河", "洋", "泽", "晟", "拓", "捷", "迅",
                                        "普", "讯", "维", "凯", "利", "美", "佳", "益", "顺", "嘉", "亿", "基"};
static const char *const zh_fields[] = {
    "电子", "通信", "信息", "软件", "网络", "光电",   "机械", "石化",   "化工", "医药", "生物", "能源",
    "电力", "电气", "航空", "航天", "船舶", "汽车",   "建筑", "地产",   "贸易", "投资", "证券", "保险",
    "传媒", "教育", "环保", "材料", "钢铁", "有色",   "纺织", "食品",   "物流", "交通", "水利", "测绘",
    "气象", "地质", "农业", "林业", "遥感", "自动化", "仪表", "计算机", "雷达", "微波", "导航", "安全",
};
static const char *const zh_kinds[] = {
    "股份有限公司", "有限公司", "有限责任公司", "集团有限公司", "技术有限公司", "集团公司", "科技股份有限公司", "研究所",
    "研究院",       "设计院",   "大学",         "学院",         "总公司",       "管理局",   "实验室",           "委员会",
    "中心",         "厂",       "第一研究所",   "工程公司",     "控股有限公司", "总局",     "分公司",           "协会",
};

static const char *const en_first[] = {"Kal", "Bran", "Dor", "Hel", "Mor", "Nor", "Stan", "Thor", "Vek", "Wes", "Zor", "Quin",
                                       "Pel", "Lun",  "Jas", "Gra", "Fen", "Cor", "Bel",  "Ald",  "Rhe", "Osk", "Ull", "Yar"};
static const char *const en_middle[] = {"", "", "a", "e", "i", "o", "ani", "eli", "ive", "umi", "isto", "ando"};
static const char *const en_last[] = {"mer",   "dal", "vin",  "ton", "field", "wick", "berg", "strom", "ford",  "well",
                                      "grave", "nov", "ski",  "ski", "sen",   "man",  "ley",  "shire", "gate",  "port",
                                      "tech",  "com", "line", "net", "star",  "ware", "bury", "combe", "hurst", "mont"};
static const char *const en_places[] = {"Norway",  "Canada",  "Poland", "Brazil", "Geneva",   "Munich",  "Toulouse",
                                        "Bristol", "Austin",  "Ottawa", "Madrid", "Helsinki", "Seoul",   "Yokohama",
                                        "Lahore",  "Nairobi", "Denver", "Leeds",  "Antwerp",  "Bologna", "Gdansk",
                                        "Oslo",    "Utrecht", "Perth",  "Mumbai", "Cairo",    "Lima"};
static const char *const en_fields[] = {
    "Signals",   "Electronics", "Defence",    "Aerospace",   "Telecommunication", "Software",  "Network",
    "Radio",     "Systems",     "Cryptology", "Mathematics", "Hydrology",         "Physics",   "Intelligence",
    "Security",  "Engineering", "Maritime",   "Energy",      "Information",       "Computing", "Automation",
    "Materials", "Optics",      "Logistics",  "Finance",     "Medical",           "Transport"};
static const char *const en_kinds[] = {"Research Institute", "Corporation", "Group",   "Holdings", "Laboratories",
                                       "Technologies",       "Limited",     "Academy", "Agency",   "Bureau",
                                       "Directorate",        "University",  "Command", "Services"};
static const char *const en_heads[] = {"Ministry of",   "Department of",   "Institute of",
                                       "University of", "Directorate for", "Centre for"};

static int coin(uint64_t *seed, char *to, size_t room)
{
    const char *first = PICK(seed, en_first), *middle = PICK(seed, en_middle), *more = PICK(seed, en_middle),
               *last = PICK(seed, en_last);
    return snprintf(to, room, "%s%s%s%s", first, middle, more, last);
}

static void make_zh(uint64_t *seed, char ret[static NAME_MAX_OCTETS])
{
    const char *place = PICK(seed, zh_places), *first = PICK(seed, zh_first), *second = PICK(seed, zh_second);
    const char *field = PICK(seed, zh_fields), *kind = PICK(seed, zh_kinds);
    switch (below(seed, 5)) {
    case 0: snprintf(ret, NAME_MAX_OCTETS, "%s%s%s%s", first, second, field, kind); return;
    case 1: snprintf(ret, NAME_MAX_OCTETS, "%s第%u%s%s", place, 1 + below(seed, 99), field, kind); return;
    case 2: snprintf(ret, NAME_MAX_OCTETS, "%s%s%s", first, second, field); return; /* as people call it */
    default: snprintf(ret, NAME_MAX_OCTETS, "%s%s%s%s%s", place, first, second, field, kind);
    }
}

static void make_en(uint64_t *seed, char ret[static NAME_MAX_OCTETS])
{
    char own[64];
    const char *field = PICK(seed, en_fields), *kind = PICK(seed, en_kinds), *place = PICK(seed, en_places);
    const char *head = PICK(seed, en_heads), *other = PICK(seed, en_fields);
    coin(seed, own, sizeof own);
    switch (below(seed, 5)) {
    case 0: snprintf(ret, NAME_MAX_OCTETS, "%s %s and %s, %s", head, field, other, own); return;
    case 1: snprintf(ret, NAME_MAX_OCTETS, "%s %s %s of %s", own, field, kind, place); return;
    case 2: snprintf(ret, NAME_MAX_OCTETS, "%s %s", own, kind); return;
    default: snprintf(ret, NAME_MAX_OCTETS, "%s %s %s", own, field, kind);
    }
}

static void make_name(uint64_t *seed, char ret[static NAME_MAX_OCTETS])
{
    do {
        if (below(seed, 2))
            make_zh(seed, ret);
        else
            make_en(seed, ret);
    } while (strlen(ret) < NAME_MIN_OCTETS);
}

static uint64_t hash_of(const char *name)
{
    uint64_t h = 1;
    for (; *name; name++) h = (h ^ (uint8_t)*name) * UINT64_C(0x100000001b3);
    return h ^ h >> 29;
}

void names_make(struct names_made *ret, size_t count)
{
    size_t slots = 1;
    while (slots < 4 * count) slots *= 2;
    uint32_t *taken = calloc(slots, sizeof *taken); /* index + 1 */
    uint64_t seed = 20190705;
    *ret = (struct names_made){.list = malloc(count * sizeof *ret->list)};
    ENSURE(taken && ret->list);
    while (ret->count < count) {
        char *name = ret->list[ret->count];
        make_name(&seed, name);
        size_t at = hash_of(name) & (slots - 1);
        while (taken[at] && strcmp(ret->list[taken[at] - 1], name) != 0) at = (at + 1) & (slots - 1);
        if (!taken[at]) taken[at] = (uint32_t)++ret->count;
    }
    free(taken);
}

void names_free(struct names_made *n)
{
    free(n->list);
    *n = (struct names_made){0};
}

/* ---- records ---- */

static const char *const zh_posts[] = {"工程师",   "高级工程师", "项目经理", "总经理",   "副总经理",   "财务总监",
                                       "部门主任", "董事会秘书", "研究员",   "技术总监", "销售经理",   "会计",
                                       "讲师",     "副教授",     "处长",     "科员",     "监事会主席", "总工程师"};
static const char *const zh_duties[] = {
    "负责核心网设备的规划与优化",     "主持移动通信系统的总体设计",   "参与制定年度预算并监督执行",
    "组织实施信息化建设项目",         "从事嵌入式软件开发与测试工作", "带领二十余人的团队完成交付",
    "负责客户关系维护与市场拓展",     "承担国家重点研发计划课题",     "主管生产运营和质量管理体系建设",
    "多次获得先进工作者称号",         "发表学术论文十余篇",           "熟悉招投标流程及合同管理",
    "分管人力资源及行政事务",         "兼任多家上市公司独立董事",     "长期在海外项目现场工作",
    "取得注册会计师和律师执业资格",   "本科学历，毕业于计算机专业",   "获工商管理硕士学位，具有高级职称",
    "无境外永久居留权，身体状况良好", "曾参加高级管理人员培训班学习",
};
static const char *const en_posts[] = {"Engineer",   "Senior Engineer", "Project Manager", "Analyst",   "Director",
                                       "Consultant", "Architect",       "Accountant",      "Lecturer",  "Technician",
                                       "Team Lead",  "Product Owner",   "Head of Sales",   "Researcher"};
static const char *const en_duties[] = {
    "planned and tuned the packet core of a mobile operator",
    "wrote embedded software in C and tested it on real hardware",
    "led a team of twelve people in three countries",
    "was responsible for the yearly budget and its reporting",
    "negotiated contracts with customers and suppliers",
    "introduced automated testing and continuous delivery",
    "maintained billing and roaming interfaces",
    "designed antennas and radio links for rural areas",
    "taught courses on databases, statistics and programming",
    "published eleven papers at international conferences",
    "migrated two data centres to virtual machines",
    "handled incidents around the clock and wrote the reviews",
    "graduated with honours in electrical engineering",
    "speaks English, French and some Mandarin",
    "certified in project management and information security",
    "supported the sales team with technical presentations",
};

/* Characters whose traditional form is another. */
static const char *const pairs[][2] = {
    {"国", "國"}, {"电", "電"}, {"东", "東"}, {"业", "業"}, {"学", "學"}, {"务", "務"}, {"总", "總"}, {"经", "經"},
    {"术", "術"}, {"网", "網"}, {"团", "團"}, {"联", "聯"}, {"华", "華"}, {"万", "萬"}, {"汇", "匯"}, {"长", "長"},
    {"远", "遠"}, {"鹏", "鵬"}, {"达", "達"}, {"兴", "興"}, {"创", "創"}, {"腾", "騰"}, {"飞", "飛"}, {"辉", "輝"},
    {"银", "銀"}, {"广", "廣"}, {"庆", "慶"}, {"苏", "蘇"}, {"陕", "陝"}, {"医", "醫"}, {"药", "藥"}, {"设", "設"},
    {"计", "計"}, {"实", "實"}, {"验", "驗"}, {"员", "員"}, {"会", "會"}, {"厂", "廠"}, {"协", "協"}, {"软", "軟"},
    {"机", "機"}, {"气", "氣"}, {"车", "車"}, {"测", "測"}, {"绘", "繪"}, {"农", "農"}, {"师", "師"}, {"级", "級"},
};

struct maker {
    uint64_t seed;
    const struct names_made *names;
    size_t count, len;
    unsigned named_in_1000;
    char *at;
    bool traditional, full_width; /* this record */
};

static void put_text(struct maker *m, const char *text, size_t len)
{
    memcpy(m->at + m->len, text, len);
    m->len += len;
}

static const char *traditional(const char *code)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (memcmp(code, pairs[i][0], 3) == 0) return pairs[i][1];
    return code;
}

/* As the record is written. */
static void put(struct maker *m, const char *text)
{
    for (const char *p = text; *p;) {
        unsigned octet = (uint8_t)*p, len = octet < 0x80 ? 1 : octet < 0xe0 ? 2 : 3;
        char wide[4];
        if (m->full_width && octet >= '0' && octet <= '9') {
            snprintf(wide, sizeof wide, "\xef\xbc%c", (int)(0x90 + octet - '0'));
            put_text(m, wide, 3);
        } else {
            put_text(m, m->traditional && len == 3 ? traditional(p) : p, len);
        }
        p += len;
    }
}

static void put_employer(struct maker *m, bool zh)
{
    char name[NAME_MAX_OCTETS], *p = name;
    if (below(&m->seed, 1000) < m->named_in_1000)
        memcpy(name, m->names->list[below(&m->seed, m->count)], sizeof name);
    else if (zh)
        make_zh(&m->seed, name);
    else
        make_en(&m->seed, name);
    bool capitals = below(&m->seed, 10) == 0;
    for (; capitals && *p; p++)
        if (*p >= 'a' && *p <= 'z') *p = (char)(*p - 'a' + 'A');
    put(m, name);
}

static void post_zh(struct maker *m)
{
    char dates[64];
    unsigned from = 1980 + below(&m->seed, 35);
    snprintf(dates, sizeof dates, "%u年%u月至%u年%u月任", from, 1 + below(&m->seed, 12), from + 1 + below(&m->seed, 8),
             1 + below(&m->seed, 12));
    put(m, dates);
    put_employer(m, true);
    put(m, PICK(&m->seed, zh_posts));
    put(m, "，");
    put(m, PICK(&m->seed, zh_duties));
    put(m, "；");
}

static void post_en(struct maker *m)
{
    static const char *const months[] = {"January", "March", "May", "June", "September", "October"};
    char dates[64];
    unsigned from = 1980 + below(&m->seed, 35);
    const char *first = PICK(&m->seed, months);
    snprintf(dates, sizeof dates, "%s %u - %u: ", first, from, from + 1 + below(&m->seed, 8));
    put(m, dates);
    put(m, PICK(&m->seed, en_posts));
    put(m, ", ");
    put_employer(m, false);
    put(m, "; ");
    put(m, PICK(&m->seed, en_duties));
    put(m, " and ");
    put(m, PICK(&m->seed, en_duties));
    put(m, ". ");
}

char *text_make(const struct names_made *dictionary, size_t count, unsigned named_in_1000, size_t size, size_t *ret_len)
{
    enum { RECORD_MAX = 16384 };
    struct maker m = {
        .seed = 590, .names = dictionary, .count = count, .named_in_1000 = named_in_1000, .at = malloc(size + RECORD_MAX)};
    ENSURE(m.at);
    while (m.len < size) {
        unsigned posts = 3 + below(&m.seed, 6);
        bool zh = below(&m.seed, 8) < 5;
        m.traditional = zh && below(&m.seed, 10) == 0;
        m.full_width = zh && below(&m.seed, 10) == 0;
        for (unsigned i = 0; i < posts; i++) {
            if (zh)
                post_zh(&m);
            else
                post_en(&m);
        }
        put_text(&m, "\n", 1);
    }
    *ret_len = m.len;
    return m.at;
}
