//! Every state in both languages: what it always says, and what it must never say.

use domain::{
    catalogue::{Period, WayIn},
    id::{MembershipId, OrderId, OrderToken, ProductId},
    locale::Locale,
    money::{Currency, Money},
    order::{
        Channel, DisputeState, Gateway, OrderException, PayerAction, RefundReason, RefundRefusal, WalletCall,
    },
    time::Timestamp,
    view::{
        CommunityHead, DisputeView, OrderStage, OrderView, Problem, ProblemCode,
        refunds::{PeriodEnd, RefundAfterwards, RefundAskView},
    },
};
use leptos::prelude::*;

use super::{Asked, page};

pub(super) const NOW: Timestamp = Timestamp::from_unix_ms(1_795_300_000_000);

pub(super) fn price() -> Money {
    Money::new(9_900, Currency::Cny)
}

pub(super) fn an_order(stage: OrderStage) -> OrderView {
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
        product: ProductId::new(NOW, 3),
        tier: "Bench".to_owned(),
        period: Period::Month,
        price: price(),
        refund_days: 7,
        created_at: NOW,
        expires_at: NOW.plus_seconds(900),
        version: 1,
        server_time: NOW.plus_seconds(28),
        stage,
        refunds: Vec::new(),
        dispute: None,
    }
}

fn awaiting() -> OrderStage {
    OrderStage::AwaitingPayment {
        channel: Channel::WechatPay,
        action: PayerAction::Scan { code_url: "weixin://wxpay/bizpayurl?pr=abc".to_owned() },
        others: vec![Channel::Alipay, Channel::Card],
        wallet: Some("http://127.0.0.1:4100/wallet?code_url=x".to_owned()),
    }
}

fn preparing() -> OrderStage {
    OrderStage::Preparing { channel: Channel::WechatPay, others: Vec::new() }
}

fn refused(again: bool, others: Vec<Channel>) -> OrderStage {
    OrderStage::Refused { channel: Channel::WechatPay, again, others }
}

fn hand_over() -> OrderStage {
    let page = "/pages/pay/pay?order=o&ticket=t".to_owned();
    OrderStage::HandOver { channel: Channel::WechatPay, page, others: vec![Channel::Card] }
}

fn doing(channel: Channel, action: PayerAction) -> OrderStage {
    OrderStage::AwaitingPayment { channel, action, others: Vec::new(), wallet: None }
}

fn wallet_call() -> WalletCall {
    let text = |text: &str| text.to_owned();
    WalletCall {
        app_id: text("wx0123456789abcdef"),
        timestamp: text("1795300000"),
        nonce: text("n"),
        package: text("prepay_id=wx1"),
        sign_type: text("RSA"),
        signature: text("c2ln"),
    }
}

pub(super) fn paid(way_in: bool) -> OrderStage {
    let way_in = way_in.then(|| WayIn {
        instructions: "Ask for the key".to_owned(),
        address: "https://slowkiln.example/in".to_owned(),
    });
    OrderStage::Paid { at: NOW, late: false, seat: true, way_in, valid_until: Some(NOW.plus_days(30)) }
}

pub(super) fn paid_late(seat: bool) -> OrderStage {
    OrderStage::Paid { at: NOW, late: true, seat, way_in: None, valid_until: None }
}

pub(super) fn expired() -> OrderStage {
    OrderStage::Expired { at: NOW, watched_until: Some(NOW.plus_days(1)) }
}

fn every_stage() -> Vec<OrderStage> {
    let review = |exception| OrderStage::InReview { exception };
    let going = |reason| OrderStage::Refunding { amount: price(), reason };
    let gone = |reason| OrderStage::Refunded { amount: price(), at: NOW, reason };
    let mut stages = vec![
        preparing(),
        awaiting(),
        doing(Channel::Card, PayerAction::Visit { url: "https://checkout.stripe.com/c/1".to_owned() }),
        doing(Channel::WechatPay, PayerAction::Invoke(wallet_call())),
        OrderStage::WalletSignIn { channel: Channel::WechatPay, others: vec![Channel::Card] },
        OrderStage::Confirming,
        OrderStage::UnderWay { channel: Channel::Alipay },
        refused(true, vec![Channel::Alipay]),
        refused(false, Vec::new()),
        hand_over(),
        paid(true),
        paid(false),
        paid_late(true),
        paid_late(false),
        expired(),
    ];
    stages.extend(OrderException::ALL.into_iter().map(review));
    stages.extend(RefundReason::ALL.into_iter().flat_map(|reason| [going(reason), gone(reason)]));
    stages
}

pub(super) fn shown(view: OrderView, locale: Locale) -> String {
    shown_as(view, Asked::default(), locale)
}

fn shown_as(view: OrderView, asked: Asked, locale: Locale) -> String {
    let owner = Owner::new();
    owner.with(|| {
        provide_context(locale);
        page(view, asked).to_html().replace("<!>", "")
    })
}

