"""The words that give a rank, in the order in which they are tried.

Patterns are matched on folded text (lower case, no accents). A space stands
for any run of spaces; ``~`` for an optional space or hyphen. At one place in
the text the first pattern that fits wins, so the longer and stranger ones
come first: "account manager" is found before "manager" can be.
"""

from __future__ import annotations

from typing import NamedTuple

from domain.titles.grades import Department as D
from domain.titles.grades import Seniority as S


class Rank(NamedTuple):
    """``department`` is fixed by the words themselves; ``None`` asks the words around."""

    pattern: str
    seniority: S
    department: D | None = None


_FUNCTION = (
    r"ventes?|vente|commercial(?:e|es|aux)?|achats?|marketing|produits|communication|"
    r"finances?|comptab\w+|comptable|personnel|rh|it|informatique|operations?|logistique|"
    r"production|qualite|maintenance|atelier|exploitation|securite|tresorerie|travaux|"
    r"service|services|departement|division|pole|bureau|agence|equipe|centre|district|region"
)

# Jobs whose words contain a rank that they do not have. Rule: whoever "manages"
# an account, a project, a product, a community, a case or an office rather than
# people is an individual contributor, STAFF; so is the craftsman called chief,
# head or director of a craft ("chef de cuisine", "director of photography").
_FALSE_FRIENDS: tuple[Rank, ...] = (
    Rank(
        r"(?:key |strategic |global |technical |national )?accounts? (?:manager|mgr|executive|"
        r"lead)",
        S.STAFF,
        D.SALES,
    ),
    Rank(
        r"kam|sdr|bdr|sales rep\w*|sales executive|business developp?er|bizdev",
        S.STAFF,
        D.SALES,
    ),
    Rank(
        r"business development (?:representative|rep|executive|associate)",
        S.STAFF,
        D.SALES,
    ),
    Rank(
        r"territory (?:sales )?(?:manager|mgr)|relationship (?:manager|mgr)",
        S.STAFF,
        D.SALES,
    ),
    Rank(r"(?:proposal|bid|tender) (?:manager|mgr)", S.STAFF, D.SALES),
    Rank(r"(?:client|customer)s? success (?:manager|mgr)|csm", S.STAFF, D.CUSTOMER),
    Rank(r"client (?:manager|partner)|clientele manager", S.STAFF, D.CUSTOMER),
    Rank(
        r"(?:project|program(?:me)?|incident|change|scrum|release) (?:manager|mgr)|scrum master",
        S.STAFF,
        D.OPERATIONS,
    ),
    Rank(r"group product (?:manager|mgr)", S.MANAGER, D.PRODUCT),
    Rank(r"product (?:manager|mgr|owner)", S.STAFF, D.PRODUCT),
    Rank(r"(?:process|service|data|application|system|risk|control) owner", S.STAFF),
    Rank(r"(?:home|dog|cat|pet|car) owner", S.UNKNOWN, D.UNKNOWN),
    Rank(
        r"(?:community|social media|brand|influence) (?:manager|mgr)",
        S.STAFF,
        D.MARKETING,
    ),
    Rank(r"(?:hiring|recruiting|recruitment) (?:manager|mgr)", S.MANAGER, D.HR),
    Rank(r"office (?:manager|mgr)", S.STAFF, D.OPERATIONS),
    Rank(r"(?:case|care|contracts?) (?:manager|mgr)", S.STAFF, D.OTHER),
    Rank(
        r"(?:portfolio|wealth|asset|fund|investment|property) (?:manager|mgr)",
        S.STAFF,
        D.FINANCE,
    ),
    Rank(r"responsable (?:du )?(?:projets?|de projets?)", S.STAFF, D.OPERATIONS),
    Rank(r"responsable (?:de |d')?produits?", S.STAFF, D.PRODUCT),
    Rank(
        r"(?:responsable|resp\.?) (?:de |des )?"
        r"(?:(?:grands? )?comptes?(?: (?:cles?|strategiques?))?|clientele|portefeuille)",
        S.STAFF,
        D.SALES,
    ),
    # A stretch of shelves or of country, with nobody beneath.
    Rank(
        r"(?:responsable|resp\.?) (?:de |du )?(?:rayons?|secteurs?(?! d'activite))",
        S.STAFF,
        D.SALES,
    ),
    Rank(
        r"(?:sous~)?chef(?:fe)? de (?:projets?|programme|mission)",
        S.STAFF,
        D.OPERATIONS,
    ),
    Rank(r"chef(?:fe)? projets?", S.STAFF, D.OPERATIONS),
    Rank(r"chef(?:fe)? (?:de )?produits?", S.STAFF, D.PRODUCT),
    Rank(r"chef(?:fe)? de (?:marque|publicite|pub|rubrique)", S.STAFF, D.MARKETING),
    Rank(
        r"chef(?:fe)? d'orchestre|(?:sous|second)~(?:de )?chef(?:fe)?(?: de cuisine)?",
        S.STAFF,
        D.OTHER,
    ),
    Rank(
        r"chef(?:fe)? de (?:cuisine|partie|rang|bord|file|choeur|gare|clinique|train)",
        S.STAFF,
        D.OTHER,
    ),
    Rank(r"chef(?:fe)? de (?:secteur|zone)", S.STAFF, D.SALES),
    Rank(r"chef(?:fe)? de marches?", S.STAFF, D.MARKETING),
    Rank(r"chef(?:fe)? de chantier", S.STAFF, D.OPERATIONS),
    Rank(
        r"chef(?:fe)? (?:patissi\w+|cuisini\w+|operateur|boulang\w+|sommelier)",
        S.STAFF,
        D.OTHER,
    ),
    Rank(r"(?:executive|head|pastry|sous|private) chef(?! d)", S.STAFF, D.OTHER),
    Rank(
        r"head (?:teacher|coach|nurse|waiter|waitress|hunter|chef|barista|gardener|boy|girl)",
        S.STAFF,
        D.OTHER,
    ),
    Rank(r"chief happiness officer", S.STAFF, D.HR),
    Rank(r"chief of staff|chef(?:fe)? de cabinet", S.MANAGER, D.GENERAL),
    Rank(
        r"(?:film |movie |music(?:al)? |casting |funeral |choir |stage |game )director|"
        r"(?:assistant )?direct(?:or of|eur de la|rice de la) (?:photography|photographie)",
        S.STAFF,
        D.OTHER,
    ),
    Rank(r"art director|direct(?:eur|rice) artistique|da junior", S.STAFF, D.MARKETING),
    Rank(r"direct(?:eur|rice) de (?:recherches?|these)", S.STAFF, D.OTHER),
    Rank(r"(?:vice|deputy|assistant)~ principal", S.MANAGER, D.OTHER),
    Rank(
        r"(?:vice~)?president(?:e)? (?:du |de la |de l'|d'|des |of the |of )"
        r"(?:[\w'-]+ ){0,3}?"
        r"(?:conseil syndical|copropriete|jury|club|association|amicale|bde|cse|section|"
        r"comite des fetes|comite d'entreprise|parents|student union|student council)",
        S.STAFF,
        D.OTHER,
    ),
    Rank(
        r"(?:student|class|hoa|club|chapter) (?:vice~)?president|president(?:e)? d'honneur",
        S.STAFF,
        D.OTHER,
    ),
    Rank(r"(?:vice~)?president(?:e)? etudiant(?:e)?", S.STAFF, D.OTHER),
    # What one founds in the evening is no firm.
    Rank(
        r"(?:co~)?(?:founder|fondat(?:eur|rice)|host|organi[sz]er) (?:of|du|de la|de l'|d'un|d'une|"
        r"de) (?:[\w'-]+ ){0,3}?(?:meetup|podcast|newsletter|blog|user group|club|youtube channel|"
        r"chaine youtube)",
        S.STAFF,
        D.OTHER,
    ),
    # On a board, and running nothing.
    Rank(
        r"board (?:member|observer|advis[eo]r|trustee)|member of the board(?: of directors)?|"
        r"(?:non~executive|independent|board) director|administrat(?:eur|rice) independante?|"
        r"membre du conseil(?: d'administration| de surveillance)?|trustee",
        S.STAFF,
        D.GENERAL,
    ),
    Rank(
        r"(?:channel )?partner (?:success |account |sales |marketing |program |"
        r"channel )?(?:manager|executive)",
        S.STAFF,
        D.SALES,
    ),
    Rank(
        r"(?:business|hr|people|finance|channel|sparring|training|implementation|delivery|"
        r"sales|solutions?|certified|driver|uber|talent|technology) partner",
        S.STAFF,
    ),
    Rank(
        r"(?:professeure?|cherche(?:ur|use)|enseignante?|maitre|membre|consultante?|"
        r"artiste) associee?",
        S.STAFF,
    ),
    Rank(
        r"gerante? (?:de (?:portefeuilles?|fonds|fortune)|d'actifs|actions|obligataire|privee?)",
        S.STAFF,
        D.FINANCE,
    ),
    Rank(r"entrepreneure? in residence", S.STAFF),
    Rank(r"founding (?:engineer|designer|account executive|member|team)", S.STAFF),
    Rank(
        r"(?:tech(?:nical)?|lead) (?:lead|engineer|developer|designer|data scientist|developpeu\w+|"
        r"architect)|lead~gen(?:eration)?(?: \w+)?",
        S.STAFF,
    ),
    Rank(r"leads? (?:qualification|management|nurturing)", S.UNKNOWN, D.UNKNOWN),
)

