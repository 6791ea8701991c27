#include "people/cv_keys.h"

#include <stdbool.h>
#include <string.h>

#include "base/macros.h"
#include "people/attribute.h"

/* Normalised names, with blanks between them. */
static const struct {
    enum cv_key key;
    const char *names;
} table[] = {
    {CV_KEY_ID, "id cvid resumeid personid profileid recordid candidateid userid uuid 编号 简历编号"},
    {CV_KEY_LABEL, "name 名称"},
    {CV_KEY_NAME, "fullname personname candidatename displayname 姓名 名字"},
    {CV_KEY_GIVEN_NAME, "firstname givenname 名"},
    {CV_KEY_FAMILY_NAME, "lastname familyname surname 姓"},
    {CV_KEY_BASICS, "basics cv resume person profile data document candidate basicinfo 基本信息 简历"},
    {CV_KEY_EMPLOYMENT,
     "work works experience experiences workexperience workexperiences workhistory jobhistory employment employments "
     "employmenthistory positions jobs career careerhistory professionalexperience 工作经历 工作经验 职业经历 "
     "任职经历 从业经历 工作履历 主要经历 履历"},
    {CV_KEY_EDUCATION,
     "education educations educationhistory educationbackground educationalbackground schools studies academics "
     "教育经历 教育背景 学习经历 教育"},
    {CV_KEY_PROJECT, "project projects projectexperience projectexperiences 项目经历 项目经验 科研项目 项目"},
    {CV_KEY_SERVICE, "military militaryservice service 服役经历 从军经历 兵役 军旅经历"},
    {CV_KEY_OTHER_ENTRIES,
     "volunteer volunteering volunteerexperience memberships positionsofresponsibility 志愿经历 社会兼职 兼职"},
    {CV_KEY_ORGANISATION,
     "company companyname employer employername organization organisation organizationname organisationname firm "
     "workplace agency entity business 公司 公司名称 单位 单位名称 工作单位 企业 企业名称 雇主 机构 机构名称"},
    {CV_KEY_SCHOOL,
     "school schoolname university universityname college institution institutionname almamater 学校 学校名称 院校 "
     "院校名称 毕业院校 毕业学校"},
    {CV_KEY_TITLE,
     "title titles position positiontitle role roles jobtitle job occupation designation rank post 职位 职位名称 职务 岗位 "
     "岗位名称 头衔 担任职务 角色"},
    {CV_KEY_STUDY,
     "degree degreename studytype area fieldofstudy field major discipline qualification diploma course subject 专业 "
     "专业名称 所学专业 学历 学位"},
    {CV_KEY_FROM,
     "start startdate startedon starttime startyear startsat from fromdate datefrom begin begindate begintime since 开始时间 "
     "开始日期 起始时间 起始日期 入职时间 入职日期 入学时间 入学日期"},
    {CV_KEY_UNTIL,
     "end enddate endedon endtime endyear endsat to todate dateto until till finish finishdate 结束时间 结束日期 截止时间 "
     "终止时间 离职时间 离职日期"},
    {CV_KEY_GRADUATED, "graduation graduationdate graduationyear graduated 毕业时间 毕业日期 毕业年份"},
    {CV_KEY_DATES,
     "date dates period periods duration daterange datesemployed timeperiod timeframe years when 时间 日期 起止时间 起止日期 "
     "任职时间 在职时间 工作时间 时间段"},
    {CV_KEY_PLACE,
     "location place city region state residence currentlocation worklocation joblocation locationname 所在地 现居地 "
     "现居住地 所在城市 城市 地点 工作地点"},
    {CV_KEY_COUNTRY, "country countrycode countryname 国家"},
    {CV_KEY_CURRENT, "current iscurrent present currentlyworking currentlyworkinghere stillworking 至今"},
    {CV_KEY_YEAR, "year 年"},
    {CV_KEY_MONTH, "month 月"},
    {CV_KEY_DAY, "day 日"},
    {CV_KEY_IGNORED,
     "schema version meta canonical lastmodified theme updated updatedat created createdat language lang source score "
     "gpa type kind logo icon"},
    {CV_KEY_DROPPED,
     "profiles references referees recommendations contact contacts contactinfo avatar picture image 联系方式 证明人"}};

