#include "people/second_cue.h"

#include "base/macros.h"
#include "people/nations.h"
#include "text/fold.h"

/* ---- what else an abbreviation stands for ---- */

const struct friend false_friends[] = {
    {"cia",
     {"auditor", "internal audit", "audit", "cpa", "cfe", "exam", "culinary", "triad", "内部审计", "审计师", "注册会计师",
      "confidentiality"}},
    {"nsa",
     {"5g", "sa", "lte", "volte", "nr", "non-standalone", "standalone", "speakers", "stuttering", "sheriffs", "naval support",
      "双模"}},
    {"mss", {"managed security", "managed services", "satellite", "storage", "soc", "mssp", "安全托管", "托管服务", "rf"}},
    {"gru",
     {"lstm", "rnn", "cnn", "keras", "pytorch", "tensorflow", "neural", "recurrent", "gated", "神经网络", "深度学习", "airport"}},
    {"svr", {"svm", "regression", "random forest", "scikit", "sql server", "机器学习", "支持向量"}},
    {"fsb", {"bus", "front side", "motherboard", "stability board", "cpu", "ddr", "basel", "forestry"}},
    {"pla", {"abs", "filament", "3d", "polylactic", "logic array", "plastic", "打印", "power line", "fpga"}},
    {"bnd", {"currency", "sgd", "brunei", "usd", "band"}},
    {"dia", {"airport", "denver", "diameter", "arts"}},
    {"cisa", {"auditor", "isaca", "cism", "cissp", "crisc", "cia", "审计师", "certified"}},
    {"nis", {"directive", "nis2", "yellow pages", "network information", "compliance", "nfs", "ldap"}},
    {"nps", {"promoter", "customers", "customer", "score", "pension", "park", "network policy", "radius"}},
    {"sis", {"student information", "safety instrumented", "schengen", "strategic information"}},
    {"nda", {"disclosure", "confidentiality", "signed", "agreement"}},
    {"mib", {"snmp", "oid", "management information"}},
    {"pap", {"chap", "ppp", "radius", "authentication"}},
    {"cse", {"computer science", "b.tech", "btech", "b.e", "cse department", "engineering", "stock exchange"}},
    {"ib", {"baccalaureate", "diploma", "investment bank", "infiniband"}},
    {"isa", {"instruction set", "arborist", "isa server", "automation", "savings", "appraisal"}},
    {"bsi", {"british standards", "iso 9001", "iso 27001", "certification body"}},
    {"raw", {"raw data", "raw images", "raw material", "raw materials", "photography"}},
    {"pst", {"outlook", "mailbox", "utc", "pacific"}},
    {"adf", {"azure", "data factory", "oracle adf", "jdeveloper"}},
    {"cni", {"kubernetes", "container", "docker", "k8s", "critical national"}},
    {"asf", {"apache", "foundation"}},
    {"mit",
     {"massachusetts", "sloan", "cambridge", "mit license", "lincoln", "media lab", "manipal", "opencourseware", "麻省理工"}},
    {"disa", {"stig", "stigs"}},
    {"mitre", {"att&ck", "cve", "framework"}},
    {"apl", {"language", "dyalog"}},
    {"sei", {"cmmi", "cmm", "sei investments"}},
    {"dga", {"domain generation", "dissolved gas"}},
    {"mod", {"apache", "minecraft", "game", "module", "modulo"}},
    {"asd", {"autism", "spectrum"}},
    {"must", {"moscow", "macau", "malaysia university"}},
    {"ssf", {"social security", "single sign"}},
    {"add", {"attention", "attribute"}},
    {"abw", {"activity based"}},
    {"wat", {"web assembly", "wasm"}},
    {"irgc", {"sanctions screening"}},
    {"fis", {"fidelity", "ski"}},
    {"idf", {"tf-idf", "tfidf", "distribution frame", "diabetes", "intel developer"}},
    {"ams", {"annual maintenance", "managed services", "mathematical society", "amsterdam", "asset management"}},
    {"bel", {"decibel"}},
    {"isi", {"inter-symbol", "intersymbol", "web of science", "indian statistical"}},
    {"foi", {"freedom of information"}},
    {"rn", {"nurse", "nursing", "nclex"}},
    {"saic", {"motor", "volkswagen", "gm"}},
    {"pentagon", {"federal credit", "shape", "pentagonal"}},
    {"prism", {"reservation", "graphpad", "wpf", "software"}},
    {"west point", {"georgia", "mississippi"}},
    {"gsd", {"german shepherd", "sweden"}},
    {"gad", {"anxiety"}},
    {"cmc", {"computer maintenance", "carboxymethyl", "chemistry", "medical college"}},
    {"mps", {"school board", "manufacturing", "monolithic power"}},
    {"isf", {"information security forum"}},
    {"apt1", {"report"}},
};
const size_t false_friend_count = ARRAY_LEN(false_friends);

