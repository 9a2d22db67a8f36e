"""Lists as the tools of the trade export them."""

from __future__ import annotations

import io
from pathlib import Path

from domain.facts import ProspectFacts
from tools.tables.reader import Row, read_table


def facts_of(folder: Path, text: str, *, encoding: str = "utf-8") -> list[ProspectFacts]:
    path = folder / "list.csv"
    path.write_bytes(text.encode(encoding))
    found = list(read_table(path))
    assert all(isinstance(row, Row) for row in found), found
    return [row.facts for row in found if isinstance(row, Row)]


def known(facts: ProspectFacts) -> dict[str, str]:
    return dict(facts.known())


def test_rocketreach(tmp_path: Path) -> None:
    [facts] = facts_of(
        tmp_path,
        "Input - Full Name,First Name,Last Name,Title,Employer,Employer Domain,Employer Website,"
        "Employer Primary Industry,Employer LinkedIn,Location,City,Country,LinkedIn,"
        "Recommended Email,Recommended Work Email,Recommended Personal Email,Mobile Phone,"
        "Office Phone,Company Size\n"
        "Ann Lee,Ann,Lee,VP Sales,Acme,acme.example,https://www.acme.example,Software,"
        'https://www.linkedin.com/company/acme,"Lyon, Auvergne, France",Lyon,France,'
        "https://www.linkedin.com/in/annlee,ann@home.example,ann.lee@acme.example,"
        "ann@home.example,+33 6 00 00 00 00,+33 4 00 00 00 00,51-200\n",
    )
    assert known(facts) == {
        "first_name": "Ann",
        "last_name": "Lee",
        "title": "VP Sales",
        "email": "ann.lee@acme.example",
        "phone": "+33 6 00 00 00 00",
        "linkedin_url": "https://www.linkedin.com/in/annlee",
        "company": "Acme",
        "company_domain": "acme.example",
        "industry": "Software",
        "employees": "51-200",
        "city": "Lyon",
        "country": "France",
    }
    assert facts.extra["Recommended Personal Email"] == "ann@home.example"
    assert facts.extra["Employer LinkedIn"] == "https://www.linkedin.com/company/acme"


def test_apollo(tmp_path: Path) -> None:
    [facts, locked] = facts_of(
        tmp_path,
        '"First Name","Last Name","Title","Company","Company Name for Emails","Email",'
        '"Email Status","Work Direct Phone","Corporate Phone","# Employees","Industry",'
        '"Person Linkedin Url","Website","Company Linkedin Url","City","Country",'
        '"Company City","Annual Revenue","Total Funding","Last Raised At"\n'
        '"Ann","Lee","Head of Ops","Acme, Inc.","Acme","ann@acme.example","Verified",'
        '"\'+33 1 02 03 04 05","\'+33 1 00 00 00 00","120","logistics",'
        '"http://www.linkedin.com/in/annlee","http://www.acme.example/",'
        '"http://www.linkedin.com/company/acme","Paris","France","Lille","12000000","3000000",'
        '"2026-05-01T00:00:00.000+00:00"\n'
        '"Bob","Ray","CEO","Beta","Beta","email_not_unlocked@domain.com","","","","","",'
        '"","","","","","","","",""\n',
    )
    assert known(facts) == {
        "first_name": "Ann",
        "last_name": "Lee",
        "title": "Head of Ops",
        "email": "ann@acme.example",
        "phone": "+33 1 02 03 04 05",
        "linkedin_url": "http://www.linkedin.com/in/annlee",
        "company": "Acme, Inc.",
        "company_domain": "acme.example",
        "industry": "logistics",
        "employees": "120",
        "revenue": "12000000",
        "city": "Paris",
        "country": "France",
        "last_funding_at": "2026-05-01T00:00:00.000+00:00",
    }
    assert facts.extra["Company Name for Emails"] == "Acme"
    assert facts.extra["Company City"] == "Lille"
    assert facts.extra["Email Status"] == "Verified"
    assert facts.extra["Corporate Phone"] == "+33 1 00 00 00 00"
    assert locked.email is None


