"""Stripe's own Python library judges the sandbox's payouts, in both directions:

1. it drives the sandbox as if it were Stripe, and must understand every answer and every error;
2. the events that the sandbox sends must verify with its `Webhook.construct_event`.

    python stripe_payouts_oracle.py --base http://127.0.0.1:PORT --keys DIR
"""

import queue
import threading

import stripe

from sandbox import advance, control
from stripe_judge import account, create, endpoint, fault, next_event, webhook_secret
from verdicts import check, end, equal, raises


def events_of(payout, wanted):
    """The verified events of one payout, until all wanted kinds have come. Stripe promises no order."""
    found = {}
    while set(wanted) - set(found):
        signature, body = next_event()
        event = stripe.Webhook.construct_event(body, signature, webhook_secret)
        if event.data.object.id == payout.id:
            found[event.type] = event
    return found


def retrieve(identity):
    return stripe.Payout.retrieve(identity, stripe_account=account)


@check("a payout created by the library is pending and says what was asked")
def _():
    payout = create("oracle-a", metadata={"payout": "a"}, statement_descriptor="Joinery", description="入会费")
    equal((payout.object, payout.status, payout.amount), ("payout", "pending", 1100), "payout")
    equal(payout.metadata["payout"], "a", "metadata")
    equal((payout.description, payout.statement_descriptor), ("入会费", "Joinery"), "texts")
    equal(retrieve(payout.id).to_dict(), payout.to_dict(), "the payout read again")


@check("the same key and parameters give the same payout, other parameters an IdempotencyError")
def _():
    first, again = create("oracle-b"), create("oracle-b")
    equal(again.id, first.id, "id")
    equal(again.last_response.headers["idempotent-replayed"], "true", "replayed")
    raises(stripe.IdempotencyError, lambda: create("oracle-b", amount=1101), http_status=400)


@check("a key that is being worked on is a conflict")
def _():
    fault(on="submit", kind="delay", delay_ms=3000, number="oracle-c")
    made = queue.Queue()
    slow = threading.Thread(target=lambda: made.put(create("oracle-c")))
    slow.start()
    while control("GET", "faults")["faults"]:
        pass
    conflict = None
    while conflict is None and slow.is_alive():
        try:
            create("oracle-c")
        except stripe.APIError as raised:
            conflict = raised
    slow.join()
    equal((conflict.http_status, conflict.json_body["error"]["code"]), (409, "idempotency_key_in_use"), "conflict")
    equal(create("oracle-c").id, made.get().id, "id")


@check("lists are filtered and turned page by page")
def _():
    made = [create().id for _ in range(3)]
    pages = stripe.Payout.list(stripe_account=account, status="pending", limit=2)
    equal([payout.id for payout in pages.data], made[:0:-1], "the first page")
    turned = [payout.id for payout in pages.auto_paging_iter()]
    equal(turned[:3], made[::-1], "newest first")
    equal(len(turned), len(set(turned)), "no payout twice")
    none = stripe.Payout.list(stripe_account=account, created={"gt": 32_503_680_000})
    equal(none.data, [], "payouts of the year 3000")


@check("a pending payout is cancelled, and only once")
def _():
    payout = create()
    cancelled = stripe.Payout.cancel(payout.id, stripe_account=account)
    equal(cancelled.status, "canceled", "status")
    equal(bool(cancelled.failure_balance_transaction), True, "the money is back")
    again = lambda: stripe.Payout.cancel(payout.id, stripe_account=account)
    raises(stripe.InvalidRequestError, again, http_status=400)


@check("metadata is changed by the library")
def _():
    payout = stripe.Payout.modify(create().id, metadata={"run": "1"}, stripe_account=account)
    equal(payout.metadata["run"], "1", "metadata")


@check("wrong parameters are InvalidRequestErrors that name code and parameter")
def _():
    error = stripe.InvalidRequestError
    missing = lambda: stripe.Payout.create(currency="usd", stripe_account=account)
    raises(error, missing, code="parameter_missing", param="amount", http_status=400)
    raises(error, lambda: create(amount="ten"), code="parameter_invalid_integer", param="amount")
    raises(error, lambda: create(tip=1), code="parameter_unknown", param="tip")
    raises(error, lambda: create(destination="ba_none"), code="resource_missing", param="destination")
    raises(error, lambda: retrieve("po_none"), code="resource_missing", http_status=404)
    raises(error, lambda: create(amount=99_999_999_999_999), code="amount_too_large")