fn an_ask(refusal: Option<RefundRefusal>) -> RefundAskView {
    let OrderView { token, number, head, tier, .. } = an_order(paid(true));
    RefundAskView {
        token,
        number,
        head,
        tier,
        amount: price(),
        refund_days: 7,
        until: Some(NOW.plus_days(7)),
        refusal,
        gateway: Gateway::Alipay,
        after: RefundAfterwards { ends: Some(PeriodEnd::WayIn), ..RefundAfterwards::default() },
    }
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
            // Templates that were not filled; what scripts read are the only braces that may stay.
            let attributes = ["data-props=\"", "data-wallet-call=\""];
            let words = attributes.into_iter().fold(html, |html, attribute| {
                html.split(attribute).map(|part| part.split_once('"').map_or(part, |cut| cut.1)).collect()
            });
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
    assert!(refreshes(awaiting()) && refreshes(OrderStage::Confirming) && refreshes(preparing()));
    assert!(refreshes(OrderStage::UnderWay { channel: Channel::Card }));
    assert!(!refreshes(paid(true)) && !refreshes(expired()));
    let owner = Owner::new();
    let stopped = owner
        .with(|| page(an_order(awaiting()), Asked { refresh_is_off: true, ..Asked::default() }).to_html());
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

#[test]
fn each_way_to_pay_has_one_primary_action_and_leads_to_the_others() {
    let of = |action| {
        let stage = OrderStage::AwaitingPayment {
            channel: Channel::WechatPay,
            action,
            others: Channel::ALL.to_vec(),
            wallet: None,
        };
        shown(an_order(stage), Locale::English)
    };
    let visit = of(PayerAction::Visit { url: "https://wx.tenpay.com/h5?x=1".to_owned() });
    assert!(
        visit.contains("href=\"https://wx.tenpay.com/h5?x=1\" referrerpolicy=\"origin\" rel=\"external\""),
        "{visit}"
    );
    for way in ["Go on to WeChat Pay", "Pay with WeChat Pay on this device", "Pay with Alipay instead"] {
        assert!(visit.contains(way), "{way}: {visit}");
    }
    assert!(visit.contains("Pay by card instead") && visit.contains("is closed first"), "{visit}");
    let invoke = of(PayerAction::Invoke(wallet_call()));
    assert!(invoke.contains("Pay ¥99.00</button>") && invoke.contains("<noscript>"), "{invoke}");
    for html in [visit, invoke] {
        assert_eq!(html.matches("button primary").count(), 1, "{html}");
        assert!(!html.contains("<svg class=\"qr-code"), "{html}");
    }
}

#[test]
fn a_payment_that_was_refused_is_never_called_unanswered_and_says_what_can_be_done_with_a_code() {
    for locale in Locale::ALL {
        let words = crate::text::order::order(locale);
        for (stage, said) in [
            (refused(true, vec![Channel::Alipay]), words.refused_next),
            (refused(false, vec![Channel::Alipay]), words.refused_next),
        ] {
            let html = shown(an_order(stage), locale);
            assert!(html.contains(said) && html.contains("JN-REFUSED"), "{html}");
            assert!(!html.contains(words.preparing_next), "{html}");
            assert!(html.contains(words.refused_title) && html.contains(words.no_money_moved), "{html}");
        }
        let again = "type=\"submit\" name=\"channel\" value=\"wechat-pay\" class=\"button primary wide\"";
        let html = shown(an_order(refused(true, Vec::new())), locale);
        assert!(html.contains(again), "{html}");
        let over = shown(an_order(refused(false, Vec::new())), locale);
        assert!(!over.contains("name=\"channel\"") && over.contains("JN-REFUSED"), "{over}");
        assert!(!over.contains(words.refused_next), "nothing is left to try: {over}");
    }
}

#[test]
fn a_mini_program_is_asked_for_its_page_and_no_wallet_for_money() {
    let html = shown(an_order(hand_over()), Locale::English);
    assert!(html.contains("data-wallet-ask=\"invokeMiniProgramAPI\""), "{html}");
    assert!(html.contains("/pages/pay/pay?order=o&amp;ticket=t"), "{html}");
    assert!(!html.contains("getBrandWCPayRequest") && !html.contains("<svg class=\"qr-code"), "{html}");
    assert!(html.contains("Pay by card instead") && html.contains("<noscript>"), "{html}");
}

#[test]
fn nobody_is_promised_that_an_old_code_works_no_more() {
    for locale in Locale::ALL {
        let words = crate::text::order::order(locale);
        let html = shown(an_order(awaiting()), locale);
        assert!(html.contains(words.another_way_note), "{html}");
        for promise in ["stops working", "随即失效"] {
            assert!(!html.contains(promise), "{promise}");
        }
    }
    let note = crate::text::order::order(Locale::English).another_way_note;
    assert!(note.contains("a second payment goes back by itself"), "{note}");
}

#[test]
fn whoever_comes_back_without_a_known_payment_is_told_not_to_pay_again_and_never_that_it_failed() {
    for locale in Locale::ALL {
        let back = |stage| shown_as(an_order(stage), Asked { is_back: true, ..Asked::default() }, locale);
        let told = crate::text::order::order(locale).back_note;
        let waiting = doing(
            Channel::Alipay,
            PayerAction::Visit { url: "https://openapi.alipay.com/gateway.do?x=1".to_owned() },
        );
        let html = back(waiting);
        assert!(html.contains(told) && html.contains("?back=seen"), "{html}");
        assert!(!html.to_lowercase().contains("fail"), "{html}");
        assert!(!back(paid(true)).contains(told) && !back(expired()).contains(told));
    }
}

#[test]
fn the_money_can_be_asked_for_only_while_the_rule_gives_it_and_what_ends_is_said_before() {
    let shown = |refusal, problems| {
        let asked = Asked { refund: Some(an_ask(refusal)), problems, ..Asked::default() };
        shown_as(an_order(paid(true)), asked, Locale::English)
    };
    let open = shown(None, Vec::new());
    assert!(open.contains("The membership ends at once") && open.contains("ask_refund"), "{open}");
    assert!(open.contains("/receipt\""), "{open}");
    let used = shown(Some(RefundRefusal::AskedBefore), Vec::new());
    assert!(used.contains("You have asked for your money back once in this community"), "{used}");
    assert_eq!(
        used.matches("mailto:studio@slowkiln.example").count(),
        2,
        "it leads to whoever sold it: {used}"
    );
    for refusal in [
        RefundRefusal::TooLate,
        RefundRefusal::AskedBefore,
        RefundRefusal::Disputed,
        RefundRefusal::NothingLeft,
    ] {
        assert!(!shown(Some(refusal), Vec::new()).contains("ask_refund"), "{refusal:?}");
    }
    assert!(
        shown(Some(RefundRefusal::TooLate), Vec::new()).contains("The time to ask for your money back ended")
    );
    let problem = Problem::at("amount", ProblemCode::RefundRefused { refusal: RefundRefusal::TooLate });
    assert!(shown(Some(RefundRefusal::TooLate), vec![problem]).contains("Nothing was sent back"));
}

#[test]
fn what_comes_back_and_what_does_not_is_said_before_the_money_is_asked_for() {
    for locale in Locale::ALL {
        let words = crate::text::afterwards::afterwards(locale);
        let shown = |after| {
            let ask = RefundAskView { after, ..an_ask(None) };
            shown_as(an_order(paid(true)), Asked { refund: Some(ask), ..Asked::default() }, locale)
        };
        let plain = shown(an_ask(None).after);
        assert!(plain.contains(words.ends) && plain.contains("name=\"returns\" value=\"\""), "{plain}");
        let returns = vec![MembershipId::new(NOW, 1), MembershipId::new(NOW, 2)];
        let named = format!("name=\"returns\" value=\"{},{}\"", returns[0], returns[1]);
        let (ends, back_until) = (Some(PeriodEnd::Period), Some(NOW.plus_days(90)));
        let back = shown(RefundAfterwards { ends, back_until, returns, ..RefundAfterwards::default() });
        assert!(back.contains(&named), "the form says what the page said: {back}");
        let said = words.back_until.split('{').next().unwrap();
        assert!(back.contains(said) && back.contains(words.ends_period), "{back}");
    }
}

#[test]
fn a_dispute_says_what_the_bank_does_and_what_it_means() {
    for locale in Locale::ALL {
        let words = crate::text::order::order(locale);
        let part = Money::new(4_000, Currency::Cny);
        for (state, stays, said) in [
            (DisputeState::Open, true, words.dispute_open),
            (DisputeState::UnderReview, false, words.dispute_open),
            (DisputeState::Won, true, words.dispute_won),
            (DisputeState::Lost, false, words.dispute_lost),
            (DisputeState::Lost, true, words.dispute_lost_part),
        ] {
            let dispute = Some(DisputeView { state, amount: part, stays });
            let html = shown(OrderView { dispute, ..an_order(paid(true)) }, locale);
            assert!(html.contains(said), "{state:?}: {html}");
            let ended = html.contains(words.dispute_lost);
            assert_eq!(ended, state == DisputeState::Lost && !stays, "{state:?}: {html}");
            let is_part = !state.is_over() || (state == DisputeState::Lost && stays);
            assert_eq!(html.contains("40.00"), is_part, "{state:?}: {html}");
        }
    }
}

#[test]
fn ordering_again_leads_to_the_same_tier() {
    let html = shown(an_order(expired()), Locale::English);
    assert!(html.contains(&format!("/join/slow-kiln?product={}", ProductId::new(NOW, 3))), "{html}");
}
