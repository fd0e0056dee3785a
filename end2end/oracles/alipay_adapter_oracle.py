"""A foreign SDK (PyPI python-alipay-sdk) judges our own adapter for Alipay, in both directions and in both modes:

1. for every call and every address of the adapter, the SDK makes the same signature of the same parameters, verifies it,
   and, asked for the same, sends the same words; the addresses are paid at the sandbox's cashier;
2. what the SDK signs in the gateway's name is understood, and nothing else is.

Signatures are made without chance (RSA PKCS#1 v1.5), so that the same message and key have only one.
"""

import html
import json
import os
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timedelta, timezone

sys.dont_write_bytecode = True
from adapter import Listener, Sent, base, key_file, sent_by, steps  # noqa: E402
from verdicts import check, differs, end, equal  # noqa: E402

# The SDK writes its moments without an offset; the gateway reads them as Chinese time.
os.environ["TZ"] = "Asia/Shanghai"
if hasattr(time, "tzset"):
    time.tzset()

import alipay as library  # noqa: E402
from alipay import AliPay, DCAliPay  # noqa: E402

WAIT_SECONDS = 20
CHINA = timezone(timedelta(hours=8))
SUBJECT = "入会费 50% off + 'gift'"
NOTIFY_URL = "http://127.0.0.1:1/webhooks/gateway"
RETURN_URL = "https://shop.test/o/1?from=wallet"
BILL = "alipay.data.dataservice.bill.downloadurl.query"


def read(name):
    return key_file(f"alipay/{name}")


def stop(url, **_more):
    raise Sent("GET", url)


# What the SDK sends ends here.
library.urlopen = stop
names = json.loads(read("gateway.json"))


def party(private, public):
    keys = {"app_private_key_string": read(private), "alipay_public_key_string": read(public)}
    return AliPay(appid=names["app_id"], sign_type="RSA2", **keys)


shop = {
    "key": party("app_private_key.pem", "alipay_public_key.pem"),
    "certificate": DCAliPay(
        appid=names["app_id"],
        app_private_key_string=read("certificates/app_private_key.pem"),
        app_public_key_cert_string=read("certificates/app_cert.pem"),
        alipay_public_key_cert_string=read("certificates/alipay_cert.pem"),
        # The SDK splits the file at its empty lines.
        alipay_root_cert_string=read("certificates/alipay_root_cert.pem"),
    ),
}
# The gateway's own hands: verifies what the application signed, and signs what it tells.
gateway = party("gateway_private_key.pem", "app_public_key.pem")


def signed_text(sdk, parameters):
    return "&".join(f"{name}={value}" for name, value in sdk._ordered_data(dict(parameters)))


def form(text):
    pairs = urllib.parse.parse_qsl(text, keep_blank_values=True, strict_parsing=True)
    equal(len(dict(pairs)), len(pairs), "names that stand once")
    return dict(pairs)


def parameters_of(request):
    found = form(urllib.parse.urlsplit(request["target"]).query)
    return {**found, **form(request["body"])} if request["body"] else found


# What was signed: the mode, the step, and the parameters. The file of a bill is fetched without a signature.
signed = []
for step in steps:
    mode, address = step["more"]["mode"], step["more"].get("address")
    if address:
        signed.append((mode, step["step"], form(urllib.parse.urlsplit(address).query)))
    for request in step["requests"]:
        if "sign=" in request["target"]:
            signed.append((mode, step["step"], parameters_of(request)))


@check("the adapter asked for everything there is to ask for, in both modes")
def _():
    wanted = ["page", "wap", "precreate", "query", "close", "precreate", "query", "refund", "refund query", "bill"]
    equal([step["step"] for step in steps], wanted * 2, "steps")
    methods = ["page.pay", "wap.pay", "precreate", "query", "close", "precreate", "query"]
    methods += ["refund", "fastpay.refund.query", "fastpay.refund.query"]
    wanted = [f"alipay.trade.{method}" for method in methods] + [BILL]
    equal([parameters["method"] for _mode, _step, parameters in signed], wanted * 2, "methods")


