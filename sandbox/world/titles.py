"""Job titles by department and level, in French (feminine and masculine) and in English."""

from __future__ import annotations

LEVELS: tuple[tuple[str, float], ...] = (
    ("Founder/Owner", 5),
    ("C-Level", 9),
    ("Vice President", 7),
    ("Head", 8),
    ("Director", 21),
    ("Manager", 22),
    ("Individual Contributor", 21),
    ("Entry", 4),
    ("Intern", 3),
)

DEPARTMENTS: tuple[tuple[str, float], ...] = (
    ("Sales", 24),
    ("Marketing", 18),
    ("Information Technology", 16),
    ("Finance", 14),
    ("Operations", 10),
    ("Human Resources", 9),
    ("Product & Engineering", 9),
)

Titles = dict[str, dict[str, tuple[str, ...]]]

ENGLISH: Titles = {
    "Sales": {
        "C-Level": (
            "Chief Revenue Officer",
            "Chief Sales Officer",
            "CRO",
            "Chief Commercial Officer",
        ),
        "Vice President": (
            "VP Sales",
            "Vice President of Sales",
            "SVP Sales & Partnerships",
            "VP Sales EMEA",
        ),
        "Head": (
            "Head of Sales",
            "Head of Business Development",
            "Head of Sales, Enterprise",
        ),
        "Director": (
            "Sales Director",
            "Director of Sales",
            "Regional Sales Director",
            "Director, Business Development",
        ),
        "Manager": (
            "Sales Manager",
            "Sales Operations Manager",
            "Sr Mgr RevOps",
            "Inside Sales Manager",
        ),
        "Individual Contributor": (
            "Account Executive",
            "Account Manager",
            "Sales Representative",
            "Key Account Manager",
            "Direct Sales Rep",
        ),
        "Entry": (
            "Sales Development Representative",
            "Sales Assistant",
            "Business Development Associate",
        ),
        "Intern": ("Sales Intern", "Business Development Intern"),
    },
    "Marketing": {
        "C-Level": ("Chief Marketing Officer", "CMO"),
        "Vice President": (
            "VP Marketing",
            "Vice President, Brand & Communications",
            "VP Growth",
        ),
        "Head": ("Head of Marketing", "Head of Growth", "Head of Brand"),
        "Director": (
            "Marketing Director",
            "Director of Demand Generation",
            "Communications Director",
        ),
        "Manager": (
            "Marketing Manager",
            "Digital Marketing Manager",
            "Senior Marketing Manager",
        ),
        "Individual Contributor": (
            "Community Manager",
            "Content Strategist",
            "Product Marketing Specialist",
        ),
        "Entry": ("Marketing Assistant", "Junior Marketing Analyst"),
        "Intern": ("Marketing Intern",),
    },
    "Information Technology": {
        "C-Level": ("Chief Information Officer", "CTO", "Co-Founder & CTO", "CISO"),
        "Vice President": ("VP IT", "Vice President, Information Systems"),
        "Head": ("Head of IT", "Head of Infrastructure", "Head of Data"),
        "Director": (
            "IT Director",
            "Director of Information Technology",
            "Director, Cyber Security",
        ),
        "Manager": (
            "IT Manager",
            "Infrastructure Manager",
            "Information Security Manager",
        ),
        "Individual Contributor": (
            "VPN Engineer",
            "Systems Administrator",
            "IT Project Manager",
            "Data Analyst",
        ),
        "Entry": ("IT Support Technician", "Junior Developer"),
        "Intern": ("IT Intern",),
    },
    "Finance": {
        "C-Level": ("Chief Financial Officer", "CFO"),
        "Vice President": (
            "VP Finance",
            "Assistant Vice President, Treasury",
            "Vice President Finance",
        ),
        "Head": ("Head of Finance", "Head of Accounting"),
        "Director": (
            "Finance Director",
            "Director of Financial Planning",
            "Group Finance Director",
        ),
        "Manager": ("Finance Manager", "Accounting Manager", "Financial Controller"),
        "Individual Contributor": (
            "Financial Analyst",
            "Accountant",
            "Treasury Analyst",
        ),
        "Entry": ("Junior Accountant", "Accounts Assistant"),
        "Intern": ("Finance Intern",),
    },
    "Operations": {
        "C-Level": ("Chief Operating Officer", "COO"),
        "Vice President": ("VP Operations", "Vice President, Supply Chain"),
        "Head": ("Head of Operations", "Head of Procurement"),
        "Director": (
            "Operations Director",
            "Director of Supply Chain",
            "Plant Director",
            "Purchasing Director",
        ),
        "Manager": (
            "Operations Manager",
            "Logistics Manager",
            "Procurement Manager",
            "Office Manager",
        ),
        "Individual Contributor": ("Buyer", "Supply Chain Analyst", "Project Manager"),
        "Entry": ("Logistics Assistant", "Receptionist"),
        "Intern": ("Operations Intern",),
    },
    "Human Resources": {
        "C-Level": ("Chief People Officer", "CHRO"),
        "Vice President": ("VP People", "Vice President, Human Resources"),
        "Head": ("Head of People", "Head of Talent Acquisition"),
        "Director": ("HR Director", "Director of Human Resources", "Talent Director"),
        "Manager": ("HR Manager", "Recruitment Manager", "Payroll Manager"),
        "Individual Contributor": (
            "HR Business Partner",
            "Recruiter",
            "Talent Acquisition Specialist",
        ),
        "Entry": ("HR Assistant",),
        "Intern": ("HR Intern",),
    },
    "Product & Engineering": {
        "C-Level": ("Chief Product Officer", "Chief Technology Officer"),
        "Vice President": ("VP Engineering", "VP Engineering (interim)", "VP Product"),
        "Head": ("Head of Product", "Head of Engineering", "Head of R&D"),
        "Director": (
            "Engineering Director",
            "Director of Product Management",
            "R&D Director",
        ),
        "Manager": ("Engineering Manager", "Quality Manager", "R&D Manager"),
        "Individual Contributor": (
            "Product Manager",
            "Software Engineer",
            "Mechanical Engineer",
            "Product Owner",
        ),
        "Entry": ("Junior Software Engineer",),
        "Intern": ("Engineering Intern",),
    },
}

