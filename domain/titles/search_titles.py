"""The titles to search for, by rank and department: what people call each job.

A test holds each title to its row: ``read_title`` must read it as the rank and
department that the row is for.
"""

from __future__ import annotations

from domain.titles.grades import Department as D
from domain.titles.grades import Seniority as S


def _each(titles: str) -> tuple[str, ...]:
    return tuple(titles.split(" | "))


JOBS: tuple[tuple[S, D, tuple[str, ...]], ...] = (
    (
        S.OWNER,
        D.GENERAL,
        _each(
            "Founder | Co-founder | Owner | Fondateur | Fondatrice | Cofondateur | Cofondatrice | "
            "Gérant | Gérante | Dirigeant | Dirigeante | Chef d'entreprise | Managing Partner | "
            "Associé gérant"
        ),
    ),
    (
        S.C_LEVEL,
        D.GENERAL,
        _each(
            "CEO | Chief Executive Officer | Managing Director | President | PDG | "
            "Président-directeur général | Présidente-directrice générale | Directeur général | "
            "Directrice générale | DG | Président | Présidente | Directeur général adjoint"
        ),
    ),
    (
        S.C_LEVEL,
        D.SALES,
        _each("Chief Revenue Officer | CRO | Chief Sales Officer | Chief Commercial Officer"),
    ),
    (S.C_LEVEL, D.MARKETING, _each("Chief Marketing Officer | CMO")),
    (
        S.C_LEVEL,
        D.IT,
        _each(
            "CTO | Chief Technology Officer | CIO | Chief Information Officer | Chief Digital "
            "Officer | Chief Data Officer"
        ),
    ),
    (S.C_LEVEL, D.SECURITY, _each("CISO | Chief Information Security Officer")),
    (S.C_LEVEL, D.FINANCE, _each("CFO | Chief Financial Officer")),
    (
        S.C_LEVEL,
        D.HR,
        _each("CHRO | Chief Human Resources Officer | Chief People Officer"),
    ),
    (
        S.C_LEVEL,
        D.OPERATIONS,
        _each("COO | Chief Operating Officer | Chief Operations Officer"),
    ),
    (S.C_LEVEL, D.PRODUCT, _each("Chief Product Officer | CPO")),
    (S.C_LEVEL, D.PURCHASING, _each("Chief Procurement Officer")),
    (S.C_LEVEL, D.LEGAL, _each("General Counsel | Chief Legal Officer")),
    (S.C_LEVEL, D.CUSTOMER, _each("Chief Customer Officer")),
    (
        S.VP,
        D.SALES,
        _each(
            "VP Sales | Vice President of Sales | SVP Sales | VP Business Development | "
            "Vice-président des ventes | Vice-présidente des ventes"
        ),
    ),
    (
        S.VP,
        D.MARKETING,
        _each(
            "VP Marketing | Vice President of Marketing | SVP Marketing | Vice-président marketing"
        ),
    ),
    (
        S.VP,
        D.IT,
        _each(
            "VP IT | Vice President of Information Technology | VP Technology | Vice-président "
            "informatique"
        ),
    ),
    (S.VP, D.SECURITY, _each("VP Security | Vice President of Information Security")),
    (
        S.VP,
        D.FINANCE,
        _each("VP Finance | Vice President of Finance | Vice-président finances"),
    ),
    (
        S.VP,
        D.HR,
        _each("VP Human Resources | VP People | Vice-président ressources humaines"),
    ),
    (
        S.VP,
        D.OPERATIONS,
        _each("VP Operations | Vice President of Operations | Vice-président opérations"),
    ),
    (
        S.VP,
        D.ENGINEERING,
        _each("VP Engineering | Vice President of Engineering | VP R&D"),
    ),
    (
        S.VP,
        D.PRODUCT,
        _each("VP Product | Vice President of Product | Vice-président produit"),
    ),
    (S.VP, D.PURCHASING, _each("VP Procurement | Vice President of Procurement")),
    (S.VP, D.LEGAL, _each("VP Legal | Vice President of Legal")),
    (S.VP, D.CUSTOMER, _each("VP Customer Success | VP Customer Service")),
    (
        S.DIRECTOR,
        D.GENERAL,
        _each("General Manager | Country Manager | Country Director | Executive Director"),
    ),
    (
        S.DIRECTOR,
        D.SALES,
        _each(
            "Sales Director | Director of Sales | Head of Sales | Commercial Director | Directeur "
            "commercial | Directrice commerciale | Dir. Commercial | Directeur des ventes | "
            "Directrice des ventes | Head of Business Development | Directeur du développement "
            "commercial"
        ),
    ),
    (
        S.DIRECTOR,
        D.MARKETING,
        _each(
            "Marketing Director | Director of Marketing | Head of Marketing |"
            " Directeur marketing | "
            "Directrice marketing | Dir. Marketing | Head of Growth |"
            " Directeur de la communication "
            "| Directrice de la communication | DirCom"
        ),
    ),
    (
        S.DIRECTOR,
        D.IT,
        _each(
            "IT Director | Director of IT | Head of IT | DSI |"
            " Directeur des systèmes d'information "
            "| Directrice des systèmes d'information | Directeur informatique | Directrice "
            "informatique | Head of Technology"
        ),
    ),
    (
        S.DIRECTOR,
        D.SECURITY,
        _each(
            "Director of Information Security | Head of Information Security | Head of Security | "
            "Directeur cybersécurité | Directrice cybersécurité"
        ),
    ),
    (
        S.DIRECTOR,
        D.FINANCE,
        _each(
            "Finance Director | Director of Finance | Head of Finance | DAF | Directeur "
            "administratif et financier | Directrice administrative et financière | Directeur "
            "financier | Directrice financière"
        ),
    ),
    (
        S.DIRECTOR,
        D.HR,
        _each(
            "HR Director | Director of Human Resources | Head of HR | Head of People | DRH | "
            "Directeur des ressources humaines | Directrice des ressources humaines"
        ),
    ),
    (
        S.DIRECTOR,
        D.OPERATIONS,
        _each(
            "Operations Director | Director of Operations | Head of Operations | Directeur des "
            "opérations | Directrice des opérations | Directeur logistique |"
            " Directeur industriel | "
            "Directeur de production | Plant Director"
        ),
    ),
    (
        S.DIRECTOR,
        D.ENGINEERING,
        _each(
            "Engineering Director | Director of Engineering | Head of Engineering | Directeur "
            "technique | Directrice technique | Directeur R&D | Head of R&D"
        ),
    ),
    (
        S.DIRECTOR,
        D.PRODUCT,
        _each(
            "Product Director | Director of Product | Head of Product | Directeur produit | "
            "Directrice produit"
        ),
    ),
    (
        S.DIRECTOR,
        D.PURCHASING,
        _each(
            "Purchasing Director | Procurement Director | Head of Procurement | Directeur des "
            "achats | Directrice des achats | Directeur achats"
        ),
    ),
    (
        S.DIRECTOR,
        D.LEGAL,
        _each("Legal Director | Head of Legal | Directeur juridique | Directrice juridique"),
    ),
    (
        S.DIRECTOR,
        D.CUSTOMER,
        _each(
            "Director of Customer Success | Head of Customer Success | Customer Service Director | "
            "Directeur de la relation client | Directrice de la relation client |"
            " Directeur service "
            "client"
        ),
    ),
    (
        S.MANAGER,
        D.SALES,
        _each(
            "Sales Manager | Business Development Manager | Responsable commercial | Responsable "
            "commerciale | Responsable des ventes | Chef des ventes"
        ),
    ),
    (
        S.MANAGER,
        D.MARKETING,
        _each(
            "Marketing Manager | Responsable marketing | Resp. marketing | Responsable "
            "communication | Growth Manager"
        ),
    ),
    (
        S.MANAGER,
        D.IT,
        _each(
            "IT Manager | Responsable informatique | Responsable des systèmes d'information | "
            "Responsable SI"
        ),
    ),
    (
        S.MANAGER,
        D.SECURITY,
        _each(
            "Information Security Manager | IT Security Manager | RSSI | Responsable sécurité "
            "informatique"
        ),
    ),
    (
        S.MANAGER,
        D.FINANCE,
        _each(
            "Finance Manager | Financial Controller | RAF | Responsable administratif et financier "
            "| Responsable financier | Chef comptable"
        ),
    ),
    (
        S.MANAGER,
        D.HR,
        _each("HR Manager | Responsable RH | Responsable des ressources humaines | RRH"),
    ),
    (
        S.MANAGER,
        D.OPERATIONS,
        _each(
            "Operations Manager | Responsable des opérations | Responsable logistique |"
            " Responsable "
            "production | Supply Chain Manager"
        ),
    ),
    (
        S.MANAGER,
        D.ENGINEERING,
        _each("Engineering Manager | Responsable technique | Responsable R&D"),
    ),
    (S.MANAGER, D.PRODUCT, _each("Group Product Manager")),
    (
        S.MANAGER,
        D.PURCHASING,
        _each("Purchasing Manager | Procurement Manager | Responsable achats"),
    ),
    (S.MANAGER, D.LEGAL, _each("Legal Manager | Responsable juridique")),
    (
        S.MANAGER,
        D.CUSTOMER,
        _each(
            "Customer Service Manager | Responsable service client | Responsable relation client"
        ),
    ),
    (
        S.STAFF,
        D.SALES,
        _each("Account Executive | Account Manager | Ingénieur d'affaires | Commercial"),
    ),
    (S.STAFF, D.PRODUCT, _each("Product Manager | Product Owner | Chef de produit")),
    (S.STAFF, D.CUSTOMER, _each("Customer Success Manager")),
    (S.STAFF, D.MARKETING, _each("Community Manager | Brand Manager | Chef de marque")),
    (
        S.STAFF,
        D.OPERATIONS,
        _each("Project Manager | Chef de projet | Cheffe de projet"),
    ),
    (S.STAFF, D.PURCHASING, _each("Buyer | Acheteur | Acheteuse")),
)
"""One rank in one department, in English and French, the most frequent spelling first."""

