"""Reading what a firm's news says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.signals import LONGEST_QUOTE, SignalKind, read_signals

ONE_SIGNAL = """
hiring | L'entreprise recrute 12 commerciaux
hiring | Nous recrutons !
hiring | 12 postes à pourvoir à Nantes
hiring | création de 45 postes à Lyon
hiring | Ils vont créer 200 emplois
hiring | We're hiring
hiring | The company is hiring engineers in Paris
hiring | Acme plans to hire 50 people
hiring | 10 open positions
hiring | Acme creates 120 jobs in Leeds
hiring | The software services company is hiring
hiring | Acme, éditeur de solutions de paie, recrute 12 commerciaux
hiring | Acme accompagne les ETI et recrute 10 consultants
funding | Acme, spécialisée dans la paie, lève 12 M€
funding | The consulting services firm raised $5M
acquisition | Acquisition d'Exemple SA par Acme
insolvency | Le cabinet de conseil Acme est placé en redressement judiciaire
insolvency | The law firm filed for Chapter 11
layoff | 40 salariés licenciés
hiring | campagne de recrutement en cours
expansion | Acme ouvre un bureau à Lyon
expansion | Ouverture d'une nouvelle agence à Bordeaux
expansion | s'implante en Allemagne
expansion | emménage dans de nouveaux locaux
expansion | Acme opens a new office in Berlin
expansion | Opening of a new store in Nantes
expansion | The company expands into Germany
expansion | inaugure sa deuxième usine
funding | lève 12 M€
funding | Acme a levé 3,5 millions d'euros
funding | levée de fonds de 5 millions d'euros
funding | Acme raises $12M Series B
funding | Acme raised $5M
funding | Acme secures £3m in funding
funding | closes $12M funding round
funding | boucle un tour de table
funding | This new investment round will help us grow, with $10M raised in a Series A
growth | chiffre d'affaires en hausse de 20 %
growth | Revenue grew 30% last year
growth | revenue up 10%
growth | croissance de 35 % en 2025
growth | double son chiffre d'affaires
growth | doubles its headcount
growth | record year for Acme
growth | une année record
launch | lance un nouveau produit
launch | Acme launches its new platform
launch | Acme dévoile une nouvelle gamme
launch | lancement de la version 3
new_leader | Acme nomme Marie Exemple directrice commerciale
new_leader | Acme appoints Jane Example as CEO
new_leader | A new CEO for Acme
new_leader | Jean Exemple rejoint Acme en tant que directeur marketing
acquisition | Acme acquiert la société Exemple
acquisition | Acme rachète son fournisseur
acquisition | Acme acquires Example Corp
acquisition | fusion avec Exemple SA
acquisition | The acquisition of Example Ltd
partnership | annonce un partenariat avec Exemple
partnership | Acme partners with Example
award | Acme wins the Innovation Award
award | Nommée meilleure entreprise de l'année
award | Acme remporte le prix de l'innovation
layoff | Le groupe annonce un plan social
layoff | Le groupe annonce un PSE touchant 120 personnes
layoff | plan de sauvegarde de l'emploi
layoff | La société licencie 40 personnes
layoff | licenciements économiques
layoff | suppression de 45 postes à Lyon
layoff | Acme supprime 200 emplois
layoff | The company laid off 10% of its staff
layoff | Acme lays off 30
layoff | job cuts announced in March
layoff | Acme cut 200 jobs
layoff | reduces its workforce by 10%
layoff | lance un plan social
insolvency | placée en redressement judiciaire
insolvency | Le tribunal de commerce a prononcé la liquidation judiciaire de la société
insolvency | procédure de sauvegarde ouverte
insolvency | placée sous sauvegarde
insolvency | dépôt de bilan
insolvency | La société dépose le bilan
insolvency | Acme filed for Chapter 11
insolvency | Acme files for bankruptcy
insolvency | Acme enters administration
insolvency | Un administrateur judiciaire a été nommé par le tribunal
closure | Acme ferme son usine de Lille
closure | fermeture de l'agence de Metz
closure | cesse son activité
closure | Acme closes its Paris office
closure | Acme is shutting down
hiring_freeze | gel des embauches jusqu'en juin
hiring_freeze | hiring freeze
hiring_freeze | Acme freezes hiring across Europe
hiring_freeze | L'entreprise ne recrute plus de commerciaux
loss | record losses
loss | net loss of $3M
loss | revenue down 10%
loss | Sales fell sharply
loss | chiffre d'affaires en baisse de 8 %
loss | chute des ventes
loss | bénéfice en recul
restructuring | La société se restructure
restructuring | Acme unveils a restructuring plan
"""

SILENT = """
no layoffs planned
No job cuts are expected
There were never any layoffs
has never laid off anyone
ne licencie pas
sans licenciement
Le PSE est annulé
Layoffs ruled out
L'entreprise n'a pas levé de fonds
Acme has not raised $5M
We are not hiring at the moment
Acme isn't hiring
L'entreprise ne recrute pas
0 open positions
aucun recrutement
La société sort du redressement judiciaire
Sortie du redressement judiciaire
Acme emerges from Chapter 11
The company avoided bankruptcy
Faillite évitée de justesse
lifts hiring freeze
levée du gel des embauches
fin du gel des embauches
réduit ses pertes
fin du partenariat avec Exemple
n'ouvrira pas de bureau à Lyon
Insolvency practitioner firm
Cabinet d'administrateurs judiciaires
Mandataire judiciaire
We help companies in insolvency
Nous accompagnons les entreprises en redressement judiciaire
Avocats spécialisés en licenciement
Cabinet de recrutement
RH, paie, recrutement
Conseil en recrutement de cadres
Conseil en levée de fonds
Solutions de sauvegarde informatique
Un club de 300 licenciés
Licencié en droit
Déploiement et suppression de postes de travail
20 years in administration of databases
Nous aidons les entreprises à recruter
Hiring platform for startups
We help startups raise $1M
Sauvegarde des données dans le cloud
pse de la page 12
Read chapter 11 of the book
MBA, business administration
Responsable acquisition de leads
customer acquisition
Weight loss programme
Acme lève le voile sur sa stratégie
raises awareness about climate
raises prices by 5%
Ferme agricole bio
fermeture annuelle en août
Portes ouvertes samedi
Competitor Example lays off 200 people
Notre concurrent licencie
Acme conçoit des logiciels pour l'industrie depuis 2009
-
"""

SEVERAL = [
    ("Acme lays off 30 but is hiring engineers in Paris", {"layoff", "hiring"}),
    ("L'entreprise recrute malgré la baisse du chiffre d'affaires", {"hiring", "loss"}),
    (
        "not only raised $5M but also opened an office in Berlin",
        {"funding", "expansion"},
    ),
    ("La nouvelle directrice générale veut recruter", {"new_leader", "hiring"}),
    ("Plan social annulé. Acme recrute.", {"hiring"}),
    (
        "No layoffs, and a new office in Leeds: Acme opens its third store",
        {"expansion"},
    ),
]


def pairs(table: str) -> list[tuple[str, str]]:
    return [(line.split(" | ")[0], line.split(" | ")[1]) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("kind", "text"), pairs(ONE_SIGNAL))
def test_news_gives_its_signal_and_no_other(kind: str, text: str) -> None:
    assert {signal.kind for signal in read_signals(text)} == {SignalKind(kind)}


@pytest.mark.parametrize("text", SILENT.strip().splitlines())
def test_what_is_denied_over_sold_or_somebody_elses_is_no_signal(text: str) -> None:
    assert read_signals(text) == ()


@pytest.mark.parametrize(("text", "kinds"), SEVERAL)
def test_good_and_bad_news_stand_side_by_side(text: str, kinds: set[str]) -> None:
    assert {signal.kind.value for signal in read_signals(text)} == kinds


def test_bad_news_is_never_positive() -> None:
    bad = {"layoff", "insolvency", "closure", "hiring_freeze", "loss", "restructuring"}
    seen = set()
    for kind, text in pairs(ONE_SIGNAL):
        for signal in read_signals(text):
            assert signal.positive is (kind not in bad)
            seen.add(signal.kind)
    assert seen == set(SignalKind)


def test_the_quote_is_the_clause_word_for_word() -> None:
    text = (
        "Acme va bien. L\u2019entreprise re\u0301duit ses effectifs\u00a0; "
        "elle recrute 3 alternants. Fin."
    )
    layoff, hiring = read_signals(text)
    assert layoff.quote == "L\u2019entreprise re\u0301duit ses effectifs"
    assert hiring.quote == "elle recrute 3 alternants"
    assert text[hiring.start : hiring.end] == hiring.quote


def test_a_long_clause_is_cut_around_the_words_that_matter() -> None:
    text = "mot " * 100 + "Acme recrute 12 commerciaux " + "mot " * 100
    (signal,) = read_signals(text)
    assert "recrute" in signal.quote
    assert len(signal.quote) <= LONGEST_QUOTE
    assert text[signal.start : signal.end] == signal.quote


def test_a_kind_is_given_once_in_a_clause() -> None:
    assert len(read_signals("Acme recrute, recrute et recrute encore")) == 1


def test_no_text_has_no_signals() -> None:
    assert read_signals(None) == read_signals("  ") == ()


@given(
    st.lists(
        st.sampled_from(
            [
                "Acme",
                "ne",
                "n'",
                "recrute",
                "pas",
                "licencie",
                "lève",
                "12",
                "M€",
                "no",
                "layoffs",
                "hiring",
                ".",
                ",",
                ";",
                "PSE",
                "été́",
                "ﬁn",
                "𝐇iring",
                "\u200b",
                "closes",
                "its",
                "office",
                "raises",
                "$5M",
                "plan",
                "social",
            ]
        ),
        max_size=60,
    )
)
def test_every_quote_is_where_it_says(words: list[str]) -> None:
    text = " ".join(words)
    for signal in read_signals(text):
        assert text[signal.start : signal.end] == signal.quote
        assert 0 < len(signal.quote) <= LONGEST_QUOTE
