"""What firms say of themselves when something happens, in English and French.

Patterns are matched on folded text; a space is one space. At one place the
first that fits wins: bad news stands first, since "hiring freeze" must not be
read as "hiring", nor "record losses" as a record.
"""

from __future__ import annotations

from enum import StrEnum


class SignalKind(StrEnum):
    """What has happened to a firm."""

    HIRING = "hiring"
    EXPANSION = "expansion"
    FUNDING = "funding"
    GROWTH = "growth"
    LAUNCH = "launch"
    NEW_LEADER = "new_leader"
    ACQUISITION = "acquisition"
    PARTNERSHIP = "partnership"
    AWARD = "award"
    LAYOFF = "layoff"
    INSOLVENCY = "insolvency"
    CLOSURE = "closure"
    HIRING_FREEZE = "hiring_freeze"
    LOSS = "loss"
    RESTRUCTURING = "restructuring"


K = SignalKind

NEGATIVE = frozenset({K.LAYOFF, K.INSOLVENCY, K.CLOSURE, K.HIRING_FREEZE, K.LOSS, K.RESTRUCTURING})

_N = r"(?:[\w,.'%+~-]+ ){0,3}?"
"""Up to three words between: a number, an adjective."""

_MONEY = (
    r"(?:[$\u20ac\u00a3] ?\d[\d,.]*(?: ?(?:k|m|mn|bn|b|million|billion|thousand))?|"
    r"\d[\d ,.]*(?:k|m|mn|bn|b|md|mds|million|milliard|billion)?s? ?(?:d'|of )?(?:\u20ac|\$|"
    r"\u00a3|eur|usd|dollar|euro|chf)|\d[\d ,.]* ?(?:m|million|milliard|billion|bn|md)s?(?!\w)|"
    r"des fonds|funds|capital|money)"
)
_JOBS = r"(?:postes?|emplois?|jobs?|positions?|roles?)(?! de travail)"
_PLACE = (
    r"(?:bureaux?|agences?|magasins?|boutiques?|usines?|sites?|filiales?|entrepots?|centres?|"
    r"campus|succursales?|implantations?|antennes?|showrooms?|restaurants?|etablissements?|"
    r"offices?|stores?|plants?|factor(?:y|ies)|warehouses?|branch(?:es)?|hubs?|headquarters|"
    r"subsidiar(?:y|ies)|facilit(?:y|ies)|shops?|data ?cent(?:er|re)s?|laborato\w+|labs?)"
)
_LEADER = (
    r"(?:(?:\w+ ){0,2}(?:ceo|cfo|cto|coo|cmo|cro|cio|ciso|chro|vp|vice[ -]president\w*|"
    r"president\w*|"
    r"direct(?:or|eur|rice)\w*|head|chief|chair\w*|managing|general manager|country manager|"
    r"pdg|dg|dga|drh|daf|dsi|leader|dirigeant\w*))"
)

