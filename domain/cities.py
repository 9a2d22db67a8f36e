"""Cities, states and provinces of the countries that have several time zones.

Small on purpose: the places where firms are, as they are written in profiles.
The zone names are those of the tz database; keys are folded (lower case, no
accents). What is not here is unknown, not guessed.
"""

from __future__ import annotations

# Where nearly everybody lives in one of several zones, an unlisted city is in that one.
MAIN_ZONES: dict[str, str] = {
    "AR": "America/Argentina/Buenos_Aires",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "KZ": "Asia/Almaty",
    "MN": "Asia/Ulaanbaatar",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PF": "Pacific/Tahiti",
    "PT": "Europe/Lisbon",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
}

_EASTERN = "America/New_York"
_CENTRAL = "America/Chicago"
_MOUNTAIN = "America/Denver"
_PACIFIC = "America/Los_Angeles"


def _table(by_zone: dict[str, str]) -> dict[str, str]:
    return {place.strip(): zone for zone, places in by_zone.items() for place in places.split(",")}


# States whose people are in one zone, or nearly; two-letter codes count after a comma alone.
REGIONS: dict[str, dict[str, str]] = {
    "US": _table(
        {
            _EASTERN: "connecticut,ct,delaware,de,florida,fl,georgia,ga,maine,me,maryland,md,"
            "massachusetts,ma,new hampshire,nh,new jersey,nj,new york,ny,north carolina,nc,"
            "ohio,oh,pennsylvania,pa,rhode island,ri,south carolina,sc,vermont,vt,virginia,va,"
            "west virginia,wv,district of columbia,dc,kentucky,ky",
            "America/Detroit": "michigan,mi",
            "America/Indiana/Indianapolis": "indiana,in",
            _CENTRAL: "alabama,al,arkansas,ar,illinois,il,iowa,ia,kansas,ks,louisiana,la,"
            "minnesota,mn,mississippi,ms,missouri,mo,nebraska,ne,north dakota,nd,oklahoma,ok,"
            "south dakota,sd,tennessee,tn,texas,tx,wisconsin,wi",
            _MOUNTAIN: "colorado,co,montana,mt,new mexico,nm,utah,ut,wyoming,wy",
            "America/Boise": "idaho,id",
            "America/Phoenix": "arizona,az",
            _PACIFIC: "california,ca,nevada,nv,oregon,or,washington,wa,washington state",
            "America/Anchorage": "alaska,ak",
            "Pacific/Honolulu": "hawaii,hi",
        }
    ),
    "CA": _table(
        {
            "America/Toronto": "ontario,on,quebec,qc",
            "America/Vancouver": "british columbia,bc,colombie-britannique",
            "America/Edmonton": "alberta,ab",
            "America/Winnipeg": "manitoba,mb",
            "America/Regina": "saskatchewan,sk",
            "America/Halifax": "nova scotia,ns,nouvelle-ecosse,prince edward island,pe",
            "America/Moncton": "new brunswick,nb,nouveau-brunswick",
            "America/St_Johns": "newfoundland,nl,newfoundland and labrador,terre-neuve",
            "America/Whitehorse": "yukon,yt",
        }
    ),
    "AU": _table(
        {
            "Australia/Sydney": "new south wales,nsw,australian capital territory,act",
            "Australia/Melbourne": "victoria,vic",
            "Australia/Brisbane": "queensland,qld",
            "Australia/Perth": "western australia,wa",
            "Australia/Adelaide": "south australia,sa",
            "Australia/Hobart": "tasmania,tas",
            "Australia/Darwin": "northern territory,nt",
        }
    ),
    "BR": _table(
        {
            "America/Sao_Paulo": "sao paulo,sp,rio de janeiro,rj,minas gerais,mg,parana,pr,"
            "santa catarina,sc,rio grande do sul,rs,distrito federal,df,goias,go,"
            "espirito santo,es",
            "America/Bahia": "bahia,ba",
            "America/Fortaleza": "ceara,ce",
            "America/Recife": "pernambuco,pe",
            "America/Manaus": "amazonas,am",
            "America/Belem": "para,pa",
        }
    ),
}

