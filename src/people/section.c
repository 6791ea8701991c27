#include "people/section.h"

#include "people/cue.h"
#include "people/date.h"

enum { HEADING_MAX = 64 };

static const struct {
    const char *text; /* lower case */
    enum section section;
} headings[] = {
    {"experience", SECTION_EMPLOYMENT},
    {"work experience", SECTION_EMPLOYMENT},
    {"professional experience", SECTION_EMPLOYMENT},
    {"relevant experience", SECTION_EMPLOYMENT},
    {"industry experience", SECTION_EMPLOYMENT},
    {"research experience", SECTION_EMPLOYMENT},
    {"teaching experience", SECTION_EMPLOYMENT},
    {"employment", SECTION_EMPLOYMENT},
    {"employment history", SECTION_EMPLOYMENT},
    {"employment record", SECTION_EMPLOYMENT},
    {"work history", SECTION_EMPLOYMENT},
    {"career", SECTION_EMPLOYMENT},
    {"career history", SECTION_EMPLOYMENT},
    {"career summary", SECTION_EMPLOYMENT},
    {"professional background", SECTION_EMPLOYMENT},
    {"professional history", SECTION_EMPLOYMENT},
    {"positions held", SECTION_EMPLOYMENT},
    {"appointments", SECTION_EMPLOYMENT},
    {"internships", SECTION_EMPLOYMENT},
    {"volunteer experience", SECTION_EMPLOYMENT},
    {"工作经历", SECTION_EMPLOYMENT},
    {"工作经验", SECTION_EMPLOYMENT},
    {"工作履历", SECTION_EMPLOYMENT},
    {"工作简历", SECTION_EMPLOYMENT},
    {"工作背景", SECTION_EMPLOYMENT},
    {"工作情况", SECTION_EMPLOYMENT},
    {"主要工作经历", SECTION_EMPLOYMENT},
    {"职业经历", SECTION_EMPLOYMENT},
    {"从业经历", SECTION_EMPLOYMENT},
    {"任职经历", SECTION_EMPLOYMENT},
    {"任职情况", SECTION_EMPLOYMENT},
    {"实习经历", SECTION_EMPLOYMENT},
    {"社会兼职", SECTION_EMPLOYMENT},
    {"兼职情况", SECTION_EMPLOYMENT},
    {"工作經歷", SECTION_EMPLOYMENT},
    {"工作經驗", SECTION_EMPLOYMENT},
    {"education", SECTION_EDUCATION},
    {"education and training", SECTION_EDUCATION},
    {"education & training", SECTION_EDUCATION},
    {"educational background", SECTION_EDUCATION},
    {"academic background", SECTION_EDUCATION},
    {"academic qualifications", SECTION_EDUCATION},
    {"academic history", SECTION_EDUCATION},
    {"qualifications", SECTION_EDUCATION},
    {"studies", SECTION_EDUCATION},
    {"教育背景", SECTION_EDUCATION},
    {"教育经历", SECTION_EDUCATION},
    {"教育情况", SECTION_EDUCATION},
    {"学习经历", SECTION_EDUCATION},
    {"学历", SECTION_EDUCATION},
    {"学历背景", SECTION_EDUCATION},
    {"求学经历", SECTION_EDUCATION},
    {"培训经历", SECTION_EDUCATION},
    {"教育培训", SECTION_EDUCATION},
    {"學歷", SECTION_EDUCATION},
    {"教育經歷", SECTION_EDUCATION},
    {"projects", SECTION_PROJECT},
    {"project experience", SECTION_PROJECT},
    {"selected projects", SECTION_PROJECT},
    {"key projects", SECTION_PROJECT},
    {"research projects", SECTION_PROJECT},
    {"项目经验", SECTION_PROJECT},
    {"项目经历", SECTION_PROJECT},
    {"科研项目", SECTION_PROJECT},
    {"主持项目", SECTION_PROJECT},
    {"參與項目", SECTION_PROJECT},
    {"参与项目", SECTION_PROJECT},
    {"military", SECTION_SERVICE},
    {"military service", SECTION_SERVICE},
    {"national service", SECTION_SERVICE},
    {"military experience", SECTION_SERVICE},
    {"military background", SECTION_SERVICE},
    {"armed forces", SECTION_SERVICE},
    {"服役经历", SECTION_SERVICE},
    {"服役情况", SECTION_SERVICE},
    {"从军经历", SECTION_SERVICE},
    {"军旅经历", SECTION_SERVICE},
    {"兵役", SECTION_SERVICE},
    {"兵役情况", SECTION_SERVICE},
    {"summary", SECTION_NONE},
    {"profile", SECTION_NONE},
    {"about", SECTION_NONE},
    {"about me", SECTION_NONE},
    {"objective", SECTION_NONE},
    {"personal information", SECTION_OTHER},
    {"personal details", SECTION_OTHER},
    {"skills", SECTION_OTHER},
    {"technical skills", SECTION_OTHER},
    {"languages", SECTION_OTHER},
    {"publications", SECTION_OTHER},
    {"selected publications", SECTION_OTHER},
    {"patents", SECTION_OTHER},
    {"awards", SECTION_OTHER},
    {"honors", SECTION_OTHER},
    {"honours", SECTION_OTHER},
    {"honors and awards", SECTION_OTHER},
    {"awards and honors", SECTION_OTHER},
    {"certifications", SECTION_OTHER},
    {"certificates", SECTION_OTHER},
    {"references", SECTION_OTHER},
    {"interests", SECTION_OTHER},
    {"hobbies", SECTION_OTHER},
    {"个人简介", SECTION_NONE},
    {"个人简历", SECTION_NONE},
    {"简介", SECTION_NONE},
    {"基本情况", SECTION_OTHER},
    {"个人信息", SECTION_OTHER},
    {"基本信息", SECTION_OTHER},
    {"技能", SECTION_OTHER},
    {"专业技能", SECTION_OTHER},
    {"语言能力", SECTION_OTHER},
    {"获奖情况", SECTION_OTHER},
    {"获奖经历", SECTION_OTHER},
    {"所获荣誉", SECTION_OTHER},
    {"荣誉奖励", SECTION_OTHER},
    {"论文", SECTION_OTHER},
    {"发表论文", SECTION_OTHER},
    {"论文著作", SECTION_OTHER},
    {"专利", SECTION_OTHER},
    {"证书", SECTION_OTHER},
    {"兴趣爱好", SECTION_OTHER},
    {"自我评价", SECTION_OTHER},
};

