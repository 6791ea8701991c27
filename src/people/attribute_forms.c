/* The published list of what gives a personal attribute away: doc/people.md. */
#include "base/macros.h"
#include "people/attribute_internal.h"

/* clang-format off */
const struct attribute_form attribute_forms[] = {
    /* names */
    {"name", REACH_LABEL}, {"full name", REACH_LABEL}, {"first name", REACH_LABEL}, {"last name", REACH_LABEL},
    {"surname", REACH_LABEL}, {"family name", REACH_LABEL}, {"given name", REACH_LABEL}, {"姓名", REACH_LABEL},
    {"名字", REACH_LABEL}, {"英文名", REACH_LABEL}, {"曾用名", REACH_LABEL}, {"联系人", REACH_LABEL}, {"contact", REACH_LABEL},
    {"mr", REACH_NAME}, {"mrs", REACH_NAME}, {"ms", REACH_NAME}, {"miss", REACH_NAME}, {"dr", REACH_NAME},
    {"prof", REACH_NAME}, {"professor", REACH_NAME}, {"先生", REACH_BEFORE}, {"女士", REACH_BEFORE},
    {"小姐", REACH_BEFORE}, {"同志", REACH_BEFORE},
    /* sex */
    {"sex", REACH_LABEL}, {"gender", REACH_LABEL}, {"性别", REACH_LABEL}, {"男", REACH_ALONE}, {"女", REACH_ALONE},
    {"男性", REACH_ALONE}, {"女性", REACH_ALONE}, {"male", REACH_ALONE}, {"female", REACH_ALONE},
    /* birth, age */
    {"date of birth", REACH_LABEL}, {"birth date", REACH_LABEL}, {"birthdate", REACH_LABEL}, {"dob", REACH_LABEL},
    {"d.o.b.", REACH_LABEL}, {"birthday", REACH_LABEL}, {"born", REACH_VALUE}, {"place of birth", REACH_LABEL},
    {"birthplace", REACH_LABEL}, {"age", REACH_LABEL}, {"aged", REACH_VALUE}, {"years old", REACH_CLAUSE},
    {"出生", REACH_CLAUSE}, {"生于", REACH_CLAUSE}, {"年生", REACH_CLAUSE}, {"月生", REACH_CLAUSE}, {"日生", REACH_CLAUSE},
    {"生日", REACH_LABEL}, {"年龄", REACH_LABEL}, {"现年", REACH_CLAUSE}, {"周岁", REACH_CLAUSE}, {"籍贯", REACH_CLAUSE},
    {"祖籍", REACH_CLAUSE}, {"户籍", REACH_CLAUSE}, {"户口", REACH_LABEL},
    /* ethnicity, nationality */
    {"ethnicity", REACH_LABEL}, {"ethnic group", REACH_LABEL}, {"race", REACH_LABEL}, {"nationality", REACH_CLAUSE},
    {"citizenship", REACH_CLAUSE}, {"citizen of", REACH_CLAUSE}, {"permanent resident", REACH_CLAUSE}, {"han chinese", REACH_ALONE},
    {"民族", REACH_LABEL}, {"国籍", REACH_CLAUSE}, {"居留权", REACH_CLAUSE}, {"汉族", REACH_ALONE}, {"壮族", REACH_ALONE},
    {"满族", REACH_ALONE}, {"回族", REACH_ALONE}, {"苗族", REACH_ALONE}, {"维吾尔族", REACH_ALONE}, {"土家族", REACH_ALONE},
    {"彝族", REACH_ALONE}, {"蒙古族", REACH_ALONE}, {"藏族", REACH_ALONE}, {"布依族", REACH_ALONE}, {"侗族", REACH_ALONE},
    {"瑶族", REACH_ALONE}, {"朝鲜族", REACH_ALONE}, {"白族", REACH_ALONE}, {"哈尼族", REACH_ALONE}, {"哈萨克族", REACH_ALONE},
    {"黎族", REACH_ALONE}, {"傣族", REACH_ALONE}, {"畲族", REACH_ALONE}, {"傈僳族", REACH_ALONE}, {"仡佬族", REACH_ALONE},
    {"东乡族", REACH_ALONE}, {"高山族", REACH_ALONE}, {"拉祜族", REACH_ALONE}, {"水族", REACH_ALONE}, {"佤族", REACH_ALONE},
    {"纳西族", REACH_ALONE}, {"羌族", REACH_ALONE}, {"土族", REACH_ALONE}, {"仫佬族", REACH_ALONE}, {"锡伯族", REACH_ALONE},
    {"柯尔克孜族", REACH_ALONE}, {"达斡尔族", REACH_ALONE}, {"景颇族", REACH_ALONE}, {"毛南族", REACH_ALONE},
    {"撒拉族", REACH_ALONE}, {"布朗族", REACH_ALONE}, {"塔吉克族", REACH_ALONE}, {"阿昌族", REACH_ALONE}, {"普米族", REACH_ALONE},
    {"鄂温克族", REACH_ALONE}, {"怒族", REACH_ALONE}, {"京族", REACH_ALONE}, {"基诺族", REACH_ALONE}, {"德昂族", REACH_ALONE},
    {"保安族", REACH_ALONE}, {"俄罗斯族", REACH_ALONE}, {"裕固族", REACH_ALONE}, {"乌孜别克族", REACH_ALONE},
    {"门巴族", REACH_ALONE}, {"鄂伦春族", REACH_ALONE}, {"独龙族", REACH_ALONE}, {"塔塔尔族", REACH_ALONE}, {"赫哲族", REACH_ALONE},
    {"珞巴族", REACH_ALONE},
    /* religion, party, union */
    {"religion", REACH_LABEL}, {"religious", REACH_LABEL}, {"faith", REACH_LABEL}, {"宗教信仰", REACH_CLAUSE}, {"信仰", REACH_LABEL},
    {"christian", REACH_ALONE}, {"catholic", REACH_ALONE}, {"protestant", REACH_ALONE}, {"muslim", REACH_ALONE},
    {"jewish", REACH_ALONE}, {"hindu", REACH_ALONE}, {"buddhist", REACH_ALONE}, {"sikh", REACH_ALONE}, {"atheist", REACH_ALONE},
    {"基督徒", REACH_CLAUSE}, {"天主教徒", REACH_CLAUSE}, {"佛教徒", REACH_CLAUSE}, {"穆斯林", REACH_CLAUSE},
    {"political status", REACH_LABEL}, {"political affiliation", REACH_LABEL}, {"party", REACH_LABEL}, {"party member", REACH_CLAUSE},
    {"party membership", REACH_CLAUSE}, {"member of the communist party", REACH_CLAUSE}, {"cpc member", REACH_CLAUSE},
    {"ccp member", REACH_CLAUSE}, {"joined the communist party", REACH_CLAUSE}, {"joined the party", REACH_CLAUSE},
    {"政治面貌", REACH_CLAUSE}, {"党派", REACH_LABEL}, {"党员", REACH_CLAUSE}, {"入党", REACH_CLAUSE}, {"团员", REACH_CLAUSE},
    {"加入中国共产党", REACH_CLAUSE}, {"盟员", REACH_CLAUSE}, {"九三学社社员", REACH_CLAUSE}, {"民主党派", REACH_CLAUSE},
    {"群众", REACH_ALONE}, {"无党派", REACH_CLAUSE}, {"党龄", REACH_CLAUSE}, {"trade union member", REACH_CLAUSE},
    {"union member", REACH_CLAUSE}, {"union membership", REACH_CLAUSE}, {"工会会员", REACH_CLAUSE}, {"工会", REACH_LABEL},
    /* family, health */
    {"marital status", REACH_LABEL}, {"married", REACH_ALONE}, {"divorced", REACH_ALONE}, {"widowed", REACH_ALONE},
    {"single", REACH_ALONE}, {"spouse", REACH_LABEL}, {"children", REACH_LABEL}, {"婚姻", REACH_LABEL}, {"婚姻状况", REACH_LABEL},
    {"婚否", REACH_LABEL}, {"已婚", REACH_CLAUSE}, {"未婚", REACH_CLAUSE}, {"离异", REACH_CLAUSE}, {"丧偶", REACH_CLAUSE},
    {"配偶", REACH_CLAUSE}, {"health", REACH_LABEL}, {"disability", REACH_LABEL}, {"健康状况", REACH_LABEL}, {"身高", REACH_CLAUSE},
    {"体重", REACH_CLAUSE}, {"血型", REACH_CLAUSE}, {"残疾", REACH_CLAUSE}, {"height", REACH_LABEL}, {"weight", REACH_LABEL},
    /* how a person is reached, and papers */
    {"email", REACH_LABEL}, {"e-mail", REACH_LABEL}, {"mail", REACH_LABEL}, {"邮箱", REACH_LABEL}, {"电子邮件", REACH_LABEL},
    {"电子邮箱", REACH_LABEL}, {"phone", REACH_LABEL}, {"telephone", REACH_LABEL}, {"tel", REACH_LABEL}, {"tel.", REACH_LABEL},
    {"mobile", REACH_LABEL}, {"cell", REACH_LABEL}, {"fax", REACH_LABEL}, {"电话", REACH_LABEL}, {"联系电话", REACH_LABEL},
    {"手机", REACH_LABEL}, {"手机号", REACH_LABEL}, {"手机号码", REACH_LABEL}, {"传真", REACH_LABEL}, {"联系方式", REACH_LABEL},
    {"address", REACH_LABEL}, {"home address", REACH_LABEL}, {"地址", REACH_LABEL}, {"住址", REACH_LABEL}, {"家庭住址", REACH_LABEL},
    {"通讯地址", REACH_LABEL}, {"通信地址", REACH_LABEL}, {"现居住地", REACH_LABEL}, {"居住地", REACH_LABEL}, {"邮编", REACH_LABEL},
    {"wechat", REACH_LABEL}, {"微信", REACH_LABEL}, {"微信号", REACH_LABEL}, {"qq", REACH_LABEL}, {"skype", REACH_LABEL},
    {"telegram", REACH_LABEL}, {"whatsapp", REACH_LABEL}, {"linkedin", REACH_LABEL}, {"twitter", REACH_LABEL}, {"facebook", REACH_LABEL},
    {"github", REACH_LABEL}, {"website", REACH_LABEL}, {"homepage", REACH_LABEL}, {"个人主页", REACH_LABEL}, {"微博", REACH_LABEL},
    {"身份证", REACH_CLAUSE}, {"证件号", REACH_CLAUSE}, {"护照", REACH_CLAUSE}, {"社会保障号", REACH_CLAUSE}, {"passport", REACH_CLAUSE},
    {"ssn", REACH_LABEL}, {"social security number", REACH_CLAUSE}, {"national insurance number", REACH_CLAUSE},
    {"id number", REACH_LABEL}, {"id no", REACH_LABEL}, {"id no.", REACH_LABEL}, {"driving licence", REACH_CLAUSE},
    {"driver's license", REACH_CLAUSE}, {"photo", REACH_LABEL}, {"照片", REACH_LABEL},
    {"home phone", REACH_LABEL}, {"mobile phone", REACH_LABEL}, {"cell phone", REACH_LABEL}, {"phone number", REACH_LABEL},
    {"mobile number", REACH_LABEL}, {"email address", REACH_LABEL}, {"postal address", REACH_LABEL}, {"current address", REACH_LABEL},
    {"contact number", REACH_LABEL}, {"contact details", REACH_LABEL}, {"contact information", REACH_LABEL},
    {"http://", REACH_TOKEN}, {"https://", REACH_TOKEN}, {"www.", REACH_TOKEN}, {"linkedin.com", REACH_TOKEN},
    {"github.com", REACH_TOKEN}, {"facebook.com", REACH_TOKEN}, {"twitter.com", REACH_TOKEN}, {"weibo.com", REACH_TOKEN},
    /* birthplace: "湖南长沙人" */
    {"北京", REACH_ORIGIN}, {"天津", REACH_ORIGIN}, {"上海", REACH_ORIGIN}, {"重庆", REACH_ORIGIN},
    {"河北", REACH_ORIGIN}, {"山西", REACH_ORIGIN}, {"辽宁", REACH_ORIGIN}, {"吉林", REACH_ORIGIN},
    {"黑龙江", REACH_ORIGIN}, {"江苏", REACH_ORIGIN}, {"浙江", REACH_ORIGIN}, {"安徽", REACH_ORIGIN},
    {"福建", REACH_ORIGIN}, {"江西", REACH_ORIGIN}, {"山东", REACH_ORIGIN}, {"河南", REACH_ORIGIN},
    {"湖北", REACH_ORIGIN}, {"湖南", REACH_ORIGIN}, {"广东", REACH_ORIGIN}, {"海南", REACH_ORIGIN},
    {"四川", REACH_ORIGIN}, {"贵州", REACH_ORIGIN}, {"云南", REACH_ORIGIN}, {"陕西", REACH_ORIGIN},
    {"甘肃", REACH_ORIGIN}, {"青海", REACH_ORIGIN}, {"台湾", REACH_ORIGIN}, {"内蒙古", REACH_ORIGIN},
    {"广西", REACH_ORIGIN}, {"西藏", REACH_ORIGIN}, {"宁夏", REACH_ORIGIN}, {"新疆", REACH_ORIGIN},
    {"香港", REACH_ORIGIN}, {"澳门", REACH_ORIGIN},
};
/* clang-format on */

const size_t attribute_form_count = ARRAY_LEN(attribute_forms);
