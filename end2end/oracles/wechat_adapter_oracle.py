"""A foreign library (PyPI wechatpayv3) judges our own adapter for WeChat Pay, in both directions:

1. for every request the adapter sent, the library, asked for the same, sends the same words and signs them the same; and
   it verifies the adapter's signatures, and the calls that the wallet is given;
2. what is signed with the library's functions in the gateway's name is understood, and nothing else is.

Signatures are made without chance (RSA PKCS#1 v1.5), so that the same message and key have only one.
"""

import json
import re
import sys
import time
import types
import urllib.parse
from datetime import datetime, timedelta, timezone

sys.dont_write_bytecode = True
from adapter import Listener, Sent, base, key_file, sent_by, steps  # noqa: E402
from verdicts import check, differs, end, equal  # noqa: E402


def stop(method):
    def send(url, headers, json=None, **_more):
        raise Sent(method, url, headers, json)

    return send


# `requests`: what the library sends through it ends here.
requests = types.ModuleType("requests")
requests.get, requests.post = stop("GET"), stop("POST")
sys.modules["requests"] = requests

from wechatpayv3 import WeChatPay, WeChatPayType, utils  # noqa: E402

CHINA = timezone(timedelta(hours=8))
DESCRIPTION = "入会费 50% off + 'gift'"
NOTIFY_URL = "http://127.0.0.1:1/webhooks/gateway"
SIGNED = ["native", "h5", "jsapi", "mini program", "query", "close", "query paid", "refund", "refund query"]
merchant = json.loads(key_file("merchant.json"))
merchant_public = utils.load_public_key(key_file("merchant_public_key.pem"))
gateway_private = utils.load_private_key(key_file("platform_private_key.pem"))
pay = WeChatPay(
    wechatpay_type=WeChatPayType.NATIVE,
    mchid=merchant["mchid"],
    private_key=key_file("merchant_private_key.pem"),
    cert_serial_no=merchant["merchant_serial"],
    appid=merchant["appid"],
    apiv3_key=merchant["apiv3_key"],
    notify_url=NOTIFY_URL,
    public_key=key_file("platform_public_key.pem"),
    public_key_id=merchant["platform_key_id"],
)
pay._core._gate_way = base
asked = {step["step"]: step["requests"] for step in steps}
told = {step["step"]: step["more"] for step in steps}


def authorization(header):
    scheme, fields = header.split(" ", 1)
    return {"scheme": scheme, **dict(re.findall(r'(\w+)="([^"]*)"', fields))}


def signed_by_library(method, target, body, timestamp, nonce):
    utils.time = types.SimpleNamespace(time=lambda: int(timestamp))
    try:
        key = pay._core._private_key
        return utils.build_authorization(
            target, method, merchant["mchid"], merchant["merchant_serial"], key, data=body, nonce_str=nonce
        )
    finally:
        utils.time = time


@check("the adapter asked for everything there is to ask for")
def _():
    equal(list(asked), [*SIGNED, "bill", "certificates"], "steps")
    equal([len(asked[step]) for step in asked], [1] * len(SIGNED) + [2, 1], "requests of each step")


def judge_signature(step, request):
    method, target, body = request["method"], request["target"], request["body"]
    ours = authorization(request["headers"]["authorization"])
    timestamp, nonce, signature = ours["timestamp"], ours["nonce_str"], ours["signature"]

    @check(f"{step}: the library signs this {method} as we do")
    def _():
        theirs = signed_by_library(method, target, body, timestamp, nonce)
        equal(ours, authorization(theirs), "Authorization")
        for changed in [
            ("PUT", target, body, timestamp, nonce),
            (method, target + "x", body, timestamp, nonce),
            (method, target, body + " ", timestamp, nonce),
            (method, target, body, str(int(timestamp) + 1), nonce),
            (method, target, body, timestamp, nonce + "0"),
        ]:
            other = authorization(signed_by_library(*changed))
            differs(signature, other["signature"], "signature")

    @check(f"{step}: the library verifies our signature, and with no byte changed")
    def _():
        # An answer is signed over its time, nonce and body; a request has two lines more, which stand before.
        def verifies(body=body, signature=signature, key=merchant_public):
            head = f"{method}\n{target}\n{timestamp}"
            return utils.rsa_verify(head, nonce, body, signature, key)

        equal(verifies(), True, "as sent")
        for at in range(0, len(body), 11):
            changed = body[:at] + chr(ord(body[at]) ^ 1) + body[at + 1 :]
            equal(verifies(body=changed), False, f"character {at} changed")
        other = signature[:100] + ("B" if signature[100] == "A" else "A") + signature[101:]
        equal(verifies(signature=other), False, "another signature")
        equal(verifies(key=gateway_private.public_key()), False, "by the gateway's key")


