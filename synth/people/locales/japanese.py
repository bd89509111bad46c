"""Japanese words, each with its reading where a host name or a mail address needs one, and names out of their parts.

Faker knows 150 Japanese names. Names are made of two characters as a rule, so these tables give the rest.
"""

from __future__ import annotations

from functools import cache

from synth.people.latin import Names

_MALE = (
    "健ken 大dai 直nao 和kazu 正masa 雅masa 秀hide 英hide 智tomo 友tomo 裕hiro 浩hiro 康yasu 義yoshi 光mitsu "
    "孝taka 隆taka 俊toshi 哲tetsu 信nobu 明aki 克katsu 晴haru 春haru 文fumi 幸yuki 政masa 純jun 慎shin 伸nobu "
    "博hiro 利toshi 重shige 邦kuni 清kiyo 貴taka 敏toshi 勇yu 達tatsu 陽haru 拓taku 悠yu"
)
_MALE_ENDS = (
    "一kazu 太ta 郎ro 介suke 輔suke 也ya 哉ya 彦hiko 夫o 雄o 樹ki 人to 斗to 平hei 之yuki 司ji 治ji 志shi 史fumi "
    "行yuki 則nori 弘hiro 久hisa 生o"
)
_FEMALE = (
    "美mi 由yu 優yu 真ma 麻ma 恵e 理ri 里ri 奈na 菜na 友tomo 智tomo 明aki 亜a 彩aya 綾aya 沙sa 早sa 佳ka 香ka "
    "加ka 春haru 陽haru 晴haru 千chi 知chi 桃momo 結yu 愛mana 紗sa 絵e 和kazu 幸yuki 雪yuki 志shi 貴taka 文fumi "
    "直nao 裕yu 実mi"
)
_FEMALE_ENDS = (
    "子ko 美mi 香ka 奈na 菜na 江e 恵e 代yo 乃no 穂ho 里ri 莉ri 理ri 華ka 佳ka 音ne 花ka 緒o 希ki 咲saki 帆ho 衣i "
    "世yo 枝e"
)
_HEADS = (
    "山yama 中naka 小ko 大o 高taka 松matsu 石ishi 西nishi 東higashi 北kita 南minami 上ue 森mori 竹take 杉sugi "
    "藤fuji 川kawa 岩iwa 宮miya 清kiyo 青ao 黒kuro 白shira 赤aka 金kane 長naga 永naga 平hira 広hiro 福fuku "
    "吉yoshi 村mura 浜hama 島shima 池ike 原hara 野no 前mae 秋aki 柳yanagi 栗kuri 荒ara 稲ina 梅ume 桜sakura "
    "谷tani 古furu 新nii 今ima 三mi"
)
_TAILS = (
    "田ta 山yama 川kawa 本moto 村mura 野no 島shima 崎saki 原hara 井i 木ki 沢sawa 口guchi 谷tani 下shita 岡oka "
    "橋hashi 尾o 内uchi 浦ura 倉kura 塚zuka 瀬se 越koshi 森mori 部be"
)
JOBS = (
    "医師", "英会話講師", "栄養士", "営業担当", "会計士", "介護福祉士", "看護師", "観光ガイド", "管理栄養士",
    "企画担当", "記者", "技術者", "教員", "行政書士", "経理担当", "研究員", "建築士", "公務員", "広報担当",
    "コンサルタント", "作業療法士", "司書", "歯科医師", "システムエンジニア", "社会福祉士", "写真家", "獣医師",
    "美容師", "人事担当", "税理士", "整備士", "総務担当", "大工", "調理師", "通訳", "デザイナー", "電気工事士",
    "店長", "販売員", "パティシエ", "物流管理者", "プログラマー", "編集者", "弁護士", "保育士", "翻訳者", "薬剤師",
    "理学療法士",
)  # fmt: skip
DEPARTMENTS = (
    "営業部", "カスタマーサポート部", "開発部", "企画部", "経理部", "研究部", "購買部", "広報部", "情報システム部",
    "人事部", "生産管理部", "総務部", "品質保証部", "物流部", "法務部",
)  # fmt: skip
BRANDS = (
    "青葉|aoba", "あけぼの|akebono", "朝日ヶ丘|asahigaoka", "泉|izumi", "オリオン|orion", "かえで|kaede", "霞|kasumi",
    "北斗|hokuto", "銀河|ginga", "コスモス|cosmos", "さくら|sakura", "汐風|shiokaze", "白樺|shirakaba",
    "すばる|subaru", "青雲|seiun", "大和|daiwa", "つばめ|tsubame", "東海|tokai", "ときわ|tokiwa",
    "ななほし|nanahoshi", "虹色|nijiiro", "はるか|haruka", "ひまわり|himawari", "富士見|fujimi", "ほたる|hotaru",
    "瑞穂野|mizuhono", "緑風|ryokufu", "みなと|minato", "みらい|mirai", "山吹|yamabuki", "若草|wakakusa",
)  # fmt: skip
TRADES = (
    "印刷|insatsu", "運輸|unyu", "エネルギー|energy", "化学|kagaku", "家具|kagu", "ガス|gas", "観光|kanko",
    "機械|kikai", "建設|kensetsu", "工業|kogyo", "広告|kokoku", "産業|sangyo", "システム|system", "食品|shokuhin",
    "出版|shuppan", "商事|shoji", "情報|joho", "水産|suisan", "製薬|seiyaku", "精密|seimitsu", "設計|sekkei",
    "倉庫|soko", "通信|tsushin", "デザイン|design", "電機|denki", "農園|noen", "物流|butsuryu", "不動産|fudosan",
    "保険|hoken", "薬局|yakkyoku",
)  # fmt: skip


def _parts(table: str) -> Names:
    return tuple((word[0], word[1:]) for word in table.split())


@cache
def given_names(gender: str) -> Names:
    """Every head and end of a given name, with the reading; none that says the same thing twice."""
    heads, ends = (_FEMALE, _FEMALE_ENDS) if gender == "f" else (_MALE, _MALE_ENDS)
    return _pairs(heads, ends)


@cache
def surnames() -> Names:
    """Every head and tail of a surname, with the reading."""
    return _pairs(_HEADS, _TAILS)


def _pairs(heads: str, ends: str) -> Names:
    return tuple(
        (head + end, reading + rest)
        for head, reading in _parts(heads)
        for end, rest in _parts(ends)
        if head != end and not reading.endswith(rest)
    )
