"""Stripe's own Python library judges our own adapter for Stripe, in both directions:

1. for every request the adapter sent, the library, asked for the same, sends the same: method, path, parameters, key,
   version and `Idempotency-Key`;
2. what the library signs (`WebhookSignature.generate_signature_header`) is understood, and nothing else is.
"""

import json
import re
import sys
import time
import urllib.parse

sys.dont_write_bytecode = True
from adapter import Listener, Sent, base, key_file, sent_by, steps  # noqa: E402
from verdicts import check, end, equal  # noqa: E402

import stripe  # noqa: E402

DESCRIPTION = "入会费 50% off + 'gift'"
RETURN_URL = "https://shop.test/o/1?from=wallet"
AFTER_THE_ORDER_SECONDS = 15 * 60 + 31 * 60


class Stop(stripe.HTTPClient):
    """What the library sends ends here."""

    name = "stop"

    def request(self, method, url, headers, post_data=None):
        raise Sent(method.upper(), url, headers, post_data)


stripe.api_base = base
stripe.api_key = key_file("stripe/secret_key")
stripe.enable_telemetry = False
stripe.default_http_client = Stop()
webhook_secret = key_file("stripe/webhook_secret")
asked = {}
for step in steps:
    asked.setdefault(step["step"], []).extend(step["requests"])


def parameters(request):
    """What stands in the form or in the address; the names of both stand once."""
    text = request["body"] or urllib.parse.urlsplit(request["target"]).query
    pairs = urllib.parse.parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text))
    equal(len(dict(pairs)), len(pairs), "names that stand once")
    return dict(pairs)