_OWNERS: tuple[Rank, ...] = (
    Rank(r"(?:managing|founding|senior|equity|general) partner", S.OWNER, D.GENERAL),
    Rank(
        r"(?:co~)?found(?:er|ress)|(?:co~)?fondat(?:eur|rice)|(?:co~)?owner(?:~operator)?|"
        r"(?:sole )?proprietor|proprietaire|sole trader",
        S.OWNER,
        D.GENERAL,
    ),
    Rank(
        r"(?:co~)?gerante? (?:de |d'un |d'une )?(?:magasin|boutique|station|restaurant)",
        S.MANAGER,
        D.GENERAL,
    ),
    Rank(r"(?:co~)?gerante?(?: associee?)?|associee? gerante?", S.OWNER, D.GENERAL),
    Rank(
        r"chef(?:fe)? d'entreprise|dirigeante?|patron(?:ne)?|(?:auto~|micro~)?entrepreneure?|"
        r"direct(?:eur|rice) associee?",
        S.OWNER,
        D.GENERAL,
    ),
    Rank(r"associee?|partner", S.OWNER),
)

_TOP: tuple[Rank, ...] = (
    Rank(
        r"pres(?:ident)?(?:e)?\.?~(?:et )?direct(?:eur|rice) generale?|p~d~g|ceo|"
        r"chief executive(?: officer)?|"
        r"c\.e\.o\.?|p\.d\.g\.?",
        S.C_LEVEL,
        D.GENERAL,
    ),
    Rank(
        r"direct(?:eur|rice) generale? (?:adjointe?|delegue?e?)|dga|dgd|dgs|"
        r"direct(?:eur|rice) generale?|dir\.? gen(?:erale?)?\.?|dg|d\.g\.?|direction generale|"
        r"director general|delegue?e? generale?|secretaire generale?|secretary general|"
        r"managing director|md|presidente? du (?:conseil|directoire)(?: d'administration|"
        r" de surveillance)?|"
        r"membre du (?:comite executif|comex|directoire)|executive committee member",
        S.C_LEVEL,
        D.GENERAL,
    ),
    Rank(
        r"vice~chair(?:man|woman|person)?|chair(?:man|woman|person)",
        S.C_LEVEL,
        D.GENERAL,
    ),
    Rank(
        r"ciso|chief information security officer|chief security officer",
        S.C_LEVEL,
        D.SECURITY,
    ),
    Rank(
        r"cto|c\.t\.o\.?|cio|c\.i\.o\.?|cdo|cpto|chief (?:technology|technical|information|"
        r"digital|data) officer",
        S.C_LEVEL,
        D.IT,
    ),
    Rank(r"cfo|c\.f\.o\.?|chief financ\w+ officer", S.C_LEVEL, D.FINANCE),
    Rank(
        r"coo|c\.o\.o\.?|chief (?:operations?|operating) officer",
        S.C_LEVEL,
        D.OPERATIONS,
    ),
    Rank(
        r"cro|cso|cco|cgo|cbo|chief (?:revenue|sales|commercial|business|growth) officer",
        S.C_LEVEL,
        D.SALES,
    ),
    Rank(r"cmo|c\.m\.o\.?|chief marketing officer", S.C_LEVEL, D.MARKETING),
    Rank(r"chro|chief (?:people|human resources|hr|talent) officer", S.C_LEVEL, D.HR),
    Rank(r"cpo|chief product officer", S.C_LEVEL, D.PRODUCT),
    Rank(r"chief procurement officer", S.C_LEVEL, D.PURCHASING),
    Rank(r"clo|chief legal officer|general counsel", S.C_LEVEL, D.LEGAL),
    Rank(r"chief customer officer", S.C_LEVEL, D.CUSTOMER),
    Rank(r"chief (?:(?:[a-z]+|&) ){1,5}officer|cxo|c~level", S.C_LEVEL),
)

