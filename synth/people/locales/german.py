"""German words: jobs in both genders (pair by pair), departments, brands and trades."""

_JOBS = (
    "Altenpfleger|in", "Apotheker|in", "Architekt|in", "Augenoptiker|in", "Bäcker|in", "Bauleiter|in",
    "Bibliothekar|in", "Buchhalter|in", "Busfahrer|in", "Controller|in", "Dachdecker|in", "Disponent|in",
    "Dolmetscher|in", "Elektriker|in", "Erzieher|in", "Florist|in", "Fotograf|in", "Friseur|in", "Gärtner|in",
    "Grafiker|in", "Hausverwalter|in", "Ingenieur|in", "Journalist|in", "Konditor|in", "Koordinator|in",
    "Laborant|in", "Lehrer|in", "Lektor|in", "Logistiker|in", "Maler|in", "Maurer|in", "Mechatroniker|in", "Notar|in",
    "Personalreferent|in", "Physiotherapeut|in", "Polizist|in", "Produktmanager|in", "Projektleiter|in",
    "Redakteur|in", "Reiseberater|in", "Sachbearbeiter|in", "Schreiner|in", "Softwareentwickler|in",
    "Sozialarbeiter|in", "Steuerberater|in", "Systemadministrator|in", "Teamleiter|in", "Übersetzer|in",
    "Verkäufer|in", "Vertriebsleiter|in", "Werkstattleiter|in", "Zahntechniker|in",
)  # fmt: skip
JOBS_M = tuple(job.partition("|")[0] for job in _JOBS)
JOBS_F = tuple(job.replace("|", "") for job in _JOBS)
DEPARTMENTS = (
    "Buchhaltung", "Einkauf", "Entwicklung", "Finanzen", "IT", "Kundenservice", "Logistik", "Marketing", "Personal",
    "Produktion", "Qualitätssicherung", "Recht", "Vertrieb", "Verwaltung",
)  # fmt: skip
BRANDS = (
    "Ahorn", "Alpenblick", "Amsel", "Bergquell", "Birkenhof", "Blaufeld", "Brückentor", "Buchental", "Eisvogel",
    "Elbtal", "Falkenstein", "Feldmark", "Goldregen", "Grünfink", "Hafenkante", "Heidekraut", "Hochfeld", "Hopfenau",
    "Kastanie", "Kieselbach", "Kranich", "Lerchenfeld", "Lindenhof", "Mühlental", "Nordlicht", "Nordstern",
    "Quellwerk", "Rotbuche", "Seeblick", "Silberdistel", "Sonnenhang", "Steinbrück", "Südwind", "Tannenberg",
    "Uferlos", "Weitblick", "Wiesengrund", "Zeitwerk",
)  # fmt: skip
TRADES = (
    "Anlagenbau", "Architekten", "Bau", "Bäckerei", "Beratung", "Biotechnik", "Buchhandlung", "Catering", "Chemie",
    "Dental", "Design", "Druck", "Elektrotechnik", "Energie", "Fahrzeugbau", "Feinkost", "Gartenbau", "Getränke",
    "Haustechnik", "Hotels", "Immobilien", "Kaffeerösterei", "Labor", "Logistik", "Maschinenbau", "Medien",
    "Medizintechnik", "Metallbau", "Mode", "Möbel", "Optik", "Pharma", "Reisen", "Sanitär", "Software", "Solar",
    "Spedition", "Systeme", "Textil", "Umwelttechnik", "Verlag", "Versicherung", "Werkzeuge",
)  # fmt: skip
