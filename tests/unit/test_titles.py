"""Reading job titles, English and French."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.titles import (
    Department,
    Seniority,
    has_authority,
    read_title,
    title_synonyms,
    titles_at,
)
from domain.titles.search_titles import EQUIVALENT, JOBS

HELD_NOW = """
VP Sales | vp | sales
V.P. Sales | vp | sales
VP, Sales | vp | sales
VP - Marketing | vp | marketing
VP of Nothing | vp | unknown
SVP Operations | vp | operations
EVP & Head of Finance | vp | finance
Senior Vice President, Human Resources | vp | hr
Assistant Vice President | vp | unknown
AVP Finance | vp | finance
Vice-président | vp | unknown
Vice-Présidente des ventes | vp | sales
VICE PRESIDENT OF ENGINEERING | vp | engineering
VP Engineering (interim) | vp | engineering
VP Product Marketing | vp | marketing
Group VP Information Technology | vp | it
CEO | c_level | general
ceo | c_level | general
C.E.O. | c_level | general
CEO @Founders Factory | c_level | general
CEO at Director's Cut | c_level | general
PDG | c_level | general
P.D.G. | c_level | general
P-DG | c_level | general
Président-Directeur Général | c_level | general
Presidente directrice generale | c_level | general
Président | c_level | general
Présidente de SAS | c_level | general
President & CEO | c_level | general
Directeur Général | c_level | general
Directrice générale | c_level | general
Directeur(trice) Général(e) | c_level | general
Directeur général adjoint | c_level | general
DG | c_level | general
DGA | c_level | general
Managing Director | c_level | general
MD | c_level | general
Chairman of the Board | c_level | general
Secrétaire général | c_level | general
Délégué général | c_level | general
Chief Revenue Officer | c_level | sales
CRO | c_level | sales
CTO | c_level | it
CIO/CTO | c_level | it
CISO | c_level | security
Chief Information Security Officer | c_level | security
CFO, EMEA | c_level | finance
Fractional CFO | c_level | finance
Interim CFO | c_level | finance
CHRO | c_level | hr
COO | c_level | operations
CMO | c_level | marketing
Chief Marketing & Communications Officer | c_level | marketing
Chief Product Officer | c_level | product
Chief Procurement Officer | c_level | purchasing
General Counsel | c_level | legal
Chief Customer Officer | c_level | customer
Chief Compliance Officer | c_level | legal
Founder | owner | general
Co-founder | owner | general
Cofondatrice | owner | general
Co-fondateur & PDG | owner | general
Founder & CEO | owner | general
Co-founder & CTO | owner | it
Founder and Head of Product | owner | product
Fondateur/Fondatrice | owner | general
Owner | owner | general
Small business owner | owner | general
Gérant | owner | general
Gérante chez Boulangerie Martin | owner | general
Co-gérant | owner | general
Associé | owner | general
Associée gérante | owner | general
Partner | owner | general
Managing Partner | owner | general
Partner, Tax | owner | finance
Chef d'entreprise | owner | general
Dirigeante | owner | general
Propriétaire | owner | general
Serial entrepreneur | owner | general
Sales Director | director | sales
Regional Sales Director | director | sales
Sales & Marketing Director | director | sales
Director, Marketing | director | marketing
Director of Product Management | director | product
Senior Director Engineering | director | engineering
Deputy Director | director | unknown
Directeur adjoint | director | unknown
Directeur commercial | director | sales
Directrice commerciale | director | sales
DIRECTRICE COMMERCIALE FRANCE | director | sales
Directeur·rice commercial·e | director | sales
Directeur.rice marketing | director | marketing
Dir. Commercial | director | sales
Dir Marketing | director | marketing
DirCom | director | marketing
DirCo | director | sales
Directeur Commercial & Marketing | director | sales
Directeur marketing / communication | director | marketing
Directeur des Systèmes d'Information | director | it
Directeur des systèmes d’information | director | it
Directeur informatique | director | it
DSI | director | it
DSI - Groupe Acme | director | it
DAF | director | finance
Directeur Administratif et Financier | director | finance
Directrice financière | director | finance
DRH | director | hr
Directrice des Ressources Humaines | director | hr
Directeur juridique | director | legal
Directeur des achats | director | purchasing
Directeur logistique | director | operations
Directeur industriel | director | operations
Directeur technique | director | engineering
Directeur R&D | director | engineering
Directeur recherche et développement | director | engineering
Directeur de clientèle | director | sales
Account Director | director | sales
Directeur de la relation client | director | customer
Directeur du développement | director | sales
Directeur d'agence | director | operations
Directeur de transition | director | unknown
Directeur cybersécurité | director | security
Head of Sales | director | sales
Head of Sales at Marketing SA | director | sales
Head of IT | director | it
it director | director | it
Head, Customer Success | director | customer
Global Head of Talent | director | hr
Deputy Head of Procurement | director | purchasing
General Manager | director | general
Country Manager | director | general
Country Manager France | director | general
Creative Director | director | marketing
Direction commerciale | director | sales
Directeur des ventes chez Finance Conseil | director | sales
Sales Director @ Acme | VP Partnerships @ Beta | vp | sales
Sales Manager | manager | sales
Sr Mgr RevOps | manager | sales
Senior Manager, Finance | manager | finance
Assistant Manager | manager | unknown
Assistant Sales Manager | manager | sales
Marketing Manager | manager | marketing
Product Marketing Manager | manager | marketing
IT Manager | manager | it
IT Security Manager | manager | security
HR Manager | manager | hr
Resp. marketing | manager | marketing
Responsable marketing | manager | marketing
Responsable RH | manager | hr
Responsable informatique | manager | it
Responsable sécurité informatique | manager | security
Responsable sécurité des systèmes d'information | manager | security
RSSI | manager | security
RRH | manager | hr
Responsable administratif et financier | manager | finance
Responsable commercial(e) | manager | sales
Responsable qualité | manager | operations
Responsable QHSE | manager | operations
Chef des ventes | manager | sales
Chef de service comptabilité | manager | finance
Chef d'équipe | manager | unknown
Cheffe du service achats | manager | purchasing
Chef comptable | manager | finance
Financial Controller | manager | finance
Team Lead | manager | unknown
Team Leader Customer Support | manager | customer
Marketing Lead | manager | marketing
Lead | manager | unknown
Chief of Staff | manager | general
Chief of Staff to the CEO | manager | general
Group Product Manager | manager | product
Engineering Manager | manager | engineering
Customer Service Manager | manager | customer
Manager commercial | manager | sales
Former VP at X, now CEO at Y | c_level | general
Ex-Google, CEO at Startup | c_level | general
ex-Amazon | VP Sales | vp | sales
Ancien directeur commercial, aujourd'hui fondateur | owner | general
Engineer turned founder | owner | general
Retired colonel, CEO | c_level | general
VP Sales (2020 - present) | vp | sales
VP Sales since 2019 | vp | sales
CEO | Board Member | c_level | general
𝗖𝗘𝗢 | c_level | general
Directeur  commercial | director | sales
Directeur\u00a0commercial | director | sales
Adjoint au directeur | manager | unknown
Hiring Manager | manager | hr
Sales Director - former rugby player | director | sales
VP Sales (ex Oracle, SAP) | vp | sales
CEO & ex-VP Sales at Acme | c_level | general
ex-CEO, now Partner at VC Fund | owner | general
Fondatrice @Acme | ex-Directrice Marketing @Beta | owner | general
Treasurer | manager | finance
Avocat associé | owner | legal
Technical Director | director | engineering
SDR Team Lead | manager | sales
Student Success Manager | manager | unknown
Global Category Manager | manager | purchasing
Assistant General Manager | director | general
Company Secretary | director | legal
Deputy CEO | c_level | general
DRH à temps partagé | director | hr
DSI par intérim | director | it
Directeur Régional des Ventes | director | sales
Executive Vice President & Chief Financial Officer | c_level | finance
Responsable RH & paie | manager | hr
VP, Customer Success & Support | vp | customer
Membre du CODIR | director | general
SVP & CIO | c_level | it
Director of Internal Audit | director | finance
"""

NOT_EXECUTIVE = """
Account Manager | sales
Key Account Manager | sales
KAM Grands Comptes | sales
Account Executive | sales
Sales Executive | sales
Territory Manager | sales
Relationship Manager | sales
Direct sales rep | sales
Business Developer | sales
SDR | sales
Ingénieur d'affaires | sales
Technico-commercial | sales
Ingénieure commerciale | sales
Sales Engineer | sales
Attachée commerciale | sales
Commercial | sales
Commerciale sédentaire | sales
Responsable grands comptes | sales
Responsable de clientèle | sales
Chargé d'affaires | unknown
Chargée de mission | unknown
Chargé(e) de communication | marketing
Chargée de recrutement | hr
Product Manager | product
Senior Product Manager | product
Product Owner | product
Chef de produit | product
Cheffe de produit | product
Chef.fe de projet | operations
Chef de projet marketing | operations
Project Manager | operations
IT Project Manager | operations
Program Manager | operations
Scrum Master | operations
Community Manager | marketing
Social Media Manager | marketing
Brand Manager | marketing
Art Director | marketing
Case Manager | other
Office Manager | operations
Property Manager | finance
Customer Success Manager | customer
HR Business Partner | hr
Partner Manager | sales
Business Partner Finance | finance
Avocate | legal
Juriste | legal
Doctor | other
Director of Photography | other
Directeur de la photographie | other
Film Director | other
Directeur de recherche CNRS | other
Chef de cuisine | other
Sous-chef | other
Chef | other
Executive Chef | other
Head Coach | other
Head Nurse | other
Président du conseil syndical | other
Présidente de l'association des parents | other
Vice-président du club | other
Student President | other
Board Member | general
Non-Executive Director | general
Administrateur indépendant | general
Membre du conseil d'administration | general
Administrateur systèmes | unknown
VPN engineer | engineering
Software Engineer | engineering
Lead Developer | engineering
Tech Lead | it
Lead generation specialist | unknown
Consultant | unknown
Consultant for CEOs | unknown
Freelance CEO coach | unknown
CEO coach | other
Advisor to the CEO | unknown
Conseiller du PDG | unknown
Recruiter for CFO roles | hr
Chauffeur du PDG | other
Gérant de portefeuille | finance
Professeur associé | unknown
Entrepreneur in residence | unknown
Founding Engineer | engineering
Sales Associate | sales
Loan Officer | unknown
Chief Happiness Officer | hr
Acheteuse | purchasing
Comptable | finance
Stagiaire | unknown
Stagiaire assistant directeur | unknown
Intern | unknown
Marketing Intern | marketing
Alternante RH | hr
Chef de projet en alternance | operations
Student | unknown
Étudiante en marketing | marketing
Apprenti | unknown
Sales Director in training | sales
Aspiring CEO | general
Future directrice marketing | marketing
Trainee Manager | unknown
Executive Search Consultant – CFO & CEO | unknown
Data Protection Officer | legal
Chef de secteur | sales
Chef de marché | marketing
Conseillère auprès du président | unknown
Directrice Générale en devenir | general
Chargé d'affaires - futur directeur | unknown
Coach de dirigeants | other
Principal Engineer | engineering
Channel Partner Manager | sales
"""

ASSISTANTS = """
Executive Assistant
Executive Assistant to the CEO
Executive Assistant to CEO & Founder
EA to VP Sales
PA to the Managing Director
Personal Assistant to CFO
Assistant to the Regional Manager
Assistante de direction
ASSISTANTE DE DIRECTION
Assistante du directeur commercial
Assistant du PDG
Assistante PDG
Assistante commerciale
Assistant marketing
Secrétaire de direction
Secrétaire du directeur général
Secretary to the President
CEO Assistant
CEO's assistant
Office Manager & Executive Assistant
Bras droit du dirigeant
Administrative Assistant, Office of the CEO
"""

FORMER = """
former VP | vp
Former VP Sales at Acme | vp
ex-Directeur commercial | director
Ex Directrice marketing | director
ancien PDG | c_level
Ancienne directrice générale | c_level
Retired CEO | c_level
CEO (retired) | c_level
CEO, retired | c_level
PDG à la retraite | c_level
VP Sales (until 2022) | vp
VP Sales until 2022 | vp
Directeur commercial jusqu'en 2021 | director
VP Sales (2015-2020) | vp
Previously CTO | c_level
Formerly Head of Sales | director
No longer CEO | c_level
Sales Director | Open to work | director
Sales Director - looking for new opportunities | director
Directeur commercial en recherche d'opportunités | director
"""

NOTHING_SAID = (
    None,
    "",
    "   ",
    "-",
    "N/A",
    "Looking for opportunities",
    "Looking for a Sales Director position",
    "En recherche d'emploi",
    "Presidential",
    "Seeking VP role",
    "I help CEOs grow",
    "Helping founders scale",
    "Dog owner",
)


def rows(table: str) -> list[list[str]]:
    """``title | value | value``; a title may hold " | " itself, the values not."""
    return [line.replace("\\u00a0", "\u00a0").split(" | ") for line in table.strip().splitlines()]


@pytest.mark.parametrize(
    ("title", "seniority", "department"),
    [(" | ".join(row[:-2]), row[-2], row[-1]) for row in rows(HELD_NOW)],
)
def test_a_title_held_now_has_its_rank_and_department_and_authority(
    title: str, seniority: str, department: str
) -> None:
    reading = read_title(title)
    assert (reading.seniority, reading.department) == (seniority, department)
    assert has_authority(reading)
    assert reading.quote is not None
    assert reading.quote in title


@pytest.mark.parametrize(
    ("title", "department"),
    [(" | ".join(row[:-1]), row[-1]) for row in rows(NOT_EXECUTIVE)],
)
def test_a_job_below_manager_is_staff_whatever_its_words(title: str, department: str) -> None:
    reading = read_title(title)
    assert reading.seniority is Seniority.STAFF
    assert reading.department == department
    assert not has_authority(reading)
    assert reading.quote is not None
    assert reading.quote in title


@pytest.mark.parametrize("title", ASSISTANTS.strip().splitlines())
def test_whoever_assists_an_executive_is_none(title: str) -> None:
    reading = read_title(title)
    assert reading.assistant
    assert reading.seniority is Seniority.STAFF
    assert not has_authority(reading)
    assert reading.quote is not None
    assert reading.quote in title


@pytest.mark.parametrize(
    ("title", "seniority"), [(" | ".join(row[:-1]), row[-1]) for row in rows(FORMER)]
)
def test_a_title_no_longer_held_gives_no_authority(title: str, seniority: str) -> None:
    reading = read_title(title)
    assert reading.former
    assert reading.seniority == seniority
    assert not has_authority(reading)


@pytest.mark.parametrize("title", NOTHING_SAID)
def test_a_title_that_names_no_rank_is_unknown(title: str | None) -> None:
    reading = read_title(title)
    assert reading.seniority is Seniority.UNKNOWN
    assert reading.quote is None
    assert not has_authority(reading)


def test_the_quote_holds_the_rank_and_its_function_as_they_were_written() -> None:
    assert read_title("Groupe Acme - Dir. Commercial France").quote == "Dir. Commercial"
    assert (
        read_title("Directeur(trice) Commercial(e) H/F").quote == "Directeur(trice) Commercial(e)"
    )
    assert (
        read_title("Vice\u2011Pre\u0301sidente des ventes").quote
        == "Vice\u2011Pre\u0301sidente des ventes"
    )
    assert read_title("EA to the CEO").quote == "EA"


def test_an_employers_name_decides_nothing() -> None:
    plain = read_title("Analyst")
    for employer in ("at Director's Guild", "@ CEO Partners", "chez Le Patron SA"):
        assert read_title(f"Analyst {employer}").seniority is plain.seniority is Seniority.STAFF


@given(st.text(max_size=120))
def test_reading_never_raises_and_quotes_word_for_word(text: str) -> None:
    reading = read_title(text)
    assert reading.quote is None or reading.quote in text


@given(
    st.lists(
        st.sampled_from(
            [
                "VP",
                "ex-",
                "CEO",
                "Directeur",
                ",",
                "/",
                "|",
                "(",
                ")",
                "at",
                "chez",
                "&",
                "assistante",
                "to",
                "the",
                "former",
                "sales",
                "now",
                "MD",
                "é",
                "until",
                "2022",
                "Head",
                "of",
                "@",
                "intern",
            ]
        ),
        max_size=14,
    )
)
def test_any_mixture_of_title_words_can_be_read(words: list[str]) -> None:
    text = " ".join(words)
    reading = read_title(text)
    assert reading.quote is None or reading.quote in text
    assert not (reading.former and has_authority(reading))


@pytest.mark.parametrize(
    ("title", "seniority", "department"),
    [(title, seniority, department) for seniority, department, row in JOBS for title in row],
)
def test_every_title_to_search_is_read_as_what_it_is_searched_for(
    title: str, seniority: Seniority, department: Department
) -> None:
    reading = read_title(title)
    assert (reading.seniority, reading.department) == (seniority, department)


def test_equivalent_titles_all_name_a_rank() -> None:
    for row in EQUIVALENT:
        for title in row:
            assert read_title(title).seniority is not Seniority.UNKNOWN, title


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "Sales Director",
            {
                "Directeur commercial",
                "Directrice commerciale",
                "Dir. Commercial",
                "Head of Sales",
            },
        ),
        (
            "directrice commerciale",
            {"Sales Director", "Directeur commercial", "Head of Sales"},
        ),
        ("Regional Sales Director", {"Directeur commercial"}),
        ("DSI", {"CIO", "IT Director", "Directeur des systèmes d'information"}),
        ("Directeur des systèmes d\u2019information", {"DSI", "CIO"}),
        ("CFO", {"DAF", "Directeur financier", "Directrice financière"}),
        ("VP, Sales", {"Vice President of Sales"}),
        ("HR Director", {"DRH"}),
        ("PDG", {"CEO", "Directeur général"}),
        ("Gérant", {"Owner", "Dirigeant"}),
    ],
)
def test_synonyms_cross_languages_genders_and_abbreviations(title: str, expected: set[str]) -> None:
    synonyms = title_synonyms(title)
    assert synonyms[0] == title
    assert expected <= set(synonyms)
    assert len({synonym.casefold() for synonym in synonyms}) == len(synonyms)


@pytest.mark.parametrize(
    "title", ["EA to the CEO", "ex-DSI", "VP", "Responsable paillettes", "Poète"]
)
def test_a_title_without_a_known_job_of_its_own_is_searched_as_it_stands(
    title: str,
) -> None:
    assert title_synonyms(title) == (title,)


def test_an_empty_title_has_no_synonyms() -> None:
    assert title_synonyms("  ") == ()


def test_titles_at_a_rank_come_in_both_languages_from_the_top() -> None:
    titles = titles_at([Seniority.DIRECTOR, Seniority.VP], [Department.SALES])
    assert titles[0] == "VP Sales"
    assert {"Sales Director", "Directeur commercial", "Directrice commerciale"} <= set(titles)
    assert not {"CEO", "Sales Manager", "Marketing Director"} & set(titles)


def test_no_rank_means_manager_and_above_and_no_department_every_one() -> None:
    everywhere = set(titles_at([], []))
    assert {"CEO", "Gérant", "VP Sales", "DSI", "Responsable achats"} <= everywhere
    assert "Account Executive" not in everywhere
    assert titles_at([Seniority.UNKNOWN], []) == ()
