"""What both Stripe oracles share: the library, turned to a sandbox; an endpoint for its events; checks and their verdicts.

Only `stripe.api_base` is changed. Time is moved by the sandbox's control interface; nothing here sleeps.
"""

import argparse
import json
import os
import queue
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import stripe

WAIT_SECONDS = 20
HOUR_MS = 3_600_000
# The sandbox is on this machine, whatever proxy leads out of it.
os.environ["no_proxy"] = "*"

parser = argparse.ArgumentParser()
parser.add_argument("--base", required=True)
parser.add_argument("--keys", required=True, type=Path)
options = parser.parse_args()
base = options.base.rstrip("/")


def key_file(name):
    return (options.keys / "stripe" / name).read_text().strip()


account = key_file("account")
webhook_secret = key_file("webhook_secret")
stripe.api_base = base
stripe.api_key = key_file("secret_key")
stripe.max_network_retries = 0
stripe.enable_telemetry = False
stripe.default_http_client = stripe.UrllibClient()


def control(method, path, body=None):
    request = urllib.request.Request(f"{base}/_sandbox/{path}", method=method)
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("content-type", "application/json")
    with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def fault(**rule):
    control("POST", "faults", {"rail": "stripe", **rule})


def advance(hours):
    control("POST", "clock", {"advance_ms": hours * HOUR_MS})


arrived = queue.Queue()


class Endpoint(BaseHTTPRequestHandler):
    """Records events, and answers 200."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        arrived.put((self.headers["stripe-signature"], body))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_arguments):
        pass


endpoint = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
threading.Thread(target=endpoint.serve_forever, daemon=True).start()
control("POST", "rails/stripe/endpoint", {"url": f"http://127.0.0.1:{endpoint.server_port}/stripe"})


def next_event():
    return arrived.get(timeout=WAIT_SECONDS)


def create(key=None, **parameters):
    asked = {"amount": 1100, "currency": "usd", "stripe_account": account, **parameters}
    return stripe.Payout.create(**asked, **({"idempotency_key": key} if key else {}))


def equal(found, wanted, what):
    if found != wanted:
        raise AssertionError(f"{what}: expected {wanted!r}, found {found!r}")


def raises(error, act, **attributes):
    try:
        act()
    except error as raised:
        for name, wanted in attributes.items():
            equal(getattr(raised, name), wanted, name)
        return raised
    raise AssertionError(f"{error.__name__} was not raised")


checks = []


def check(name):
    def keep(body):
        checks.append((name, body))
        return body

    return keep


def judge():
    """Makes every check in turn, says what came of each, and ends the program."""
    failed = 0
    for name, body in checks:
        try:
            body()
            print(f"ok - {name}")
        except Exception as error:  # Whatever it is, it is the verdict.
            failed += 1
            print(f"not ok - {name}\n  {type(error).__name__}: {error}")
    endpoint.shutdown()
    raise SystemExit(1 if failed else 0)