@check("strangers and foreign accounts are told apart")
def _():
    raises(stripe.AuthenticationError, lambda: create(api_key="sk_test_stranger"), http_status=401)
    foreign = raises(stripe.PermissionError, lambda: create(stripe_account="acct_foreign"), http_status=403)
    equal(foreign.json_body["error"]["code"], "account_invalid", "code")


@check("instant is refused where the external account does not take it")
def _():
    slow = {"id": "acct_oracleslow", "external_accounts": [{"currency": "usd", "instant": False}]}
    control("POST", "stripe/accounts", slow)
    methods = stripe.Account.list_external_accounts("acct_oracleslow").data[0].available_payout_methods
    equal(methods, ["standard"], "available_payout_methods")
    instant = lambda: create(method="instant", stripe_account="acct_oracleslow")
    raises(stripe.InvalidRequestError, instant, code="instant_payouts_unsupported")
    ready = stripe.Account.list_external_accounts(account).data[0]
    equal(ready.available_payout_methods, ["standard", "instant"], "available_payout_methods")
    equal(create(method="instant", destination=ready.id).method, "instant", "method")


@check("the balance goes down by what is paid out")
def _():
    def available():
        balance = stripe.Balance.retrieve(stripe_account=account)
        both = [balance.available, balance.instant_available]
        dollars = [amount.amount for amounts in both for amount in amounts if amount.currency == "usd"]
        equal(dollars[0], dollars[1], "instant_available")
        return dollars[0]

    before = available()
    create(amount=700)
    equal(available(), before - 700, "available")


@check("a failure of the server is an APIError, is not tried again, and is repeated under its key")
def _():
    fault(on="submit", kind="server_error", number="oracle-500")
    for _ in range(2):
        raises(stripe.APIError, lambda: create("oracle-500", max_network_retries=2), http_status=500)
    equal(control("GET", "faults")["faults"], [], "the fault struck once")


@check("an unavailable server is asked again by the library, under its own key")
def _():
    fault(on="submit", kind="unavailable", times=1)
    equal(create(max_network_retries=2).status, "pending", "status")


@check("a broken connection hides a payout that the same key finds")
def _():
    fault(on="submit", kind="timeout_after_success", delay_ms=1, number="oracle-silent")
    raises(Exception, lambda: create("oracle-silent"))
    found = create("oracle-silent")
    equal(found.last_response.headers["idempotent-replayed"], "true", "replayed")


@check("the events of a payout that is paid verify")
def _():
    payout = create()
    advance(24 * 4)
    events = events_of(payout, ["payout.created", "payout.updated", "payout.paid"])
    equal({event.account for event in events.values()}, {account}, "account")
    equal(events["payout.paid"].data.object.to_dict(), retrieve(payout.id).to_dict(), "the payout as told")
    kept = stripe.Event.retrieve(events["payout.paid"].id, stripe_account=account)
    equal(kept.data.object.status, "paid", "the event read again")


@check("a payout that was paid may fail, and its money is back")
def _():
    fault(on="outcome", kind="return", code="account_closed", number="oracle-back")
    payout = create("oracle-back", method="instant")
    advance(1)
    failed = events_of(payout, ["payout.paid", "payout.failed"])["payout.failed"].data.object
    equal((failed.status, failed.failure_code), ("failed", "account_closed"), "failed")
    equal(bool(failed.failure_balance_transaction), True, "failure_balance_transaction")


@check("a changed event, a corrupt signature and another secret do not verify")
def _():
    fault(on="event", kind="bad_signature", number="oracle-corrupt")
    error = stripe.SignatureVerificationError
    construct = stripe.Webhook.construct_event
    while not endpoint.arrived.empty():
        endpoint.told()
    create("oracle-corrupt")
    signature, body = next_event()
    raises(error, lambda: construct(body, signature, webhook_secret))
    create()
    signature, body = next_event()
    equal(construct(body, signature, webhook_secret).type, "payout.created", "type")
    raises(error, lambda: construct(body.replace(b"1100", b"9900"), signature, webhook_secret))
    raises(error, lambda: construct(body, signature, "whsec_other"))


end()
