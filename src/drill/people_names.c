/* Companies, schools, cities and persons of the invented CVs. Companies and persons are invented. */
#include "drill/people_world.h"

#define EN(...) [PEOPLE_ENGLISH] = __VA_ARGS__
#define ZH(...) [PEOPLE_CHINESE] = __VA_ARGS__

/* Those with a name that holds what looks like a body's stand last. */
const unsigned people_plain_companies[PEOPLE_LANGUAGES] = {EN(27), ZH(19)};

const char *const people_companies[PEOPLE_LANGUAGES][40] = {
    EN({"Brightwater Logistics",
        "Fernhill Software",
        "Oakridge Insurance",
        "Tidewell Bank",
        "Pinecrest Retail Group",
        "Bluefield Analytics",
        "Larkspur Health",
        "Copperline Mining",
        "Meadowgate Foods",
        "Stonebridge Consulting",
        "Redwing Airlines",
        "Silverbrook Hotels",
        "Greymoor Energy",
        "Westhaven Properties",
        "Kingsley & Marsh LLP",
        "Ivory Coast Shipping",
        "Quillon Semiconductors",
        "Datum Cloud Services",
        "Orchard Street Media",
        "Falcon Courier",
        "Harbour Light Publishing",
        "Tamarind Systems Integrators",
        "Old Mill Brewery",
        "Beaconsfield School District",
        "Lowland Rail",
        "Northern Lights Gaming",
        "Sparrow Payments",
        "Vantage Point Security Guards",
        "Army & Navy Stores",
        "Marine Parade Dental",
        NULL}),
    ZH({"长青物流有限公司",
        "明湖软件股份有限公司",
        "东岭保险经纪有限公司",
        "海棠商业银行",
        "金桥百货集团",
        "蓝田数据科技有限公司",
        "百川医药有限公司",
        "青石矿业集团",
        "丰泽食品有限公司",
        "远山管理咨询公司",
        "银杏酒店管理公司",
        "凌云能源有限公司",
        "安居置业有限公司",
        "正阳律师事务所",
        "四海航运有限公司",
        "晶核半导体有限公司",
        "云栖信息服务公司",
        "晨光传媒有限公司",
        "飞鸽快递公司",
        "中信国安集团有限公司",
        "上海军工路水产市场有限公司",
        "南海军民融合产业园管理公司",
        "北京国安足球俱乐部",
        "松江总装车间设备厂",
        "中国平安全国后援管理中心",
        "国家安全生产应急救援中心",
        NULL}),
};

const char *const people_schools[PEOPLE_LANGUAGES][24] = {
    EN({"University of Surrey", "University of Leeds", "Ohio State University", "Lund University", "University of Waterloo",
        "Imperial College London", "Georgia Institute of Technology", "TU Delft", "University of Melbourne",
        "National University of Singapore", "University of Lyon", "Bangalore Institute of Technology", NULL}),
    ZH({"浙江大学", "中国政法大学", "华中科技大学", "西南政法大学", "复旦大学", "北京邮电大学", "东南大学", "中山大学",
        "厦门大学", "兰州商学院", "华东政法大学", "山东大学", NULL}),
};

const char *const people_cities[PEOPLE_LANGUAGES][16] = {
    EN({"London", "Leeds", "Austin", "Toronto", "Stockholm", "Sydney", "Dublin", "Munich", "Singapore", "Chicago", NULL}),
    ZH({"北京", "上海", "深圳", "南京", "成都", "武汉", "西安", "杭州", "广州", "青岛", NULL}),
};

const char *const people_countries[PEOPLE_LANGUAGES][16] = {
    EN({"GB", "GB", "US", "CA", "SE", "AU", "IE", "DE", "SG", "US", NULL}),
    ZH({"CN", "CN", "CN", "CN", "CN", "CN", "CN", "CN", "CN", "CN", NULL}),
};

