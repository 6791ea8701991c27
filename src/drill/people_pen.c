#include "drill/people_pen.h"

#include <stdio.h>
#include <string.h>

#include "base/macros.h"

void pen_clear(struct pen *p)
{
    p->len = 0;
    p->text[0] = 0;
}

void pen_octets(struct pen *p, const char *text, size_t len)
{
    ENSURE(len < PEN_ROOM - p->len);
    memcpy(p->text + p->len, text, len);
    p->len += len;
    p->text[p->len] = 0;
}

void pen_put(struct pen *p, const char *text)
{
    pen_octets(p, text, strlen(text));
}

void pen_number(struct pen *p, unsigned value, unsigned digits)
{
    char text[16];
    size_t n = sizeof text;
    do {
        text[--n] = (char)('0' + value % 10);
        value /= 10;
    } while (value || sizeof text - n < digits);
    pen_octets(p, text + n, sizeof text - n);
}

void pen_fill(struct pen *p, const char *template, const struct pen_slots *s)
{
    for (const char *at = template, *brace; *at; at = brace + 3) {
        brace = strchr(at, '{');
        if (!brace) {
            pen_put(p, at);
            return;
        }
        pen_octets(p, at, (size_t)(brace - at));
        ENSURE(brace[1] >= 'a' && brace[1] <= 'z' && brace[2] == '}');
        const char *value = s->slot[brace[1] - 'a'];
        if (value) pen_put(p, value);
    }
}

/* --- spelling -------------------------------------------------------------------------------------------------------------- */

/* Simplified and traditional forms of characters that the words of people_words_zh.c and the names of people_world.c have, in
 * pairs. One form each: the few characters with several are used in one sense only. */
static const char pairs[] =
    "华華讯訊术術责責诺諾维維网網络絡罗羅统統电電团團国國岚嵐务務军軍总總参參谋謀队隊战戰学學联聯远遠银銀创創软軟云雲贸貿实實"
    "业業计計设設师師级級经經产產销銷财財会會员員项項开開发發质質检檢处處长長历歷负負达達协協监監门門书書资資导導体體据據库庫"
    "线線无無频頻测測试試规規划劃动動标標准準构構护護优優报報专專硕碩获獲毕畢习習课課题題论論选選奖獎爱愛邮郵号號码碼汉漢党黨"
    "现現职職担擔进進调調离離驻駐关關与與从從为為说說该該单單个個时時间間东東广廣陕陝辽遼宁寧苏蘇龙龍济濟兰蘭庆慶厦廈张張刘劉"
    "陈陳杨楊赵趙吴吳孙孫马馬许許郑鄭冯馮萧蕭韩韓邓鄧叶葉卢盧蒋蔣贾賈谭譚钟鐘顾顧钱錢汤湯丽麗强強红紅卫衛兴興伟偉杰傑飞飛鹏鵬"
    "辉輝凤鳳刚剛梦夢颖穎宾賓连連运運输輸机機场場车車卖賣买買节節约約办辦证證类類别別简簡义義训訓练練预預备備应應内內审審风風"
    "险險确確认認识識谈談话話语語读讀过過随隨将將后後来來给給请請问問让讓还還这這没沒亲親岁歲妈媽爷爺儿兒杂雜志誌传傳闻聞组組"
    "织織领領装裝载載坚堅续續变變换換压壓缩縮图圖声聲纳納弹彈验驗区區县縣乡鄉镇鎮边邊笔筆记記录錄届屆万萬亿億满滿独獨权權环環"
    "结結终終纪紀绩績绕繞继繼缘緣缆纜编編缴繳罢罷虑慮荣榮药藥盖蓋虽雖补補衬襯见見观觀视視觉覽触觸订訂讨討议議讲講访訪诉訴诊診"
    "词詞译譯诚誠询詢详詳误誤诸諸谊誼贡貢贤賢败敗货貨贯貫贵貴费費赛賽赞贊跃躍轨軌转轉轮輪轻輕较較辅輔辖轄迁遷适適逊遜递遞遥遙"
    "邻鄰释釋针針铁鐵铝鋁锋鋒键鍵镜鏡闭閉闯闖闽閩阳陽阴陰际際陆陸隐隱难難页頁顶頂顺順须須顿頓颁頒颈頸额額饰飾饮飲馆館驱驅鱼魚"
    "鲁魯鸟鳥麦麥黄黃齐齊齿齒龄齡对對带帶采採厂廠丰豐签簽户戶评評价價阅閱纤纖园園摄攝数數驾駕执執岭嶺艺藝乌烏伦倫奥奧复復";