/* Lower case, without what separates words. False: longer than any that is known. */
static bool normalise(struct bytes name, char ret[static CV_KEY_OCTETS], size_t *ret_len)
{
    size_t len = 0;
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.data[i];
        if (c == '_' || c == '-' || c == ' ' || c == '.' || c == '$' || c == '@') continue;
        if (len == CV_KEY_OCTETS) return false;
        ret[len++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    *ret_len = len;
    return len > 0;
}

static bool stands_in(const char *names, const char *name, size_t len)
{
    for (const char *p = names; *p;) {
        size_t n = strcspn(p, " ");
        if (n == len && memcmp(p, name, len) == 0) return true;
        p += n;
        p += *p == ' ';
    }
    return false;
}

static enum cv_key look_up(struct bytes name)
{
    char text[CV_KEY_OCTETS];
    size_t len;
    if (!normalise(name, text, &len)) return CV_KEY_PROSE;
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        if (stands_in(table[i].names, text, len)) return table[i].key;
    /* a name of somebody else, or one that is no whole name */
    return attribute_field(name) == ATTRIBUTE_NONE ? CV_KEY_PROSE : CV_KEY_DROPPED;
}

/* Eight octets at a time. */
static uint32_t hash_of(struct bytes name)
{
    uint64_t hash = name.len;
    for (size_t at = 0; at < name.len; at += 8) {
        uint64_t word = 0;
        memcpy(&word, name.data + at, name.len - at < 8 ? name.len - at : 8);
        hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        hash ^= hash >> 32;
    }
    return (uint32_t)hash;
}

enum cv_key cv_key_of(struct cv_keys *k, struct bytes name)
{
    if (name.len == 0 || name.len > CV_KEY_OCTETS) return name.len ? look_up(name) : CV_KEY_PROSE;
    struct cv_key_slot *s = &k->slots[hash_of(name) % (CV_KEY_SLOTS / CV_KEY_WAYS) * CV_KEY_WAYS];
    for (size_t i = 0; i < CV_KEY_WAYS; i++)
        if (s[i].len == name.len && memcmp(s[i].name, name.data, name.len) == 0) return s[i].key;
    s += k->turn++ % CV_KEY_WAYS;
    s->key = (uint8_t)look_up(name);
    s->len = (uint8_t)name.len;
    memcpy(s->name, name.data, name.len);
    return s->key;
}

/* --- columns --- */

static const struct {
    const char *prefix;
    enum cv_key section;
} prefixes[] = {{"education", CV_KEY_EDUCATION}, {"edu", CV_KEY_EDUCATION},         {"school", CV_KEY_EDUCATION},
                {"study", CV_KEY_EDUCATION},     {"employment", CV_KEY_EMPLOYMENT}, {"employer", CV_KEY_EMPLOYMENT},
                {"company", CV_KEY_EMPLOYMENT},  {"work", CV_KEY_EMPLOYMENT},       {"job", CV_KEY_EMPLOYMENT}};

/* What the name says behind a word that tells the section: "education_start". */
static enum cv_key behind_prefix(struct cv_keys *k, const char *text, size_t len, enum cv_key *ret_section)
{
    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
        size_t n = strlen(prefixes[i].prefix);
        if (len <= n || memcmp(text, prefixes[i].prefix, n) != 0) continue;
        enum cv_key key = cv_key_of(k, bytes_of(text + n, len - n));
        if (key < CV_KEY_LABEL) continue;
        *ret_section = prefixes[i].section;
        return key == CV_KEY_LABEL ? CV_KEY_ORGANISATION : key;
    }
    return CV_KEY_PROSE;
}

enum cv_key cv_key_of_column(struct cv_keys *k, struct bytes name, uint32_t *ret_number, enum cv_key *ret_section)
{
    char text[CV_KEY_OCTETS];
    size_t len, digits;
    *ret_number = 0;
    *ret_section = CV_KEY_PROSE;
    enum cv_key key = cv_key_of(k, name);
    if (key != CV_KEY_PROSE || !normalise(name, text, &len)) return key;
    for (digits = 0; digits < 3 && digits < len && text[len - 1 - digits] >= '0' && text[len - 1 - digits] <= '9'; digits++) {
    }
    for (size_t i = len - digits; i < len; i++) *ret_number = 10 * *ret_number + (uint32_t)(text[i] - '0');
    len -= digits;
    if (digits > 0) key = cv_key_of(k, bytes_of(text, len));
    return key != CV_KEY_PROSE ? key : behind_prefix(k, text, len, ret_section);
}
