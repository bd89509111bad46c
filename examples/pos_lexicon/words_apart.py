"""Words that the lexicon of `pos_tagged` leaves out, or weighs by hand."""

from __future__ import annotations

CLOSED = frozenset({
    "a", "abed", "about", "above", "across", "after", "again", "against", "al", "all", "along", "already", "also",
    "although", "always", "am", "among", "an", "and", "another", "any", "anybody", "anyone", "anything", "apr",
    "are", "around", "as", "ass", "at", "aug", "away", "back", "be", "because", "been", "before", "behind", "being",
    "below", "beside", "between", "beyond", "billion", "bit", "both", "but", "by", "can", "cannot", "cant", "cm",
    "coming", "could", "couldn", "da", "de", "dec", "despite", "did", "didn", "do", "does", "doesn", "doing", "don",
    "done", "dont", "down", "dr", "during", "each", "eg", "eight", "eight's", "either", "el", "eleven", "en", "et",
    "etc", "even", "ever", "every", "everybody", "everyone", "everything", "ex", "except", "feb", "few", "first",
    "five", "for", "four", "fri", "friday", "from", "ft", "gb", "gon", "got", "ha", "had", "half", "has", "have",
    "having", "he", "hello", "her", "here", "hers", "herself", "hes", "hey", "hi", "him", "himself", "his", "hm",
    "ho", "how", "hr", "hundred", "i", "id", "ie", "if", "ill", "im", "in", "into", "iraq", "is", "isn", "it",
    "its", "itself", "ive", "jan", "jul", "jun", "just", "kb", "kg", "km", "la", "lb", "le", "let", "lets", "like",
    "little", "lol", "lot", "ma", "many", "mar", "may", "mb", "me", "might", "million", "min", "mine", "mm", "mon",
    "monday", "more", "most", "mr", "mrs", "ms", "much", "must", "my", "myself", "n't", "na", "near", "neither",
    "never", "nine", "no", "nobody", "none", "nor", "not", "nothing", "nov", "now", "nut", "o", "oct", "of", "off",
    "often", "oh", "ok", "okay", "on", "one", "ones", "only", "onto", "or", "other", "ought", "our", "ours",
    "ourselves", "out", "over", "own", "oz", "pa", "per", "please", "pm", "pro", "r", "re", "right", "sat",
    "saturday", "sec", "second", "sep", "seven", "several", "shall", "she", "shes", "should", "since", "six", "so",
    "some", "somebody", "someone", "something", "sometimes", "st", "still", "sub", "such", "sun", "sunday", "ta",
    "ten", "than", "thanks", "that", "thats", "the", "thee", "their", "theirs", "them", "themselves", "then",
    "there", "these", "they", "third", "this", "those", "thou", "though", "thousand", "three", "through", "thu",
    "thursday", "thx", "thy", "til", "til'", "to", "today", "tomorrow", "tonight", "too", "toward", "towards",
    "tue", "tuesday", "tv", "twelve", "two", "u", "under", "unless", "until", "up", "upon", "ur", "us", "very",
    "via", "vs", "wan", "was", "wasn", "we", "wed", "wednesday", "well", "were", "what", "when", "where", "whether",
    "which", "while", "who", "whom", "whos", "whose", "why", "will", "with", "within", "without", "wont", "would",
    "ye", "yes", "yesterday", "yet", "you", "your", "yours", "yourself", "zero",
})  # fmt: skip
"""Forms that the grammar writes itself, and clippings whose readings WordNet does not have."""
OPEN_TOO = frozenset({"let", "like"})
"""Words of `CLOSED` that are verbs as well."""
ADJECTIVES_APART = frozenset({
    "able", "afraid", "akin", "alike", "alive", "alone", "asleep", "awake", "aware", "certain", "due", "entire",
    "extra", "former", "glad", "kind", "last", "latter", "likely", "main", "next", "only", "prior", "ready", "real",
    "same", "separate", "sorry", "sort", "sure", "unable", "unlikely", "whole", "willing", "worth",
})  # fmt: skip
"""Adjectives with places of their own in a sentence; the grammar writes them itself."""
FIXED_RATES = {
    "like": 900.0, "deleted": 5.0, "removed": 15.0, "subreddit": 0.5, "subreddits": 0.2, "sub": 3.0, "mod": 2.0,
    "mods": 2.0, "karma": 2.0, "downvote": 0.2, "upvote": 0.2, "sidebar": 0.5, "bot": 2.0,
}  # fmt: skip
"""Occurrences in a million tokens of a verb among other readings, and of what one site writes far more than others."""
NO_GIVEN_NAMES = frozenset({"Chelsea", "Christian", "Israel", "Jesus", "Mario"})
"""Given names that mean somebody or something else first."""
HARSH = frozenset({
    "aboriginal", "abortion", "abuser", "addict", "addicted", "aids", "anorexia", "aroused", "asphyxiate",
    "assassinate", "autism", "autistic", "barbarian", "behead", "beheading", "bisexual", "bloodbath", "bludgeon",
    "bowel", "breast", "brothel", "bulimia", "buttocks", "cadaver", "colored", "concubine", "condom", "corpse",
    "cripple", "crippled", "decapitate", "deformed", "disembowel", "dismember", "dwarf", "eunuch", "execute",
    "fart", "fascism", "fascist", "fatty", "feces", "fetish", "fondle", "gallows", "genocide", "goy", "groin",
    "grope", "gypsy", "hang", "harem", "heathen", "hiv", "holocaust", "homosexual", "hooker", "horny", "hostage",
    "hump", "imbecile", "impale", "incest", "infidel", "jihad", "kill", "kinky", "leper", "leprosy", "lesbian",
    "lick", "lingerie", "loser", "lunatic", "lynch", "maim", "maniac", "masochist", "massacre", "midget",
    "mistress", "molester", "mulatto", "murder", "mutilate", "nazi", "neocon", "nipple", "nude", "obese", "obesity",
    "orgy", "oriental", "pagan", "penetrate", "piss", "poop", "psycho", "racism", "racist", "rapist", "rectum",
    "sadist", "sadistic", "savage", "savagery", "schizophrenic", "seductive", "sexist", "sexy", "shoot",
    "slaughter", "slaughterhouse", "slave", "slavery", "spank", "spastic", "stab", "strangle", "stripper",
    "submissive", "suck", "suffocate", "suicide", "terrorist", "thrust", "torture", "transgender", "transvestite",
    "vibrator", "virgin", "virginity", "whip",
})  # fmt: skip
"""Words that are no insult, and yet make one, or worse, beside a person drawn at random."""
SKIN = frozenset({"black", "white", "brown", "yellow", "red", "asian", "native", "foreign"})
"""Adjectives that are drawn for things alone."""
UNKIND = frozenset({
    "abhorrent", "abject", "abominable", "absolutist", "absurd", "accessory", "activist", "agnostic", "agonizing",
    "ailing", "albino", "alcoholic", "alien", "amputee", "androgynous", "animal", "anorexic", "apostate",
    "atheist", "atheistic", "babe", "bankrupt", "bareback", "barren", "batty", "bedridden", "beefy", "beggar",
    "believer", "belligerent", "bitchy", "black", "blind", "blonde", "bogus", "boneheaded", "bonkers", "boring",
    "bourgeois", "bratty", "broad", "brunette", "brutal", "brute", "brutish", "bureaucrat", "cannibal",
    "cannibalistic", "capitalist", "captive", "carnal", "catty", "celibate", "charlatan", "chauvinistic",
    "cheapskate", "cheesy", "chicken", "childless", "chubby", "chump", "civilized", "classless", "clumsy",
    "collectivist", "colonial", "comatose", "commie", "communist", "conservative", "convict", "corrupt",
    "corruptible", "coward", "cowardly", "crabby", "crackers", "crackpot", "crazy", "creepy", "criminal", "crony",
    "crook", "cruel", "crummy", "cuckold", "cult", "cultist", "cutthroat", "daft", "damned", "darling",
    "dastardly", "deadbeat", "deaf", "debilitating", "deceased", "defeatist", "degenerate", "delinquent",
    "democrat", "demonic", "denier", "dependant", "dependent", "deplorable", "depressive", "derelict",
    "despicable", "despot", "despotic", "detainee", "detestable", "deviant", "devilish", "diabetic", "diabolical",
    "dilapidated", "dirty", "disembodied", "disgusting", "dishonest", "disobedient", "distraught", "dodgy",
    "domestic", "dominatrix", "dork", "drunkard", "drunken", "dumb", "dumpy", "dunce", "dupe", "dweeb",
    "dyslexic", "dysphoric", "effeminate", "elderly", "elitist", "emaciated", "ethnic", "evangelist", "evil",
    "excruciating", "extinct", "extremist", "faceless", "fake", "fanatic", "fanatical", "fat", "fatherly",
    "felon", "female", "feminist", "feral", "filthy", "foreigner", "freak", "freeloader", "friendless", "frigid",
    "fruity", "frumpy", "fundamentalist", "furry", "gangsta", "gargantuan", "gay", "geek", "geezer", "gentile",
    "ghoul", "glutton", "gluttonous", "goner", "goofy", "goon", "greedy", "gross", "grouchy", "guilty",
    "gullible", "gutless", "hairless", "hairy", "hammy", "handicapped", "hapless", "harmful", "hateful",
    "headless", "heartless", "heathen", "heavenly", "hellish", "heterosexual", "hick", "hideous", "hillbilly",
    "hippie", "hippy", "hobo", "homeboy", "homeless", "homicidal", "hooligan", "horrendous", "horrific",
    "hulking", "hypocrite", "idiotic", "idle", "ignoramus", "ignorant", "illegitimate", "imbecile", "immigrant",
    "immoral", "imperialist", "incapable", "incompetent", "incurable", "inefficient", "inept", "infamous",
    "inferior", "infidel", "inmate", "insane", "insecure", "insignificant", "insincere", "insulting", "intersex",
    "intoxicated", "invalid", "irksome", "irredeemable", "jerker", "jew", "jingoistic", "juvenile", "killer",
    "kook", "kooky", "lackey", "lactating", "lame", "laughable", "lazy", "leftist", "lefty", "lesser", "liberal",
    "libertarian", "loon", "looney", "loony", "loopy", "loudmouth", "lowly", "lustful", "mad", "madam", "madman",
    "male", "mannered", "masochistic", "mediocre", "menial", "migrant", "migratory", "militant", "misanthropic",
    "misfit", "misogynistic", "moneyed", "monstrous", "mooch", "moronic", "mugger", "murderous", "muslim",
    "mutant", "narc", "narcissistic", "nasty", "nationalist", "nationalistic", "native", "naughty", "nauseating",
    "neanderthal", "neoconservative", "neurotic", "nihilist", "nonbeliever", "nondescript", "nosey", "nosy",
    "nudist", "nutcase", "nuts", "nutter", "nutty", "oaf", "obstinate", "occult", "oddball", "odious", "orphan",
    "outcast", "outlaw", "pansexual", "paranoid", "paraplegic", "parasitic", "pariah", "pathetic", "pathological",
    "patriarchal", "patsy", "pauper", "pedant", "peon", "pervert", "perverted", "petulant", "philosophic",
    "phony", "piggy", "pleb", "pom", "pompous", "pothead", "predatory", "pregnant", "preteen", "primate",
    "primitive", "primordial", "psychopath", "psychotic", "pubescent", "pudgy", "punk", "puritanical", "pygmy",
    "quack", "quadriplegic", "rabid", "radical", "ravenous", "reactionary", "redneck", "redundant", "refugee",
    "republican", "repugnant", "retard", "retarded", "revisionist", "ridiculous", "rotten", "rube",
    "sanctimonious", "savant", "schmuck", "scrawny", "scruffy", "secular", "separatist", "serf", "servant",
    "shady", "shameless", "sickly", "silly", "sinful", "sinner", "sized", "skinhead", "skinny", "slapper",
    "sleazy", "slick", "slowpoke", "sly", "smug", "sneaky", "snitch", "snobbish", "snobby", "snooty", "socialist",
    "socialistic", "sociopath", "spiteful", "squat", "sterile", "stoner", "stooge", "straight", "stupid",
    "subhuman", "subordinate", "subversive", "sucker", "supremacist", "surly", "swift", "swinger", "sycophant",
    "tactless", "tease", "theist", "toothless", "torturous", "traitor", "traitorous", "trannie", "transexual",
    "transgendered", "transsexual", "treasonous", "tubby", "typical", "tyrannical", "tyrant", "ugly",
    "uncivilized", "uncouth", "underweight", "undesirable", "undocumented", "uneducated", "unfeeling", "unfit",
    "unfortunate", "unholy", "unintelligent", "unkempt", "unnatural", "unruly", "unsanitary", "unskilled",
    "unsophisticated", "untouchable", "unwanted", "unworthy", "useless", "vain", "vegan", "vengeful", "venomous",
    "victim", "vile", "vindictive", "virgin", "virulent", "wacko", "warmonger", "weak", "weakling", "westerner",
    "whiney", "whiny", "white", "wicked", "widow", "wild", "wimp", "wimpy", "womanizer", "womanly", "worst",
    "worthless", "wretch", "wretched", "wuss", "yuppie", "zealot",
})  # fmt: skip
"""Nouns that are drawn as no person and adjectives that are drawn for none: at random they would judge people."""
