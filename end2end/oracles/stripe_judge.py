"""What both judges of the sandbox's Stripe share: the library, turned to it, and an endpoint for its events.

Only `stripe.api_base` is changed.
"""

import stripe

from sandbox import Shop, base, control, key_file

account = key_file("stripe/account")
webhook_secret = key_file("stripe/webhook_secret")
stripe.api_base = base
stripe.api_key = key_file("stripe/secret_key")
stripe.max_network_retries = 0
stripe.enable_telemetry = False
stripe.default_http_client = stripe.UrllibClient()

endpoint = Shop(b"received")
control("POST", "rails/stripe/endpoint", {"url": f"{endpoint.url}/stripe"})


def fault(**rule):
    control("POST", "faults", {"rail": "stripe", **rule})


def next_event():
    """The next event's signature and body."""
    headers, body = endpoint.told()
    return headers["stripe-signature"], body


def create(key=None, **parameters):
    asked = {"amount": 1100, "currency": "usd", "stripe_account": account, **parameters}
    return stripe.Payout.create(**asked, **({"idempotency_key": key} if key else {}))
