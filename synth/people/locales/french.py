"""French words: jobs in both genders (pair by pair), departments, brands and trades."""

_JOBS = (
    ("aide-soignante", "aide-soignant"), ("acheteuse", "acheteur"), ("agente immobilière", "agent immobilier"),
    ("architecte", "architecte"), ("assistante de direction", "assistant de direction"), ("avocate", "avocat"),
    ("bibliothécaire", "bibliothécaire"), ("boulangère", "boulanger"), ("cheffe de projet", "chef de projet"),
    ("cheffe de produit", "chef de produit"), ("chauffeuse de bus", "chauffeur de bus"), ("coiffeuse", "coiffeur"),
    ("commerciale", "commercial"), ("comptable", "comptable"), ("conductrice de travaux", "conducteur de travaux"),
    ("conseillère clientèle", "conseiller clientèle"), ("couvreuse", "couvreur"), ("cuisinière", "cuisinier"),
    ("dentiste", "dentiste"), ("développeuse web", "développeur web"),
    ("directrice commerciale", "directeur commercial"), ("éducatrice", "éducateur"), ("électricienne", "électricien"),
    ("enseignante", "enseignant"), ("fleuriste", "fleuriste"), ("formatrice", "formateur"),
    ("gardienne d'immeuble", "gardien d'immeuble"), ("gestionnaire de paie", "gestionnaire de paie"),
    ("graphiste", "graphiste"), ("infirmière", "infirmier"), ("informaticienne", "informaticien"),
    ("ingénieure", "ingénieur"), ("institutrice", "instituteur"), ("interprète", "interprète"),
    ("jardinière paysagiste", "jardinier paysagiste"), ("journaliste", "journaliste"), ("juriste", "juriste"),
    ("kinésithérapeute", "kinésithérapeute"), ("libraire", "libraire"), ("logisticienne", "logisticien"),
    ("mécanicienne", "mécanicien"), ("menuisière", "menuisier"), ("opticienne", "opticien"),
    ("pâtissière", "pâtissier"), ("pharmacienne", "pharmacien"), ("photographe", "photographe"),
    ("plombière", "plombier"), ("rédactrice", "rédacteur"), ("responsable qualité", "responsable qualité"),
    ("secrétaire médicale", "secrétaire médical"), ("serveuse", "serveur"),
    ("technicienne de laboratoire", "technicien de laboratoire"), ("traductrice", "traducteur"),
    ("vendeuse", "vendeur"), ("vétérinaire", "vétérinaire"),
)  # fmt: skip
JOBS_F = tuple(job for job, _ in _JOBS)
JOBS_M = tuple(job for _, job in _JOBS)
DEPARTMENTS = (
    "Achats", "Administration", "Comptabilité", "Finances", "Informatique", "Juridique", "Logistique", "Marketing",
    "Production", "Qualité", "Recherche", "Ressources humaines", "Service client", "Ventes",
)  # fmt: skip
BRANDS = (
    "Arc-en-Ciel", "Aubépine", "Beaurivage", "Belle Étoile", "Bellevue", "Bleu Nuit", "Boréal", "Bruyère", "Clairval",
    "Coquelicot", "Corail", "Cèdre", "Églantine", "Garrigue", "Gentiane", "Grand Large", "Hirondelle", "Horizon",
    "Lavande", "Les Tilleuls", "Lumière", "Mésange", "Mistral", "Montclair", "Nacre", "Océane", "Olivier",
    "Pervenche", "Pont-Neuf", "Roseraie", "Saint-Clair", "Sirocco", "Soleil Levant", "Tramontane", "Val Fleuri",
    "Vent d'Ouest", "Verveine",
)  # fmt: skip
TRADES = (
    "Assurances", "Ateliers", "Bâtiment", "Boulangerie", "Bureau d'études", "Cabinet", "Chauffage", "Conseil",
    "Couverture", "Cuisines", "Déménagements", "Design", "Éditions", "Électricité", "Énergies", "Fonderie",
    "Formation", "Garage", "Horlogerie", "Hôtel", "Imprimerie", "Informatique", "Jardins", "Laboratoire", "Librairie",
    "Logistique", "Maison", "Menuiserie", "Mobilier", "Optique", "Paysages", "Pharmacie", "Plomberie", "Primeurs",
    "Systèmes", "Textiles", "Traiteur", "Transports", "Voyages",
)  # fmt: skip