for step, requests_of_step in asked.items():
    for name, request in zip([step, f"{step}'s file"], requests_of_step):
        judge_signature(name, request)


def judge_words(step, request, call, ignored=()):
    @check(f"{step}: the library asks for it in the same words")
    def _():
        theirs = sent_by(call)
        equal(request["method"], theirs.method, "method")
        ours, path = urllib.parse.urlsplit(request["target"]), urllib.parse.urlsplit(theirs.url)
        equal(ours.path, path.path, "path")
        kept = [pair for pair in urllib.parse.parse_qsl(path.query) if pair[0] not in ignored]
        equal(urllib.parse.parse_qsl(ours.query), kept, "query")
        equal(json.loads(request["body"]) if request["body"] else None, theirs.body, "body")
        equal(request["headers"]["wechatpay-serial"], theirs.headers["Wechatpay-Serial"], "whose key is asked for")
        equal(request["headers"]["accept"], theirs.headers["Accept"], "what is accepted")
        if request["body"]:
            equal(request["headers"]["content-type"], theirs.headers["Content-Type"], "what is sent")


def judge_order(step, kind, appid="appid", **more):
    [request] = asked[step]
    body = json.loads(request["body"])
    judge_words(
        step,
        request,
        lambda: pay.pay(
            description=DESCRIPTION,
            out_trade_no=body["out_trade_no"],
            time_expire=body["time_expire"],
            amount={"total": 990, "currency": "CNY"},
            appid=merchant[appid],
            pay_type=kind,
            **more,
        ),
    )

    @check(f"{step}: it ends a quarter of an hour later, said as China's clocks say it")
    def _():
        ends, sent = body["time_expire"], int(authorization(request["headers"]["authorization"])["timestamp"])
        equal(ends[-6:], "+08:00", "offset")
        equal(-2 <= datetime.fromisoformat(ends).timestamp() - sent - 900 <= 2, True, ends)


judge_order("native", WeChatPayType.NATIVE)
scene = {"payer_client_ip": "203.0.113.7", "h5_info": {"type": "Wap"}}
judge_order("h5", WeChatPayType.H5, scene_info=scene)
judge_order("jsapi", WeChatPayType.JSAPI, payer={"openid": "oPayerOfin_wallet"})
mini = {"appid": "mini_appid", "payer": {"openid": "oPayerOfmini_program"}}
judge_order("mini program", WeChatPayType.MINIPROG, **mini)

native, page = (json.loads(asked[step][0]["body"])["out_trade_no"] for step in ["native", "h5"])
refund = json.loads(asked["refund"][0]["body"])["out_refund_no"]
judge_words("query", asked["query"][0], lambda: pay.query(out_trade_no=native))
judge_words("close", asked["close"][0], lambda: pay.close(page))
amount = {"refund": 400, "total": 990, "currency": "CNY"}
judge_words("refund", asked["refund"][0], lambda: pay.refund(out_refund_no=refund, amount=amount, out_trade_no=native))
judge_words("refund query", asked["refund query"][0], lambda: pay.query_refund(out_refund_no=refund))
place, file = asked["bill"]
paid = int(authorization(asked["query paid"][0]["headers"]["authorization"])["timestamp"])
day = datetime.fromtimestamp(paid, CHINA).strftime("%Y-%m-%d")
# The library always asks for a packed file.
judge_words("bill", place, lambda: pay.trade_bill(day), ignored=["tar_type"])
judge_words("bill's file", file, lambda: pay.download_bill(base + file["target"]))
judge_words("certificates", asked["certificates"][0], lambda: pay._core.request("/v3/certificates"))