FRENCH: Titles = {
    "Sales": {
        "C-Level": (
            "Directeur général délégué au commerce|Directrice générale déléguée au commerce",
            "Chief Revenue Officer",
        ),
        "Vice President": (
            "VP Sales",
            "Vice-président des ventes|Vice-présidente des ventes",
        ),
        "Head": (
            "Head of Sales",
            "Responsable du développement commercial",
            "Head of Sales France",
        ),
        "Director": (
            "Directeur commercial|Directrice commerciale",
            "Dir. Commercial|Dir. Commerciale",
            "Directeur des ventes|Directrice des ventes",
            "Directeur commercial adjoint|Directrice commerciale adjointe",
            "Directeur régional des ventes|Directrice régionale des ventes",
        ),
        "Manager": (
            "Responsable commercial|Responsable commerciale",
            "Chef des ventes|Cheffe des ventes",
            "Responsable grands comptes",
            "Resp. ADV",
        ),
        "Individual Contributor": (
            "Ingénieur d'affaires|Ingénieure d'affaires",
            "Chargé d'affaires|Chargée d'affaires",
            "Commercial|Commerciale",
            "Account Executive",
            "Technico-commercial|Technico-commerciale",
        ),
        "Entry": (
            "Assistant commercial|Assistante commerciale",
            "Conseiller de vente|Conseillère de vente",
        ),
        "Intern": (
            "Stagiaire commerce",
            "Alternant business developer|Alternante business developer",
        ),
    },
    "Marketing": {
        "C-Level": (
            (
                "Directeur marketing et digital, membre du CODIR|Directrice marketing et "
                "digital, membre du CODIR"
            ),
            "CMO",
        ),
        "Vice President": (
            "VP Marketing",
            "Vice-président marketing|Vice-présidente marketing",
        ),
        "Head": ("Head of Marketing", "Head of Growth"),
        "Director": (
            "Directeur marketing|Directrice marketing",
            "DirCom",
            "Directeur de la communication|Directrice de la communication",
            "Directeur marketing & communication|Directrice marketing & communication",
        ),
        "Manager": (
            "Responsable marketing",
            "Resp. marketing",
            "Responsable communication",
            "Responsable acquisition",
        ),
        "Individual Contributor": (
            "Chef de produit|Cheffe de produit",
            "Chargé de communication|Chargée de communication",
            "Community manager",
            "Chargé de mission marketing|Chargée de mission marketing",
        ),
        "Entry": ("Assistant marketing|Assistante marketing",),
        "Intern": (
            "Stagiaire marketing",
            "Alternant communication|Alternante communication",
        ),
    },
    "Information Technology": {
        "C-Level": (
            "DSI",
            "Directeur des systèmes d'information|Directrice des systèmes d'information",
            "CTO",
            "Cofondateur & CTO|Cofondatrice & CTO",
        ),
        "Vice President": (
            "VP IT",
            "Vice-président systèmes d'information|Vice-présidente systèmes d'information",
        ),
        "Head": ("Head of Data", "Head of IT"),
        "Director": (
            "Directeur informatique|Directrice informatique",
            "RSSI",
            "Directeur de la transformation numérique|Directrice de la transformation numérique",
            "DSI adjoint|DSI adjointe",
        ),
        "Manager": (
            "Responsable informatique",
            "Responsable infrastructure",
            "Responsable sécurité informatique",
            "Responsable SI",
        ),
        "Individual Contributor": (
            "Chef de projet informatique|Cheffe de projet informatique",
            "Administrateur systèmes|Administratrice systèmes",
            "Développeur full stack|Développeuse full stack",
        ),
        "Entry": ("Technicien support|Technicienne support",),
        "Intern": (
            "Stagiaire développement",
            "Apprenti informatique|Apprentie informatique",
        ),
    },
    "Finance": {
        "C-Level": (
            "DAF",
            "Directeur administratif et financier|Directrice administrative et financière",
            "CFO",
        ),
        "Vice President": ("VP Finance",),
        "Head": ("Head of Finance", "Responsable de la trésorerie groupe"),
        "Director": (
            "Directeur financier|Directrice financière",
            "Directeur du contrôle de gestion|Directrice du contrôle de gestion",
            "DAF à temps partagé",
        ),
        "Manager": (
            "Responsable comptable",
            "Responsable administratif et financier|Responsable administrative et financière",
            "Responsable contrôle de gestion",
        ),
        "Individual Contributor": (
            "Contrôleur de gestion|Contrôleuse de gestion",
            "Comptable",
            "Analyste financier|Analyste financière",
        ),
        "Entry": ("Aide-comptable", "Assistant comptable|Assistante comptable"),
        "Intern": ("Stagiaire audit",),
    },
    "Operations": {
        "C-Level": (
            "COO",
            "Directeur général adjoint|Directrice générale adjointe",
            "DGA",
        ),
        "Vice President": (
            "VP Operations",
            "Vice-président supply chain|Vice-présidente supply chain",
        ),
        "Head": ("Head of Operations",),
        "Director": (
            "Directeur des opérations|Directrice des opérations",
            "Directeur logistique|Directrice logistique",
            "Directeur des achats|Directrice des achats",
            "Directeur d'usine|Directrice d'usine",
        ),
        "Manager": (
            "Responsable logistique",
            "Responsable achats",
            "Responsable d'exploitation",
            "Responsable de site",
        ),
        "Individual Contributor": (
            "Acheteur|Acheteuse",
            "Chef de projet|Cheffe de projet",
            "Planificateur|Planificatrice",
        ),
        "Entry": (
            "Agent d'exploitation|Agente d'exploitation",
            "Hôte d'accueil|Hôtesse d'accueil",
        ),
        "Intern": ("Stagiaire supply chain",),
    },
    "Human Resources": {
        "C-Level": (
            "DRH",
            "Directeur des ressources humaines|Directrice des ressources humaines",
            "Chief People Officer",
        ),
        "Vice President": ("VP People",),
        "Head": ("Head of Talent", "Head of People"),
        "Director": (
            "Directeur du développement RH|Directrice du développement RH",
            "DRH adjoint|DRH adjointe",
        ),
        "Manager": (
            "Responsable RH",
            "Responsable des ressources humaines",
            "Responsable recrutement",
            "Responsable paie",
        ),
        "Individual Contributor": (
            "Chargé de recrutement|Chargée de recrutement",
            "Gestionnaire de paie",
        ),
        "Entry": ("Assistant RH|Assistante RH",),
        "Intern": ("Stagiaire RH",),
    },
    "Product & Engineering": {
        "C-Level": (
            "CPO",
            "Directeur technique et produit|Directrice technique et produit",
        ),
        "Vice President": ("VP Engineering", "VP Product"),
        "Head": ("Head of Product", "Head of Engineering"),
        "Director": (
            "Directeur technique|Directrice technique",
            "Directeur R&D|Directrice R&D",
            "Directeur qualité|Directrice qualité",
        ),
        "Manager": (
            "Responsable qualité",
            "Responsable bureau d'études",
            "Responsable R&D",
        ),
        "Individual Contributor": (
            "Ingénieur mécanique|Ingénieure mécanique",
            "Product manager",
            "Ingénieur logiciel|Ingénieure logiciel",
        ),
        "Entry": ("Technicien méthodes|Technicienne méthodes",),
        "Intern": ("Stagiaire ingénieur", "Doctorant CIFRE|Doctorante CIFRE"),
    },
}

