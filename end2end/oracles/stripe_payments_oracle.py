"""Stripe's own Python library judges the sandbox's payments by Checkout, at the platform's own account, in both directions:

1. it drives the sandbox as if it were Stripe, and must understand every answer and every error;
2. the events that the sandbox sends must verify with its `Webhook.construct_event`.

    python stripe_payments_oracle.py --base http://127.0.0.1:PORT --keys DIR
"""

import time
import urllib.error
import urllib.parse
import urllib.request

import stripe

from sandbox import WAIT_SECONDS, NoRedirect, advance, base, control
from stripe_judge import create, fault, next_event, webhook_secret
from verdicts import check, end, equal, raises


def offset_seconds():
    """How far the sandbox's clock is ahead."""
    return control("GET", "clock")["now_ms"] // 1000 - int(time.time())


def session(number, key=None, **parameters):
    price = {"currency": "cny", "unit_amount": 1990, "product_data": {"name": "入会费"}}
    asked = {
        "mode": "payment",
        "client_reference_id": number,
        "metadata": {"number": number},
        "payment_intent_data": {"metadata": {"number": number}},
        "payment_method_types": ["card"],
        "line_items": [{"price_data": price, "quantity": 1}],
        "success_url": "https://shop.test/o/1?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://shop.test/o/1",
        **parameters,
    }
    return stripe.checkout.Session.create(**asked, **({"idempotency_key": key} if key else {}))


def pay(number, **how):
    return control("POST", f"stripe/sessions/{number}/pay", how)["payment_intent"]


def told(number, kind):
    """The verified event of a kind about a payment's number, or a payout's."""
    while True:
        signature, body = next_event()
        event = stripe.Webhook.construct_event(body, signature, webhook_secret)
        if event.type == kind and number in body.decode():
            return event, signature, body


@check("a session created by the library is open, and is read again with its charge once it is paid")
def _():
    made = session("OA1", "OA1")
    equal((made.object, made.status, made.payment_status), ("checkout.session", "open", "unpaid"), "session")
    equal((made.amount_total, made.currency, made.payment_intent), (1990, "cny", None), "money")
    equal(made.url.startswith(base), True, "url")
    again = session("OA1", "OA1")
    equal((again.id, again.last_response.headers["idempotent-replayed"]), (made.id, "true"), "replayed")
    raises(stripe.IdempotencyError, lambda: session("OA1", "OA1", locale="zh"), http_status=400)
    intent = pay("OA1")
    paid = stripe.checkout.Session.retrieve(made.id, expand=["payment_intent.latest_charge"])
    equal((paid.status, paid.payment_status, paid.url), ("complete", "paid", None), "session")
    equal((paid.payment_intent.id, paid.payment_intent.amount_received), (intent, 1990), "payment intent")
    charge = paid.payment_intent.latest_charge
    equal((charge.object, charge.amount_captured, charge.metadata["number"]), ("charge", 1990, "OA1"), "charge")
    equal(stripe.PaymentIntent.retrieve(intent).latest_charge, charge.id, "the charge, named")


@check("the hosted page takes test cards from any browser, and leads back to the shop")
def _():
    made = session("OA2")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), NoRedirect)
    shown = opener.open(made.url, timeout=WAIT_SECONDS).read().decode()
    equal("CNY 19.90" in shown and "<script" not in shown, True, "the page")

    def submit(number):
        form = {"method": "card", "number": number, "expiry": "12/34", "code": "123"}
        request = urllib.request.Request(made.url, data=urllib.parse.urlencode(form).encode())
        try:
            return opener.open(request, timeout=WAIT_SECONDS)
        except urllib.error.HTTPError as answer:
            return answer

    declined = submit("4000 0000 0000 0002")
    equal((declined.status, "declined" in declined.read().decode()), (402, True), "declined")
    led = submit("4242 4242 4242 4242")
    equal(led.headers["location"], f"https://shop.test/o/1?session={made.id}", "location")
    equal(stripe.checkout.Session.retrieve(made.id).payment_status, "paid", "payment_status")