def as_request(sent):
    parts = urllib.parse.urlsplit(sent.url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    return {"method": sent.method, "target": target, "body": sent.body or ""}


@check("the adapter asked for everything there is to ask for")
def _():
    wanted = {
        "card": 2,
        "alipay": 1,
        "wechat pay": 1,
        "close": 2,
        "query": 1,
        "find": 2,
        "refund": 2,
        "refund query": 1,
        "disputes": 1,
        "dispute": 1,
        "evidence": 1,
        "bill": 1,
    }
    equal({step: len(requests) for step, requests in asked.items()}, wanted, "requests of each step")


def judge(step, request, call, key=None):
    @check(f"{step}: the library sends the same {request['method']} {re.sub('/(cs|du|dp)_[^/]*', '/…', request['target']).split('?')[0]}")
    def _():
        sent = sent_by(call)
        theirs = as_request(sent)
        equal(request["method"], theirs["method"], "method")
        path = lambda one: urllib.parse.urlsplit(one["target"]).path
        equal(path(request), path(theirs), "path")
        equal(parameters(request), parameters(theirs), "parameters")
        headers = {name.lower(): value for name, value in sent.headers.items()}
        equal(request["headers"]["authorization"], headers["authorization"], "Authorization")
        equal(request["headers"]["stripe-version"], headers["stripe-version"], "Stripe-Version")
        equal(request["headers"].get("idempotency-key"), key, "our Idempotency-Key")
        if key:
            equal(headers["idempotency-key"], key, "the library's Idempotency-Key")
        if request["method"] == "POST":
            equal(request["headers"]["content-type"], headers["content-type"], "Content-Type")


def created(method, number, ends):
    options = {"payment_method_options": {"wechat_pay": {"client": "web"}}} if method == "wechat_pay" else {}
    return stripe.checkout.Session.create(
        mode="payment",
        client_reference_id=number,
        metadata={"number": number},
        payment_intent_data={"metadata": {"number": number}},
        payment_method_types=[method],
        line_items=[
            {
                "price_data": {"currency": "cny", "unit_amount": 990, "product_data": {"name": DESCRIPTION}},
                "quantity": 1,
            }
        ],
        adaptive_pricing={"enabled": False},
        expires_at=ends,
        locale="zh",
        success_url=RETURN_URL,
        cancel_url=RETURN_URL,
        idempotency_key=number,
        **options,
    )


for step, method in [("card", "card"), ("card", "card"), ("alipay", "alipay"), ("wechat pay", "wechat_pay")]:
    request = asked[step].pop(0)
    sent = parameters(request)
    number, ends = sent["client_reference_id"], int(sent["expires_at"])
    judge(step, request, lambda: created(method, number, ends), key=number)

    @check(f"{step}: the session outlives the order by what Stripe wants at least")
    def _():
        # The number begins with the moment it was made.
        ordered = int(number[1:11])
        equal(AFTER_THE_ORDER_SECONDS - 2 <= ends - ordered <= AFTER_THE_ORDER_SECONDS + 2, True, ends - ordered)


def name_in(request):
    return urllib.parse.urlsplit(request["target"]).path.split("/")[-1]


EXPANDED = ["payment_intent.latest_charge"]
Session, Refund, Dispute = stripe.checkout.Session, stripe.Refund, stripe.Dispute
looked, expired = asked["close"]
given_up = name_in(looked)
judge("close", looked, lambda: Session.retrieve(given_up, expand=EXPANDED))
judge("close", expired, lambda: Session.expire(given_up))
[request] = asked["query"]
paid = name_in(request)
judge("query", request, lambda: Session.retrieve(paid, expand=EXPANDED))
listed, found = asked["find"]
# Around the moment that the number was made, and no further.
around = {end: int(parameters(listed)[f"created[{end}]"]) for end in ("gte", "lte")}
equal(0 < around["lte"] - around["gte"] < 4 * 3_600, True, "how far it looks")
judge("find", listed, lambda: Session.list(limit=100, created=around))
judge("find", found, lambda: Session.retrieve(paid, expand=EXPANDED))
known, refunded = asked["refund"]
intent, number = parameters(known)["payment_intent"], parameters(refunded)["metadata[number]"]
refund = parameters(refunded)["metadata[refund_number]"]
names = {"number": number, "refund_number": refund}
refunds = lambda: Refund.list(payment_intent=intent, limit=100)
judge("refund", known, refunds)
refunding = lambda: Refund.create(payment_intent=intent, amount=400, metadata=names, idempotency_key=refund)
judge("refund", refunded, refunding, key=refund)
judge("refund query", asked["refund query"][0], refunds)
[request] = asked["disputes"]
began = int(parameters(request)["created[gte]"])
judge("disputes", request, lambda: Dispute.list(created={"gte": began}, limit=25))
[request] = asked["dispute"]
dispute = name_in(request)
judge("dispute", request, lambda: Dispute.retrieve(dispute))
text = {"uncategorized_text": "They read it. 他们读了。"}
judge("evidence", asked["evidence"][0], lambda: Dispute.modify(dispute, evidence=text, submit=True))
[request] = asked["bill"]
day = int(parameters(request)["created[gte]"])
within = {"gte": day, "lt": day + 86_400}
bill = lambda: stripe.BalanceTransaction.list(created=within, expand=["data.source"], limit=50)
judge("bill", request, bill)


# The other way round.
adapter = Listener("stripe")
CREATED = 1_795_147_200


def event(kind, thing, **more):
    document = {
        "id": "evt_oracle",
        "object": "event",
        "api_version": stripe.api_version,
        "created": CREATED,
        "data": {"object": thing},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }
    return json.dumps({**document, **more}, ensure_ascii=False)


def session(**more):
    names = {"client_reference_id": "JORACLE1", "metadata": {"number": "JORACLE1"}}
    money = {"amount_total": 990, "currency": "cny", "payment_intent": "pi_oracle"}
    standing = {"status": "complete", "payment_status": "paid", "url": None}
    return {"id": "cs_test_oracle", "object": "checkout.session", **names, **money, **standing, **more}


def header(body, secret=webhook_secret, age=0):
    signed_at = int(time.time()) - age
    return stripe.WebhookSignature.generate_signature_header(body, secret, signed_at)


def hears(body, signature):
    return adapter.hears({"stripe-signature": signature}, body)


def believed(body, signature):
    try:
        return stripe.Webhook.construct_event(body, signature, webhook_secret).id == "evt_oracle"
    except stripe.SignatureVerificationError:
        return False


def understood(name, body, wanted):
    @check(f"{name}, told by the library, is understood")
    def _():
        signature = header(body)
        equal(hears(body, signature), {**wanted, "event": "evt_oracle"}, "what was heard")
        equal(believed(body, signature), True, "the library believes it")


PAID = {"paid": "JORACLE1", "transaction": "pi_oracle", "minor": 990, "currency": "CNY", "at": CREATED * 1000}
complete = event("checkout.session.completed", session())
understood("a paid session", complete, PAID)
later = event("checkout.session.async_payment_succeeded", session())
understood("a session that was paid later", later, PAID)
unpaid = event("checkout.session.completed", session(payment_status="unpaid"))
understood("a complete session that is not paid", unpaid, {"ask": "JORACLE1"})
expired = event("checkout.session.expired", session(status="expired", payment_status="unpaid", payment_intent=None))
understood("an expired session", expired, {"ask": "JORACLE1"})
names = {"number": "JORACLE1", "refund_number": "RORACLE1"}
money = {"amount": 400, "currency": "cny", "payment_intent": "pi_oracle"}
back = {"id": "re_oracle", "object": "refund", "status": "succeeded", "created": CREATED, "metadata": names, **money}
succeeded = {"refund": "RORACLE1", "answer": "succeeded", "at": CREATED * 1000}
understood("a refund", event("refund.updated", back), succeeded)
failed = {"refund": "RORACLE1", "answer": "abnormal", "at": None}
understood("a refund that failed", event("refund.failed", {**back, "status": "failed"}), failed)
state = {"reason": "fraudulent", "status": "needs_response", "evidence_details": {"due_by": CREATED + 86_400}}
disputed = {"id": "du_oracle", "object": "dispute", **money, **state}
taken = {"dispute": "du_oracle", "transaction": "pi_oracle", "minor": 400, "currency": "CNY"}
understood("a dispute", event("charge.dispute.created", disputed), taken)


def refused(name, reason, body, signature, by_library=True):
    @check(f"{name} is refused")
    def _():
        equal(hears(body, signature), {"refused": reason}, "what was heard")
        equal(believed(body, signature), not by_library, "the library believes it")


honest = header(complete)
refused("a payment with another price", "Signature", complete.replace("990", "1"), honest)
refused("a payment with one more blank", "Signature", complete + " ", honest)
refused("a payment signed with another secret", "Signature", complete, header(complete, secret="whsec_other"))
refused("a payment of another moment", "Signature", complete, re.sub(r"t=(\d+)", f"t={int(time.time()) - 9}", honest))
refused("a payment under a scheme of old", "Headers", complete, honest.replace("v1=", "v0="))
refused("a payment signed five minutes ago", "Age", complete, header(complete, age=301))
# The library takes any moment that is yet to come, and leaves it to its user whether money is play money.
refused("a payment of the future", "Age", complete, header(complete, age=-310), by_library=False)
real = event("checkout.session.completed", session(), livemode=True)
refused("real money at an account of play money", "OtherMerchant", real, header(real), by_library=False)


@check("while a secret is rolled, either signature is enough; without any nothing is believed")
def _():
    old = header(complete, secret="whsec_old").split("v1=")[1]
    equal(hears(complete, honest + f",v1={old}")["paid"], "JORACLE1", "the known one first")
    equal(hears(complete, honest.replace("v1=", f"v1={old},v1="))["paid"], "JORACLE1", "the known one last")
    equal(adapter.hears({}, complete), {"refused": "Headers"}, "without a header")
    adapter.hang_up()


end()