PHRASES: tuple[tuple[SignalKind, str], ...] = (
    (
        K.HIRING_FREEZE,
        (
            r"(?:hiring|recruit(?:ment|ing)) (?:freeze|is (?:frozen|paused|on hold)|pause|on hold)|"
            r"(?:freez|paus|suspend|halt|stop|froz)\w* (?:all |its |their |new )*(?:hiring|"
            r"recruit\w+)|"
            r"gel(?:e|ent|er)? (?:des |les |de ses |ses |de tous les )(?:embauches|recrutements)|"
            r"(?:suspen\w+|arret\w*|stopp\w+|pause) (?:de |des |d'|les |ses |"
            r"dans les )*(?:embauches|recrutements)|"
            r"(?:n'|ne )(?:recrut|embauch)\w+ plus|no longer (?:hiring|recruiting)"
        ),
    ),
    (
        K.LAYOFF,
        (
            r"plans? sociaux|plan social|plan de sauvegarde de l'emploi|pse|"
            r"(?:reduc\w+|trim\w*) (?:its|their) (?:workforce|headcount|staff)|"
            r"(?<!\d )licenci(?:e|ent|er|era|ement|ements|es|ees)(?! en (?:droit|economie|"
            r"lettres|gestion))|lay(?:s|ing)?[ -]?offs?|laid off|layoffs?|"
            rf"(?:job|staff|workforce|headcount) (?:cuts?|reductions?)|(?:cut(?:s|ting)?|"
            rf"slash\w*|axe[sd]?|axing|eliminat\w+|shed\w*) {_N}(?:{_JOBS}|employees|staff|"
            rf"workers|of (?:its|their) (?:workforce|staff))|"
            rf"redundanc(?:y|ies)|made redundant|ma(?:kes?|king|de) {_N}redundant|downsiz\w+|"
            rf"suppressions? (?:de |d'|des ){_N}{_JOBS}|supprim\w+ {_N}{_JOBS}|"
            r"destructions? d'emplois|redui\w+ (?:ses|les|leurs) effectifs|reduction (?:des|d'|"
            r"de ses) ?effectifs|"
            r"plan de departs?(?: volontaires?)?|departs volontaires|"
            r"rupture conventionnelle collective|"
            rf"se separe\w* de {_N}(?:salaries|collaborateurs|employes)"
        ),
    ),
    (
        K.INSOLVENCY,
        (
            r"redressement judiciaire|liquidation judiciaire|(?:(?:placee?s?|mise?s?|est|"
            r"passe) (?:en|sous)|procedure de|plan de) sauvegarde(?! (?:de |des |d'|automatique|"
            r"informatique|externalisee))|"
            r"sauvegarde (?:judiciaire|acceleree)|depot de bilan|depos\w+ (?:le |son )bilan|"
            r"cessation de paiements?|en cessation des paiements|cessation des paiements|faillite|"
            r"administrateurs? judiciaires?|mandataires? judiciaires?|procedure collective|"
            r"chapter (?:11|7)(?! of)|bankrupt(?:cy|cies)?|insolven(?:cy|t|cies)|receivership|"
            r"(?:enter(?:s|ed|ing)?|goes into|went into|falls? into|fell into|"
            r"placed in(?:to)?|(?:gone|going|put|forced) into|"
            r"filed for|files for) administration|(?:into|in|enters) liquidation|"
            r"winding[ -]up (?:petition|order)|administrators? appointed"
        ),
    ),
    (
        K.CLOSURE,
        (
            rf"ferm(?:e|ent|er|era|ant|eture|etures) (?:definitive(?:ment)? )?(?:de |d'|du |des |"
            rf"ses? |sa |son |les? |la |l'|un |une |\d+ )*{_PLACE}|"
            rf"(?:clos(?:e|es|ing|ed|ure of)|shut(?:s|"
            rf"ting)?(?: down)?) (?:down )?(?:of )?(?:its |their |the |an? |\d+ )?{_N}{_PLACE}|"
            r"(?:shut(?:s|ting)? down|clos(?:e|es|ing) (?:its |their )?doors|"
            r"ceas\w+ (?:operations|trading|activity)|"
            r"winds? down operations|goes out of business|going out of business|store closures?|"
            r"plant closures?)|"
            r"cess\w+ (?:son |ses |toute |d')?activites?|met(?:tre)? la cle sous la porte|"
            r"baiss\w+ (?:definitivement )?le rideau|fermeture definitive"
        ),
    ),
    (
        K.LOSS,
        (
            r"(?:record|net|operating|annual|heavy|widen\w*|mounting|steep|bigger|"
            r"deeper) (?:\w+ )?loss(?:es)?|"
            rf"loss(?:es)? (?:of {_MONEY}|widen\w*|deepen\w*)|(?:post|report|book|record|"
            rf"suffer)\w* (?:a |an )?(?:\w+ )?loss(?:es)?|"
            r"pertes? (?:nettes?|records?|operationnelles?|historiques?|abyssales?|annuelles?|"
            r"de \d)|"
            r"(?:enregistr\w+|accus\w+|affich\w+|essu\w+) (?:une |des |de )?(?:lourdes? |"
            r"fortes? )?pertes?|"
            r"(?:revenues?|sales|turnover|profits?|earnings|orders) (?:\w+ ){0,2}?(?:down|fell|"
            r"fall\w*|drop\w*|declin\w+|decreas\w+|plung\w+|slump\w*|shrank|tumbl\w+)|"
            r"(?:drop|fall|decline|decrease|slump|plunge) (?:of \S+ )?in (?:\w+ )?(?:revenues?|"
            r"sales|turnover|profits?|orders)|"
            r"(?:chiffre d'affaires|ca|ventes|benefices?|resultats?|commandes|"
            r"activite) (?:[\w']+ ){0,4}?"
            r"(?:en (?:\w+ )?(?:baisse|recul|chute|repli|berne)|recul\w+|chut\w+|baiss\w+|"
            r"plong\w+|s'effondr\w+)|"
            r"(?:baisse|recul|chute|effondrement) (?:de \S+ ?%? )?(?:du |de son |des |"
            r"de ses )(?:chiffre d'affaires|ca|ventes|commandes|resultats?|benefices?)|"
            r"profit warning|avertissement sur (?:les |ses )?resultats|dans le rouge|"
            r"in the red(?! (?:sea|zone|cross|carpet))"
        ),
    ),
    (
        K.RESTRUCTURING,
        (
            r"restructur\w+|reorgani[sz]\w+|plan d'economies|cost[ -]cutting|cost reduction plan|"
            r"reduction des couts"
        ),
    ),
    (
        K.FUNDING,
        (
            rf"(?:leve|levent|lever|levera|vient de lever|a leve|ont leve) (?:[\w']+ )?{_MONEY}|"
            r"levees? de (?:fonds|\d)|tours? de (?:table|financement)|"
            rf"(?:raises?|raised|raising|secures?|secured|closes?|closed|lands?|landed|bags|nets|"
            rf"completes?|completed) (?:an? |its |over |about |more than |"
            rf"nearly )*(?:\w+ )?{_MONEY}|"
            r"(?:raises?|raised|secures?|secured|closes?|closed|completes?|completed|"
            r"announces?) (?:an? |its )?(?:\w+ ){0,2}?(?:funding|round|seed|series [a-h]|"
            r"investment|financing)|"
            r"(?:funding|financing|investment|seed) round|series [a-h](?!\w)|serie [a-h](?!\w)|"
            rf"(?:financement|investissement|augmentation de capital) de {_MONEY}|"
            rf"augmentation de capital|"
            r"(?:obtient|obtenu|boucle\w*|decroch\w+) (?:un |son |une |"
            r"sa )?(?:\w+ )?(?:financement|tour|levee)|"
            r"introduction en bourse|entr(?:e|ee) en bourse|goes public|initial public offering|"
            r"ipo|"
            rf"(?:investment|funding|backing) (?:of|from)|leve (?:des |de nouveaux )?fonds"
        ),
    ),
    (
        K.HIRING,
        (
            rf"creations? (?:nette )?(?:de |d'|des ){_N}(?:{_JOBS}|emplois)|"
            rf"(?:cree|creent|creer|creera|creates?|creating|adds?|adding|added) {_N}{_JOBS}|"
            r"(?:recrut|embauch)(?:e|ent|er|era|eront|ons|ait|ant|ees?)(?! pour (?:vous|"
            r"le compte|ses clients|nos clients))|"
            r"(?:embauches|recrutements?)(?= (?:de|d'|en cours|prevus?|ouverts?|a venir|massifs?|"
            r"annonces?))|\d+ (?:recrutements|embauches)|we hire|"
            r"(?:is|are|we're|still|now|actively|currently|be) (?:(?!not|never)\w+ )?(?:hiring|"
            r"recruiting)|"
            r"hiring(?! (?:freeze|managers?|platform|software|process\w*|solutions?|tools?|"
            r"practices|slow\w*|trends|needs))|"
            r"(?:to|will|plans to) (?:hire|recruit)|hir(?:es|ed) (?:\d|dozens|hundreds|new|more)|"
            rf"{_JOBS} (?:a pourvoir|ouverts?|disponibles)|(?:open|new) (?:\w+ )?(?:positions|"
            rf"roles|jobs|vacancies)|"
            r"job (?:openings?|offers?)|vacancies|offres d'emploi|campagne de recrutement|"
            r"(?:nous |on )(?:recherchons|cherche(?:ons)?)(?= (?:une?|des|notre) )|"
            r"rejoignez(?:-nous| notre equipe)|"
            r"join our team|growing (?:the|our|its) team|renforc\w+ (?:ses|nos|les) equipes|"
            r"agrandi\w+ (?:son|notre|l')? ?equipe"
        ),
    ),
    (
        K.GROWTH,
        (
            r"(?:revenues?|sales|turnover|profits?|arr|earnings|orders|"
            r"headcount) (?:\w+ ){0,2}?(?:up|grew|grow(?:s|n|ing|th)?|increas\w+|ris(?:e|es|ing)|"
            r"rose|jump\w*|soar\w*|surg\w+|doubl\w+|tripl\w+|climb\w*)(?: by)?|"
            r"(?:doubl|tripl|quadrupl)(?:e|ed|es|ing|ent|er) (?:its |their |our |son |sa |ses |"
            r"leur |nos |notre |le |les |de )*(?:\w+ )?(?:revenues?|sales|turnover|headcount|arr|"
            r"team|size|chiffre d'affaires|ca|ventes|effectifs|taille|equipe|activite)|"
            r"(?:chiffre d'affaires|ca|ventes|benefices?|resultats?|commandes|activite|"
            r"effectifs?) (?:[\w']+ ){0,4}?"
            r"(?:en (?:\w+ )?(?:hausse|croissance|progression|augmentation)|progress\w+|bondi\w*|"
            r"augment\w+|explos\w+|grimp\w+|doubl\w+|tripl\w+)|"
            r"(?:hausse|croissance|progression|augmentation) (?:de \S+ ?%? )?(?:du |de son |des |"
            r"de ses |de notre )(?:chiffre d'affaires|ca|ventes|commandes|resultats?|benefices?|"
            r"effectifs?|activite)|"
            r"croissance (?:annuelle |organique )?de (?:plus de )?[+]?\d|\d+ ?% (?:de croissance|"
            r"(?:revenue |annual )?growth)|"
            r"growth of (?:over )?\d|(?:forte|belle|pleine|hyper)[ -]?croissance|"
            r"hyper[ -]?growth|fast(?:est)?[ -]growing|"
            r"record (?:year|revenues?|sales|results?|growth|profits?|quarter|orders)|"
            r"(?:annee|resultats?|croissance|ventes|trimestre|chiffre d'affaires) records?|"
            r"strong growth|rapid growth"
        ),
    ),
    (
        K.EXPANSION,
        (
            rf"(?:ouvre|ouvrent|ouvrir|ouvrira|ouvrant|ouverture|inaugure\w*|opens?|opened|"
            rf"opening|inaugurates?)(?: (?:d'|de |du |prochaine )?)(?:un |une |son |sa |ses |le |"
            rf"la |l'|des |de |d'|an? |its |their |the |\d+ |deux |trois |two |"
            rf"three )*{_N}{_PLACE}|"
            r"s'implant\w+|implantation (?:a|en|au|aux) \w+|s'install\w+ (?:a|en|au|aux|dans)|"
            r"(?:expand|expands|expanding|expanded|expansion) (?:\w+ )?(?:to|into|in|across|its|"
            r"operations|internationally)|"
            r"(?:international|geographic|european|us|global) expansion|"
            r"expansion (?:internationale|europeenne|en|a l'international)|"
            r"s'etend\w* (?:a|en|au|aux|dans|sur)|s'agrandi\w+|se deploie\w* (?:en|a|au|aux|dans)|"
            r"(?:nouveaux|plus grands) (?:locaux|bureaux)|nouveau siege|new (?:headquarters|hq|"
            r"premises)|"
            r"emmenag\w+|demenag\w+|relocat\w+ to|enters? the \w+ market|"
            r"se lance (?:a l'international|en|au|aux)(?= |$)|"
            r"a la conquete (?:du|de la|des|de l')|agrandi\w+ (?:son|sa|ses|de son) (?:usine|"
            r"site|entrepot|locaux)"
        ),
    ),
    (
        K.AWARD,
        (
            r"(?:wins?|won|receives?|received|awarded|honou?red with) (?:an? |the |its |"
            r"\d+ )?(?:[\w-]+ ){0,4}?(?:awards?|prize|medal|trophy)|"
            r"(?:remport\w+|recoi\w*|recu|obtien\w*|decroch\w+|laureate? d\w+) (?:le |un |les |"
            r"deux |du |des )*(?:[\w-]+ ){0,3}?(?:prix|trophees?|medaille|label|certification)|"
            r"laureate?s? (?:du|de|des|d')|(?:named|nommee?s?|elue?s?|ranked|classee?s?) (?:an? |"
            r"the |as |parmi |among )*(?:one of the )?(?:best|top|leader|meilleure?s?|\d+(?:e|"
            r"eme|th|st)|great place)|"
            r"great place to work|french tech (?:next ?40|120)|iso ?(?:9001|27001|"
            r"14001) certif\w+|certifiee? iso"
        ),
    ),
    (
        K.NEW_LEADER,
        (
            rf"(?:appoint|nam|promot|hir)(?:s|es|ed|ing)? (?:[\w.'-]+ ){{0,5}}?(?:as |to |its |"
            rf"the |new |a ){{1,3}}{_LEADER}|"
            rf"(?:nomm|promeu|promu|design)\w* (?:[\w.'-]+ ){{0,5}}?(?:au poste de |en tant que |"
            rf"comme |a la |au |son |sa |nouve\w+ )*{_LEADER}|"
            rf"(?:new|nouveau|nouvelle|nouvel|incoming) {_LEADER}|"
            rf"joins? (?:[\w.'-]+ ){{0,4}}?as (?:\w+ )?{_LEADER}|"
            rf"rejoint (?:[\w.'-]+ ){{0,4}}?(?:en tant que|comme|au poste de) {_LEADER}|"
            r"prend (?:la direction|la tete|les renes|la presidence) (?:de|du|d')|succede a|"
            r"takes over as|"
            r"appointment of|nomination (?:de|d'une?)"
        ),
    ),
    (
        K.ACQUISITION,
        (
            r"(?:acquires?|acquired|acquiring)(?= (?!customers|users|leads|clients|skills|data|"
            r"new customers))|"
            r"acquier\w+|(?:est |a |ont |etre |a ete )(?:acquise? par|acquis)|rachet\w+|"
            r"rachat (?:de|d'|du|par)|"
            r"(?<!customer )(?<!talent )(?<!user )(?<!client )(?<!lead )(?<!data )acquisitions? "
            r"(?:of (?!customers|users|leads|clients|data|new)|d'(?!audience)|de (?!clients|"
            r"leads|trafic|donnees|nouveaux|prospects|competences|talents|nouvelles))|"
            r"(?:takeover|merger|buyout|lbo)|merges? with|to merge|fusionn\w+|fusion (?:avec|"
            r"entre|de)|"
            r"buys (?:out )?(?:[a-z]+ )?(?:company|rival|startup|start-up|maker|firm)|"
            r"prend (?:une participation|le controle)|prise de (?:participation|controle)|"
            r"takes? (?:a )?(?:majority|controlling) stake"
        ),
    ),
    (
        K.PARTNERSHIP,
        (
            r"partenariats?|partner(?:s|ed|ing) with|(?:strategic |new )?partnerships? (?:with|"
            r"between|agreement)|"
            r"(?:announces?|signs?|strategic|enters into) (?:an? )?(?:\w+ )?(?:partnership|"
            r"alliance)|"
            r"s'associ\w+ (?:a|avec|au|aux)|alliance (?:avec|strategique)|teams up with|"
            r"joins forces with|"
            r"noue une alliance|collaborat\w+ (?:avec|with)|joint venture"
        ),
    ),
    (
        K.LAUNCH,
        (
            r"(?:vient de |a |ont )?(?:lance|lancent|lancer|"
            r"lancera)(?= (?:officiellement )?(?:(?:un|une|son|sa|ses|le|la|les|des|leur) |l'))|"
            r"lancement (?:de|d'un|d'une|du|commercial|officiel)|"
            r"(?:launch(?:es|ed|ing)?|unveil(?:s|ed|ing)?|rolls? out|rolled out|releases?|"
            r"introduc(?:es|ed|ing))(?= (?:an?|its|their|the|new|our|first) )|"
            r"devoil\w+(?= (?:une?|son|sa|ses|le|la|les) )|present\w+ (?:son nouveau|sa nouvelle|"
            r"ses nouveaux)|"
            r"product launch|new product|nouveau produit|nouvelle (?:gamme|offre|plateforme|"
            r"application|solution)"
        ),
    ),
)