_MIDDLE: tuple[Rank, ...] = (
    Rank(
        r"(?:senior |executive |assistant |associate |group |first |deputy |corporate |area |"
        r"regional )?"
        r"vice~presidente?|[sgaerd]?vp|v\.p\.?|v~presidente?",
        S.VP,
    ),
    Rank(r"(?<!vice )(?<!vice-)(?<!v-)presidente?", S.C_LEVEL, D.GENERAL),
    Rank(r"dsio?|d\.s\.i\.?", S.DIRECTOR, D.IT),
    Rank(r"rssi", S.MANAGER, D.SECURITY),
    Rank(r"daf|dafi|d\.a\.f\.?", S.DIRECTOR, D.FINANCE),
    Rank(r"hrd|drh|d\.r\.h\.?", S.DIRECTOR, D.HR),
    Rank(r"dir~?com|dir\.? de la com", S.DIRECTOR, D.MARKETING),
    Rank(r"dirco|dcm", S.DIRECTOR, D.SALES),
    Rank(r"raf", S.MANAGER, D.FINANCE),
    Rank(r"rrh", S.MANAGER, D.HR),
    Rank(
        r"country (?:manager|mgr|director|head|lead)|general (?:manager|mgr)|gm",
        S.DIRECTOR,
        D.GENERAL,
    ),
    Rank(r"executive director(?! of)(?!,? \w+ing)", S.DIRECTOR, D.GENERAL),
    Rank(
        r"direct(?:eur|rice) de clientele|accounts? director|director of accounts",
        S.DIRECTOR,
        D.SALES,
    ),
    Rank(r"company secretary|corporate secretary", S.DIRECTOR, D.LEGAL),
    Rank(
        r"adjointe? (?:au|a la|du|de la) direct(?:eur|rice|ion)(?: generale?)?",
        S.MANAGER,
    ),
    Rank(
        r"direct(?:eur|rice)|director|dir\.?(?= )|head of|head(?=,)|(?<=\w )head|global head",
        S.DIRECTOR,
    ),
    Rank(r"membre du (?:comite de direction|codir)", S.DIRECTOR, D.GENERAL),
    Rank(
        r"(?<![\w'] )(?<!\w' )direction (?:commerciale|marketing|financiere|technique|informatique|"
        r"juridique|des? \w+)",
        S.DIRECTOR,
    ),
    Rank(r"managing editor|managing consultant", S.MANAGER),
    Rank(
        r"manageu?r(?:e|euse)?|manageuse|mgr\.?|mngr\.?|responsables?|resp\.?(?= )|"
        r"superviso?(?:r|eur|euse)|superintendent|controller|treasurer|tresori(?:er|ere)|"
        r"team~lead(?:er)?|team~manager|squad~lead|chapter~lead|chef(?:fe)? d'equipe|"
        r"chef(?:fe)? comptable|chief accountant|chief (?:engineer|architect|economist|nurse)",
        S.MANAGER,
    ),
    Rank(rf"chef(?:fe)? (?:de |des |du |d'|de la |d'un )?(?:{_FUNCTION})", S.MANAGER),
    Rank(
        r"lead(?= ?,| ?-|$| of| \w+ing$)|(?<=\w )lead|group lead|cadre dirigeant",
        S.MANAGER,
    ),
)

