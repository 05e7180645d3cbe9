"""The only way out: files and callbacks at addresses that strangers name, reached by our own few lines of HTTP.

    address -> parse (strict) -> resolve -> every answer public? -> connect to that very address -> one exchange

No proxies, no cookies, no environment. Invariant: no packet goes to an address that `addresses.open_to` refuses.
"""

from .fetcher import Fetched, Fetcher, Limits

__all__ = ["Fetched", "Fetcher", "Limits"]
