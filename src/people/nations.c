#include "people/nations.h"

#include "base/macros.h"
#include "people/words.h"

enum { WORDS_OF_ONE = 7 };

static const struct nation {
    const char *code;
    const char *words[WORDS_OF_ONE]; /* folded */
} nations[] = {
    {"AE", {"united arab emirates", "uae", "emirati", "dubai", "阿联酋"}},
    {"AR", {"argentina", "argentine", "阿根廷"}},
    {"AT", {"austria", "austrian", "österreich", "奥地利"}},
    {"AU", {"australia", "australian", "澳大利亚", "澳洲"}},
    {"BD", {"bangladesh", "bangladeshi", "孟加拉国", "孟加拉"}},
    {"BE", {"belgium", "belgian", "belgië", "比利时"}},
    {"BR", {"brazil", "brazilian", "brasil", "巴西"}},
    {"CA", {"canada", "canadian", "加拿大"}},
    {"CH", {"switzerland", "swiss", "schweiz", "瑞士"}},
    {"CL", {"chile", "chilean", "智利"}},
    {"CN", {"china", "chinese", "prc", "people's republic of china", "中国", "中华人民共和国", "我国"}},
    {"CO", {"colombia", "colombian", "哥伦比亚"}},
    {"CZ", {"czech republic", "czech", "czechia", "捷克"}},
    {"DE", {"germany", "german", "deutschland", "deutsche", "德国"}},
    {"DK", {"denmark", "danish", "danmark", "丹麦"}},
    {"EE", {"estonia", "estonian", "爱沙尼亚"}},
    {"EG", {"egypt", "egyptian", "埃及"}},
    {"ES", {"spain", "spanish", "españa", "西班牙"}},
    {"FI", {"finland", "finnish", "suomi", "芬兰"}},
    {"FR", {"france", "french", "法国", "française"}},
    {"GB", {"united kingdom", "uk", "u.k.", "british", "great britain", "england", "英国"}},
    {"GR", {"greece", "greek", "hellenic", "希腊"}},
    {"HU", {"hungary", "hungarian", "匈牙利"}},
    {"ID", {"indonesia", "indonesian", "印度尼西亚", "印尼"}},
    {"IE", {"ireland", "irish", "爱尔兰"}},
    {"IL", {"israel", "israeli", "以色列"}},
    {"IN", {"india", "indian", "印度"}},
    {"IQ", {"iraq", "iraqi", "伊拉克"}},
    {"IR", {"iran", "iranian", "伊朗"}},
    {"IT", {"italy", "italian", "italia", "意大利"}},
    {"JP", {"japan", "japanese", "日本"}},
    {"KE", {"kenya", "kenyan", "肯尼亚"}},
    {"KP", {"north korea", "north korean", "dprk", "朝鲜"}},
    {"KR", {"south korea", "korea", "korean", "rok", "south korean", "republic of korea", "韩国"}},
    {"KZ", {"kazakhstan", "kazakh", "哈萨克斯坦"}},
    {"LT", {"lithuania", "lithuanian", "立陶宛"}},
    {"LV", {"latvia", "latvian", "拉脱维亚"}},
    {"MX", {"mexico", "mexican", "墨西哥"}},
    {"MY", {"malaysia", "malaysian", "马来西亚"}},
    {"NG", {"nigeria", "nigerian", "尼日利亚"}},
    {"NL", {"netherlands", "dutch", "nederland", "荷兰"}},
    {"NO", {"norway", "norwegian", "norge", "挪威"}},
    {"NZ", {"new zealand", "新西兰"}},
    {"PH", {"philippines", "philippine", "filipino", "菲律宾"}},
    {"PK", {"pakistan", "pakistani", "巴基斯坦"}},
    {"PL", {"poland", "polish", "polska", "波兰"}},
    {"PT", {"portugal", "portuguese", "葡萄牙"}},
    {"RO", {"romania", "romanian", "罗马尼亚"}},
    {"RU", {"russia", "russian", "russian federation", "россии", "российской федерации", "рф", "俄罗斯"}},
    {"SA", {"saudi arabia", "saudi", "沙特"}},
    {"SE", {"sweden", "swedish", "sverige", "瑞典"}},
    {"SG", {"singapore", "singaporean", "新加坡"}},
    {"SU", {"soviet", "soviet union", "ussr", "ссср", "苏联"}},
    {"TH", {"thailand", "thai", "泰国"}},
    {"TR", {"turkey", "turkish", "türkiye", "土耳其"}},
    {"TW", {"taiwan", "taiwanese", "台湾", "中华民国", "r.o.c."}},
    {"UA", {"ukraine", "ukrainian", "україни", "乌克兰"}},
    {"US", {"united states", "usa", "u.s.", "us", "american", "u.s.a.", "美国"}},
    {"VN", {"vietnam", "vietnamese", "越南"}},
    {"ZA", {"south africa", "south african", "南非"}},
};