for step, appid in [("jsapi", "appid"), ("mini program", "mini_appid")]:

    @check(f"{step}: the library signs the wallet's call as we do, and verifies ours")
    def _(call=told[step], appid=appid):
        equal((call["appId"], call["signType"]), (merchant[appid], "RSA"), "whose call")
        lines = [call["appId"], call["timeStamp"], call["nonceStr"], call["package"]]
        equal(call["paySign"], pay.sign(lines), "paySign")
        for at in range(len(lines)):
            changed = [line + "0" if index == at else line for index, line in enumerate(lines)]
            differs(call["paySign"], pay.sign(changed), f"line {at}")
        head = "\n".join(lines[:2])
        verifies = lambda package: utils.rsa_verify(head, lines[2], package, call["paySign"], merchant_public)
        equal((verifies(lines[3]), verifies(lines[3] + "0")), (True, False), "verified")


# The other way round.
adapter = Listener("wechat")
PAID_AT = "2026-11-20T12:00:00+08:00"
PAID_AT_MS = int(datetime.fromisoformat(PAID_AT).timestamp() * 1000)


def sealed(event, original, plain, apiv3_key=merchant["apiv3_key"], **more):
    """A notification's body, its content encrypted by the library's own cipher."""
    nonce = "abcdefghijkl"
    cipher = utils.AESGCM(key=apiv3_key.encode())
    text = json.dumps(plain, ensure_ascii=False).encode()
    resource = {
        "original_type": original,
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": utils.b64encode(cipher.encrypt(nonce.encode(), text, original.encode())).decode(),
        "associated_data": original,
        "nonce": nonce,
    }
    envelope = {"id": "EV-ORACLE", "create_time": PAID_AT, "resource_type": "encrypt-resource", "event_type": event}
    return json.dumps({**envelope, "summary": "支付成功", "resource": resource, **more}, ensure_ascii=False)


def sealed_payment(**more):
    plain = {
        "appid": merchant["appid"],
        "mchid": merchant["mchid"],
        "out_trade_no": "JORACLE1",
        "transaction_id": "4200000000202611200000000001",
        "trade_type": "NATIVE",
        "trade_state": "SUCCESS",
        "trade_state_desc": "支付成功",
        "bank_type": "OTHERS",
        "attach": "",
        "success_time": PAID_AT,
        "payer": {"openid": "oORACLE"},
        "amount": {"total": 990, "payer_total": 900, "currency": "CNY", "payer_currency": "CNY"},
    }
    return sealed("TRANSACTION.SUCCESS", "transaction", {**plain, **more})


def sealed_refund(status, **more):
    plain = {
        "mchid": merchant["mchid"],
        "out_trade_no": "JORACLE1",
        "transaction_id": "4200000000202611200000000001",
        "out_refund_no": "RORACLE1",
        "refund_id": "50000000382019052709732678859",
        "refund_status": status,
        "user_received_account": "招商银行信用卡0403",
        "amount": {"total": 990, "refund": 400, "payer_total": 990, "payer_refund": 400},
        **({"success_time": PAID_AT} if status == "SUCCESS" else {}),
    }
    return sealed(f"REFUND.{status}", "refund", {**plain, **more})


def headers(body, key=gateway_private, age=0, **more):
    timestamp, nonce = str(int(time.time()) - age), "NONCE0123456789ABCDEF0123456789A"
    return {
        "wechatpay-timestamp": timestamp,
        "wechatpay-nonce": nonce,
        "wechatpay-serial": merchant["platform_key_id"],
        "wechatpay-signature-type": "WECHATPAY2-SHA256-RSA2048",
        "wechatpay-signature": utils.rsa_sign(key, f"{timestamp}\n{nonce}\n{body}\n"),
        **more,
    }