HELPING = (
    r"(?:helps?|helping|accompagn\w+|aid(?:e|ent|ons|er)|conseill\w+|advis(?:es|ing|e)|"
    r"assist(?:s|ing|e|ons)|defend\w*|represent\w*|supports|supporting|we support|"
    r"enabl(?:es|ing)|permet(?:tons| aux)|permettent aux|empower\w*|serv(?:es|ing)|guide|webinar|"
    r"how to|comment|articles?|blog)"
    r"(?: (?!(?:us|it|the company|nous|fund|finance)(?!\w))|(?<='))"
)
"""Before a signal: the firm does it for others, or writes about it."""

DEALING = (
    r"(?:specialis\w+ |specializ\w+ |expert\w* |(?:solutions?|logiciels?|plateformes?|sites?|"
    r"agences?|"
    r"cabinets?|etudes?) (?:de |d'|pour )|(?:solutions?|software|platforms?|tools?) for |"
    r"conseils? |"
    r"avocats? |law firm |practitioners? |consult\w+ |services? |formations? )"
)
"""Just before the name of a thing ("licenciement", "levée de fonds"): the firm deals in it."""

NAMES_OF_THINGS = (
    r"recrutements?|recruter|embaucher|lever|hire|hiring|recruit|offres d'emploi|job offers?|"
    r"levees? de|tours? de|licenciements?|plan|pse|layoffs?|redundanc|redressement|liquidation|"
    r"sauvegarde|procedure|faillite|bankrupt|insolven|chapter|restructur|reorgani|acquisition|"
    r"merger|rachat|fusion|augmentation de capital|introduction en bourse|ipo|creation|raise |"
    r"rupture|depot|cessation|cost|to (?:hire|recruit)|partenariat|partnership|expansion|lancement"
)
"""Signals named by a noun or an infinitive, which no firm is the subject of."""

