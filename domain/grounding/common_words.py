"""Words that begin a sentence, or are written in capitals, without naming anybody."""

from __future__ import annotations

from domain.vocabulary.folding import plain

_ENGLISH = """
add alternatively ask automate book build choose click consider enjoy exciting feel finally focus
follow found impressive improve interested interesting join keep know learn leave manage meet mind
my noticed open pick questions question reach reduce reply respond saw schedule scale save say
share show similarly spend spot stay start stop take talk thought tired track try turn
understanding view watch welcome win wondering write yours hopefully a about above after again all
also although always am an and another any anyone are as at back based be because been before being
best between both but by call can cheers come congrats congratulations could curious dear did do
does don't during each easy either enough even ever every everyone everything few first for free
from get getting give given glad go good great growing had happy has have having he hello help her
here hey hi his hope how however i i'd i'll i'm i've if in instead into is it it's its just kind
last late later less let let's like little look looking love made make many may maybe me meanwhile
might more most much need never new next no none nothing now of off often on once one only or other
our out over perhaps please plus quick quite rather ready reading really regards right same see
seeing send several shall she short should simple simply since sincerely six so some something soon
still such sure team teams tell than thank thanks that that's the their them then there these they
they're this those though through time to today together tomorrow too two under until up us use
used very want warm was we we'd we'll we're we've well were what what's when whenever where whether
which while who whom whose why will wish with within without wonder work working worth would yes
yesterday yet you you'd you'll you're you've your respectfully warmly cordially congratulation
three four five seven eight nine ten twelve companies firms people leaders managers directors sales
marketing finance growth hiring news product customers clients
"""
_FRENCH = """
afin aimez ajoutez attendez auriez certes chacun comptez contactez dites donnez ecrivez envoyez
essayez esperant heureux heureuse imaginez impossible inutile ravi ravie recruter repondez reservez
choisissez parlons parler prenons prenez gagner piloter suivre voyons vendre former deleguer gerer
illustration exemple resultat objectif avantage simple rapide possible rien quelque cote enfin a ai
ainsi alors apres attention au aucun aujourd'hui aupres aussi autant autre autres aux avant avec
avez avoir beaucoup bel belle bien bientot bon bonjour bonne bonsoir bravo c'est car ce cela celle
celui cependant certains ces cet cette ceux chaque cher chere chers chez ci combien comme comment
compte concretement cordialement curieux d'abord deja davantage disons dit dommage effectivement
egalement enchante evidemment d'ailleurs d'apres dans de demain depuis des deux devant donc dont du
durant elle elles en encore ensuite entre envie est et etant ete etes etre eux excellente face
faire fait faites felicitations fort grace hier ici il ils j'ai j'aimerais j'ecris j'espere
j'imagine jamais je jusque jusqu'a l'equipe l'idee la le les leur leurs lors lorsque lui ma madame
mademoiselle mais mal malgre me meme mes merci mieux moi moins mon monsieur ne ni nombre nombreux
non nos notre nous nouveau nouvelle on or ou oui par parce parfois parmi pas pendant peu peut
peut-etre plus plusieurs plutot pour pourquoi pourriez pouvez puis puisque qu'en quand que quel
quelle quelles quelqu'un quelques quels qui quoi sa sans sauf se selon sera ses seriez seul
seulement si sinon six soit sommes son sont souhaitez sous souvent suis suite sur surtout ta tant
te tel telle tellement tes toi ton toujours tous tout toute toutes tres trois trop un une vers
voici voila volontiers vos votre voudriez vous voyez vraiment y aimeriez avons bienvenue serait
auriez-vous pouvez-vous seriez-vous avez-vous souhaitez-vous dites-moi meilleures salutations
sinceres respectueusement amicalement objet equipe equipes entreprises croissance recrutement
produit clients quatre cinq sept huit neuf dix douze
"""
SENTENCE_STARTERS: frozenset[str] = frozenset(
    plain(word) for word in (*_ENGLISH.split(), *_FRENCH.split())
)

_CAPITALS = """
I I'm I'd I'll I've CRM ERP SaaS B2B B2C HR IT RH DSI DAF DRH RSSI PDG DG CEO CFO CTO COO CIO CMO
CRO CHRO VP ROI KPI KPIs API UX UI SEO SEA AI IA ETI PME TPE R&D RGPD GDPR CNIL ISO FAQ PDF OK M MM
Mme Mlle Mr Mrs Ms Dr Pr Me Madame Monsieur Mesdames Messieurs PS NB URL CA BtoB English French
European Europe
"""
# Trade shorthand and forms of address: capitals that name nobody.
NEUTRAL_CAPITALS: frozenset[str] = frozenset(plain(word) for word in _CAPITALS.split())
# Endings of verbs and adverbs: a sentence's first word so formed is seldom a name.
VERBAL_ENDINGS = ("ing", "ly", "ment", "ez", "ons", "ant", "tion", "tions", "ez-vous")