enum { HAN_FIRST = 0x4e00, HAN_LAST = 0x9fff };

/* The three octets of each character's traditional form, as a code point; 0: it has none. */
static uint16_t forms[HAN_LAST - HAN_FIRST + 1];

static uint32_t code_point(const char *c)
{
    const uint8_t *u = (const uint8_t *)c;
    return (uint32_t)(u[0] & 15) << 12 | (uint32_t)(u[1] & 63) << 6 | (u[2] & 63);
}

static void read_pairs(void)
{
    for (const char *c = pairs; *c; c += 6) forms[code_point(c) - HAN_FIRST] = (uint16_t)code_point(c + 3);
}

static void put_code(struct pen *to, uint32_t code)
{
    const char octets[3] = {(char)(0xe0 | code >> 12), (char)(0x80 | (code >> 6 & 63)), (char)(0x80 | (code & 63))};
    pen_octets(to, octets, 3);
}

static bool is_wide(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '(' || c == ')' || c == '/';
}

void pen_spell(struct pen *to, const char *text, size_t len, const struct pen_spelling *s)
{
    if (!s->traditional && !s->wide) {
        pen_octets(to, text, len);
        return;
    }
    if (!forms[code_point("国") - HAN_FIRST]) read_pairs();
    for (size_t i = 0; i < len; i++) {
        if (s->wide && is_wide(text[i])) {
            put_code(to, 0xff00 + (uint32_t)(text[i] - ' '));
            continue;
        }
        if (((uint8_t)text[i] & 0xf0) != 0xe0 || i + 3 > len) {
            pen_octets(to, text + i, 1);
            continue;
        }
        uint32_t code = code_point(text + i);
        if (s->traditional && code >= HAN_FIRST && code <= HAN_LAST && forms[code - HAN_FIRST]) code = forms[code - HAN_FIRST];
        put_code(to, code);
        i += 2;
    }
}

/* --- JSON ------------------------------------------------------------------------------------------------------------------ */

static void put_escape(struct pen *to, uint32_t unit)
{
    char text[8];
    (void)snprintf(text, sizeof text, "\\u%04x", (unsigned)unit & 0xffff);
    pen_octets(to, text, 6);
}

/* The code point at `c` of UTF-8 that this program wrote itself, and its octets. */
static uint32_t decode(const char *c, size_t *ret_len)
{
    const uint8_t *u = (const uint8_t *)c;
    *ret_len = u[0] < 0xe0 ? 2 : u[0] < 0xf0 ? 3 : 4;
    if (*ret_len == 2) return (uint32_t)(u[0] & 31) << 6 | (u[1] & 63);
    if (*ret_len == 3) return code_point(c);
    return (uint32_t)(u[0] & 7) << 18 | (uint32_t)(u[1] & 63) << 12 | (uint32_t)(u[2] & 63) << 6 | (u[3] & 63);
}

static void put_escaped(struct pen *to, uint32_t code)
{
    if (code < 0x10000) {
        put_escape(to, code);
        return;
    }
    put_escape(to, 0xd800 + ((code - 0x10000) >> 10));
    put_escape(to, 0xdc00 + ((code - 0x10000) & 0x3ff));
}

void pen_json(struct pen *to, const char *text, size_t len, bool ascii)
{
    size_t from = 0, octets;
    pen_octets(to, "\"", 1);
    for (size_t i = 0; i < len; i++) {
        uint8_t c = (uint8_t)text[i];
        bool plain = c >= ' ' && c != '"' && c != '\\' && (c < 0x80 || !ascii);
        if (plain) continue;
        pen_octets(to, text + from, i - from);
        from = i + 1;
        if (c == '"' || c == '\\')
            pen_octets(to, c == '"' ? "\\\"" : "\\\\", 2);
        else if (c == '\n' || c == '\t')
            pen_octets(to, c == '\n' ? "\\n" : "\\t", 2);
        else if (c < ' ')
            put_escape(to, c);
        else {
            put_escaped(to, decode(text + i, &octets));
            i += octets - 1;
            from = i + 1;
        }
    }
    pen_octets(to, text + from, len - from);
    pen_octets(to, "\"", 1);
}