TRADE_AFTER = (
    r" ?(?:practitioners?|practice|services|software|platform|law(?!\w)|lawyers?|advis\w+|"
    r"consult\w+|"
    r"specialist\w*|experts?|management software|agency|prevention|statistics|trends|"
    r"prediction|risk|guide|tips|best practices|checklist)(?!\w)|"
    r"[^.]{0,30}(?:nos avocats|vous (?:conseill|accompagn)|we can help)"
)

OTHERS = (
    r"(?<!\w)(?:competitors?|concurrente?s?|rivals?|rivaux|(?:un|une|de nos|notre|our|"
    r"a) clients?|clients? customer)(?!\w)"
)
"""The subject is said to be somebody else."""

OTHERS_AFTER = (
    r" (?:of |d'|de |du |des )(?:l'un |l'une |un |une |one )?(?:of |de )?"
    r"(?:an? |the |its |their |our |ses |son |sa |leurs? |nos |notre )?(?:[\w-]+ )?"
    r"(?:suppliers?|customers?|clients?|competitors?|rivals?|partners?|subcontractors?|"
    r"fournisseurs?|concurrente?s?|partenaires?|sous-traitants?|prestataires?)(?!\w)"
)
"""Behind bad news: it befell somebody else ("the insolvency of a supplier")."""