CITIES: dict[str, dict[str, str]] = {
    "US": _table(
        {
            _EASTERN: "new york,new york city,nyc,manhattan,brooklyn,boston,philadelphia,miami,"
            "orlando,tampa,jacksonville,fort lauderdale,atlanta,charlotte,raleigh,durham,"
            "washington,washington dc,washington d.c.,baltimore,pittsburgh,cleveland,columbus,"
            "cincinnati,buffalo,hartford,stamford,newark,jersey city,hoboken,cambridge,"
            "providence,richmond,reston,louisville,princeton,white plains",
            "America/Detroit": "detroit,ann arbor,grand rapids",
            "America/Indiana/Indianapolis": "indianapolis",
            _CENTRAL: "chicago,houston,dallas,austin,san antonio,fort worth,plano,irving,"
            "minneapolis,saint paul,st. paul,milwaukee,madison,st. louis,saint louis,kansas city,"
            "nashville,memphis,new orleans,omaha,oklahoma city,tulsa,des moines,birmingham,"
            "evanston",
            _MOUNTAIN: "denver,boulder,colorado springs,salt lake city,lehi,provo,albuquerque",
            "America/Boise": "boise",
            "America/Phoenix": "phoenix,scottsdale,tempe,tucson,mesa",
            _PACIFIC: "los angeles,san francisco,san francisco bay,bay area,silicon valley,"
            "san jose,san diego,oakland,palo alto,mountain view,menlo park,sunnyvale,"
            "santa clara,redwood city,santa monica,irvine,sacramento,seattle,bellevue,redmond,"
            "portland,las vegas,cupertino,san mateo,berkeley",
            "America/Anchorage": "anchorage",
            "Pacific/Honolulu": "honolulu",
        }
    ),
    "CA": _table(
        {
            "America/Toronto": "toronto,ottawa,montreal,quebec,quebec city,laval,gatineau,"
            "mississauga,hamilton,waterloo,kitchener,london,sherbrooke,markham,brampton,"
            "longueuil,trois-rivieres,levis",
            "America/Vancouver": "vancouver,victoria,burnaby,richmond,surrey,kelowna",
            "America/Edmonton": "calgary,edmonton",
            "America/Winnipeg": "winnipeg",
            "America/Regina": "regina,saskatoon",
            "America/Halifax": "halifax",
            "America/Moncton": "moncton,fredericton,saint john",
            "America/St_Johns": "st. john's,st johns",
        }
    ),
    "AU": _table(
        {
            "Australia/Sydney": "sydney,canberra,newcastle,wollongong,parramatta",
            "Australia/Melbourne": "melbourne,geelong",
            "Australia/Brisbane": "brisbane,gold coast,cairns",
            "Australia/Perth": "perth",
            "Australia/Adelaide": "adelaide",
            "Australia/Hobart": "hobart",
            "Australia/Darwin": "darwin",
        }
    ),
    "BR": _table(
        {
            "America/Sao_Paulo": "sao paulo,rio de janeiro,brasilia,belo horizonte,curitiba,"
            "porto alegre,campinas,florianopolis,goiania,joinville",
            "America/Bahia": "salvador",
            "America/Fortaleza": "fortaleza",
            "America/Recife": "recife",
            "America/Manaus": "manaus",
            "America/Belem": "belem",
        }
    ),
    "MX": _table(
        {
            "America/Mexico_City": "mexico,mexico city,ciudad de mexico,cdmx,guadalajara,puebla,"
            "queretaro,leon,toluca,zapopan",
            "America/Monterrey": "monterrey,san pedro garza garcia",
            "America/Tijuana": "tijuana,mexicali",
            "America/Merida": "merida",
            "America/Cancun": "cancun,playa del carmen",
            "America/Hermosillo": "hermosillo",
            "America/Chihuahua": "chihuahua",
            "America/Ciudad_Juarez": "ciudad juarez,juarez",
        }
    ),
    "RU": _table(
        {
            "Europe/Moscow": "moscow,moscou,saint petersburg,st. petersburg,saint-petersbourg,"
            "kazan,nizhny novgorod,rostov-on-don,krasnodar,voronezh,sochi",
            "Asia/Yekaterinburg": "yekaterinburg,ekaterinburg,chelyabinsk,perm,ufa,tyumen",
            "Europe/Samara": "samara",
            "Asia/Novosibirsk": "novosibirsk",
            "Asia/Omsk": "omsk",
            "Asia/Krasnoyarsk": "krasnoyarsk",
            "Asia/Vladivostok": "vladivostok",
            "Europe/Kaliningrad": "kaliningrad",
        }
    ),
    "ID": _table(
        {
            "Asia/Jakarta": "jakarta,bandung,surabaya,yogyakarta,medan,semarang,tangerang",
            "Asia/Makassar": "makassar,denpasar,bali",
            "Asia/Jayapura": "jayapura",
        }
    ),
    "CD": _table(
        {"Africa/Kinshasa": "kinshasa,matadi", "Africa/Lubumbashi": "lubumbashi,goma,bukavu"}
    ),
    "ES": _table(
        {
            "Atlantic/Canary": "las palmas,las palmas de gran canaria,santa cruz de tenerife,"
            "tenerife,lanzarote,fuerteventura,iles canaries,canary islands,islas canarias",
            "Africa/Ceuta": "ceuta,melilla",
        }
    ),
    "PT": _table(
        {"Atlantic/Madeira": "funchal,madeira,madere", "Atlantic/Azores": "ponta delgada,acores"}
    ),
    "CN": _table({"Asia/Urumqi": "urumqi"}),
    "KZ": _table({"Asia/Aqtau": "aktau,aqtau", "Asia/Atyrau": "atyrau", "Asia/Oral": "oral"}),
    "EC": _table({"Pacific/Galapagos": "galapagos"}),
    "CL": _table({"America/Punta_Arenas": "punta arenas"}),
    "MY": _table({"Asia/Kuching": "kuching,kota kinabalu"}),
    "UA": _table({"Europe/Simferopol": "simferopol,sevastopol"}),
}

