"""First names that stand for one another: the nicknames package, and what it does not know.

The package is English and generous. Pairs that mislead are listed here, as are
the French and other European short forms, and the spellings of one name.
"""

from __future__ import annotations

from functools import lru_cache

from nicknames import NickNamer

# short form: the names it is short for
_SHORT_FORMS = """
adri: adrien adrian adriana adrienne
al: alain albert alan alexandre
alex: alexandre alexandra alexis alexander alexia alexandrine aleksander aleksandr alejandro
aleks: aleksander aleksandr aleksandra
ale: alessandro alessandra alejandro alejandra
anto: antoine anthony antonin antonio antonella
aurel: aurelien aurelie aurele
babeth: elisabeth
bast: bastien bastian sebastien
ben: benjamin benoit benedict benedikt
bene: benedicte
beppe: giuseppe
bert: bertrand albert hubert robert
cam: camille cameron
caro: caroline carole carolina
cath: catherine
cathy: catherine
ced: cedric
cel: celine celia
charly: charles charlie
chema: jose-maria
chris: christophe christian christine christelle christina christiane cristina
clem: clement clemence clementine
clo: clotilde chloe clothilde
dam: damien
dav: david
del: delphine
delph: delphine
didi: didier
dima: dmitri dmitry dmitriy
dom: dominique dominic
edo: edouard edoardo
edu: eduardo
elo: elodie eloise
fab: fabien fabrice fabienne fabian
fanfan: francois francoise
fernand: fernando
flo: florian florence florent
fran: francois francoise francisco francesca
francky: franck francois
fred: frederic frederique frederick alfred
fredo: frederic
gab: gabriel gabrielle
gaby: gabriel gabrielle
gege: gerard
gigi: luigi ghislaine giselle
greg: gregory gregoire grzegorz
gui: guillaume guilherme
guigui: guillaume
gwen: gwenael gwenaelle gwendoline gwenola
hans: johannes
isa: isabelle isabel isabella
jb: jean-baptiste jean-bernard
jc: jean-christophe jean-charles jean-claude
jd: jean-daniel jean-denis
jean-ba: jean-baptiste
jean-chri: jean-christophe
jean-fi: jean-philippe
jean-phi: jean-philippe
jean-phil: jean-philippe
jean-seb: jean-sebastien
jeff: jean-francois geoffrey geoffroy jeffrey
jer: jerome jeremy jeremie
jf: jean-francois jean-frederic
jg: jean-gabriel jean-guy
jh: jean-hugues jean-henri
jl: jean-luc jean-louis
jm: jean-marc jean-michel jean-marie
jo: joel joelle joseph josephine johanna georges
jojo: joel joelle georges joseph
josy: josiane
jp: jean-pierre jean-paul jean-philippe jean-patrick juan-pablo
js: jean-sebastien
ju: julien julie juliette
jules: julien
jy: jean-yves
katia: ekaterina catherine
katya: ekaterina
kiko: francisco enrique
lau: laurent laurence laura laure
lise: elisabeth annelise
loulou: louis louise
lolo: laurent laurence
ludo: ludovic
lulu: lucien lucie ludivine
mag: magali magalie margaux maggie
manu: emmanuel emmanuelle manuel
manue: emmanuelle
marco: marc marcos
marie-jo: marie-josephe marie-josee marie-joelle
marie-lo: marie-laure marie-laurence marie-lou
marie-ju: marie-julie
math: mathieu matthieu mathilde mathias mathis
matt: mathieu matthieu matthew mathias
max: maxime maximilien maximilian maxence maxwell
mehdi: mahdi
mel: melanie melissa melina
mick: mickael michael michel
mika: mickael michael mikael
mimi: michel michele michelle mireille
misha: mikhail
momo: mohamed mouhamed
mumu: muriel
nacho: ignacio
nanard: bernard
nath: nathalie nathan nathanael
nico: nicolas nicole nicola niccolo
nono: arnaud noel norbert
norb: norbert
olive: olivier
oliv: olivier olivia
paco: francisco
pancho: francisco
pascalou: pascal
pat: patrice patrick patricia
pepe: jose
phil: philippe philip philipp
pierrot: pierre
quent: quentin
raf: raphael rafael raphaelle
raph: raphael raphaelle
ricky: richard eric
rom: romain
romu: romuald
sabri: sabrina
sacha: alexandre alexandra alexander
sam: samuel samir samia samantha samira
sasha: alexandre alexandra alexander aleksandr aleksandra
seb: sebastien sebastian
sepp: josef
serge: sergei
sev: severine severin
so: sophie sonia solene
stan: stanislas stanislav stanley
stef: stephane stephanie stefan stefano stefania
steph: stephane stephanie stephan stephen
suzy: suzanne
theo: theodore theophile
thibaut: thibault
tim: timothee timothe timothy timo
titi: thierry
tof: christophe
toine: antoine
tom: thomas tommaso tomas
tonio: antoine antonio
tony: antoine anthony antonio antony
uli: ulrich ulrike
val: valerie valentin valentine valeria
vero: veronique veronica
vince: vincent
viv: viviane vivien
volodya: vladimir
will: william wilfried
willy: william wilfried
xav: xavier
yo: yoann yohan yohann
zab: isabelle
zaza: isabelle elisabeth
"""

