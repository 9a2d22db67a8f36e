"""The words that name a department, longest and most particular first."""

from __future__ import annotations

from domain.titles.grades import Department as D

FUNCTIONS: tuple[tuple[str, D], ...] = (
    (r"data protection|protection des donnees", D.LEGAL),
    (
        (
            r"cyber~?(?:security|securite)?|info~?sec|"
            r"(?:it|information|network|cloud|data|application) security|"
            r"securite (?:informatique|des? (?:systemes? d')?informations?|des? si|si|reseaux?)"
        ),
        D.SECURITY,
    ),
    (
        r"(?:hse|qhse|qse|ehs|hygiene|health (?:&|and) safety|supply~chain)",
        D.OPERATIONS,
    ),
    (
        r"product marketing|marketing (?:produits?|operations|ops|digital)|trade marketing",
        D.MARKETING,
    ),
    (
        (
            r"(?:sales|revenue|commercial) (?:operations|ops|enablement|development)|rev~ops|"
            r"sales~ops|"
            r"operations commerciales|administration des ventes|adv|avant~ventes?|pre~sales|"
            r"grands? comptes?|key accounts?|strategic accounts|comptes (?:cles|strategiques)|"
            r"biz~dev|business dev(?:elopment)?|dev(?:eloppement|\.)? (?:commercial|business|"
            r"des ventes)"
        ),
        D.SALES,
    ),
    (
        (
            r"relations? (?:clients?|clientele)|service clients?|experience clients?|"
            r"customer (?:success|service|services|care|experience|support|relations)|"
            r"client (?:success|services?|relations)|support clients?|"
            r"after~sales|apres~vente|sav|cx"
        ),
        D.CUSTOMER,
    ),
    (
        (
            r"recherche (?:&|et) developpement|research (?:&|and) development|r ?& ?d|r et d|"
            r"bureau d'etudes|developpement (?:logiciel|informatique|web)|software(?: development)?"
        ),
        D.ENGINEERING,
    ),
    (
        r"developpement (?:des )?(?:rh|ressources humaines)|developpement des talents",
        D.HR,
    ),
    (r"developpement (?:de )?produits?|product development", D.PRODUCT),
    (r"developpement durable|sustainability|rse|csr|esg", D.OTHER),
    (
        (
            r"systemes? d'informations?|information (?:systems|technology)|informatique|"
            r"it|i\.t\.|si|tech(?:nology|nologies)?|infrastructures?|digital transformation|"
            r"transformation (?:digitale|numerique)|data(?: science)?|devops|cloud|reseaux?|"
            r"applications?|numerique"
        ),
        D.IT,
    ),
    (
        (
            r"ressources humaines|human resources|hr|rh|people|talents?(?: acquisition)?|"
            r"recrut\w+|recruit\w+|formation|training|learning|paie|payroll|personnel"
        ),
        D.HR,
    ),
    (
        (
            r"financ\w+|comptab\w+|comptable|accounting|accounts payable|tresorerie|treasury|"
            r"treasurer|tresori(?:er|ere)|controller|"
            r"controle de gestion|fp ?& ?a|tax|fiscal\w*|audit|administrati(?:f|ve) (?:et|"
            r"&) financ\w+|"
            r"investor relations|credit"
        ),
        D.FINANCE,
    ),
    (
        r"achats?|category|procurement|purchasing|sourcing|approvisionnements?|buying",
        D.PURCHASING,
    ),
    (
        (
            r"juridique|legal|(?<!bras )droit|compliance|conformite|affaires (?:juridiques|"
            r"reglementaires)|"
            r"contentieux|privacy|protection des donnees|data protection|avocate?|notaire|"
            r"attorney|dpo"
        ),
        D.LEGAL,
    ),
    (r"securite|surete|security", D.SECURITY),
    (
        (
            r"marketing|mktg|communications?|comm?s?|brand|marques?|digital(?:e)?|e~commerce|"
            r"growth|"
            r"acquisition|content|contenus?|seo|demand gen\w*|events?|evenementiel|"
            r"relations (?:presse|publiques)|public relations|pr|media|creation|creative|"
            r"publicite|advertising|communaute|community"
        ),
        D.MARKETING,
    ),
    (
        (
            r"sales|ventes?|commercial(?:e|es|aux)?|revenue|export|retail|commerce|sdr|bdr|"
            r"partnerships?|partenariats?|"
            r"alliances|channel|developpement|business(?! partner)|clients|reseau de vente|"
            r"accounts?"
        ),
        D.SALES,
    ),
    (r"produits?|products?", D.PRODUCT),
    (
        (
            r"engineering|engineer|ingenieure?|developp?e(?:r|ur|use)|ingenierie|techniques?|"
            r"technical|development|developpement logiciel|research|"
            r"recherche|innovation|architecture|conception|design"
        ),
        D.ENGINEERING,
    ),
    (r"customers?|clients?|clientele|support", D.CUSTOMER),
    (
        (
            r"operations?|operationnel(?:le)?|ops|logist\w+|production|industriel(?:le)?|usine|"
            r"plant|"
            r"manufacturing|qualite|quality|supply|maintenance|travaux|exploitation|agence|site|"
            r"magasin|store|facilities|moyens generaux|services generaux|programmes?|projets?|"
            r"projects?|program|pmo|transport|entrepot|warehouse|methodes|fleet|administrati\w+"
        ),
        D.OPERATIONS,
    ),
    (
        (
            r"medical(?:e)?|clinical|nursing|education|sports?|sporti\w+|pedagogique|ecole|school|"
            r"photography|art|culture|culturel(?:le)?|editorial(?:e)?|redaction|restauration|"
            r"food|cuisine|scientifique|real estate|immobili\w+"
        ),
        D.OTHER,
    ),
)