static struct bytes folded_name(const struct organisation_name *name, uint8_t ret[static 3 * 64])
{
    return name->text.len > 64 ? bytes_of(ret, 0) : bytes_of(ret, fold_text(name->text, ret));
}

/* Initials of the words right before text[at], back to as many as the abbreviation has letters, are those of the abbreviation. */
static bool spelled_out(struct bytes text, size_t at, struct bytes abbreviation)
{
    for (size_t left = abbreviation.len; left > 0; left--) {
        while (at > 0 && strchr(" -,", text.data[at - 1])) at--;
        size_t end = at;
        while (at > 0 && !strchr(" -,", text.data[at - 1])) at--;
        if (at == end) return false;
        struct bytes word = bytes_slice(text, at, end - at);
        if (left < abbreviation.len && (bytes_equal(word, bytes_of_text("of")) || bytes_equal(word, bytes_of_text("for")) ||
                                        bytes_equal(word, bytes_of_text("the")) || bytes_equal(word, bytes_of_text("and")))) {
            left++;
            continue;
        }
        if (word.data[0] != abbreviation.data[left - 1]) return false;
    }
    return true;
}

/* "Words That Begin So (WTBS)". Whether they are the organisation's own name has been asked before. */
static bool expanded(struct bytes text, struct bytes abbreviation)
{
    for (size_t at = 0; at + abbreviation.len + 2 <= text.len; at++) {
        if (text.data[at] != '(' || text.data[at + 1 + abbreviation.len] != ')') continue;
        if (!bytes_equal(bytes_slice(text, at + 1, abbreviation.len), abbreviation)) continue;
        if (spelled_out(text, at, abbreviation)) return true;
    }
    return false;
}

bool false_friend(const struct organisation_name *name, struct bytes text)
{
    uint8_t room[3 * 64];
    struct bytes own = folded_name(name, room);
    for (size_t i = 0; i < ARRAY_LEN(false_friends); i++) {
        if (!bytes_equal(own, bytes_of_text(false_friends[i].abbreviation))) continue;
        for (size_t k = 0; k < ARRAY_LEN(false_friends[i].words) && false_friends[i].words[k]; k++)
            if (hint_in(text, false_friends[i].words[k])) return true;
    }
    return own.len >= 2 && own.len <= 8 && expanded(text, own);
}

/* ---- second cues ---- */