def judge_signature(mode, parameters):
    @check(f"{parameters['method']} in {mode} mode: the SDK signs it as we do, and verifies ours")
    def _():
        sdk, unsigned = shop[mode], {**parameters}
        signature = unsigned.pop("sign")
        equal(parameters, form(sdk.sign_data(dict(unsigned))), "what the SDK signed")
        equal(gateway._verify(signed_text(gateway, unsigned), signature), True, "verified")
        for name, value in unsigned.items():
            changed = {**unsigned, name: value[:-1] + chr(ord(value[-1]) ^ 1)}
            differs(signature, form(sdk.sign_data(dict(changed)))["sign"], f"signed with another {name}")
            equal(gateway._verify(signed_text(gateway, changed), signature), False, f"verified with another {name}")
        lost = {name: value for name, value in unsigned.items() if name != "notify_url"}
        if lost != unsigned:
            equal(gateway._verify(signed_text(gateway, lost), signature), False, "verified without a parameter")
        said = datetime.strptime(parameters["timestamp"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
        equal(-5 <= time.time() - said.timestamp() <= 300, True, "of this moment, as China's clocks say it")


for mode, _step, parameters in signed:
    judge_signature(mode, parameters)


def asked_by_sdk(sdk, method, content):
    """What the SDK sends or signs, asked for what our content says."""
    number, refund = content.get("out_trade_no"), content.get("out_request_no")
    order = {"out_trade_no": number, "total_amount": "9.90", "subject": SUBJECT}
    order["time_expire"] = content.get("time_expire")
    back = {"return_url": RETURN_URL, "notify_url": NOTIFY_URL}
    wap = {"product_code": "QUICK_WAP_WAY", "quit_url": RETURN_URL}
    refunded = {"refund_amount": "4.00", "out_trade_no": number, "out_request_no": refund}
    day = datetime.now(CHINA).strftime("%Y-%m-%d")
    calls = {
        "alipay.trade.page.pay": lambda: stop("?" + sdk.api_alipay_trade_page_pay(**order, **back)),
        "alipay.trade.wap.pay": lambda: stop("?" + sdk.api_alipay_trade_wap_pay(**order, **back, **wap)),
        "alipay.trade.precreate": lambda: sdk.api_alipay_trade_precreate(**order, notify_url=NOTIFY_URL),
        "alipay.trade.query": lambda: sdk.api_alipay_trade_query(number),
        "alipay.trade.close": lambda: sdk.api_alipay_trade_close(number),
        "alipay.trade.refund": lambda: sdk.api_alipay_trade_refund(**refunded),
        "alipay.trade.fastpay.refund.query": lambda: sdk.api_alipay_trade_fastpay_refund_query(
            refund, out_trade_no=number
        ),
        BILL: lambda: sdk.server_api(BILL, {"bill_type": "trade", "bill_date": day}),
    }
    return form(urllib.parse.urlsplit(sent_by(calls[method]).url).query)


def judge_words(mode, parameters):
    @check(f"{parameters['method']} in {mode} mode: the SDK asks for it in the same words")
    def _():
        ours, content = {**parameters}, json.loads(parameters["biz_content"])
        theirs = asked_by_sdk(shop[mode], ours["method"], content)
        # Ours also wants to know since when the money is back, which this SDK cannot ask.
        wants = ["gmt_refund_pay"] if "refund.query" in ours["method"] else None
        equal(content.pop("query_options", None), wants, "what else is asked")
        equal(content, json.loads(theirs["biz_content"]), "biz_content")
        equal(ours.pop("format"), "JSON", "format, of which there is only this one")
        for name in ["sign", "timestamp", "biz_content"]:
            ours.pop(name), theirs.pop(name)
        equal(ours, theirs, "the public parameters")


for mode in shop:
    seen = {parameters["method"]: parameters for of_mode, _step, parameters in signed if of_mode == mode}
    for parameters in seen.values():
        judge_words(mode, parameters)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments):
        return None


browser = urllib.request.build_opener(NoRedirect, urllib.request.ProxyHandler({}))


def press(address):
    """Opens the cashier's page, presses its button, and gives back where it leads."""
    with browser.open(address, timeout=WAIT_SECONDS) as page:
        text = page.read().decode()
    request = html.unescape(re.search(r'name="request" value="([^"]*)"', text).group(1))
    sent = urllib.parse.urlencode({"request": request, "decision": "pay"}).encode()
    try:
        browser.open(f"{base}/alipay/cashier", sent, timeout=WAIT_SECONDS)
    except urllib.error.HTTPError as answer:
        equal(answer.code, 303, "status")
        return answer.headers["location"]
    raise AssertionError("the cashier led nowhere")


for step in steps:
    if step["step"] in ("page", "wap"):

        @check(f"our {step['step']} address in {step['more']['mode']} mode is paid at the cashier")
        def _(address=step["more"]["address"]):
            back = press(address)
            equal(back.startswith(RETURN_URL + "&"), True, back)
            returned = {name: value for name, value in form(urllib.parse.urlsplit(back).query).items() if name != "from"}
            equal(shop["key"].verify(returned, returned.pop("sign")), True, "the SDK verifies the return")
            equal(returned["total_amount"], "9.90", "total_amount")


# The other way round.
def notification(**more):
    paid = {
        "notify_type": "trade_status_sync",
        "notify_id": "2026112000222120000000000000000001",
        "notify_time": "2026-11-20 12:00:01",
        "charset": "utf-8",
        "version": "1.0",
        "app_id": names["app_id"],
        "auth_app_id": names["app_id"],
        "seller_id": names["seller_id"],
        "out_trade_no": "JORACLE1",
        "trade_no": "2026112022001400000000000001",
        "trade_status": "TRADE_SUCCESS",
        "subject": "入会费 50% off + gift",
        "total_amount": "9.90",
        "buyer_id": "2088000000000001",
        "gmt_create": "2026-11-20 11:59:00",
        "gmt_payment": "2026-11-20 12:00:00",
        "fund_bill_list": '[{"amount":"9.90","fundChannel":"ALIPAYACCOUNT"}]',
    }
    return {**paid, **more}


def told(parameters, by=gateway, **more):
    """A notification's body, signed by the SDK."""
    signature = by._sign(signed_text(by, parameters))
    return {**parameters, "sign_type": "RSA2", "sign": signature, **more}


def believed(sent):
    sent = {**sent}
    return shop["key"].verify(sent, sent.pop("sign"))


EVENT = notification()["notify_id"]
NOON_MS = int(datetime(2026, 11, 20, 12, tzinfo=CHINA).timestamp() * 1000)
PAID = {
    "paid": "JORACLE1",
    "event": EVENT,
    "transaction": "2026112022001400000000000001",
    "minor": 990,
    "currency": "CNY",
    "at": NOON_MS,
}


def judge_listener(mode, adapter):
    def hears(sent):
        return adapter.hears({}, urllib.parse.urlencode(sent))

    def understood(name, parameters, wanted):
        @check(f"{name}, told by the SDK, is understood in {mode} mode")
        def _():
            sent = told(parameters)
            equal(hears(sent), wanted, "what was heard")
            equal(believed(sent), True, "the SDK believes it")

    def refused(name, sent, reason, by_sdk=True):
        @check(f"{name} is refused in {mode} mode")
        def _():
            equal(hears(sent), {"refused": reason}, "what was heard")
            # The SDK leaves it to its user whose money it is.
            equal(believed(sent), not by_sdk, "the SDK believes it")

    understood("a payment", notification(), PAID)
    understood("an amount without its last zero", notification(total_amount="9.9"), PAID)
    refund = {"refund_fee": "4.00", "gmt_refund": "2026-11-20 12:00:00.320", "out_biz_no": "RORACLE1"}
    back = {"refund": "RORACLE1", "event": EVENT, "answer": "succeeded", "at": NOON_MS}
    understood("a refund", notification(**refund), back)
    closed = {"trade_status": "TRADE_CLOSED"}
    understood("a closed trade", notification(**closed), {"ask": "JORACLE1", "event": EVENT})
    honest = told(notification())
    for name in ["total_amount", "subject", "notify_id", "seller_id"]:
        refused(f"a payment with another {name}", {**honest, name: honest[name] + "1"}, "Signature")
    refused("a payment with one parameter more", {**honest, "refund_fee": "9.90"}, "Signature")
    refused("a payment signed by the application", told(notification(), by=shop["key"]), "Signature")
    strangers = [("application", {"app_id": "2021000000000000"}), ("seller", {"seller_id": "2088000000000000"})]
    for whose, changed in strangers:
        refused(f"a payment of another {whose}", told(notification(**changed)), "OtherMerchant", by_sdk=False)
    # Signed, it reads as a payment of one fen would.
    double = told(notification(body="x&total_amount=0.01"))
    refused("a value that reads as another parameter", double, "Malformed", by_sdk=False)

    @check(f"a notification without its signature is refused in {mode} mode")
    def _():
        bare = {name: value for name, value in honest.items() if name != "sign"}
        equal(hears(bare), {"refused": "Headers"}, "what was heard")
        adapter.hang_up()


judge_listener("key", Listener("alipay"))
judge_listener("certificate", Listener("alipay-certificates"))
end()