/* Past what marks a heading and is none of its words: #, *, brackets, "1.", "一、". */
static uint32_t past_marks(struct bytes text, uint32_t at, uint32_t end)
{
    static const char *const marks[] = {"【", "［", "一、", "二、", "三、", "四、", "五、", "六、", "●", "■", "◆", "•", "▪"};
    for (bool moved = true; moved && at < end;) {
        uint32_t was = at;
        at = text_spaces(text, at);
        uint8_t c = text_octet(text, at);
        if (c == '#' || c == '*' || c == '=' || c == '-' || c == '[' || c == '_') at++;
        for (unsigned i = 0; c >= 0xe2 && i < sizeof marks / sizeof *marks; i++)
            if (text_has(text, at, marks[i])) at += (uint32_t)strlen(marks[i]);
        if ((uint8_t)(c - '0') < 10 && (text_octet(text, at + 1) == '.' || text_octet(text, at + 1) == ')')) at += 2;
        moved = at > was;
    }
    return at;
}

/* What stands after the words of a heading: 0 when they go on, `end` when nothing follows, else past a colon. */
static uint32_t after_heading(struct bytes text, uint32_t at, uint32_t end)
{
    static const char *const closing[] = {"】", "］"};
    at = text_spaces(text, at);
    for (uint8_t c; at < end && ((c = text.data[at]) == '*' || c == '#' || c == ']' || c == '=' || c == '-' || c == '_');) at++;
    for (unsigned i = 0; i < sizeof closing / sizeof *closing; i++)
        if (text_has(text, at, closing[i])) at += 3;
    at = text_spaces(text, at);
    if (at >= end || text.data[at] == '\r') return end;
    if (text.data[at] == ':') return text_spaces(text, at + 1);
    return text_has(text, at, "：") ? text_spaces(text, at + 3) : 0;
}

/* Where the words of `heading` end, 0 when they do not stand there. */
static uint32_t words_end(struct bytes text, uint32_t at, uint32_t end, const char *heading)
{
    for (; *heading; heading++, at++) {
        if (at >= end) return 0;
        uint8_t c = cue_letter(text.data[at]) ? text.data[at] | 0x20 : text.data[at];
        if (c != (uint8_t)*heading) return 0;
    }
    return at;
}

uint32_t section_heading(struct bytes text, uint32_t start, uint32_t end, enum section *ret)
{
    uint32_t at = past_marks(text, start, end);
    if (at >= end) return 0;
    for (unsigned i = 0; i < sizeof headings / sizeof *headings; i++) {
        uint32_t stop = words_end(text, at, end, headings[i].text);
        uint32_t rest = stop ? after_heading(text, stop, end) : 0;
        if (!rest || (rest < end && stop - start > HEADING_MAX)) continue;
        *ret = headings[i].section;
        return rest < end ? rest : end;
    }
    return 0;
}
