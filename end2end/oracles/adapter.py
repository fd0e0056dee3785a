"""What the judges of our own adapters share: what the adapter said on the wire, and a way to tell it something.

    python …_adapter_oracle.py --base http://127.0.0.1:PORT --keys DIR --requests FILE --wire PROGRAM

`FILE` holds a line of JSON for each step: its name, what there is to say about it, and its requests as they were sent.
`PROGRAM` reads notifications and says what the adapter understood.
"""

import argparse
import json
import subprocess
from pathlib import Path

from verdicts import equal

parser = argparse.ArgumentParser()
parser.add_argument("--base", required=True)
parser.add_argument("--keys", required=True, type=Path)
parser.add_argument("--requests", required=True, type=Path)
parser.add_argument("--wire", required=True)
options = parser.parse_args()
base = options.base.rstrip("/")
steps = [json.loads(line) for line in options.requests.read_text().splitlines()]


def key_file(name):
    return (options.keys / name).read_text().strip()


class Sent(Exception):
    """Thrown where a library would send its request: nothing is sent, and this is what it would have been."""

    def __init__(self, method, url, headers=None, body=None):
        super().__init__(f"{method} {url}")
        self.method, self.url, self.headers, self.body = method, url, dict(headers or {}), body


def sent_by(call):
    """What a library sends for a call."""
    try:
        call()
    except Sent as sent:
        return sent
    raise AssertionError("the library sent nothing")


class Listener:
    """One of our adapters, to be told things."""

    def __init__(self, gateway):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "encoding": "utf-8"}
        self.program = subprocess.Popen([options.wire, "hears", gateway, str(options.keys)], **pipes)

    def hears(self, headers, body):
        """What it understood."""
        self.program.stdin.write(json.dumps({"headers": headers, "body": body}) + "\n")
        self.program.stdin.flush()
        return json.loads(self.program.stdout.readline())

    def hang_up(self):
        self.program.stdin.close()
        equal(self.program.wait(timeout=20), 0, "how the adapter ended")