static const char *const military[] = {
    "sergeant",
    "captain",
    "lieutenant",
    "colonel",
    "corporal",
    "private first class",
    "admiral",
    "brigade",
    "battalion",
    "regiment",
    "squadron",
    "platoon",
    "infantry",
    "deployed",
    "deployment to",
    "veteran",
    "honorable discharge",
    "honorably discharged",
    "enlisted",
    "conscript",
    "conscription",
    "military",
    "armed forces",
    "petty officer",
    "warrant officer",
    "staff officer",
    "commanding officer",
    "noncommissioned",
    "active duty",
    "basic training",
    "boot camp",
    "combat",
    "sigint",
    "signals intelligence",
    "tour of duty",
    "mos",
    "uss",
    "fleet",
    "reservist",
    "national service",
    "naval officer",
    "commissioned officer",
    "rank",
    "secret clearance",
    "iraq",
    "afghanistan",
    "服役",
    "参军",
    "入伍",
    "退伍",
    "转业",
    "复员",
    "军官",
    "士官",
    "战士",
    "士兵",
    "连长",
    "营长",
    "排长",
    "团长",
    "旅长",
    "师长",
    "军长",
    "少尉",
    "中尉",
    "上尉",
    "少校",
    "中校",
    "上校",
    "大校",
    "少将",
    "中将",
    "政委",
    "指导员",
    "教导员",
    "参谋",
    "某部",
    "部队",
    "司令部",
    "司令员",
    "军区",
    "舰队",
    "舰艇",
    "服兵役",
    "义务兵",
    "预备役",
    "现役",
    "军衔",
    "军旅",
    "军人",
    "军事",
    "文职",
    "военн",
    "служба",
    "офицер",
    "полк",
    "рядовой",
    "сержант",
    "лейтенант",
    "капитан",
    "soldat",
    "offizier",
    "wehrdienst",
    "leutnant",
};
static const char *const secret[] = {
    "intelligence officer",
    "intelligence analyst",
    "intelligence",
    "counterintelligence",
    "counterterrorism",
    "sigint",
    "signals intelligence",
    "humint",
    "cryptologic",
    "cryptanalyst",
    "cryptanalysis",
    "cryptographer",
    "clandestine",
    "covert",
    "case officer",
    "operations officer",
    "special agent",
    "clearance",
    "top secret",
    "ts/sci",
    "polygraph",
    "classified",
    "espionage",
    "reconnaissance",
    "tradecraft",
    "national security",
    "linguist",
    "fort meade",
    "langley",
    "cheltenham",
    "pullach",
    "情报",
    "侦察",
    "反间谍",
    "保密",
    "密码",
    "技侦",
    "国家安全",
    "特工",
    "谍报",
    "разведк",
    "контрразведк",
    "шифр",
    "geheimdienst",
    "nachrichtendienst",
    "renseignement",
};
static const char *const ranks_of_office[] = {
    "处长",      "局长",      "副处长",         "副局长",        "科长",
    "干部",      "民警",      "警官",           "警察",          "科员",
    "侦查",      "刑侦",      "警衔",           "police",        "detective",
    "inspector", "constable", "superintendent", "special agent", "criminal investigation",
};
static const char *const scholarly[] = {
    "工学", "学士",     "硕士",   "博士", "毕业", "专业", "学位",   "本科",      "研究生", "学员",     "教员",      "讲师",
    "教授", "bachelor", "master", "phd",  "msc",  "bsc",  "degree", "graduated", "cadet",  "lecturer", "professor",
};
static const char *const inventive[] = {
    "defense",
    "defence",
    "classified",
    "clearance",
    "weapons",
    "missile",
    "radar",
    "research engineer",
    "research scientist",
    "military",
    "军工",
    "国防",
    "武器",
    "雷达",
    "导弹",
    "研制",
    "研究员",
    "军品",
    "型号",
};

struct trade {
    const char *name;
    const char *const *kinds; /* parts of the organisation's kind */
    const char *const *words;
    size_t count;
};

static const struct trade trades[] = {
    {"military-vocabulary", (const char *const[]){"military", "sigint", "defence", NULL}, military, ARRAY_LEN(military)},
    {"intelligence-vocabulary", (const char *const[]){"intel", "sigint", "security", "cyber", NULL}, secret, ARRAY_LEN(secret)},
    {"police-vocabulary", (const char *const[]){"police", NULL}, ranks_of_office, ARRAY_LEN(ranks_of_office)},
    {"school-vocabulary", (const char *const[]){"university", NULL}, scholarly, ARRAY_LEN(scholarly)},
    {"defence-vocabulary", (const char *const[]){"defence", "military_research", "industry", NULL}, inventive,
     ARRAY_LEN(inventive)},
};

static bool is_kind(const struct trade *t, const char *kind)
{
    for (size_t i = 0; t->kinds[i]; i++)
        if (strstr(kind, t->kinds[i])) return true;
    return false;
}

/* Words that several countries have for their services: what is asked is only whose. */
static bool is_spelled_out(struct bytes name)
{
    unsigned blanks = 0, small = 0;
    for (size_t i = 0; i < name.len; i++) {
        blanks += name.data[i] == ' ';
        small += name.data[i] >= 'a' && name.data[i] <= 'z';
    }
    return blanks > 0 && small > 4;
}

const char *second_cue(const struct organisation *o, const struct organisation_name *name, struct bytes near)
{
    bool country = nation_in(near, o->country);
    if (country && is_spelled_out(name->text)) return "country";
    if (o->class == ORGANISATION_EMPLOYER) return NULL;
    struct word_grams g;
    word_grams_of(near, &g);
    for (size_t i = 0; i < ARRAY_LEN(trades); i++) {
        if (!is_kind(&trades[i], o->kind)) continue;
        for (size_t k = 0; k < trades[i].count; k++)
            if (word_grams_may(&g, trades[i].words[k]) && hint_in(near, trades[i].words[k])) return trades[i].name;
    }
    return NULL;
}