@check("a session is expired once, and a paid one never")
def _():
    made = session("OA3")
    equal(stripe.checkout.Session.expire(made.id).status, "expired", "status")
    raises(stripe.InvalidRequestError, lambda: stripe.checkout.Session.expire(made.id), http_status=400)
    paid = session("OA4")
    pay("OA4")
    raises(stripe.InvalidRequestError, lambda: stripe.checkout.Session.expire(paid.id), http_status=400)
    found = {one.client_reference_id for one in stripe.checkout.Session.list(status="expired").auto_paging_iter()}
    equal("OA3" in found and "OA4" not in found, True, "expired sessions")


@check("wrong sessions are InvalidRequestErrors that name the parameter")
def _():
    error = stripe.InvalidRequestError
    now = int(time.time()) + offset_seconds()
    raises(error, lambda: session("OA5", expires_at=now + 60), param="expires_at", http_status=400)
    raises(error, lambda: session("OA5", expires_at=now + 90_000), param="expires_at")
    raises(error, lambda: session("OA5", success_url="/o/1"), code="url_invalid", param="success_url")
    raises(error, lambda: session("OA5", payment_method_types=["paypal"]), param="payment_method_types")
    raises(error, lambda: session("OA5", line_items=[]), code="parameter_missing", param="line_items")
    raises(error, lambda: session("OA5", tip=1), code="parameter_unknown", param="tip")
    missing = lambda: stripe.checkout.Session.retrieve("cs_none")
    raises(error, missing, code="resource_missing", http_status=404)


@check("refunds are made, found by their payment, and refused beyond what is left")
def _():
    session("OA6")
    intent = pay("OA6")
    first = stripe.Refund.create(payment_intent=intent, amount=990, metadata={"refund_number": "OR6"})
    equal((first.object, first.status, first.amount, first.payment_intent), ("refund", "succeeded", 990, intent), "refund")
    equal(stripe.Refund.retrieve(first.id).to_dict(), first.to_dict(), "the refund read again")
    error = stripe.InvalidRequestError
    raises(error, lambda: stripe.Refund.create(payment_intent=intent, amount=1001), http_status=400)
    rest = stripe.Refund.create(payment_intent=intent)
    equal(rest.amount, 1000, "the rest")
    raises(error, lambda: stripe.Refund.create(payment_intent=intent), code="charge_already_refunded")
    listed = stripe.Refund.list(payment_intent=intent).data
    equal([refund.id for refund in listed], [rest.id, first.id], "the refunds of the payment")
    charge = stripe.PaymentIntent.retrieve(intent, expand=["latest_charge"]).latest_charge
    equal((charge.refunded, charge.amount_refunded), (True, 1990), "the charge")


@check("a wallet's refund is pending first, and may fail")
def _():
    session("OA7", payment_method_types=["alipay"])
    intent = pay("OA7")
    fault(on="refund_outcome", kind="fail", code="declined", number="OR7")
    refund = stripe.Refund.create(payment_intent=intent, metadata={"refund_number": "OR7"})
    equal(refund.status, "pending", "status")
    advance(1)
    failed = stripe.Refund.retrieve(refund.id)
    equal((failed.status, failed.failure_reason), ("failed", "declined"), "failed")
    event, _signature, _body = told("OR7", "refund.failed")
    equal(event.data.object.id, refund.id, "the event")