# Spellings of one name.
_SPELLINGS = """
ahmed ahmad ahmet
aleksandr alexandr alexander
alexei alexey aleksey aleksei
ali aly
carol carole
carine karine
caroline karoline
catherine katherine katharine kathryn katrine cathryn
christophe christoph
claudia klaudia
corine corinne
cyril cyrille
danila danilo
dmitri dmitry dmitriy dimitri
emilie emily
eric erik erick
etienne ettienne
fatima fatma fatimah
frederic frederick frederik
geoffrey jeffrey geoffroy
georg george georges
gregory grigory
gwenael gwenhael gwennael
helene helen
hussein hussain husayn houcine
ilya ilia
jean-baptiste jean-batiste
jon john
joseph josef yusuf youssef yousef yousuf
julia yulia iulia
karim kareem
khaled khalid
laurence lawrence
loic loick
lucas lukas
marc mark
mathieu matthieu mathieux
mathilde matilde mathilda
michael mickael mikael
mohamed mohammed mohammad muhammad mouhamed mohamad muhammed mahomet
mustafa mostafa moustapha mustapha
natalia nataliya natalya
nathalie natalie
nicolas nicholas
omar umar omer
patricia patrizia
philippe philipp philip
rachel rachele
sara sarah
sergei sergey serguei
soren soeren
sofia sophia sofiya
stefan stephan stephane stephen steven
stephanie stefanie
sylvie silvie
teresa theresa therese
thibault thibaut thibaud thibauld
thierry thiery
tomas thomas
tatiana tatyana
vladimir wladimir
yasmine jasmine yasmin jasmin
yoann yohann yohan yoan johan johann
yuri yury iouri
"""

# What the English list says and a European reader would not.
_MISLEADING = frozenset(
    frozenset(pair.split("/"))
    for pair in """
    andrea/andrew andrea/andy robert/bill robert/billy robert/rupert patrick/peter paul/polly
    pauline/polly bob/bill jean/jane jean/jeanne jeanne/jane jean/jessie jean/eugenia
    jean/genevieve jean/jeanette jean/jeannie martin/tina marie/rosemary marie/marietta
    claire/clara laurent/larry noel/nowell pascal/paddy
    """.split()  # noqa: SIM905
)


@lru_cache(maxsize=1)
def _package() -> NickNamer:
    return NickNamer()


@lru_cache(maxsize=1)
def _short_forms() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for line in _SHORT_FORMS.strip().splitlines():
        short, _, names = line.partition(":")
        table[short.strip().replace("-", " ")] = frozenset(
            name.replace("-", " ") for name in names.split()
        )
    return table


@lru_cache(maxsize=1)
def _spellings() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for line in _SPELLINGS.strip().splitlines():
        names = frozenset(name.replace("-", " ") for name in line.split())
        for name in names:
            table[name] = table.get(name, frozenset()) | names
    return table


@lru_cache(maxsize=16_384)
def full_names_of(name: str) -> frozenset[str]:
    """The names that ``name`` (folded) may be short for, without ``name`` itself."""
    return (_short_forms().get(name, frozenset()) | frozenset(_package().canonicals_of(name))) - {
        name
    }


def are_spellings_of_one_name(a: str, b: str) -> bool:
    """``mohamed`` and ``mohammed``, ``eric`` and ``erik``; folded names."""
    return b in _spellings().get(a, frozenset())


@lru_cache(maxsize=65_536)
def stand_for_one_another(a: str, b: str) -> bool:
    """Whether one folded name is a short form of the other, or both of a third: Bob, Rob."""
    if frozenset((a, b)) in _MISLEADING:
        return False
    of_a, of_b = full_names_of(a), full_names_of(b)
    if b in of_a or a in of_b:
        return True
    nicknames = _package()
    if b in nicknames.nicknames_of(a) or a in nicknames.nicknames_of(b):
        return True
    # Two short forms of one name, where neither is a name with short forms of its own.
    if nicknames.nicknames_of(a) or nicknames.nicknames_of(b):
        return False
    return bool(of_a & of_b)