EQUIVALENT: tuple[tuple[str, ...], ...] = (
    _each(
        "CEO | Chief Executive Officer | PDG | Directeur général | Directrice générale | "
        "Managing Director | Président-directeur général | Présidente-directrice générale | DG"
    ),
    _each(
        "CFO | Chief Financial Officer | DAF | Directeur administratif et financier | "
        "Directrice administrative et financière | Directeur financier | Directrice financière "
        "| Finance Director"
    ),
    _each(
        "CIO | Chief Information Officer | DSI | Directeur des systèmes d'information | "
        "Directrice des systèmes d'information | Directeur informatique | IT Director | Head of "
        "IT"
    ),
    _each(
        "CTO | Chief Technology Officer | Chief Technical Officer | Directeur technique | "
        "Directrice technique | Directeur de la technologie | VP Engineering"
    ),
    _each(
        "CISO | Chief Information Security Officer | RSSI | Responsable de la sécurité des "
        "systèmes d'information | Head of Information Security | Directeur cybersécurité"
    ),
    _each(
        "CMO | Chief Marketing Officer | Directeur marketing | Directrice marketing | Marketing "
        "Director | Head of Marketing | VP Marketing"
    ),
    _each(
        "CRO | Chief Revenue Officer | Chief Sales Officer | Chief Commercial Officer | VP "
        "Sales | Directeur commercial | Directrice commerciale"
    ),
    _each(
        "CHRO | Chief Human Resources Officer | Chief People Officer | DRH | Directeur des "
        "ressources humaines | Directrice des ressources humaines | HR Director | Head of HR"
    ),
    _each(
        "COO | Chief Operating Officer | Directeur des opérations | Directrice des opérations | "
        "Directeur des exploitations | Operations Director"
    ),
    _each("CPO | Chief Product Officer | Directeur produit | Directrice produit | Head of Product"),
    _each(
        "Chief Procurement Officer | Directeur des achats | Directrice des achats | Procurement "
        "Director | Purchasing Director | Head of Procurement"
    ),
    _each(
        "General Counsel | Chief Legal Officer | Directeur juridique | Directrice juridique | "
        "Legal Director | Head of Legal"
    ),
    _each("Founder | Co-founder | Fondateur | Fondatrice | Cofondateur | Cofondatrice"),
    _each("Owner | Gérant | Gérante | Propriétaire | Dirigeant | Dirigeante | Chef d'entreprise"),
    _each("President | Président | Présidente"),
    _each(
        "Country Manager | Country Director | Directeur pays | Directrice pays | Directeur France"
    ),
    _each("General Manager | Directeur général | Directrice générale | Directeur de site"),
    _each(
        "Account Manager | Key Account Manager | Chargé de clientèle | Responsable grands comptes"
    ),
    _each("Product Manager | Product Owner | Chef de produit | Cheffe de produit"),
    _each("Project Manager | Chef de projet | Cheffe de projet"),
    _each(
        "Supply Chain Director | Directeur supply chain | Directrice supply chain | Directeur "
        "logistique | Directrice logistique | Head of Supply Chain"
    ),
    _each("Operations Manager | Responsable des opérations | Responsable opérations"),
    _each("Plant Manager | Plant Director | Directeur d'usine | Directrice d'usine"),
    _each("Quality Director | Directeur qualité | Directrice qualité | Head of Quality"),
    _each("Quality Manager | Responsable qualité"),
    _each("Store Manager | Directeur de magasin | Responsable de magasin"),
)
"""Jobs that the two languages rank differently, or that share a rank with other jobs."""
