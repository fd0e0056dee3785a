"""A foreign SDK (PyPI python-alipay-sdk) judges the sandbox, in both directions:

1. its signed requests must be accepted, in key mode and in certificate mode, and every answer must verify with it;
2. the notifications and the signed returns that the sandbox sends must verify with it.

    python alipay_oracle.py --base http://127.0.0.1:PORT --keys DIR

Only the SDK's gateway address is changed. Nothing here sleeps.
"""

import html
import io
import json
import os
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from datetime import datetime, timedelta

from sandbox import WAIT_SECONDS, NoRedirect, Shop, advance, base, control, key_file
from verdicts import check, end, equal

# The SDK writes its moments without an offset; the gateway reads them as Chinese time.
os.environ["TZ"] = "Asia/Shanghai"
if hasattr(time, "tzset"):
    time.tzset()

from alipay import AliPay, DCAliPay  # noqa: E402

def read(name):
    return key_file(f"alipay/{name}")


names = json.loads(read("gateway.json"))


def key_mode(**changes):
    sdk = AliPay(
        appid=names["app_id"],
        app_private_key_string=changes.get("private_key", read("app_private_key.pem")),
        alipay_public_key_string=read("alipay_public_key.pem"),
        sign_type="RSA2",
    )
    sdk._gateway = f"{base}/gateway.do"
    return sdk


def certificate_mode():
    sdk = DCAliPay(
        appid=names["app_id"],
        app_private_key_string=read("certificates/app_private_key.pem"),
        app_public_key_cert_string=read("certificates/app_cert.pem"),
        alipay_public_key_cert_string=read("certificates/alipay_cert.pem"),
        alipay_root_cert_string=read("certificates/alipay_root_cert.pem"),
    )
    sdk._gateway = f"{base}/gateway.do"
    return sdk


alipay = key_mode()


# The shop answers with the one word that ends the telling.
shop = Shop(b"success")
notify_url = f"{shop.url}/notify"


def next_form():
    """The next notification, as its form."""
    _headers, body = shop.told()
    return dict(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))


def told(status):
    """The next notification, which must verify and have this status."""
    form = next_form()
    equal(verifies(form), True, "the SDK verifies the notification")
    equal((form["trade_status"], form["seller_id"]), (status, names["seller_id"]), "what it says")
    return form


def verifies(form):
    form = dict(form)
    signature = form.pop("sign")
    return alipay.verify(form, signature)


browser = urllib.request.build_opener(NoRedirect, urllib.request.ProxyHandler({}))


def press(address, decision="pay"):
    """Opens the cashier's page, presses its button, and gives back where it leads."""
    with browser.open(address, timeout=WAIT_SECONDS) as page:
        text = page.read().decode()
    request = html.unescape(re.search(r'name="request" value="([^"]*)"', text).group(1))
    form = urllib.parse.urlencode({"request": request, "decision": decision}).encode()
    try:
        browser.open(f"{base}/alipay/cashier", form, timeout=WAIT_SECONDS)
    except urllib.error.HTTPError as answer:
        equal(answer.code, 303, "status")
        return answer.headers["location"]
    raise AssertionError("the cashier led nowhere")


def query_of(address):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query, strict_parsing=True))


run = f"{time.time_ns():x}"


def number(name):
    return f"oracle_{run}_{name}"


def order(name, amount="9.90"):
    in_a_quarter = (datetime.now() + timedelta(minutes=15)).strftime("%Y-%m-%d %H:%M:%S")
    return {
        "out_trade_no": number(name),
        "total_amount": amount,
        "subject": "入会费 50% off + gift",
        "time_expire": in_a_quarter,
    }


def precreated(name, sdk=alipay):
    answer = sdk.api_alipay_trade_precreate(**order(name), notify_url=notify_url)
    equal(answer["code"], "10000", str(answer))
    return answer["qr_code"]


def scan(code):
    query = urllib.parse.urlencode({"code_url": code})
    urllib.request.urlopen(f"{base}/wallet?{query}", timeout=WAIT_SECONDS).close()


@check("a code asked for by the SDK is no trade until somebody scans it")
def _():
    code = precreated("a")
    equal(code.startswith("https://qr.alipay.com/bax"), True, code)
    answer = alipay.api_alipay_trade_query(number("a"))
    equal((answer["code"], answer["sub_code"]), ("40004", "ACQ.TRADE_NOT_EXIST"), "before")
    scan(code)
    equal(alipay.api_alipay_trade_query(number("a"))["trade_status"], "WAIT_BUYER_PAY", "after")


@check("the SDK can close a trade, and is told")
def _():
    scan(precreated("b"))
    equal(alipay.api_alipay_trade_close(number("b"))["code"], "10000", "close")
    equal(alipay.api_alipay_trade_query(number("b"))["trade_status"], "TRADE_CLOSED", "trade_status")
    form = told("TRADE_CLOSED")
    equal((form["out_trade_no"], "gmt_refund" in form), (number("b"), False), "what was closed")


