"""Arabic words, each with its Latin spelling where a host name or a mail address needs one, and family names.

Faker's Arabic names have no spelling in Latin letters and name ruling families; these tables replace them.
"""

from __future__ import annotations

from functools import cache

from synth.people.latin import Names

_COMMON = 4
"""How often the names of tribes and places, the most common ones, stand in the pool beside those of houses."""

_MEN = (
    "أحمد|ahmed أسامة|osama أشرف|ashraf أكرم|akram أمجد|amjad أمين|ameen أنس|anas أنور|anwar أيمن|ayman أيوب|ayoub "
    "إبراهيم|ibrahim إسماعيل|ismail إلياس|elias إياد|iyad باسل|basel باسم|basem بدر|badr بشار|bashar بشير|basheer "
    "بلال|bilal بندر|bandar تامر|tamer تركي|turki توفيق|tawfiq ثامر|thamer جابر|jaber جاسم|jassim جعفر|jaafar "
    "جلال|jalal جمال|jamal جميل|jameel جهاد|jihad حاتم|hatem حازم|hazem حامد|hamed حسام|hussam حسن|hassan "
    "حسين|hussein حكيم|hakeem حمد|hamad حمدان|hamdan حمزة|hamza خالد|khaled خلف|khalaf خليفة|khalifa خليل|khalil "
    "داود|dawood رائد|raed راشد|rashed رامي|rami ربيع|rabie رشيد|rasheed رضا|reda رياض|riyadh ريان|rayan زاهر|zaher "
    "زكريا|zakaria زكي|zaki زهير|zuhair زياد|ziyad زيد|zaid سالم|salem سامر|samer سامي|sami سطام|sattam سعد|saad "
    "سعيد|saeed سفيان|sufyan سلطان|sultan سلمان|salman سليمان|sulaiman سمير|sameer سهيل|suhail سيف|saif شادي|shadi "
    "شاكر|shaker شريف|sharif صابر|saber صادق|sadiq صالح|saleh صلاح|salah ضياء|diya طارق|tariq طاهر|taher طلال|talal "
    "عادل|adel عارف|aref عاصم|asem عامر|amer عبدالله|abdullah عبدالإله|abdulelah عبدالحكيم|abdulhakeem "
    "عبدالرحمن|abdulrahman عبدالرحيم|abdulraheem عبدالسلام|abdulsalam عبدالعزيز|abdulaziz عبدالكريم|abdulkareem "
    "عبدالمجيد|abdulmajeed عبدالمحسن|abdulmohsen عبدالملك|abdulmalik عبدالهادي|abdulhadi عبدالوهاب|abdulwahab "
    "عثمان|othman عدنان|adnan عزام|azzam عصام|essam علاء|alaa علي|ali عماد|emad عمار|ammar عمر|omar عمرو|amr "
    "عيسى|essa غازي|ghazi غانم|ghanem غسان|ghassan فؤاد|fouad فادي|fadi فارس|fares فاروق|farouq فاضل|fadel "
    "فالح|faleh فايز|fayez فراس|firas فهد|fahad فواز|fawaz فيصل|faisal قاسم|qasim قصي|qusai قيس|qais كريم|kareem "
    "كمال|kamal لؤي|loai ماجد|majed مازن|mazen مالك|malik مبارك|mubarak متعب|miteb محسن|mohsen محمد|mohammed "
    "محمود|mahmoud مراد|murad مروان|marwan مساعد|musaed مشاري|mishari مشعل|mishal مصطفى|mustafa معاذ|muath "
    "معتز|moataz منذر|munther منصور|mansour مهند|muhannad موسى|mousa مؤيد|moayad ناصر|nasser نايف|nayef نبيل|nabeel "
    "نزار|nizar نواف|nawaf هاشم|hashem هاني|hani هشام|hisham هيثم|haitham وائل|wael وليد|waleed ياسر|yasser "
    "ياسين|yaseen يحيى|yahya يزيد|yazeed يوسف|yousef يونس|younes"
)
_WOMEN = (
    "آلاء|alaa آمنة|amna آية|aya أبرار|abrar أحلام|ahlam أروى|arwa أريج|areej أزهار|azhar أسماء|asma أسيل|aseel "
    "أشواق|ashwaq أصالة|asala أفراح|afrah أفنان|afnan ألطاف|altaf أماني|amani أمل|amal أميرة|ameera أمينة|amina "
    "أنوار|anwar إسراء|esraa إلهام|elham إيمان|eman إيناس|enas ابتسام|ebtisam ابتهال|ebtihal باسمة|basma بتول|batool "
    "بثينة|buthaina بدور|budoor بسمة|basmah بشرى|bushra بلقيس|balqees بيان|bayan تغريد|taghreed تماضر|tumadhir "
    "تهاني|tahani ثريا|thuraya جمانة|jumana جميلة|jamila جنى|jana جهان|jihan جواهر|jawaher جود|joud حصة|hessa "
    "حلا|hala حنان|hanan حنين|haneen حياة|hayat خديجة|khadija خلود|khulood دانة|dana دانية|dania دعاء|duaa "
    "دلال|dalal ديمة|deema رؤى|rua راوية|rawia رجاء|raja رحاب|rehab رزان|razan رشا|rasha رغد|raghad رنا|rana "
    "رنيم|raneem رهام|reham رهف|rahaf روان|rawan ريم|reem ريما|reema ريناد|renad زينب|zainab زهراء|zahra سارة|sarah "
    "سحر|sahar سديم|sadeem سعاد|suad سلمى|salma سلوى|salwa سماح|samah سميرة|sameera سناء|sanaa سهى|suha سوسن|sawsan "
    "شذى|shatha شروق|shorouq شهد|shahad شيماء|shaima صفاء|safa ضحى|duha عائشة|aisha عالية|alia عبير|abeer عهود|ohoud "
    "غادة|ghada غدير|ghadeer غيداء|ghaida فاتن|faten فاطمة|fatima فدوى|fadwa فريدة|fareeda كوثر|kawthar لبنى|lubna "
    "لجين|lujain لطيفة|latifa لمى|lama ليان|layan ليلى|layla لينا|lina مرام|maram مريم|maryam مشاعل|mashael "
    "مضاوي|madawi منال|manal منى|mona منيرة|munira مها|maha ميساء|maisa ميسون|maysoon مي|mai نادية|nadia نجلاء|najla "
    "نجود|nojoud ندى|nada نرمين|narmeen نسرين|nesreen نهى|noha نوال|nawal نور|noor نورة|noura نوف|nouf هالة|halah "
    "هبة|hiba هدى|huda هديل|hadeel هناء|hanaa هند|hind هيا|haya هيفاء|haifa وجدان|wijdan وداد|widad وسن|wasan "
    "وفاء|wafa وعد|waad يارا|yara ياسمين|yasmeen"
)
_PLACES = (
    "الأحمدي|ahmadi الأسمري|asmari الأنصاري|ansari البارقي|bariqi البقمي|baqami البكري|bakri البلوي|balawi "
    "التميمي|tamimi الثقفي|thaqafi الجهني|juhani الحارثي|harthi الحازمي|hazmi الحربي|harbi الحميدي|humaidi "
    "الخالدي|khalidi الخثعمي|khathami الداودي|dawoodi الدوسري|dosari الرحيلي|rehaili الرشيدي|rashidi الرويلي|ruwaili "
    "الزبيدي|zubaidi الزهراني|zahrani السبيعي|subaie السلمي|sulami السهلي|sahli الشراري|sharari الشريفي|sharifi "
    "الشمراني|shamrani الشمري|shammari الشهراني|shahrani الشهري|shehri الصاعدي|saedi الصبحي|subhi العتيبي|otaibi "
    "العجمي|ajmi العسيري|asiri العطوي|atwi العمري|amri العنزي|enezi العوفي|oufi الغامدي|ghamdi الفيفي|faifi "
    "القحطاني|qahtani القرشي|qurashi القرني|qarni المالكي|malki المدني|madani المزيني|muzaini المطيري|mutairi "
    "المغربي|maghribi المكي|makki المولد|muwallad النجدي|najdi النهدي|nahdi الهاجري|hajri الهذلي|huthali اليامي|yami"
)
_FOUNDERS = (
    "إبراهيم|ibrahim أحمد|ahmed جابر|jaber جعفر|jaafar حامد|hamed حسن|hassan حسين|hussein حمد|hamad حمدان|hamdan "
    "خالد|khaled خلف|khalaf خليفة|khalifa خليل|khalil داود|dawood راشد|rashed رشيد|rasheed زاهر|zaher زيد|zaid "
    "سالم|salem سعد|saad سعيد|saeed سلطان|sultan سلمان|salman سليمان|sulaiman سيف|saif شريف|sharif صالح|saleh "
    "طاهر|taher طلال|talal عامر|amer عبدالله|abdullah عبدالرحمن|abdulrahman عبدالعزيز|abdulaziz "
    "عبدالكريم|abdulkareem عبدالمحسن|abdulmohsen عثمان|othman علي|ali عمر|omar عمار|ammar عيسى|essa غانم|ghanem "
    "فارس|fares فالح|faleh فهد|fahad فاضل|fadel قاسم|qasim ماجد|majed مالك|malik مبارك|mubarak محسن|mohsen "
    "محمد|mohammed محمود|mahmoud مسعود|masoud مشاري|mishari منصور|mansour موسى|mousa ناصر|nasser نصار|nassar "
    "هادي|hadi هاشم|hashem هلال|hilal وليد|waleed ياسين|yaseen يحيى|yahya يوسف|yousef"
)
_STEMS = (
    "باز|baz بسام|bassam بدر|badr جبر|jabr حكيم|hakeem حميد|humaid دخيل|dakheel ذياب|theyab رميح|rumaih زامل|zamil "
    "سحيم|suhaim سويلم|suwailem شايع|shaya شبيب|shabib ضاوي|dawi طريف|tarif عايد|ayed عقيل|aqeel غنام|ghannam "
    "فريح|furaih فواز|fawaz قصير|qaseer كامل|kamel ماضي|madi مهيدي|muhaidi نافع|nafea نغيمش|nughaimish هزاع|hazza "
    "وهيب|wahib يعقوب|yaqoub عون|oun ظافر|dhafer شاهين|shaheen صقر|saqr نمر|nimr ثنيان|thunayan عسكر|askar "
    "قرناس|qarnas"
)
_JOBS = (
    ("إدارية", "إداري"), ("أخصائية تغذية", "أخصائي تغذية"), ("أخصائية علاج طبيعي", "أخصائي علاج طبيعي"),
    ("أمينة مكتبة", "أمين مكتبة"), ("باحثة", "باحث"), ("بائعة", "بائع"), ("خياطة", "خياط"), ("صحفية", "صحفي"),
    ("صيدلانية", "صيدلي"), ("طبيبة", "طبيب"), ("طبيبة أسنان", "طبيب أسنان"), ("طبيبة بيطرية", "طبيب بيطري"),
    ("طاهية", "طاهٍ"), ("فنية مختبر", "فني مختبر"), ("كهربائية", "كهربائي"), ("متخصصة تسويق", "متخصص تسويق"),
    ("مترجمة", "مترجم"), ("محاسبة", "محاسب"), ("محامية", "محامٍ"), ("محللة بيانات", "محلل بيانات"),
    ("مديرة مشروع", "مدير مشروع"), ("مديرة مبيعات", "مدير مبيعات"), ("مدققة حسابات", "مدقق حسابات"),
    ("مدرسة", "مدرس"), ("مرشدة سياحية", "مرشد سياحي"), ("مساعدة إدارية", "مساعد إداري"), ("مستشارة", "مستشار"),
    ("مصممة جرافيك", "مصمم جرافيك"), ("مصورة", "مصور"), ("ممرضة", "ممرض"), ("منسقة لوجستيات", "منسق لوجستيات"),
    ("مهندسة برمجيات", "مهندس برمجيات"), ("مهندسة معمارية", "مهندس معماري"), ("مهندسة مدنية", "مهندس مدني"),
    ("موظفة استقبال", "موظف استقبال"), ("موظفة بنك", "موظف بنك"), ("مطورة ويب", "مطور ويب"), ("معلمة", "معلم"),
)  # fmt: skip
JOBS_F = tuple(job for job, _ in _JOBS)
JOBS_M = tuple(job for _, job in _JOBS)
DEPARTMENTS = (
    "الموارد البشرية", "المالية", "المحاسبة", "المبيعات", "التسويق", "تقنية المعلومات", "خدمة العملاء", "المشتريات",
    "المستودعات", "الشؤون القانونية", "الجودة", "الإنتاج", "النقل", "العلاقات العامة",
)  # fmt: skip
BRANDS = (
    "الأفق|alofoq", "الأمل|alamal", "البستان|albustan", "البيان|albayan", "التلال|altilal", "الجسر|aljisr",
    "الجوهرة|aljawhara", "الدانة|aldana", "الديار|aldiyar", "الربيع|alrabie", "الروضة|alrawda", "الريان|alrayan",
    "الزهراء|alzahra", "السحاب|alsahab", "السنابل|alsanabil", "الشروق|alshorouq", "الصفوة|alsafwa", "الصقر|alsaqr",
    "الضياء|aldiya", "العين|alain", "الغدير|alghadeer", "الفجر|alfajr", "القمة|alqimma", "القوافل|alqawafil",
    "اللؤلؤة|alluluah", "المدار|almadar", "المرجان|almurjan", "المنار|almanar", "النخبة|alnokhba", "النخيل|alnakheel",
    "الهلال|alhilal", "الواحة|alwaha", "الوادي|alwadi", "الياسمين|alyasmeen", "الينابيع|alyanabie", "سدرة|sidra",
)  # fmt: skip
TRADES = (
    "للأثاث|furniture", "للأجهزة|appliances", "للاستشارات|consulting", "للإلكترونيات|electronics", "للأدوية|pharma",
    "للأغذية|foods", "للبصريات|optics", "للتأمين|insurance", "للتجارة|trading", "للتدريب|training", "للتصميم|design",
    "للتقنية|tech", "للتمور|dates", "للحدائق|gardens", "للحلويات|sweets", "للخدمات|services", "للزجاج|glass",
    "للسفر والسياحة|travel", "للسيارات|motors", "للصناعة|industries", "للصيانة|maintenance", "للضيافة|hospitality",
    "للطاقة|energy", "للطباعة|print", "للعقارات|realestate", "للمخابز|bakery", "للمفروشات|textiles",
    "للمقاولات|contracting", "للمواد الغذائية|grocery", "للنشر|press", "للنقل|transport", "للهندسة|engineering",
)  # fmt: skip
STREETS = (
    "الأندلس", "البساتين", "البلد", "التحلية", "الجامعة", "الجزيرة", "الحديقة", "الحرف", "الخليج", "الخيام", "الرمال",
    "الروابي", "الزيتون", "الساحل", "السلام", "السوق", "السيل", "الصناعة", "العلم", "الغروب", "الفنار", "الكورنيش",
    "المحطة", "المستشفى", "المطار", "المعرفة", "الميناء", "الندى", "النهضة", "الوفاء", "ابن بطوطة", "ابن خلدون",
    "ابن سينا", "ابن رشد", "الخوارزمي", "الرازي", "الفارابي", "المتنبي",
)  # fmt: skip
DISTRICTS = (
    "الأزهار", "البحيرة", "البستان", "التعاون", "الحمراء", "الخزامى", "الربوة", "الربيع", "الروضة", "الريان", "الزهور",
    "السلامة", "الشاطئ", "الصفا", "العزيزية", "الفيحاء", "القادسية", "المروج", "المصيف", "النرجس", "النزهة", "النسيم",
    "الواحة", "الورود", "الياسمين",
)  # fmt: skip


def _pairs(table: str) -> Names:
    return tuple((word, latin) for word, _, latin in (entry.partition("|") for entry in table.split()))


@cache
def given_names(seed: int, gender: str) -> Names:
    """Given names of a gender (`f` or `m`) with their spelling; the same for every seed."""
    return _pairs(_WOMEN if gender == "f" else _MEN)


@cache
def family_names(seed: int) -> Names:
    """Names after a tribe or place, and houses named after their founder; the same for every seed."""
    tribes = tuple((name, f"al-{latin}") for name, latin in _pairs(_PLACES))
    founders = (*_pairs(_FOUNDERS), *_pairs(_STEMS))
    houses = (("ال{}", "al-{}"), ("آل {}", "al-{}"), ("أبو {}", "abu-{}"))
    return (
        *tribes * _COMMON,
        *((arabic.format(name), latin.format(word)) for arabic, latin in houses for name, word in founders),
    )
