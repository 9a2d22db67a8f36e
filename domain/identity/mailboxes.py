"""What is known about mailboxes: who hosts them, and which belong to nobody in particular."""

from __future__ import annotations

from disposable_email_domains import blocklist

# Providers at which anybody may open a mailbox: the domain says nothing of an employer.
FREE_PROVIDERS = frozenset(
    """
    gmail.com googlemail.com outlook.com outlook.fr outlook.de outlook.es outlook.it outlook.be
    hotmail.com hotmail.fr hotmail.be hotmail.ch hotmail.de hotmail.es hotmail.it hotmail.nl
    hotmail.co.uk hotmail.ca live.com live.fr live.be live.ca live.de live.it live.nl live.co.uk
    msn.com yahoo.com yahoo.fr yahoo.be yahoo.ca yahoo.de yahoo.es yahoo.it yahoo.in yahoo.co.uk
    yahoo.co.in yahoo.co.jp yahoo.com.br yahoo.com.ar yahoo.com.mx yahoo.com.au ymail.com
    rocketmail.com icloud.com me.com mac.com aol.com aol.fr aol.de aim.com proton.me protonmail.com
    protonmail.ch pm.me tutanota.com tutanota.de tutamail.com tuta.io tuta.com fastmail.com
    fastmail.fm hey.com zoho.com zohomail.com mail.com email.com usa.com europe.com gmx.com gmx.net
    gmx.de gmx.fr gmx.at gmx.ch gmx.us web.de freenet.de t-online.de arcor.de online.de mailbox.org
    posteo.de posteo.net orange.fr wanadoo.fr free.fr aliceadsl.fr laposte.net sfr.fr neuf.fr
    cegetel.net club-internet.fr 9online.fr numericable.fr noos.fr bbox.fr voila.fr libertysurf.fr
    infonie.fr nordnet.fr tiscali.fr lilo.org mailo.com netcourrier.com caramail.fr caramail.com
    dbmail.com skynet.be telenet.be proximus.be scarlet.be bluewin.ch sunrise.ch hispeed.ch
    vtxnet.ch libero.it virgilio.it alice.it tin.it tiscali.it tiscali.co.uk terra.es telefonica.net
    sapo.pt uol.com.br bol.com.br terra.com.br ig.com.br globo.com ziggo.nl kpnmail.nl planet.nl
    xs4all.nl home.nl btinternet.com btopenworld.com virginmedia.com ntlworld.com sky.com
    talktalk.net blueyonder.co.uk comcast.net verizon.net att.net sbcglobal.net bellsouth.net
    cox.net charter.net earthlink.net rogers.com sympatico.ca videotron.ca shaw.ca telus.net
    bell.net bigpond.com optusnet.com.au xtra.co.nz yandex.ru yandex.com ya.ru mail.ru inbox.ru
    list.ru bk.ru rambler.ru ukr.net i.ua seznam.cz centrum.cz wp.pl o2.pl onet.pl interia.pl
    op.pl abv.bg freemail.hu citromail.hu qq.com 163.com 126.com sina.com foxmail.com naver.com
    hanmail.net daum.net rediffmail.com menara.ma
    """.split()  # noqa: SIM905
)

# Several domains, one account: Google, Apple, Proton and Yandex say so in their help pages.
SAME_ACCOUNT = {
    "googlemail.com": "gmail.com",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me",
    "pm.me": "proton.me",
    "ya.ru": "yandex.ru",
    "yandex.com": "yandex.ru",
}
# Characters of the local part that the provider does not read.
UNREAD_CHARACTERS = {"gmail.com": ".", "proton.me": "._-"}
# Yahoo's throw-away addresses are "base-keyword", not "base+keyword".
DASH_TAGGED = frozenset({"ymail.com", "rocketmail.com"})
# Providers that also deliver anything@account.provider to account@provider.
SUBDOMAIN_ADDRESSED = frozenset({"fastmail.com", "fastmail.fm"})

# Words that make a local part a desk, not a person.
ROLE_WORDS = frozenset(
    """
    abonnement abonnements abuse accounting accounts accueil achat achats admin administratif
    administration administrator adv agence alerts alertes alternance annonces apply assistance
    atelier backoffice billing boardroom bonjour booking bookings boutique bureau business
    cabinet campus candidature candidatures career careers clients cogerance com comm
    commande commandes commercial commerciale commerciaux communication compta comptabilite
    comptable compliance conseil contact contacto contactus contacts contactez copro courrier
    customer customercare customerservice cv data dev devis dircom direction direccion dpo drh
    ecommerce emploi emplois enquiries enquiry equipe equipes events evenement evenementiel
    export expedition facturation facture factures feedback finance formation formations
    gdpr general gestion hello help helpdesk hiring hotline hr humanresources info infos
    informatica information informations informatique inscription inscriptions invoice invoices
    invoicing investors it job jobs juridique kontakt legal listserv livraison logistique
    magasin mail mailbox mailer mailerdaemon mailing mairie maintenance marketing media medias
    moderation newsletter newsletters noc noreply notification notifications office operations
    ops orders partenaires partenariat partenariats partners partnerships payroll planning
    postmaster post presse press privacy prive production projets pub public publicite
    qualite reception recruiting recruitment recrutement recrutements redaction renseignement
    renseignements reply reservation reservations responsable rgpd rh root sales salesteam sav
    secretariat secretaire securite security service services serviceclient serviceclients shop
    siege social spam staff standard stage stages store studio subscribe subscription support
    syndic team tech technical technique testing tresorerie unsubscribe vente ventes
    verkauf vendas ventas vertrieb web webmaster welcome
    """.split()  # noqa: SIM905
)
# Of these, what is also a surname: a role in first place only (emily.post@ is a person).
ROLE_SURNAMES = frozenset({"post", "job", "press", "stage", "general", "web", "store"})
# Whole local parts, with their separators taken out.
ROLE_PHRASES = frozenset(
    """
    donotreply nepasrepondre nepasrepondreacemail noreply notreply nonreply serviceclient
    serviceclients servicecommercial servicecompta serviceclientele servicerh serviceachats
    relationclient relationsclients relationpresse relationspresse bonjourlequipe lequipe
    salutlequipe ressourceshumaines humanresources customerservice customercare contactus
    getintouch sayhello helpdesk frontdesk mailerdaemon directiongenerale dg accountspayable
    accountsreceivable
    """.split()  # noqa: SIM905
)
# What may follow a role written in one word: contactfr@, info2@, salesparis@.
ROLE_ENDINGS = frozenset(
    """
    fr uk us de be ch ca es it eu nl emea apac europe france paris lyon lille nantes bordeaux
    toulouse marseille london berlin madrid international web site pro group groupe desk team
    """.split()  # noqa: SIM905
)


def is_free_provider(domain: str) -> bool:
    """Whether anybody may open a mailbox at ``domain`` (lower case, ASCII)."""
    if domain in FREE_PROVIDERS:
        return True
    return domain.partition(".")[2] in SUBDOMAIN_ADDRESSED


def is_disposable(domain: str) -> bool:
    """Whether ``domain`` (lower case), or one it is under, gives out throw-away mailboxes."""
    while "." in domain:
        if domain in blocklist:
            return True
        domain = domain.partition(".")[2]
    return False