_STAFF: tuple[Rank, ...] = (
    Rank(r"chargee? (?:de|d'|des|du) ?(?:\w+)?", S.STAFF),
    Rank(
        r"ingenieure? (?:d'affaires|commercial(?:e)?|technico~commercial(?:e)?)|"
        r"technico~commercial(?:e)?|attachee? commercial(?:e)?",
        S.STAFF,
        D.SALES,
    ),
    Rank(
        r"freelancer?|independante?|self~employed|consultante?|conseill(?:er|ere)|advis[eo]r",
        S.STAFF,
    ),
    Rank(
        r"coach|mentor|trainer|formateur|formatrice|teacher|professeure?|professor|enseignante?",
        S.STAFF,
        D.OTHER,
    ),
    Rank(
        r"doctor|doctoresse|medecin|physician|nurse|infirmi(?:er|ere)|surgeon|pharmacien(?:ne)?",
        S.STAFF,
        D.OTHER,
    ),
    Rank(
        r"chef(?:fe)?|cook|cuisini(?:er|ere)|barista|chauffeu\w+|driver",
        S.STAFF,
        D.OTHER,
    ),
    Rank(
        r"realisat(?:eur|rice)|photograph\w*|artiste?|auteure?|author|journalist\w*",
        S.STAFF,
        D.OTHER,
    ),
    Rank(
        r"(?:software |sales |solutions? )?engineer|ingenieure?|developp?e(?:r|ur|use)|dev",
        S.STAFF,
    ),
    Rank(
        r"architecte?|designer|analyste?|data scientist|researcher|cherche(?:ur|use)",
        S.STAFF,
    ),
    Rank(
        r"technicien(?:ne)?|technician|operat(?:or|eur|rice)|administrat(?:or|eur|rice)",
        S.STAFF,
    ),
    Rank(
        r"specialiste?|experte?|coordinat(?:or|eur|rice)|associate|officer|agent|clerk",
        S.STAFF,
    ),
    Rank(
        r"representative|representante?|vende(?:ur|use)|salesperson|salesman|saleswoman",
        S.STAFF,
        D.SALES,
    ),
    Rank(r"delegue?e? (?:medicale?|commerciale?|pharmaceutique)", S.STAFF, D.SALES),
    Rank(
        r"accountant|comptable|auditor|audite(?:ur|rice)|controleu(?:r|se) de gestion",
        S.STAFF,
        D.FINANCE,
    ),
    Rank(r"lawyer|avocate?|juriste|attorney|paralegal|notaire", S.STAFF, D.LEGAL),
    Rank(r"commissaire aux comptes", S.STAFF, D.FINANCE),
    Rank(r"dpo", S.STAFF, D.LEGAL),
    Rank(r"adjointe? (?:de direction|administrati(?:f|ve))", S.STAFF, D.OPERATIONS),
    Rank(r"gestionnaire|conduct(?:eur|rice)|hotesse", S.STAFF),
    Rank(r"(?:angel )?investor|investisseu(?:r|se)|business angel", S.STAFF, D.OTHER),
    Rank(r"recruiter|recruteu(?:r|se)|recruitment", S.STAFF, D.HR),
    Rank(r"buyer|achete(?:ur|use)", S.STAFF, D.PURCHASING),
    Rank(
        r"commercial(?:e)?(?= ?$| (?:terrain|sedentaire|itinerant|btob|b2b|junior|senior))",
        S.STAFF,
        D.SALES,
    ),
    Rank(r"principal (?:consultant|scientist)", S.STAFF),
    Rank(r"principal(?= ?$)", S.DIRECTOR, D.GENERAL),
)

RANKS: tuple[Rank, ...] = _FALSE_FRIENDS + _OWNERS + _TOP + _MIDDLE + _STAFF