/* Places that say the country without naming it. */
static const struct {
    const char *code, *place;
} places[] = {
    {"CN", "beijing"},    {"CN", "shanghai"},   {"CN", "shenzhen"}, {"CN", "guangzhou"}, {"CN", "北京"},     {"CN", "上海"},
    {"CN", "深圳"},       {"CN", "广州"},       {"CN", "南京"},     {"CN", "西安"},      {"CN", "成都"},     {"CN", "武汉"},
    {"CN", "杭州"},       {"US", "california"}, {"US", "new york"}, {"US", "texas"},     {"US", "virginia"}, {"US", "maryland"},
    {"US", "washington"}, {"GB", "london"},     {"DE", "berlin"},   {"DE", "munich"},    {"FR", "paris"},    {"SE", "stockholm"},
    {"FI", "helsinki"},   {"FI", "espoo"},      {"JP", "tokyo"},    {"KR", "seoul"},     {"IL", "tel aviv"}, {"IN", "bangalore"},
    {"IN", "bengaluru"},  {"RU", "moscow"},     {"RU", "москва"},   {"CA", "ottawa"},    {"CA", "toronto"},  {"AU", "sydney"},
};

/* A character of two letters as a code of ISO 3166. */
static const char *of_code(struct bytes folded)
{
    for (size_t i = 0; folded.len == 2 && i < ARRAY_LEN(nations); i++)
        if (folded.data[0] == (nations[i].code[0] | 0x20) && folded.data[1] == (nations[i].code[1] | 0x20))
            return nations[i].code;
    return NULL;
}

int nation_in(struct bytes folded, const char *country)
{
    for (size_t i = 0; i < ARRAY_LEN(nations); i++)
        for (size_t k = 0; strcmp(nations[i].code, country) == 0 && k < WORDS_OF_ONE && nations[i].words[k]; k++)
            if (hint_in(folded, nations[i].words[k])) return 1;
    return 0;
}

const char *nation_of_place(struct bytes folded)
{
    const char *found = of_code(folded);
    struct word_grams grams;
    word_grams_of(folded, &grams);
    for (size_t i = 0; !found && i < ARRAY_LEN(nations); i++)
        for (size_t k = 0; !found && k < WORDS_OF_ONE && nations[i].words[k]; k++)
            if (word_grams_may(&grams, nations[i].words[k]) && hint_in(folded, nations[i].words[k])) found = nations[i].code;
    for (size_t i = 0; !found && i < ARRAY_LEN(places); i++)
        if (word_grams_may(&grams, places[i].place) && hint_in(folded, places[i].place)) found = places[i].code;
    return found;
}

static struct bytes without(struct bytes t, const char *word, bool at_end)
{
    struct bytes w = bytes_of_text(word);
    if (t.len < w.len) return t;
    if (at_end) return bytes_equal(bytes_slice(t, t.len - w.len, w.len), w) ? bytes_slice(t, 0, t.len - w.len) : t;
    return bytes_equal(bytes_slice(t, 0, w.len), w) ? bytes_slice(t, w.len, t.len) : t;
}

/* The longest word of a country that `text` ends, or begins, with. */
static const char *beside(struct bytes text, bool at_end)
{
    uint8_t edge = text.len == 0 ? ' ' : text.data[at_end ? text.len - 1 : 0];
    if (edge < 0x80 && edge != '.' && (uint8_t)(edge - 'a') >= 26) return NULL;
    const char *found = NULL;
    size_t longest = 0;
    for (size_t i = 0; i < ARRAY_LEN(nations); i++)
        for (size_t k = 0; k < WORDS_OF_ONE && nations[i].words[k]; k++) {
            const char *word = nations[i].words[k];
            if (!at_end && (text.len == 0 || (uint8_t)word[0] != text.data[0])) continue;
            size_t len = strlen(word);
            if (at_end && (text.len == 0 || (uint8_t)word[len - 1] != text.data[text.len - 1])) continue;
            if (len <= longest || len > text.len) continue;
            struct bytes part = at_end ? bytes_slice(text, text.len - len, len) : bytes_slice(text, 0, len);
            if (!bytes_equal(part, bytes_of(word, len))) continue;
            /* with what is next to it, to see that it is a whole word */
            size_t more = text.len > len ? len + 1 : len;
            struct bytes wider = at_end ? bytes_slice(text, text.len - more, more) : bytes_slice(text, 0, more);
            if (!hint_in(wider, word)) continue;
            found = nations[i].code;
            longest = len;
        }
    return found;
}

const char *nation_at_end(struct bytes folded)
{
    while (folded.len > 0 && strchr(" '", folded.data[folded.len - 1])) folded.len--;
    folded = without(folded, "'s", true);
    folded = without(folded, " royal", true);
    folded = without(folded, "皇家", true);
    return beside(folded, true);
}

const char *nation_at_start(struct bytes folded)
{
    while (folded.len > 0 && strchr(" (,-", folded.data[0])) folded = bytes_slice(folded, 1, folded.len);
    folded = without(folded, "of ", false);
    folded = without(folded, "the ", false);
    return beside(folded, false);
}
