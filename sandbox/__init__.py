"""The vendors, played on this machine over HTTP.

RocketReach, SendGrid, Calendly and the websites of a few hundred invented
companies, whose people open, click, reply and book. Nothing here is imported
by the product, and nothing of the product is imported here: the two meet over
HTTP alone. See ``README.md`` for the routes and the knobs.
"""
