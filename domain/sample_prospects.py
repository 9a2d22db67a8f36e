"""Three invented people on whom a template is tried before anybody real is found."""

from __future__ import annotations

from domain.campaign import Language
from domain.facts import ProspectFacts

SAMPLES: dict[Language, tuple[ProspectFacts, ...]] = {
    "en": (
        ProspectFacts(
            first_name="Priya",
            last_name="Nair",
            title="VP Sales",
            email="priya.nair@larkspur.example",
            company="Larkspur Systems Ltd",
            company_domain="larkspur.example",
            industry="Software",
            employees="201-500",
            city="Bristol",
            country="United Kingdom",
            open_positions="12",
            employees_growth_12m="18%",
        ),
        ProspectFacts(
            first_name="Daniel",
            last_name="Okafor",
            title="Head of Marketing",
            email="d.okafor@northquay.example",
            company="Northquay",
            company_domain="northquay.example",
            employees="140",
            city="Dublin",
            country="Ireland",
            company_news="March: Northquay raises 8 million euros to grow in Europe",
        ),
        ProspectFacts(last_name="Lindqvist", email="lindqvist@fjell.example", company="Fjell"),
    ),
    "fr": (
        ProspectFacts(
            first_name="Claire",
            last_name="Martin",
            title="Directrice commerciale",
            email="claire.martin@alto-industrie.example",
            company="Alto Industrie SAS",
            company_domain="alto-industrie.example",
            industry="Industrie",
            employees="201-500",
            city="Lyon",
            country="France",
            open_positions="12",
            employees_growth_12m="18 %",
        ),
        ProspectFacts(
            first_name="Hugo",
            last_name="Lefèvre",
            title="Responsable marketing",
            email="h.lefevre@ondine.example",
            company="Ondine",
            company_domain="ondine.example",
            employees="140",
            city="Nantes",
            country="France",
            company_news="Mars : Ondine lève 8 millions d'euros pour se développer en Europe",
        ),
        ProspectFacts(last_name="Benali", email="benali@cap-vert.example", company="Cap Vert"),
    ),
}
"""One of whom much is known, one with news, and one of whom hardly anything is known."""
