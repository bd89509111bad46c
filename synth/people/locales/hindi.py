"""Hindi words, each with its Latin spelling where a host name or a mail address needs one, and names with theirs.

Faker's Hindi names have no spelling in Latin letters; these tables replace them.
"""

from __future__ import annotations

from functools import cache

from synth.people.latin import Names

_MEN = (
    "अजय|ajay अजित|ajit अतुल|atul अनिल|anil अनुज|anuj अनुपम|anupam अभय|abhay अभिनव|abhinav अभिषेक|abhishek अमन|aman "
    "अमर|amar अमित|amit अमोल|amol अरविंद|arvind अरुण|arun अर्जुन|arjun अशोक|ashok अंकित|ankit अंकुर|ankur आकाश|akash "
    "आदित्य|aditya आनंद|anand आयुष|ayush आलोक|alok आशीष|ashish इमरान|imran ईशान|ishan उत्तम|uttam उदय|uday "
    "उमेश|umesh ओम|om कपिल|kapil कमल|kamal करण|karan कार्तिक|kartik किशोर|kishor कुणाल|kunal कृष्ण|krishna "
    "कैलाश|kailash गणेश|ganesh गिरीश|girish गोपाल|gopal गोविंद|govind गौतम|gautam गौरव|gaurav चंदन|chandan "
    "चेतन|chetan जगदीश|jagdish जतिन|jatin जय|jay जयंत|jayant जावेद|javed जितेंद्र|jitendra तरुण|tarun तुषार|tushar "
    "दिनेश|dinesh दिलीप|dilip दीपक|deepak देवेंद्र|devendra धर्मेंद्र|dharmendra धीरज|dheeraj नरेंद्र|narendra "
    "नरेश|naresh नवीन|naveen नितिन|nitin निखिल|nikhil नीरज|neeraj नीलेश|nilesh पंकज|pankaj परेश|paresh पवन|pawan "
    "पीयूष|piyush प्रकाश|prakash प्रणव|pranav प्रतीक|prateek प्रदीप|pradeep प्रमोद|pramod प्रवीण|praveen "
    "प्रशांत|prashant फरहान|farhan बलराम|balram भरत|bharat भूपेंद्र|bhupendra मनीष|manish मनोज|manoj मयंक|mayank "
    "महेंद्र|mahendra महेश|mahesh मुकेश|mukesh मोहन|mohan मोहित|mohit यश|yash योगेश|yogesh रजत|rajat रमेश|ramesh "
    "रवि|ravi राकेश|rakesh राजीव|rajeev राजेश|rajesh राहुल|rahul रितेश|ritesh रोहन|rohan रोहित|rohit ललित|lalit "
    "लोकेश|lokesh वरुण|varun विकास|vikas विक्रम|vikram विजय|vijay विनय|vinay विनोद|vinod विपिन|vipin विमल|vimal "
    "विवेक|vivek विशाल|vishal वीरेंद्र|virendra शरद|sharad शशांक|shashank शिव|shiv शेखर|shekhar श्याम|shyam "
    "संजय|sanjay संजीव|sanjeev संतोष|santosh संदीप|sandeep सचिन|sachin सतीश|satish समीर|sameer सलीम|salim "
    "साहिल|sahil सिद्धार्थ|siddharth सुधीर|sudhir सुनील|sunil सुभाष|subhash सुमित|sumit सुरेंद्र|surendra "
    "सुरेश|suresh सूरज|suraj सौरभ|saurabh हरीश|harish हर्ष|harsh हितेश|hitesh हेमंत|hemant"
)
_WOMEN = (
    "अंकिता|ankita अंजलि|anjali अंजू|anju अदिति|aditi अनीता|anita अनुराधा|anuradha अनुष्का|anushka अपर्णा|aparna "
    "अमृता|amrita अर्चना|archana अलका|alka अवनि|avani आकांक्षा|akanksha आभा|abha आरती|aarti आशा|asha इंदिरा|indira "
    "इंदु|indu इला|ila ईशा|isha उर्मिला|urmila उषा|usha एकता|ekta ऐश्वर्या|aishwarya कल्पना|kalpana कविता|kavita "
    "कंचन|kanchan काजल|kajal कामिनी|kamini कांता|kanta किरण|kiran कीर्ति|kirti कुसुम|kusum कृतिका|kritika कोमल|komal "
    "गरिमा|garima गायत्री|gayatri गीता|geeta गौरी|gauri चंद्रा|chandra चित्रा|chitra चेतना|chetna जया|jaya "
    "ज्योति|jyoti तनुजा|tanuja तन्वी|tanvi तारा|tara तृप्ति|tripti दिव्या|divya दीपा|deepa दीपाली|deepali "
    "दीप्ति|deepti दुर्गा|durga नंदिनी|nandini नफीसा|nafisa नम्रता|namrata निधि|nidhi निशा|nisha नीता|neeta "
    "नीतू|neetu नीलम|neelam नीलिमा|neelima नूतन|nutan नेहा|neha पद्मा|padma पल्लवी|pallavi पायल|payal "
    "पार्वती|parvati पूजा|pooja पूनम|poonam पूर्णिमा|poornima प्रतिभा|pratibha प्रिया|priya प्रियंका|priyanka "
    "प्रीति|preeti प्रेरणा|prerna फातिमा|fatima बबीता|babita भारती|bharti भावना|bhavna मंजू|manju मधु|madhu "
    "मनीषा|manisha ममता|mamta माधवी|madhavi माधुरी|madhuri माया|maya माला|mala मीना|meena मीनाक्षी|meenakshi "
    "मीरा|meera मेघा|megha मोनिका|monika यामिनी|yamini रचना|rachna रजनी|rajni रश्मि|rashmi राखी|rakhi राधा|radha "
    "रानी|rani रिया|riya रीता|reeta रुचि|ruchi रूपा|roopa रेखा|rekha रेणु|renu रोशनी|roshni लक्ष्मी|lakshmi लता|lata "
    "लीला|leela वंदना|vandana वर्षा|varsha वसुधा|vasudha विद्या|vidya विनीता|vinita विभा|vibha विमला|vimla "
    "वैशाली|vaishali शकुंतला|shakuntala शबाना|shabana शर्मिला|sharmila शालिनी|shalini शिखा|shikha शिल्पा|shilpa "
    "शीतल|sheetal शीला|sheela शोभा|shobha श्रुति|shruti श्रेया|shreya श्वेता|shweta संगीता|sangeeta संध्या|sandhya "
    "सपना|sapna सरला|sarla सरिता|sarita सरोज|saroj साक्षी|sakshi सावित्री|savitri सीता|seeta सीमा|seema "
    "सुजाता|sujata सुधा|sudha सुनीता|sunita सुमन|suman सुरभि|surbhi सुषमा|sushma सोनल|sonal सोनिया|sonia "
    "स्नेहा|sneha स्मिता|smita स्वाति|swati हर्षा|harsha हेमा|hema"
)
_FAMILIES = (
    "अग्निहोत्री|agnihotri अग्रवाल|agrawal अत्रे|atre अरोड़ा|arora अवस्थी|awasthi अस्थाना|asthana अहलावत|ahlawat "
    "अहलूवालिया|ahluwalia अंसारी|ansari आचार्य|acharya आनंद|anand आप्टे|apte आहूजा|ahuja इनामदार|inamdar ईरानी|irani "
    "उपाध्याय|upadhyay ओझा|ojha ओबेरॉय|oberoi कटारिया|kataria कदम|kadam कपाड़िया|kapadia कपूर|kapoor करमाकर|karmakar "
    "कश्यप|kashyap काकड़े|kakade कांबले|kamble कालरा|kalra काले|kale किदवई|kidwai कुमावत|kumawat कुरैशी|qureshi "
    "कुलकर्णी|kulkarni कुशवाहा|kushwaha केसरवानी|kesarwani कोचर|kochhar कोठारी|kothari कोहली|kohli कौल|kaul "
    "कौशिक|kaushik खंडेलवाल|khandelwal खत्री|khatri खन्ना|khanna खरे|khare खान|khan खुराना|khurana खोसला|khosla "
    "गंगवार|gangwar गर्ग|garg गांगुली|ganguly गाडगिल|gadgil गायकवाड़|gaikwad गुप्ता|gupta गुलाटी|gulati गुहा|guha "
    "गोखले|gokhale गोयल|goyal गोस्वामी|goswami गौतम|gautam ग्रोवर|grover घोष|ghosh चक्रवर्ती|chakravarti "
    "चटर्जी|chatterjee चड्ढा|chadha चतुर्वेदी|chaturvedi चंदेल|chandel चव्हाण|chavan चावला|chawla चोपड़ा|chopra "
    "चौधरी|chaudhary चौबे|chaube चौरसिया|chaurasia चौहान|chauhan छाबड़ा|chhabra छेड़ा|chheda जगताप|jagtap "
    "जडेजा|jadeja जाखड़|jakhar जाधव|jadhav जायसवाल|jaiswal जैन|jain जोशी|joshi झा|jha झुनझुनवाला|jhunjhunwala "
    "टंडन|tandon ठाकुर|thakur ठक्कर|thakkar डांगे|dange डागर|dagar डोगरा|dogra ढिल्लों|dhillon ढींगरा|dhingra "
    "तलवार|talwar तनेजा|taneja तावड़े|tawde तिलक|tilak तिवारी|tiwari तोमर|tomar त्यागी|tyagi त्रिपाठी|tripathi "
    "त्रिवेदी|trivedi थपलियाल|thapliyal थापर|thapar दत्ता|dutta दलाल|dalal दवे|dave दाते|date दास|das दीक्षित|dixit "
    "दुआ|dua दुबे|dubey देव|dev देवगन|devgan देशपांडे|deshpande देशमुख|deshmukh देसाई|desai द्विवेदी|dwivedi "
    "धवन|dhawan धामी|dhami नंदा|nanda नागपाल|nagpal नागर|nagar नाडकर्णी|nadkarni नायक|nayak नारंग|narang निगम|nigam "
    "नेगी|negi नौटियाल|nautiyal पंडित|pandit पंत|pant पटेल|patel पटनायक|patnaik पटवर्धन|patwardhan परमार|parmar "
    "परांजपे|paranjape पवार|pawar पाटिल|patil पाठक|pathak पांडे|pandey पारीक|pareek पारेख|parekh पालीवाल|paliwal "
    "पाल|pal पासवान|paswan पाहवा|pahwa पुरी|puri पुरोहित|purohit पोद्दार|poddar प्रजापति|prajapati प्रधान|pradhan "
    "फड़के|phadke बंसल|bansal बघेल|baghel बजाज|bajaj बत्रा|batra बनर्जी|banerjee बहुगुणा|bahuguna बसु|basu "
    "बाजपेयी|bajpai बिष्ट|bisht बिस्वास|biswas बेदी|bedi बैरागी|bairagi बोरा|bora भंडारी|bhandari भगत|bhagat "
    "भट्ट|bhatt भट्टाचार्य|bhattacharya भटनागर|bhatnagar भसीन|bhasin भाटिया|bhatia भारद्वाज|bhardwaj भार्गव|bhargava "
    "भावे|bhave भोसले|bhosale मंडल|mandal मजूमदार|majumdar मल्होत्रा|malhotra मलिक|malik महतो|mahato महाजन|mahajan "
    "माथुर|mathur मान|mann मारवाह|marwah मालवीय|malviya मित्तल|mittal मित्रा|mitra मिर्ज़ा|mirza मिश्रा|mishra "
    "मीणा|meena मुखर्जी|mukherjee मेहता|mehta मेहरा|mehra मेहरोत्रा|mehrotra मोदी|modi मोरे|more मौर्य|maurya "
    "यादव|yadav रघुवंशी|raghuvanshi रस्तोगी|rastogi राजपूत|rajput राजवंशी|rajvanshi राठी|rathi राठौड़|rathore "
    "राणा|rana राणे|rane राव|rao रावत|rawat राय|rai रेड्डी|reddy रैना|raina रॉय|roy लांबा|lamba लाल|lal लोढ़ा|lodha "
    "लोहिया|lohia वर्मा|verma वशिष्ठ|vashisht वाडिया|wadia वाधवा|wadhwa वालिया|walia विज|vij विश्वकर्मा|vishwakarma "
    "वैद्य|vaidya वोहरा|vohra व्यास|vyas शर्मा|sharma शाक्य|shakya शाह|shah शास्त्री|shastri शिंदे|shinde "
    "शुक्ला|shukla शेख|sheikh शेखावत|shekhawat शेट्टी|shetty श्रीवास्तव|srivastava सक्सेना|saxena सचदेवा|sachdeva "
    "सत्संगी|satsangi सप्रे|sapre सबरवाल|sabharwal सरकार|sarkar सरदेसाई|sardesai सरीन|sareen सहगल|sehgal सहाय|sahay "
    "साठे|sathe सावंत|sawant साहनी|sahni साहा|saha साहू|sahu सिंघल|singhal सिंह|singh सिन्हा|sinha सिद्दीकी|siddiqui "
    "सिसोदिया|sisodia सूद|sood सूरी|suri सेठ|seth सेठी|sethi सेन|sen सेनगुप्ता|sengupta सैनी|saini सोढ़ी|sodhi "
    "सोनी|soni सोमानी|somani सोलंकी|solanki स्वामी|swami हजारिका|hazarika हांडा|handa हुड्डा|hooda हेगड़े|hegde "
    "अंबेकर|ambekar अकोलकर|akolkar अधिकारी|adhikari उपाध्ये|upadhye कर्णिक|karnik कर्वे|karve कानिटकर|kanitkar "
    "केलकर|kelkar खांडेकर|khandekar गवई|gawai गोडबोले|godbole चिटणीस|chitnis जोगलेकर|joglekar टिपणीस|tipnis "
    "डोंगरे|dongre दांडेकर|dandekar निंबालकर|nimbalkar पेंडसे|pendse प्रभु|prabhu बर्वे|barve मराठे|marathe "
    "लिमये|limaye वाघ|wagh शेलार|shelar सोमण|soman क्षीरसागर|kshirsagar अय्यर|iyer गिल|gill ग्रेवाल|grewal नायर|nair "
    "पिल्लई|pillai बराड़|brar बोस|bose मेनन|menon संधू|sandhu सिद्धू|sidhu"
)
MIDDLES = ("कुमार", "प्रसाद", "प्रकाश", "चंद्र", "नाथ", "मोहन", "शंकर", "नारायण", "राज", "दयाल", "किशोर", "स्वरूप")
MIDDLES_F = ("कुमारी", "देवी", "रानी", "बाला", "लता", "प्रभा", "माला", "श्री")
JOBS = (
    "अध्यापक", "अनुवादक", "इंजीनियर", "इलेक्ट्रीशियन", "कंपनी सचिव", "कार्यालय प्रबंधक", "ग्राफ़िक डिज़ाइनर", "चार्टर्ड अकाउंटेंट",
    "चित्रकार", "चिकित्सक", "छायाकार", "डेटा विश्लेषक", "दंत चिकित्सक", "दुकान प्रबंधक", "नर्स", "पत्रकार", "परियोजना प्रबंधक",
    "पशु चिकित्सक", "पुस्तकालयाध्यक्ष", "प्रयोगशाला तकनीशियन", "प्राध्यापक", "फ़ार्मासिस्ट", "फ़िज़ियोथेरेपिस्ट", "बढ़ई",
    "बिक्री प्रतिनिधि", "बीमा सलाहकार", "बैंक अधिकारी", "भंडार प्रबंधक", "मानव संसाधन प्रबंधक", "मैकेनिक", "रसोइया", "राजमिस्त्री",
    "रिसेप्शनिस्ट", "लेखाकार", "वकील", "वास्तुकार", "वैज्ञानिक", "शिक्षक", "संपादक", "समाज सेवक", "सर्वेक्षक", "सॉफ़्टवेयर डेवलपर",
    "सिविल इंजीनियर",
)  # fmt: skip
DEPARTMENTS = (
    "मानव संसाधन", "लेखा", "वित्त", "बिक्री", "विपणन", "सूचना प्रौद्योगिकी", "ग्राहक सेवा", "क्रय", "भंडार", "विधि", "गुणवत्ता",
    "उत्पादन", "परिवहन", "अनुसंधान",
)  # fmt: skip
BRANDS = (
    "अमृत|amrit", "अरावली|aravali", "आकाश|akash", "आशा|asha", "उदय|uday", "उषाकाल|ushakal", "ऋतु|ritu", "कमल|kamal",
    "कल्याण|kalyan", "कावेरी|kaveri", "केसर|kesar", "गंगोत्री|gangotri", "गुलमोहर|gulmohar", "गोदावरी|godavari",
    "चंदन|chandan", "चिनार|chinar", "ज्योति|jyoti", "तुलसी|tulsi", "दीप|deep", "नर्मदा|narmada", "नवरंग|navrang",
    "नीलगिरि|nilgiri", "पलाश|palash", "पवन|pawan", "प्रगति|pragati", "प्रभात|prabhat", "मधुबन|madhuban", "मयूर|mayur",
    "मानसरोवर|mansarovar", "यमुना|yamuna", "रजत|rajat", "विंध्य|vindhya", "शगुन|shagun", "शिखर|shikhar", "संगम|sangam",
    "सतपुड़ा|satpura", "सागर|sagar", "सूर्या|surya", "स्वस्तिक|swastik", "हिमगिरि|himgiri",
)  # fmt: skip
TRADES = (
    "इलेक्ट्रॉनिक्स|electronics", "इंजीनियरिंग|engineering", "इंटरप्राइजेज|enterprises", "इंडस्ट्रीज|industries", "इंफ्रा|infra",
    "एग्रो|agro", "एजेंसी|agency", "ऑटोमोबाइल्स|automobiles", "कंस्ट्रक्शन|construction", "कंसल्टेंसी|consultancy",
    "केमिकल्स|chemicals", "केटरर्स|caterers", "क्लिनिक|clinic", "ट्रांसपोर्ट|transport", "ट्रेडर्स|traders", "ट्रेवल्स|travels",
    "टेक्सटाइल्स|textiles", "टेक्नोलॉजीज|technologies", "डेयरी|dairy", "डिज़ाइन|design", "पब्लिकेशन|publication",
    "प्रिंटर्स|printers", "प्लास्टिक्स|plastics", "फर्नीचर|furniture", "फार्मा|pharma", "फूड्स|foods", "बिल्डर्स|builders",
    "मेडिकल्स|medicals", "मोटर्स|motors", "लॉजिस्टिक्स|logistics", "सॉल्यूशंस|solutions", "सोलर|solar", "स्टील|steel",
    "स्टोर्स|stores", "हार्डवेयर|hardware", "होटल्स|hotels",
)  # fmt: skip
STREETS = (
    "अशोक मार्ग", "आज़ाद चौक", "एम.जी. रोड", "कचहरी रोड", "कॉलेज रोड", "गांधी मार्ग", "गौशाला रोड", "घंटाघर चौक", "चर्च रोड",
    "जवाहर मार्ग", "झील रोड", "टैगोर मार्ग", "तिलक मार्ग", "नई सड़क", "नदी मार्ग", "पुराना बाज़ार", "प्रेमचंद मार्ग", "बस अड्डा रोड",
    "बाग़ रोड", "बापू मार्ग", "बैंक रोड", "मंडी रोड", "मॉल रोड", "मेन रोड", "राजपथ मार्ग", "रेलवे रोड", "लक्ष्मीबाई मार्ग",
    "विवेकानंद मार्ग", "शास्त्री मार्ग", "सदर बाज़ार", "सर्राफ़ा बाज़ार", "सिविल लाइंस", "स्टेशन रोड", "हॉस्पिटल रोड",
)  # fmt: skip
COLONIES = (
    "अशोक नगर", "आदर्श नगर", "इंदिरा कॉलोनी", "कमला नगर", "कृष्णा पुरी", "गणेश पुरी", "गोकुल धाम", "जनक विहार", "तुलसी नगर",
    "नेहरू नगर", "पटेल नगर", "प्रेम नगर", "मॉडल टाउन", "रामनगर", "लाजपत नगर", "विकास नगर", "शांति विहार", "शिवाजी नगर",
    "सुभाष नगर", "सूर्य विहार", "हनुमान नगर",
)  # fmt: skip


def _pairs(table: str) -> Names:
    return tuple((word, latin) for word, _, latin in (entry.partition("|") for entry in table.split()))


@cache
def given_names(seed: int, gender: str) -> Names:
    """Given names of a gender (`f` or `m`) with their spelling; the same for every seed."""
    return _pairs(_WOMEN if gender == "f" else _MEN)


@cache
def family_names(seed: int) -> Names:
    """Surnames with their spelling; the same for every seed."""
    return _pairs(_FAMILIES)
