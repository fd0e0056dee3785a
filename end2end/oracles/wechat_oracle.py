"""A foreign library (PyPI wechatpayv3) judges the sandbox, in both directions:

1. its signed requests must be accepted, and it verifies every answer before it hands it out;
2. the notifications that the sandbox sends must pass its `callback`.

    python wechat_oracle.py --base http://127.0.0.1:PORT --keys DIR

The library hard-codes its host in a private attribute, which is pointed at the sandbox, and sends through `requests`, in
whose place stands a few lines of the standard library: path, body, headers and signature stay the library's own. Time is
moved by the sandbox's control interface; nothing here sleeps.
"""

import gzip
import json
import sys
import tempfile
import time
import types
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timedelta, timezone
from hashlib import sha1
from pathlib import Path

from sandbox import WAIT_SECONDS, NoRedirect, Shop, base, control, key_file
from verdicts import check, end, equal

CHINA = timezone(timedelta(hours=8))


class Answer:
    """What the library looks at of an answer."""

    def __init__(self, status, headers, body):
        self.status_code, self.headers, self.content = status, headers, body
        self.text = body.decode("utf-8", "replace")


opener = urllib.request.build_opener(NoRedirect)


def send(method, url, headers=None, body=None):
    asked = urllib.request.Request(url, data=body, headers=headers or {}, method=method)
    try:
        with opener.open(asked, timeout=WAIT_SECONDS) as answer:
            return Answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as refused:
        return Answer(refused.code, refused.headers, refused.read())


# `requests`: the two calls that the library makes of it here. Bodies are what `requests` would send of `json=`.
requests = types.ModuleType("requests")
requests.get = lambda url, headers, **_more: send("GET", url, headers)
requests.post = lambda url, headers, json=None, **_more: send("POST", url, headers, dumped(json))
dumped = lambda document: json.dumps(document).encode()
sys.modules["requests"] = requests

from wechatpayv3 import SignType, WeChatPay, WeChatPayType  # noqa: E402

merchant = json.loads(key_file("merchant.json"))
shop = Shop()
notification = shop.told


def library(by_certificates=None, **changes):
    """The library, verifying by the public key, or by certificates that it keeps in a folder."""
    known = {"public_key": key_file("platform_public_key.pem"), "public_key_id": merchant["platform_key_id"]}
    settings = {
        "wechatpay_type": WeChatPayType.NATIVE,
        "mchid": merchant["mchid"],
        "private_key": key_file("merchant_private_key.pem"),
        "cert_serial_no": merchant["merchant_serial"],
        "appid": merchant["appid"],
        "apiv3_key": merchant["apiv3_key"],
        "notify_url": f"{shop.url}/notify",
        **({"cert_dir": by_certificates} if by_certificates else known),
        **changes,
    }
    pay = WeChatPay(**settings)
    pay._core._gate_way = base
    return pay


pay = library()
run = f"{int(time.time() * 1000):x}"


def number(name):
    return f"py-{run}-{name}"


def place(name, kind=WeChatPayType.NATIVE, by=None, **more):
    order = {
        "description": "入会费 membership",
        "out_trade_no": number(name),
        "time_expire": (business_now() + timedelta(minutes=15)).isoformat(timespec="seconds"),
        "amount": {"total": 990, "currency": "CNY"},
        "pay_type": kind,
        **more,
    }
    return (by or pay).pay(**order)


def business_now():
    return datetime.fromtimestamp(control("GET", "clock")["now_ms"] / 1000, CHINA)


def accepted(answer, status=200):
    """The library raises unless an accepted answer verifies."""
    code, text = answer
    equal(code, status, f"status of {text}")
    return json.loads(text) if text else None


def paid(name, **more):
    control("POST", "pay", {"out_trade_no": number(name), **more})
    headers, body = notification()
    told = pay.callback(headers, body)
    equal(told["event_type"], "TRANSACTION.SUCCESS", "event_type")
    return told["resource"]


def send_signed(path):
    return accepted(pay._core.request(path))


@check("a code is given for an order of the library's, and the notification of its payment passes its callback")
def _():
    code_url = accepted(place("native"))["code_url"]
    equal(code_url.startswith("weixin://wxpay/bizpayurl?pr="), True, code_url)
    equal(accepted(place("native", time_expire=None, out_trade_no=number("native-2")))["code_url"] == code_url, False, "another")
    equal(accepted(pay.query(out_trade_no=number("native")))["trade_state"], "NOTPAY", "trade_state")
    told = paid("native", openid="oORACLE")
    wanted = ("SUCCESS", "NATIVE", 990, "oORACLE")
    found = (told["trade_state"], told["trade_type"], told["amount"]["total"], told["payer"]["openid"])
    equal(found, wanted, "what was told")
    equal(accepted(pay.query(transaction_id=told["transaction_id"])), told, "what is found")


