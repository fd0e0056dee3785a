//! Creating a session.

use domain::{
    money::{Currency, Money},
    order::{Channel, PayWay, PayerAction},
};
use gateways::stripe::API_VERSION;
use serde_json::{Value, json};
use services::ports::{CreateAnswer, CreatePayment, GatewayFault, PaymentGateway as _};

use super::support::{
    NUMBER, SESSION, adapter, config, error, list, payment, says, scripted, session, silent,
};

fn open(url: &str) -> CreateAnswer {
    let action = PayerAction::Visit { url: url.to_owned() };
    CreateAnswer::Open { action, reference: Some(SESSION.to_owned()) }
}

fn stripes() -> CreateAnswer {
    open("https://checkout.stripe.com/c/pay/cs_test_a1#fid")
}

fn refused(code: &str) -> CreateAnswer {
    CreateAnswer::Refused { code: code.to_owned() }
}

#[tokio::test]
async fn a_creation_asks_for_exactly_this() {
    let mut stripe = says(200, session("open", "unpaid", "")).await;
    assert_eq!(stripe.adapter.create(&payment()).await, Ok(stripes()));
    let received = stripe.server.next().await;
    assert_eq!(received.header("idempotency-key"), Some(NUMBER));
    assert_eq!(received.header("authorization"), Some("Bearer sk_test_x"));
    assert_eq!(received.header("stripe-version"), Some(API_VERSION));
    assert_eq!(received.header("stripe-account"), None);

    let wechat = CreatePayment { channel: Channel::WechatPay, language: "en", ..payment() };
    assert_eq!(stripe.adapter.create(&wechat).await, Ok(stripes()));
    let (place, asked) = stripe.asked().await;
    assert_eq!(place, "POST /v1/checkout/sessions");
    let wanted = [
        ("mode", "payment"),
        ("client_reference_id", NUMBER),
        ("metadata[number]", NUMBER),
        ("payment_intent_data[metadata][number]", NUMBER),
        ("payment_method_types[0]", "wechat_pay"),
        ("line_items[0][quantity]", "1"),
        ("line_items[0][price_data][currency]", "cny"),
        ("line_items[0][price_data][unit_amount]", "990"),
        ("line_items[0][price_data][product_data][name]", &"会".repeat(250)),
        ("adaptive_pricing[enabled]", "false"),
        // A quarter of an hour of the order, and 31 minutes.
        ("expires_at", "1767228360"),
        ("locale", "en"),
        ("success_url", "https://shop.test/o/1?a=b"),
        ("cancel_url", "https://shop.test/o/1?a=b"),
        ("payment_method_options[wechat_pay][client]", "web"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(asked, wanted);
}

#[tokio::test]
async fn payers_are_sent_to_stripe_and_nowhere_else() {
    let mut answer = session("open", "unpaid", "");
    for wrong in [
        "http://checkout.stripe.com/c/pay/x",
        "https://checkout.stripe.com.evil.test/c/pay/x",
        "https://checkout.stripe.com:444/c/pay/x",
        "https://checkout.stripe.com@evil.test/",
        "https://me@checkout.stripe.com/",
        "https://evil.test/?https://checkout.stripe.com/",
        "//checkout.stripe.com/",
        "javascript:alert(1)",
        "",
    ] {
        answer["url"] = json!(wrong);
        let stripe = says(200, answer.clone()).await;
        assert_eq!(stripe.adapter.create(&payment()).await, Err(GatewayFault::Untrusted), "{wrong}");
    }
    answer["url"] = Value::Null;
    assert_eq!(says(200, answer).await.adapter.create(&payment()).await, Err(GatewayFault::Untrusted));
}

#[tokio::test]
async fn a_repeated_answer_is_not_taken_for_how_it_is_now() {
    for (now, expected) in [
        (session("open", "unpaid", ""), stripes()),
        (session("complete", "paid", "succeeded"), CreateAnswer::AlreadyPaid),
        (session("complete", "unpaid", "processing"), CreateAnswer::AlreadyPaid),
        (session("complete", "unpaid", "requires_payment_method"), CreateAnswer::Closed),
        (session("expired", "unpaid", "canceled"), CreateAnswer::Closed),
    ] {
        let stripe = scripted(move |place, _| {
            let mut then = session("open", "unpaid", "");
            then["replayed"] = json!(true);
            (200, if place.starts_with("POST") { then } else { now.clone() })
        });
        assert_eq!(stripe.await.adapter.create(&payment()).await, Ok(expected));
    }
}

#[tokio::test]
async fn a_session_made_before_with_other_words_is_found_and_one_with_another_price_is_refused() {
    for (status, kind, code) in [(400, "idempotency_error", ""), (500, "api_error", "")] {
        for (amount, expected) in [(990, stripes()), (991, refused("INVALID_AMOUNT"))] {
            let stripe = scripted(move |place, _| {
                let mut made = session("open", "unpaid", "");
                made["amount_total"] = json!(amount);
                match place {
                    "POST /v1/checkout/sessions" => (status, error(kind, code)),
                    "GET /v1/checkout/sessions" => (200, list(&[session_of("other"), made])),
                    _ => (200, made),
                }
            });
            assert_eq!(stripe.await.adapter.create(&payment()).await, Ok(expected), "{status} {amount}");
        }
    }
}

fn session_of(number: &str) -> Value {
    let mut other = session("open", "unpaid", "");
    other["client_reference_id"] = json!(number);
    other["metadata"]["number"] = json!(number);
    other
}

#[tokio::test]
async fn each_refusal_of_a_creation_has_its_meaning() {
    let request = "invalid_request_error";
    let trouble = |code: &str| Err(GatewayFault::Trouble { code: code.to_owned() });
    for (status, kind, code, expected) in [
        (400, request, "amount_too_small", Ok(refused("amount_too_small"))),
        (400, request, "", Ok(refused(request))),
        (402, "card_error", "card_declined", Ok(refused("card_declined"))),
        (400, "idempotency_error", "", Ok(refused("idempotency_error"))),
        (409, "idempotency_error", "idempotency_key_in_use", trouble("idempotency_key_in_use")),
        (409, request, "lock_timeout", trouble("lock_timeout")),
        (429, request, "rate_limit", trouble("rate_limit")),
        (500, "api_error", "", trouble("api_error")),
        (503, "api_error", "", trouble("api_error")),
        (401, request, "", Err(GatewayFault::Refused { code: request.to_owned() })),
        (403, request, "", Err(GatewayFault::Refused { code: request.to_owned() })),
        (404, "", "", Err(GatewayFault::Refused { code: String::new() })),
    ] {
        let stripe = scripted(move |place, _| match place {
            "GET /v1/checkout/sessions" => (200, list(&[])),
            _ => (status, error(kind, code)),
        });
        assert_eq!(stripe.await.adapter.create(&payment()).await, expected, "{status} {kind} {code}");
    }
}

#[tokio::test]
async fn what_is_not_offered_is_refused_before_any_call() {
    let (card, wechat) = (payment(), CreatePayment { channel: Channel::WechatPay, ..payment() });
    let priced = |amount| CreatePayment { amount, ..card.clone() };
    for (payment, code) in [
        (CreatePayment { way: PayWay::Code, ..card.clone() }, "NOT_OFFERED"),
        (CreatePayment { amount: Money::new(990, Currency::Krw), ..wechat }, "NOT_OFFERED"),
        (CreatePayment { number: "J/2026".to_owned(), ..card.clone() }, "INVALID_NUMBER"),
        (CreatePayment { number: String::new(), ..card.clone() }, "INVALID_NUMBER"),
        (priced(Money::new(0, Currency::Cny)), "INVALID_AMOUNT"),
        (priced(Money::new(1_995, Currency::Kwd)), "INVALID_AMOUNT"),
    ] {
        assert_eq!(silent().create(&payment).await, Ok(refused(code)));
    }
    assert_eq!(silent().create(&payment()).await, Err(GatewayFault::NoAnswer));
}

#[test]
fn cards_go_with_every_currency_and_wallets_with_theirs() {
    let all = silent();
    for currency in Currency::ALL {
        assert_eq!(all.ways(Channel::Card, *currency), [PayWay::Page], "{currency:?}");
    }
    assert_eq!(all.ways(Channel::Alipay, Currency::Myr), [PayWay::Page]);
    for (channel, currency) in [
        (Channel::WechatPay, Currency::Myr),
        (Channel::WechatPay, Currency::Krw),
        (Channel::Alipay, Currency::Twd),
    ] {
        assert_eq!(all.ways(channel, currency), [], "{channel:?} {currency:?}");
    }
    let mut cards = config("http://127.0.0.1:9");
    cards.channels.retain(|channel| *channel == Channel::Card);
    let cards = adapter(cards);
    assert_eq!(cards.ways(Channel::Alipay, Currency::Cny), []);
    assert_eq!(cards.ways(Channel::Card, Currency::Cny), [PayWay::Page]);
}
