"""Spanish words: jobs in both genders (pair by pair), departments, brands and trades."""

_JOBS = (
    ("abogada", "abogado"), ("administrativa", "administrativo"), ("agente inmobiliaria", "agente inmobiliario"),
    ("albañil", "albañil"), ("arquitecta", "arquitecto"), ("auxiliar de enfermería", "auxiliar de enfermería"),
    ("bibliotecaria", "bibliotecario"), ("bombera", "bombero"), ("camarera", "camarero"),
    ("carpintera", "carpintero"), ("cocinera", "cocinero"), ("comercial", "comercial"),
    ("conductora de autobús", "conductor de autobús"), ("contable", "contable"),
    ("coordinadora de logística", "coordinador de logística"), ("dentista", "dentista"),
    ("dependienta", "dependiente"), ("desarrolladora web", "desarrollador web"),
    ("diseñadora gráfica", "diseñador gráfico"), ("directora comercial", "director comercial"),
    ("educadora infantil", "educador infantil"), ("electricista", "electricista"), ("enfermera", "enfermero"),
    ("farmacéutica", "farmacéutico"), ("fisioterapeuta", "fisioterapeuta"), ("florista", "florista"),
    ("fontanera", "fontanero"), ("fotógrafa", "fotógrafo"), ("gestora de cuentas", "gestor de cuentas"),
    ("guía turística", "guía turístico"), ("informática", "informático"), ("ingeniera", "ingeniero"),
    ("intérprete", "intérprete"), ("jardinera", "jardinero"), ("jefa de compras", "jefe de compras"),
    ("jefa de proyecto", "jefe de proyecto"), ("jefa de taller", "jefe de taller"), ("maestra", "maestro"),
    ("mecánica", "mecánico"), ("óptica", "óptico"), ("panadera", "panadero"), ("peluquera", "peluquero"),
    ("periodista", "periodista"), ("profesora", "profesor"), ("psicóloga", "psicólogo"),
    ("recepcionista", "recepcionista"), ("redactora", "redactor"),
    ("responsable de calidad", "responsable de calidad"), ("secretaria", "secretario"),
    ("técnica de laboratorio", "técnico de laboratorio"), ("trabajadora social", "trabajador social"),
    ("traductora", "traductor"), ("veterinaria", "veterinario"),
)  # fmt: skip
JOBS_F = tuple(job for job, _ in _JOBS)
JOBS_M = tuple(job for _, job in _JOBS)
DEPARTMENTS = (
    "Administración", "Almacén", "Atención al cliente", "Calidad", "Compras", "Contabilidad", "Finanzas",
    "Informática", "Jurídico", "Logística", "Marketing", "Producción", "Recursos Humanos", "Ventas",
)  # fmt: skip
BRANDS = (
    "Alameda", "Albahaca", "Alborada", "Almendro", "Amapola", "Aurora", "Azahar", "Bahía", "Brisa", "Buenavista",
    "Castañar", "Cierzo", "Costa Clara", "El Faro", "Encina", "Estrella", "Girasol", "Golondrina", "Hiedra", "Jazmín",
    "La Noria", "Laurel", "Levante", "Lucero", "Madreselva", "Mirador", "Montealto", "Naranjo", "Olivar", "Peñalba",
    "Poniente", "Ribera", "Romero", "Rosaleda", "Sauce", "Sierra Azul", "Tomillo", "Valdeoro", "Vegaluz",
)  # fmt: skip
TRADES = (
    "Alimentación", "Asesoría", "Automoción", "Bodegas", "Calzados", "Carpintería", "Clínica", "Conservas",
    "Construcciones", "Consultoría", "Diseño", "Editorial", "Electricidad", "Embutidos", "Energía", "Excavaciones",
    "Farmacia", "Ferretería", "Fontanería", "Formación", "Gestoría", "Hoteles", "Imprenta", "Informática",
    "Inmobiliaria", "Jardinería", "Laboratorios", "Librería", "Logística", "Muebles", "Panadería", "Pinturas",
    "Reformas", "Seguros", "Sistemas", "Talleres", "Textiles", "Transportes", "Viajes",
)  # fmt: skip
