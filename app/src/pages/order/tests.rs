//! Every state in both languages: what it always says, and what it must never say.

use domain::{
    catalogue::{Period, WayIn},
    id::{OrderId, OrderToken},
    locale::Locale,
    money::{Currency, Money},
    order::{Gateway, OrderException},
    time::Timestamp,
    view::{CommunityHead, OrderStage, OrderView},
};
use leptos::prelude::*;

use super::{Asked, page};

const NOW: Timestamp = Timestamp::from_unix_ms(1_795_300_000_000);

fn price() -> Money {
    Money::new(9_900, Currency::Cny)
}

fn an_order(stage: OrderStage) -> OrderView {
    OrderView {
        number: OrderId::new(NOW, 7),
        token: OrderToken::new(9),
        head: CommunityHead {
            slug: "slow-kiln".to_owned(),
            name: "Slow Kiln".to_owned(),
            tagline: "One good bowl".to_owned(),
            payee_name: "Lin Wan".to_owned(),
            contact: "studio@slowkiln.example".to_owned(),
        },
        tier: "Bench".to_owned(),
        period: Period::Month,
        price: price(),
        refund_days: 7,
        created_at: NOW,
        expires_at: NOW.plus_seconds(900),
        version: 1,
        server_time: NOW.plus_seconds(28),
        stage,
    }
}

fn awaiting() -> OrderStage {
    OrderStage::AwaitingPayment {
        gateway: Gateway::WechatPay,
        code_url: "weixin://wxpay/bizpayurl?pr=abc".to_owned(),
        wallet: Some("http://127.0.0.1:4100/wallet?code_url=x".to_owned()),
    }
}

fn paid(way_in: bool) -> OrderStage {
    let way_in = way_in.then(|| WayIn {
        instructions: "Ask for the key".to_owned(),
        address: "https://slowkiln.example/in".to_owned(),
    });
    OrderStage::Paid { at: NOW, late: false, way_in, valid_until: Some(NOW.plus_days(30)) }
}

fn every_stage() -> Vec<OrderStage> {
    let review = |exception| OrderStage::InReview { exception };
    vec![
        OrderStage::Preparing,
        awaiting(),
        OrderStage::Confirming,
        paid(true),
        paid(false),
        OrderStage::Paid { at: NOW, late: true, way_in: None, valid_until: None },
        OrderStage::Expired { at: NOW },
        OrderStage::Refunding { amount: price() },
        OrderStage::Refunded { amount: price(), at: NOW },
        review(OrderException::AmountMismatch),
        review(OrderException::PaidTwice),
        review(OrderException::PaidLate),
        review(OrderException::None),
    ]
}

fn shown(view: OrderView, locale: Locale) -> String {
    let owner = Owner::new();
    owner.with(|| {
        provide_context(locale);
        page(view, Asked::default()).to_html().replace("<!>", "")
    })
}

#[test]
fn every_state_says_what_happened_the_number_and_whom_to_ask_in_both_languages() {
    for locale in Locale::ALL {
        for stage in every_stage() {
            let view = an_order(stage.clone());
            let number = view.number.to_string();
            let html = shown(view, locale);
            assert!(html.contains(&number), "{stage:?} {locale:?}");
            assert!(html.contains("mailto:studio@slowkiln.example"), "{stage:?} {locale:?}");
            assert_eq!(html.matches("<h1").count(), 1, "{stage:?} {locale:?}");
            assert_eq!(html.matches("<dt>").count(), 5, "{stage:?} {locale:?}");
            assert!(!html.contains("<dd></dd>"), "{stage:?} {locale:?} leaves something unsaid");
            // Templates that were not filled; island properties are the only braces that may stay.
            let words: String = html
                .split("data-props=\"")
                .map(|part| part.split_once('"').map_or(part, |cut| cut.1))
                .collect();
            assert!(
                !words.contains('{') && !words.contains('}'),
                "{stage:?} {locale:?} left a place open: {words}"
            );
        }
    }
}

#[test]
fn the_way_in_is_shown_only_once_it_is_open() {
    for stage in every_stage() {
        let opens = matches!(stage, OrderStage::Paid { way_in: Some(_), .. });
        let html = shown(an_order(stage.clone()), Locale::English);
        assert_eq!(html.contains("https://slowkiln.example/in"), opens, "{stage:?}");
    }
}

#[test]
fn a_page_without_scripts_asks_again_only_while_something_can_change() {
    let refreshes = |stage| shown(an_order(stage), Locale::English).contains("http-equiv=\"refresh\"");
    assert!(refreshes(awaiting()) && refreshes(OrderStage::Confirming) && refreshes(OrderStage::Preparing));
    assert!(!refreshes(paid(true)) && !refreshes(OrderStage::Expired { at: NOW }));
    let owner = Owner::new();
    let stopped =
        owner.with(|| page(an_order(awaiting()), Asked { refresh_is_off: true, check: None }).to_html());
    assert!(!stopped.contains("http-equiv=\"refresh\"") && stopped.contains("Update again"));
}

#[test]
fn the_code_is_labelled_and_the_time_left_is_there_without_scripts() {
    let html = shown(an_order(awaiting()), Locale::English);
    assert!(html.contains("aria-label=\"WeChat Pay QR code for ¥99.00, order ord_"), "{html}");
    assert!(html.contains(">14:32<") && html.contains("datetime=\"PT14M32S\""), "{html}");
}

#[test]
fn names_that_try_to_be_markup_stay_names() {
    let attack = "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    for stage in every_stage() {
        let mut view = an_order(stage);
        for text in [&mut view.head.name, &mut view.head.payee_name, &mut view.head.contact, &mut view.tier] {
            attack.clone_into(text);
        }
        let html = shown(view, Locale::English);
        assert!(!html.contains("<script>alert") && !html.contains("<img"), "{html}");
        assert!(html.contains("&lt;script&gt;alert(1)"));
    }
}