@check("a page is given for a phone, opens with a Referer only, and leads back to the shop")
def _():
    scene = {"payer_client_ip": "203.0.113.7", "h5_info": {"type": "Wap"}}
    url = accepted(place("h5", WeChatPayType.H5, scene_info=scene))["h5_url"]
    back = f"{shop.url}/o/1?a=b"
    url += "&redirect_url=" + urllib.parse.quote(back, safe="")
    equal(send("GET", url).status_code, 403, "without a Referer")
    equal(send("GET", url, {"Referer": "https://elsewhere.example/"}).status_code, 403, "with another's Referer")
    inside = {"Referer": shop.url, "User-Agent": "Mobile MicroMessenger/8.0"}
    equal(send("GET", url, inside).status_code, 403, "inside the wallet")
    equal(send("GET", url, {"Referer": shop.url}).status_code, 200, "from the shop")
    form = url.split("?")[1].encode()
    headers = {"content-type": "application/x-www-form-urlencoded"}
    for action in ["cancel", "pay"]:
        gone = send("POST", f"{base}/cgi-bin/mmpayweb-bin/{action}", headers, form)
        equal((gone.status_code, gone.headers["location"]), (303, back), action)
    headers, body = notification()
    equal(pay.callback(headers, body)["resource"]["trade_type"], "MWEB", "trade_type")
    equal(send("GET", url, {"Referer": shop.url}).status_code, 403, "once it is paid")


@check("a page works for five minutes")
def _():
    scene = {"payer_client_ip": "203.0.113.7", "h5_info": {"type": "Wap"}}
    url = accepted(place("h5-3", WeChatPayType.H5, scene_info=scene))["h5_url"]
    control("POST", "clock", {"advance_ms": 5 * 60_000})
    equal(send("GET", url, {"Referer": shop.url}).status_code, 403, "after five minutes")


@check("a call inside the wallet, signed by the library, pays; another signature does not")
def _():
    answer = place("jsapi", WeChatPayType.JSAPI, payer={"openid": "oJSAPI"})
    package = "prepay_id=" + accepted(answer)["prepay_id"]
    timestamp, nonce = str(int(time.time())), "NONCE0123456789"
    signature = pay.sign([merchant["appid"], timestamp, nonce, package], SignType.RSA_SHA256)
    call = {"appId": merchant["appid"], "timeStamp": timestamp, "nonceStr": nonce, "package": package}
    call.update(signType="RSA", paySign=signature)
    headers = {"content-type": "application/json"}
    wrong = json.dumps({**call, "nonceStr": "OTHER"}).encode()
    equal(send("POST", f"{base}/_sandbox/wallet/invoke", headers, wrong).status_code, 400, "another nonce")
    control("POST", "wallet/invoke", call)
    headers, body = notification()
    told = pay.callback(headers, body)["resource"]
    equal((told["trade_type"], told["payer"]["openid"]), ("JSAPI", "oJSAPI"), "what was told")


@check("an order is closed, and a paid one is not")
def _():
    accepted(place("close"))
    equal(pay.close(number("close"))[0], 204, "status")
    equal(accepted(pay.query(out_trade_no=number("close")))["trade_state"], "CLOSED", "trade_state")
    code, text = pay.close(number("native"))
    equal((code, json.loads(text)["code"]), (400, "ORDERPAID"), "a paid one")


@check("refunds in parts arrive and pass the library's callback; more than was paid is refused")
def _():
    def refund(name, fen):
        return pay.refund(
            out_refund_no=number(name),
            amount={"refund": fen, "total": 990, "currency": "CNY"},
            out_trade_no=number("native"),
            notify_url=f"{shop.url}/notify",
        )

    for name, fen in [("r1", 400), ("r2", 590)]:
        first = accepted(refund(name, fen))
        equal(first["status"], "PROCESSING", "status")
        headers, body = notification()
        told = pay.callback(headers, body)
        equal((told["event_type"], told["resource"]["refund_status"]), ("REFUND.SUCCESS", "SUCCESS"), "event")
        found = accepted(pay.query_refund(out_refund_no=number(name)))
        equal((found["refund_id"], found["status"]), (first["refund_id"], "SUCCESS"), "refund")
        equal(accepted(refund(name, fen))["refund_id"], first["refund_id"], "the same number again")
    code, text = refund("r3", 1)
    equal((code, json.loads(text)["code"]), (400, "INVALID_REQUEST"), "more than was paid")