const char *const people_surnames[PEOPLE_LANGUAGES][128] = {
    EN({"Abbott",  "Adeyemi", "Almeida",  "Andersson", "Armstrong", "Bakker",   "Barnes",    "Bauer",   "Bennett",  "Berg",
        "Bianchi", "Blake",   "Brandt",   "Brennan",   "Brooks",    "Burke",    "Carlsson",  "Carver",  "Castillo", "Chandra",
        "Clarke",  "Costa",   "Cullen",   "Dalton",    "Davies",    "Delgado",  "Dixon",     "Doyle",   "Dubois",   "Ellis",
        "Eriksen", "Farrell", "Fischer",  "Fletcher",  "Foster",    "Fraser",   "Gallagher", "Garner",  "Gibson",   "Grant",
        "Griffin", "Gupta",   "Hansen",   "Harper",    "Hayes",     "Hoffman",  "Holt",      "Howard",  "Hughes",   "Ibrahim",
        "Iyer",    "Jansen",  "Jenkins",  "Kapoor",    "Keller",    "Kowalski", "Kumar",     "Lambert", "Larsen",   "Lopez",
        "Lynch",   "Marine",  "Marsh",    "Mason",     "Mehta",     "Mendes",   "Meyer",     "Moreau",  "Morgan",   "Murphy",
        "Nair",    "Navarro", "Nielsen",  "Novak",     "OBrien",    "Okafor",   "Olsen",     "Owens",   "Palmer",   "Patel",
        "Pearce",  "Pereira", "Quinn",    "Ramos",     "Reyes",     "Rhodes",   "Rossi",     "Ryan",    "Santos",   "Schmidt",
        "Shaw",    "Silva",   "Sinclair", "Spencer",   "Stone",     "Tanaka",   "Taylor",    "Turner",  "Vance",    "Vogel",
        "Walsh",   "Weaver",  "Webb",     "Whitaker",  "Wolfe",     "Yates",    "Young",     "Zimmer",  NULL}),
    ZH({"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
        "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹",
        "袁", "邓", "许", "傅", "沈", "曾", "彭", "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛",
        "叶", "阎", "余", "潘", "杜", "戴", "夏", "钟", "汪", "田", "任", "姜", NULL}),
};

const char *const people_given[PEOPLE_LANGUAGES][96] = {
    EN({"Aaron",  "Alice",  "Amir",   "Anita",  "Anna",   "Arjun",  "Beatrice", "Boris", "Carlos", "Cathal", "Clara",
        "Colin",  "Daniel", "Deepa",  "Diana",  "Edgar",  "Elena",  "Emil",     "Erik",  "Fatima", "Felix",  "Fiona",
        "George", "Grace",  "Hanna",  "Hector", "Helen",  "Henrik", "Ingrid",   "Irene", "Isabel", "Jakob",  "James",
        "Jasper", "Joana",  "Julia",  "Karim",  "Katya",  "Kevin",  "Laura",    "Leo",   "Lucia",  "Magnus", "Maria",
        "Martin", "Maya",   "Miguel", "Nadia",  "Neil",   "Nina",   "Oliver",   "Oscar", "Paula",  "Peter",  "Priya",
        "Rachel", "Rahul",  "Robert", "Rosa",   "Ruth",   "Samuel", "Sara",     "Simon", "Sofia",  "Stefan", "Teresa",
        "Thomas", "Tomas",  "Vera",   "Victor", "Walter", "Yusuf",  NULL}),
    ZH({"伟", "芳", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明", "超",
        "兰", "霞", "平", "刚", "海", "国", "安", "卫", "建", "文", "华", "红", "玉", "志", "晓", "春",
        "东", "梅", "鹏", "辉", "凤", "云", "飞", "龙", "思", "雨", "子", "梦", "佳", "嘉", "欣", "怡",
        "博", "宇", "浩", "然", "天", "成", "立", "诚", "远", "航", "宁", "颖", NULL}),
};