# Known without their country: written alone, these cities mean this country and no other.
WELL_KNOWN: dict[str, str] = {
    place: country
    for country, places in {
        "FR": "paris,lyon,marseille,toulouse,bordeaux,lille,nantes,nice,strasbourg,rennes,"
        "montpellier,grenoble,sophia antipolis,aix-en-provence,la defense,ile-de-france",
        "GB": "london,londres,manchester,edinburgh,glasgow,leeds,bristol",
        "IE": "dublin",
        "DE": "berlin,munich,munchen,hamburg,hambourg,frankfurt,francfort,cologne,koln,"
        "stuttgart,dusseldorf",
        "ES": "madrid,barcelona,barcelone",
        "IT": "rome,roma,milan,milano,turin,torino",
        "NL": "amsterdam,rotterdam,utrecht,eindhoven",
        "BE": "brussels,bruxelles,antwerp,anvers,ghent,gand,liege",
        "CH": "zurich,geneva,geneve,lausanne,basel,bale,bern,berne",
        "AT": "vienna,vienne,wien",
        "PT": "lisbon,lisbonne,lisboa,porto",
        "SE": "stockholm,gothenburg,goteborg,malmo",
        "DK": "copenhagen,copenhague",
        "NO": "oslo",
        "FI": "helsinki",
        "PL": "warsaw,varsovie,krakow,cracovie,wroclaw",
        "CZ": "prague,praha",
        "LU": "luxembourg",
        "MA": "casablanca,rabat,marrakech",
        "TN": "tunis",
        "SN": "dakar",
        "CI": "abidjan",
        "AE": "dubai,abu dhabi",
        "IL": "tel aviv",
        "IN": "mumbai,bangalore,bengaluru,new delhi,delhi,hyderabad,pune,chennai",
        "SG": "singapore,singapour",
        "HK": "hong kong",
        "JP": "tokyo,osaka",
        "KR": "seoul",
        "CN": "shanghai,beijing,pekin,shenzhen",
        "AU": "sydney,melbourne,brisbane",
        "CA": "toronto,montreal,vancouver,ottawa,calgary",
        "US": "new york,new york city,nyc,san francisco,san francisco bay,los angeles,chicago,"
        "boston,seattle,austin,atlanta,miami,denver,dallas,houston,philadelphia,"
        "washington dc,silicon valley",
        "BR": "sao paulo,rio de janeiro",
        "MX": "mexico city,ciudad de mexico",
        "ZA": "johannesburg,cape town,le cap",
    }.items()
    for place in places.split(",")
}
