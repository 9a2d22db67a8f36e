"""One module per use case; the only code that changes state.

A service declares the protocols it needs; ``tools``, ``storage`` and ``crews``
satisfy them and the bootstraps join them.
"""