@check("balance transactions tell charges and refunds apart, with their sources")
def _():
    session("OA8")
    intent = pay("OA8")
    refund = stripe.Refund.create(payment_intent=intent, amount=100)
    charge = stripe.PaymentIntent.retrieve(intent).latest_charge
    listed = stripe.BalanceTransaction.list(limit=2, expand=["data.source"])
    kinds = {one.type: one for one in listed.auto_paging_iter() if one.source and one.source.id in (charge, refund.id)}
    equal((kinds["charge"].amount, kinds["refund"].amount), (1990, -100), "amounts")
    equal(kinds["charge"].net, 1990 - kinds["charge"].fee, "net")
    equal(kinds["charge"].source.metadata["number"], "OA8", "the charge's metadata")
    equal(stripe.BalanceTransaction.retrieve(kinds["refund"].id).source, refund.id, "the source, named")
    none = stripe.BalanceTransaction.list(created={"gte": 32_503_680_000})
    equal(none.data, [], "balance transactions of the year 3000")


@check("a dispute is answered by the library, and won")
def _():
    session("OA9")
    intent = pay("OA9", card="4000000000000259")
    dispute = stripe.Dispute.list(payment_intent=intent).data[0]
    equal((dispute.status, dispute.amount, dispute.reason), ("needs_response", 1990, "fraudulent"), "dispute")
    saved = stripe.Dispute.modify(dispute.id, evidence={"uncategorized_text": "They read it."}, submit=False)
    equal(saved.status, "needs_response", "kept for later")
    refused = lambda: stripe.Refund.create(payment_intent=intent)
    raises(stripe.InvalidRequestError, refused, code="charge_disputed")
    sent = stripe.Dispute.modify(dispute.id, evidence={"uncategorized_text": "winning_evidence"}, submit=True)
    equal((sent.status, sent.evidence_details.submission_count), ("won", 1), "won")
    equal([one.amount for one in stripe.Dispute.retrieve(dispute.id).balance_transactions], [-1990, 1990], "the money")
    event, _signature, _body = told(dispute.id, "charge.dispute.closed")
    equal(event.data.object.status, "won", "the event")


@check("a complete session may be unpaid, and be paid later or never")
def _():
    for number, outcome, kind in (
        ("OA10", "later", "checkout.session.async_payment_succeeded"),
        ("OA11", "fails", "checkout.session.async_payment_failed"),
    ):
        made = session(number, payment_method_types=["alipay"])
        pay(number, outcome=outcome)
        event, _signature, _body = told(number, "checkout.session.completed")
        equal((event.data.object.status, event.data.object.payment_status), ("complete", "unpaid"), number)
        advance(1)
        event, _signature, _body = told(number, kind)
        wanted = "paid" if outcome == "later" else "unpaid"
        equal((event.data.object.id, event.data.object.payment_status), (made.id, wanted), kind)


@check("the event of a paid session verifies, and not with a changed byte, price or secret")
def _():
    made = session("OA12")
    pay("OA12")
    event, signature, body = told("OA12", "checkout.session.completed")
    equal((event.data.object.id, event.data.object.payment_status), (made.id, "paid"), "session")
    equal(getattr(event, "account", None), None, "it is the platform's own")
    equal(stripe.Event.retrieve(event.id).data.object.id, made.id, "the event read again")
    error, construct = stripe.SignatureVerificationError, stripe.Webhook.construct_event
    raises(error, lambda: construct(body.replace(b"1990", b"1"), signature, webhook_secret))
    raises(error, lambda: construct(body + b" ", signature, webhook_secret))
    raises(error, lambda: construct(body, signature, "whsec_other"))
    old = signature.replace("t=", "t=1")
    raises(error, lambda: construct(body, old, webhook_secret))


@check("while a webhook secret is rolled, the old and the new one verify")
def _():
    newest = control("POST", "stripe/webhook_secret")["secrets"][0]
    session("OA13")
    pay("OA13")
    # By name: events from before may still be on their way, signed with the old secret alone.
    _, signature, body = told("OA13", "checkout.session.completed")
    for secret in (newest, webhook_secret):
        kind = stripe.Webhook.construct_event(body, signature, secret).type
        equal(kind, "checkout.session.completed", "type")
    _, signature, body = told(create().id, "payout.created")
    for secret in (newest, webhook_secret):
        equal(stripe.Webhook.construct_event(body, signature, secret).type, "payout.created", "type")


end()
