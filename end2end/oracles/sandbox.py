"""What the judges of the sandbox share: where it is, its keys, its control interface, and a shop that it notifies.

    python …_oracle.py --base http://127.0.0.1:PORT --keys DIR

Time is moved by the control interface; no judge sleeps.
"""

import argparse
import json
import os
import queue
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

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
    return (options.keys / name).read_text().strip()


def control(method, path, body=None):
    request = urllib.request.Request(f"{base}/_sandbox/{path}", method=method)
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("content-type", "application/json")
    with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def advance(hours):
    control("POST", "clock", {"advance_ms": hours * HOUR_MS})


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """For a browser whose way is looked at and not followed."""

    def redirect_request(self, *_arguments):
        return None


class Shop:
    """Keeps what it is told, headers and body, and answers with one word, or with none."""

    def __init__(self, word=b""):
        self.arrived = arrived = queue.Queue()

        class Door(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                arrived.put((dict(self.headers.items()), body))
                self.send_response(200 if word else 204)
                if word:
                    self.send_header("content-length", str(len(word)))
                self.end_headers()
                self.wfile.write(word)

            def log_message(self, *_arguments):
                pass

        # A thread that does not keep the program alive.
        server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{server.server_port}"

    def told(self):
        """The next notification's headers and body."""
        return self.arrived.get(timeout=WAIT_SECONDS)