@check("a payment told with the library's signature and cipher is understood, as the library understands it")
def _():
    body = sealed_payment()
    wanted = {
        "paid": "JORACLE1",
        "event": "EV-ORACLE",
        "transaction": "4200000000202611200000000001",
        "minor": 990,
        "currency": "CNY",
        "at": PAID_AT_MS,
    }
    equal(adapter.hears(headers(body), body), wanted, "what was heard")
    equal(pay.callback(headers(body), body)["resource"]["out_trade_no"], "JORACLE1", "what the library heard")


for status, answer, at in [("SUCCESS", "succeeded", PAID_AT_MS), ("ABNORMAL", "abnormal", None), ("CLOSED", "refused", None)]:

    @check(f"a refund that is told as {status} is understood")
    def _(status=status, answer=answer, at=at):
        body = sealed_refund(status)
        wanted = {"refund": "RORACLE1", "event": "EV-ORACLE", "answer": answer, "at": at}
        equal(adapter.hears(headers(body), body), wanted, "what was heard")
        equal(pay.callback(headers(body), body)["resource"]["refund_status"], status, "what the library heard")


@check("a refund that the gateway paid to ourselves is understood as that")
def _():
    body = sealed_refund("SUCCESS", user_received_account="商户基本账户")
    wanted = {"refund": "RORACLE1", "event": "EV-ORACLE", "answer": "back with us", "at": None}
    equal(adapter.hears(headers(body), body), wanted, "what was heard")


@check("an event of another kind is put aside")
def _():
    body = sealed("COUPON.USE", "coupon", {})
    equal(adapter.hears(headers(body), body), {"ignored": "EV-ORACLE"}, "what was heard")


def refused(name, reason, body, library_refuses=True, **how):
    @check(f"{name} is refused")
    def _():
        signed = headers(body, **how.get("signed", {}))
        sent = how.get("sent", body)
        equal(adapter.hears(signed, sent), {"refused": reason}, "what was heard")
        # The library looks at no age, and leaves it to its user whose money it is.
        if library_refuses:
            equal(pay.callback(signed, sent), None, "what the library heard")


honest = sealed_payment()
merchants_key = utils.load_private_key(key_file("merchant_private_key.pem"))
probe = "WECHATPAY/SIGNTEST/" + headers(honest)["wechatpay-signature"][19:]
refused("a payment with one changed letter", "Signature", honest, sent=honest.replace("EV-ORACLE", "EV-ORACLF"))
refused("a payment with one more blank", "Signature", honest, sent=honest + " ")
refused("a payment signed with the merchant's own key", "Signature", honest, signed={"key": merchants_key})
refused("the gateway's own probe", "Signature", honest, signed={"wechatpay-signature": probe})
refused("a payment signed five minutes ago", "Age", honest, False, signed={"age": 301})
refused("a payment of the future", "Age", honest, False, signed={"age": -310})
refused("a payment of an unknown key", "UnknownKey", honest, False, signed={"wechatpay-serial": "PUB_KEY_ID_0"})
other_cipher = sealed("TRANSACTION.SUCCESS", "transaction", {}, apiv3_key="0" * 32)
refused("a payment encrypted with another secret", "Malformed", other_cipher)
refused("another merchant's payment", "OtherMerchant", sealed_payment(mchid="1900000000"), False)
refused("another application's payment", "OtherMerchant", sealed_payment(appid="wx0000000000000000"), False)
refused("another merchant's refund", "OtherMerchant", sealed_refund("SUCCESS", mchid="1900000000"), False)
refused("a payment that is none yet", "Malformed", sealed_payment(trade_state="NOTPAY"), False)


@check("without one of its headers nothing is believed")
def _():
    for name in ["wechatpay-timestamp", "wechatpay-nonce", "wechatpay-serial", "wechatpay-signature"]:
        signed = headers(honest)
        del signed[name]
        equal(adapter.hears(signed, honest), {"refused": "Headers"}, name)
    adapter.hang_up()


end()