@check("the notification of a payment verifies, and changed by one character it does not")
def _():
    paid = control("POST", "pay", {"code_url": precreated("c")})
    form = told("TRADE_SUCCESS")
    equal((form["out_trade_no"], form["trade_no"]), (number("c"), paid["trade_no"]), "what was paid")
    equal((form["total_amount"], form["app_id"]), ("9.90", names["app_id"]), "to whom")
    for name in ("total_amount", "subject", "notify_id"):
        equal(verifies({**form, name: form[name] + "1"}), False, f"a changed {name} verifies")
    control("POST", f"notify/{number('c')}")
    equal(told("TRADE_SUCCESS")["notify_id"], form["notify_id"], "notify_id of the resend")


@check("a forged notification does not verify")
def _():
    control("POST", "faults", {"gateway": "alipay", "on": "notify", "kind": "bad_signature"})
    control("POST", f"notify/{number('c')}")
    equal(verifies(next_form()), False, "the forged one verifies")


@check("a refund asked for twice by the SDK is one refund, and is told once")
def _():
    ask = {"out_trade_no": number("c"), "refund_amount": "4.00", "out_request_no": number("r")}
    equal(alipay.api_alipay_trade_refund(**ask)["fund_change"], "Y", "first")
    equal(alipay.api_alipay_trade_refund(**ask)["fund_change"], "N", "second")
    form = told("TRADE_SUCCESS")
    equal((form["out_biz_no"], form["refund_fee"]), (number("r"), "4.00"), "what went back")
    found = alipay.api_alipay_trade_fastpay_refund_query(number("r"), out_trade_no=number("c"))
    equal((found["refund_status"], found["refund_amount"]), ("REFUND_SUCCESS", "4.00"), "the refund")
    nothing = alipay.api_alipay_trade_fastpay_refund_query(number("never"), out_trade_no=number("c"))
    equal((nothing["code"], "refund_status" in nothing), ("10000", False), "no refund")
    rest = {"out_trade_no": number("c"), "refund_amount": "5.90", "out_request_no": number("rest")}
    equal(alipay.api_alipay_trade_refund(**rest)["fund_change"], "Y", "the rest")
    equal(told("TRADE_CLOSED")["refund_fee"], "9.90", "all that went back")


@check("a request the SDK signed with another key is refused, and the refusal verifies")
def _():
    stranger = key_mode(private_key=read("gateway_private_key.pem"))
    answer = stranger.api_alipay_trade_query(number("a"))
    equal((answer["code"], answer["sub_code"]), ("40002", "isv.invalid-signature"), "refusal")


@check("the SDK's page and phone addresses lead to the cashier, and the signed return verifies")
def _():
    for name, make in (("page", alipay.api_alipay_trade_page_pay), ("wap", alipay.api_alipay_trade_wap_pay)):
        query = make(**order(name), return_url="https://shop.test/o/1?x=y", notify_url=notify_url)
        back = press(f"{base}/gateway.do?{query}")
        equal(back.startswith("https://shop.test/o/1?x=y&"), True, back)
        returned = {key: value for key, value in query_of(back).items() if key != "x"}
        equal(returned["method"], f"alipay.trade.{name}.pay.return", "method")
        equal((returned["out_trade_no"], returned["total_amount"]), (number(name), "9.90"), "what was paid")
        equal(verifies(returned), True, "the SDK verifies the return")
        equal(told("TRADE_SUCCESS")["out_trade_no"], number(name), "out_trade_no")


@check("whoever gives up at the cashier comes back without a word")
def _():
    query = alipay.api_alipay_trade_page_pay(**order("quit"), return_url="https://shop.test/o/2")
    equal(press(f"{base}/gateway.do?{query}", "cancel"), "https://shop.test/o/2", "address")
    equal(alipay.api_alipay_trade_query(number("quit"))["trade_status"], "WAIT_BUYER_PAY", "trade_status")


@check("in certificate mode the SDK names the certificates as the sandbox does")
def _():
    sdk = certificate_mode()
    equal(sdk.app_cert_sn, names["app_cert_sn"], "app_cert_sn")
    equal(sdk.alipay_root_cert_sn, names["alipay_root_cert_sn"], "alipay_root_cert_sn")
    scan(precreated("d", sdk))
    equal(sdk.api_alipay_trade_query(number("d"))["trade_status"], "WAIT_BUYER_PAY", "trade_status")


@check("a bill is found by the SDK, and lists what was paid and what went back")
def _():
    day = datetime.now().strftime("%Y-%m-%d")
    ask = {"bill_type": "trade", "bill_date": day}
    method = "alipay.data.dataservice.bill.downloadurl.query"
    early = alipay.server_api(method, ask)
    equal(early["sub_code"], "isp.bill_not_exist", "before the day is over")
    advance(36)
    try:
        address = alipay.server_api(method, dict(ask))["bill_download_url"]
    finally:
        advance(-36)
    with urllib.request.urlopen(address, timeout=WAIT_SECONDS) as answer:
        archive = zipfile.ZipFile(io.BytesIO(answer.read()))
    tables = [archive.read(entry).decode("gbk") for entry in archive.namelist()]
    rows = [row for table in tables for row in table.splitlines() if number("c") in row]
    kinds = sorted((row.split(",")[2], re.search(r",(-?\d+\.\d\d),", row).group(1)) for row in rows)
    equal(kinds, [("交易", "9.90"), ("退款", "-4.00"), ("退款", "-5.90")], "rows")


end()