@check("a refund that the payer's account does not take is told as abnormal")
def _():
    control("POST", "faults", {"on": "refund", "kind": "abnormal"})
    amount = {"refund": 990, "total": 990, "currency": "CNY"}
    accepted(pay.refund(out_refund_no=number("r4"), amount=amount, out_trade_no=number("jsapi"), notify_url=f"{shop.url}/notify"))
    headers, body = notification()
    told = pay.callback(headers, body)
    equal((told["event_type"], told["resource"]["refund_status"]), ("REFUND.ABNORMAL", "ABNORMAL"), "event")


@check("the bill of a day is fetched by the library and has its payments and refunds")
def _():
    day = business_now()
    bill_of = lambda moment: pay.trade_bill(moment.strftime("%Y-%m-%d"))
    code, text = bill_of(day)
    equal((code, json.loads(text)["code"]), (400, "INVALID_REQUEST"), "today's")
    tomorrow = datetime(day.year, day.month, day.day, tzinfo=CHINA) + timedelta(days=1)
    control("POST", "clock", {"now_ms": int((tomorrow + timedelta(hours=1)).timestamp() * 1000)})
    code, text = bill_of(day)
    equal((code, json.loads(text)["code"]), (400, "STATEMENT_CREATING"), "at one o'clock")
    control("POST", "clock", {"now_ms": int((tomorrow + timedelta(hours=11)).timestamp() * 1000)})
    found = accepted(bill_of(day))
    # The file is not signed, so that the library's own download, which verifies everything, cannot be used.
    path = found["download_url"].removeprefix(base)
    from wechatpayv3.utils import build_authorization

    signed = build_authorization(
        path, "GET", merchant["mchid"], merchant["merchant_serial"], pay._core._private_key
    )
    headers = {"Authorization": signed, "User-Agent": "oracle", "Accept": "*/*"}
    file = send("GET", found["download_url"], headers)
    # The library asks for it packed; the hash is that of the file itself.
    unpacked = gzip.decompress(file.content)
    equal(found["hash_value"], sha1(unpacked).hexdigest(), "hash")
    rows = [line.split(",`") for line in unpacked.decode().splitlines() if f"`py-{run}-" in line]
    seen = sorted((row[6], row[9], row[12], row[25]) for row in rows)
    wanted = [
        (number("h5"), "SUCCESS", "9.90", "0.00"),
        (number("jsapi"), "REFUND", "0.00", "9.90"),
        (number("jsapi"), "SUCCESS", "9.90", "0.00"),
        (number("native"), "REFUND", "0.00", "4.00"),
        (number("native"), "REFUND", "0.00", "5.90"),
        (number("native"), "SUCCESS", "9.90", "0.00"),
    ]
    equal(seen, wanted, "lines")
    code, text = bill_of(day - timedelta(days=1))
    equal((code, json.loads(text)["code"]), (400, "NO_STATEMENT_EXIST"), "a day without business")


@check("a probe, a wrong signature and a changed notification do not pass the library's callback")
def _():
    accepted(place("probe"))
    paid("probe")
    for kind in ["probe_signature", "bad_signature"]:
        control("POST", "faults", {"on": "notify", "kind": kind})
        control("POST", f"notify/{number('probe')}")
        headers, body = notification()
        equal(pay.callback(headers, body), None, kind)
    control("POST", f"notify/{number('probe')}")
    headers, body = notification()
    equal(pay.callback(headers, body)["resource"]["out_trade_no"], number("probe"), "the honest one")
    equal(pay.callback(headers, body.replace(b"EV-", b"EW-")), None, "a changed one")


@check("the library verifies by certificates, and finds the next one by itself")
def _():
    with tempfile.TemporaryDirectory() as folder:
        # The library cannot be pointed at the sandbox before it has fetched certificates: it is given the first one.
        first = control("POST", "wechat/certificates", {})["serial_no"]
        issued = send_signed("/v3/certificates")
        entry = next(entry for entry in issued["data"] if entry["serial_no"] == first)
        from wechatpayv3.utils import aes_decrypt

        sealed = {name: entry["encrypt_certificate"][name] for name in ["nonce", "ciphertext", "associated_data"]}
        text = aes_decrypt(apiv3_key=merchant["apiv3_key"], **sealed)
        Path(folder, f"{first}.pem").write_text(text)
        by_certificates = library(by_certificates=folder)
        equal(accepted(place("cert-1", by=by_certificates))["code_url"].startswith("weixin:"), True, "code_url")
        second = control("POST", "wechat/certificates", {})["serial_no"]
        accepted(place("cert-2", by=by_certificates))
        equal(Path(folder, f"{second}.pem").exists(), True, "the second one was fetched")
        control("POST", "pay", {"out_trade_no": number("cert-2")})
        headers, body = notification()
        serial = {name.lower(): value for name, value in headers.items()}["wechatpay-serial"]
        equal(serial, second, "who signed the notification")
        told = by_certificates.callback(headers, body)
        equal(told["resource"]["out_trade_no"], number("cert-2"), "out_trade_no")


end()