CHIEFS_EN: tuple[str, ...] = (
    "CEO",
    "Founder & CEO",
    "Managing Director",
    "President",
    "General Manager",
    "Owner",
    "Co-founder",
)
CHIEFS_FR: tuple[str, ...] = (
    "PDG",
    "Gérant|Gérante",
    "Directeur général|Directrice générale",
    "Président|Présidente",
    "Fondateur|Fondatrice",
    "DG",
    "Associé gérant|Associée gérante",
    "Cofondateur|Cofondatrice",
)

TRAPS: tuple[tuple[str, str, str], ...] = (
    ("Executive Assistant to the CEO", "Assistante de direction", "Entry"),
    ("EA to VP Sales", "Assistante du PDG", "Entry"),
    (
        "Former VP Sales",
        "Ex-Directeur commercial|Ex-Directrice commerciale",
        "Individual Contributor",
    ),
    (
        "VP Sales (until 2022)",
        "Ancien PDG, à la retraite|Ancienne PDG, à la retraite",
        "Individual Contributor",
    ),
    (
        "Freelance CEO Coach",
        "Consultant en direction commerciale|Consultante en direction commerciale",
        "Individual Contributor",
    ),
    (
        "Chief of Staff to the CEO",
        "Chef de cabinet du Président|Cheffe de cabinet du Président",
        "Manager",
    ),
    ("Looking for opportunities", "En recherche active", "Individual Contributor"),
    (
        "Former VP at Northgate, now CEO",
        "Ex-DSI, aujourd'hui Directeur général|Ex-DSI, aujourd'hui Directrice générale",
        "C-Level",
    ),
)
"""English, French and the level that a vendor would give: titles that mislead a careless reader."""


def spelled(title: str, woman: bool) -> str:
    """One spelling of ``masculine|feminine``; a title without a bar serves both."""
    masculine, _, feminine = title.partition("|")
    return feminine if woman and feminine else masculine