def test_sales_navigator_by_an_export_tool(tmp_path: Path) -> None:
    [facts] = facts_of(
        tmp_path,
        "profileUrl,fullName,firstName,lastName,companyName,title,companyUrl,industry,"
        "companyLocation,location,linkedInProfileUrl,defaultProfileUrl,name\n"
        "https://www.linkedin.com/sales/lead/ACw,Ann Lee,Ann,Lee,Acme,CFO,"
        "https://www.linkedin.com/sales/company/1,Banking,Nantes,"
        '"Nantes, Pays de la Loire, France",https://www.linkedin.com/in/ACw/,'
        "https://www.linkedin.com/in/annlee,Ann Lee\n",
    )
    assert (facts.first_name, facts.last_name, facts.title) == ("Ann", "Lee", "CFO")
    assert (facts.company, facts.industry) == ("Acme", "Banking")
    assert (facts.city, facts.country) == ("Nantes", "France")
    assert facts.linkedin_url == "https://www.linkedin.com/in/ACw/"
    assert facts.company_domain is None


def test_linkedin_connections_with_the_notes_above_the_header(tmp_path: Path) -> None:
    path = tmp_path / "Connections.csv"
    path.write_text(
        "Notes:\n"
        '"When exporting your connection data, you may notice that some are missing."\n'
        "\n"
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        "Ann,Lee,https://www.linkedin.com/in/annlee,,Acme,Chief of Staff,15 Jan 2026\n",
        encoding="utf-8",
    )
    table = read_table(path)
    assert table.header_line == 4
    [row] = table
    assert isinstance(row, Row)
    assert row.line == 5
    assert row.facts.linkedin_url == "https://www.linkedin.com/in/annlee"
    assert row.facts.title == "Chief of Staff"
    assert row.facts.extra == {"Connected On": "15 Jan 2026"}


def test_hubspot(tmp_path: Path) -> None:
    [facts] = facts_of(
        tmp_path,
        "Record ID,First Name,Last Name,Email,Job Title,Company Name,Associated Company,"
        "Company Domain Name,Number of Employees,Annual Revenue,Phone Number,LinkedIn URL,"
        "City,Country/Region,Lifecycle Stage\n"
        "101,Ann,Lee,ann@acme.example,COO,Acme,Acme SAS,acme.example,75,5000000,0102030405,"
        "https://linkedin.com/in/annlee,Rennes,France,Lead\n",
    )
    assert known(facts) == {
        "first_name": "Ann",
        "last_name": "Lee",
        "title": "COO",
        "email": "ann@acme.example",
        "phone": "0102030405",
        "linkedin_url": "https://linkedin.com/in/annlee",
        "company": "Acme",
        "company_domain": "acme.example",
        "employees": "75",
        "revenue": "5000000",
        "city": "Rennes",
        "country": "France",
    }
    assert facts.extra == {
        "Record ID": "101",
        "Associated Company": "Acme SAS",
        "Lifecycle Stage": "Lead",
    }


def test_a_french_list_from_excel(tmp_path: Path) -> None:
    [facts] = facts_of(
        tmp_path,
        "Civilité;Prénom;Nom;Fonction;Société;Courriel;Téléphone;Ville;Pays;Effectif;"
        "Chiffre d'affaires;Secteur d'activité;Site web;Profil LinkedIn\r\n"
        "Mme;Zoé;Lévêque;Directrice générale;Établissements Fictifs;zoe@fictifs.example;"
        "01 02 03 04 05;Besançon;France;51 à 200;3,5 M€;Bâtiment;www.fictifs.example;"
        "linkedin.com/in/zoe\r\n",
        encoding="cp1252",
    )
    assert known(facts) == {
        "first_name": "Zoé",
        "last_name": "Lévêque",
        "title": "Directrice générale",
        "email": "zoe@fictifs.example",
        "phone": "01 02 03 04 05",
        "linkedin_url": "linkedin.com/in/zoe",
        "company": "Établissements Fictifs",
        "company_domain": "fictifs.example",
        "industry": "Bâtiment",
        "employees": "51 à 200",
        "revenue": "3,5 M€",
        "city": "Besançon",
        "country": "France",
    }


def test_every_known_fact_says_where_it_came_from() -> None:
    table = read_table(
        io.BytesIO(b"Nom,Email,Localisation,Score\nMARTIN Claire,c@a.example,France,7\n"),
        source="fair 2026",
    )
    [row] = table
    assert isinstance(row, Row)
    assert row.facts.sources == dict.fromkeys(
        ["first_name", "last_name", "email", "country"], "fair 2026"
    )
