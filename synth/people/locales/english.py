"""Words that both English locales use."""

JOBS = (
    "accountant", "administrator", "architect", "art director", "attorney", "baker", "bookkeeper", "bus driver",
    "business analyst", "carpenter", "chef", "civil engineer", "copywriter", "customer service agent", "data analyst",
    "dentist", "dispatcher", "electrician", "event planner", "financial advisor", "firefighter", "florist",
    "graphic designer", "hotel manager", "HR manager", "illustrator", "interpreter", "journalist", "lab technician",
    "landscape gardener", "librarian", "logistics coordinator", "marketing manager", "mechanic", "midwife", "nurse",
    "office manager", "optician", "paralegal", "pharmacist", "photographer", "physiotherapist", "pilot", "plumber",
    "primary school teacher", "product manager", "project manager", "purchasing manager", "quality inspector",
    "receptionist", "sales representative", "social worker", "software developer", "surveyor", "systems engineer",
    "tax consultant", "teacher", "translator", "vet", "warehouse supervisor", "web developer", "welder",
)  # fmt: skip
DEPARTMENTS = (
    "Accounting", "Customer Service", "Engineering", "Facilities", "Finance", "Human Resources", "IT", "Legal",
    "Logistics", "Marketing", "Operations", "Purchasing", "Quality", "Research", "Sales", "Support",
)  # fmt: skip
BRANDS = (
    "Alder", "Amberline", "Anchor", "Beacon", "Birchwood", "Blue Heron", "Bridgeway", "Brightwater", "Cedar Hill",
    "Clearbrook", "Copperfield", "Cornerstone", "Driftwood", "Eastgate", "Evergreen", "Fairmont", "Fernwood",
    "Foxglove", "Granite", "Greenfield", "Harborview", "Hawthorn", "Highland", "Ironwood", "Juniper", "Keystone",
    "Lakeside", "Larkspur", "Longview", "Maplewood", "Meadowlark", "Millstone", "Northwind", "Oakridge", "Pinecrest",
    "Quarry Lane", "Redwood", "Riverbend", "Sandpiper", "Silverline", "Stonebridge", "Summit", "Tidewater",
    "Westfield",
)  # fmt: skip
TRADES = (
    "Accounting", "Analytics", "Architects", "Bakery", "Brewing", "Builders", "Catering", "Chemicals", "Consulting",
    "Dental Care", "Design", "Electric", "Energy", "Engineering", "Events", "Farms", "Foods", "Freight", "Furniture",
    "Garden Supply", "Health", "Hotels", "Insurance", "Interiors", "Labs", "Legal", "Logistics", "Media", "Motors",
    "Optics", "Partners", "Pharma", "Plumbing", "Press", "Robotics", "Roofing", "Shipping", "Software", "Solar",
    "Staffing", "Systems", "Textiles", "Tools", "Travel",
)  # fmt: skip
