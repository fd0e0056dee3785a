//! The checkout's steps: read, accept, pay; and what a crafted name cannot do to it.

use domain::{
    catalogue::Period,
    id::{AgreementId, ProductId},
    locale::Locale,
    membership::PaidTime,
    money::{Currency, Money},
    order::Channel,
    time::Timestamp,
    view::{AgreementView, CheckoutView, CommunityHead, PriceView, Problem, ProblemCode, TierView},
};
use leptos::prelude::*;

use super::{Draft, page};

const NOW: Timestamp = Timestamp::from_unix_ms(1_795_300_000_000);

fn a_checkout(stamp: Option<&str>, signed_in: bool) -> CheckoutView {
    let chosen = TierView {
        product: ProductId::new(NOW, 3),
        tier: "Bench".to_owned(),
        benefits: vec!["A lesson a week".to_owned()],
        price: Money::new(9_900, Currency::Cny),
        further: Vec::new(),
        period: Period::Month,
        refund_days: 7,
    };
    CheckoutView {
        head: CommunityHead {
            slug: "slow-kiln".to_owned(),
            name: "Slow Kiln".to_owned(),
            tagline: "One good bowl".to_owned(),
            payee_name: "Lin Wan".to_owned(),
            contact: "studio@slowkiln.example".to_owned(),
        },
        price: PriceView::plain(chosen.price),
        currencies: vec![Currency::Cny],
        time: PaidTime::bought(chosen.period, None, NOW),
        follows: false,
        tiers: vec![chosen.clone()],
        chosen,
        agreement: AgreementView {
            id: AgreementId::new(NOW, 4),
            version: 3,
            title: "Membership agreement".to_owned(),
            paragraphs: vec!["# What you get".to_owned(), "A place in the group.".to_owned()],
            published_at: NOW,
        },
        stamp: stamp.map(str::to_owned),
        agreement_seconds: 5,
        signed_in,
        channels: vec![Channel::WechatPay, Channel::Alipay],
        pending: None,
        problems: Vec::new(),
    }
}

fn shown(view: CheckoutView, is_open: bool, locale: Locale) -> String {
    Owner::new().with(|| {
        provide_context(locale);
        page(view, is_open).to_html().replace("<!>", "")
    })
}

#[test]
fn nothing_can_be_paid_before_the_agreement_is_open() {
    for locale in Locale::ALL {
        let html = shown(a_checkout(None, true), false, locale);
        assert!(html.contains("agreement=open#agreement"), "{html}");
        assert!(
            html.contains("disabled") && !html.contains("start_order") && !html.contains("type=\"checkbox\""),
            "{html}"
        );
    }
}

#[test]
fn the_open_agreement_is_a_region_for_the_keyboard_and_one_button_carries_the_amount() {
    let html = shown(a_checkout(Some("1.tag"), true), true, Locale::English);
    let region =
        html.split("agreement-text").next().and_then(|before| before.rsplit('<').next()).unwrap_or_default();
    for mark in ["role=\"region\"", "tabindex=\"0\"", "aria-labelledby=\"agreement-title\""] {
        assert!(region.contains(mark), "{mark} in {region}");
    }
    assert!(html.contains("<h3>What you get</h3>") && html.contains("value=\"1.tag\""), "{html}");
    let boxes: Vec<&str> =
        html.split("type=\"checkbox\"").skip(1).filter_map(|rest| rest.split('>').next()).collect();
    assert_eq!(boxes.len(), 2, "{html}");
    assert!(boxes.iter().all(|tag| !tag.contains("checked")), "both boxes start empty: {html}");
    assert_eq!(html.matches("class=\"button primary").count(), 1, "{html}");
    assert!(html.contains("Pay <span class=\"amount\">¥99.00</span>"), "{html}");
    // The form names what is bought and what the button says; what it costs is the server's alone.
    assert!(html.contains(r#"type="hidden" name="price" value="9900""#), "{html}");
}

#[test]
fn a_visitor_may_read_but_is_asked_to_sign_in_and_comes_back_to_the_open_agreement() {
    let html = shown(a_checkout(None, false), true, Locale::English);
    assert!(html.contains("A place in the group.") && !html.contains("start_order"), "{html}");
    assert!(html.contains("/sign-in?return_to=/join/slow-kiln%3Fproduct%3D"), "{html}");
    assert!(html.contains("agreement%3Dopen"), "{html}");
}

#[test]
fn a_refusal_says_that_nothing_was_charged_and_points_at_the_box() {
    for locale in Locale::ALL {
        let mut view = a_checkout(Some("1.tag"), true);
        view.problems = vec![Problem::at("accept", ProblemCode::AgreementNotAccepted)];
        let html = shown(view, true, locale);
        assert!(html.contains("href=\"#accept\"") && html.contains("aria-invalid=\"true\""), "{html}");
        assert!(
            html.contains("aria-describedby=\"accept-help accept-error\"")
                && html.contains("id=\"accept-error\"")
        );
        assert!(html.contains("data-tone=\"stop\""), "{html}");
    }
}

#[test]
fn trying_too_early_keeps_the_time_the_agreement_was_opened_but_a_new_version_starts_it_again() {
    let draft = |code| Draft {
        stamp: "1.tag".to_owned(),
        channel: String::new(),
        problems: vec![Problem::at("agreement", code)],
    };
    assert_eq!(draft(ProblemCode::AgreementNotRead { seconds: 5 }).stamp().as_deref(), Some("1.tag"));
    assert_eq!(draft(ProblemCode::AgreementChanged).stamp(), None);
    assert_eq!(Draft::default().stamp(), None);
}

#[test]
fn what_a_creator_wrote_is_never_markup() {
    let attack = "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    for stamp in [None, Some("1.tag")] {
        let mut view = a_checkout(stamp, true);
        view.agreement.paragraphs = vec![attack.to_owned(), format!("# {attack}")];
        for text in
            [&mut view.head.name, &mut view.head.contact, &mut view.chosen.tier, &mut view.agreement.title]
        {
            attack.clone_into(text);
        }
        let html = shown(view, true, Locale::English);
        assert!(!html.contains("<script>alert") && !html.contains("<img"), "{html}");
        assert!(html.contains("&lt;script&gt;alert(1)"));
    }
}

#[test]
fn the_first_channel_is_chosen_and_without_one_nothing_can_be_sent() {
    for locale in Locale::ALL {
        let html = shown(a_checkout(Some("1.tag"), true), true, locale);
        assert_eq!(html.matches("type=\"radio\"").count(), 2, "{html}");
        assert!(
            html.contains("value=\"wechat-pay\" checked") && html.matches(" checked").count() == 1,
            "{html}"
        );
        let html =
            shown(CheckoutView { channels: Vec::new(), ..a_checkout(Some("1.tag"), true) }, true, locale);
        let words = crate::text::checkout::checkout(locale);
        assert!(html.contains(words.no_channel) && !html.contains("type=\"radio\""), "{html}");
        assert!(html.contains("disabled"), "{html}");
    }
}

#[test]
fn the_panel_names_the_day_on_which_the_time_ends_and_sells_no_empty_time() {
    let end = NOW.day().plus_days(40);
    for (locale, first, next, empty) in [
        (
            Locale::English,
            "Until 21 December 2026, if you pay now",
            "From 21 December 2026 until 21 January 2027",
            "adds no time",
        ),
        (
            Locale::SimplifiedChinese,
            "有效期至2026年12月21日",
            "自2026年12月21日起至2027年1月21日",
            "不会在现有期限上增加时间",
        ),
    ] {
        let month = a_checkout(Some("1.tag"), true);
        let html = shown(month.clone(), true, locale);
        assert!(html.contains(first), "{html}");
        let time = PaidTime::bought(Period::Month, month.time.until, NOW);
        let renewal = shown(CheckoutView { time, follows: true, ..month.clone() }, true, locale);
        assert!(renewal.contains(next), "{renewal}");
        let mut summer = month;
        summer.chosen.period = Period::Until(end);
        summer.time = PaidTime::bought(Period::Until(end), Some(end.start()), NOW);
        let html = shown(summer, true, locale);
        let button = html.split("aria-describedby=\"pay-help\"").nth(1).unwrap().split('>').next().unwrap();
        assert!(html.contains(empty) && button.contains("disabled"), "{html}");
    }
}

#[test]
fn the_button_carries_the_price_with_the_coupon_and_the_form_only_a_code_that_counts() {
    let with = |change: fn(&mut PriceView)| {
        let mut view = a_checkout(Some("1.tag"), true);
        change(&mut view.price);
        shown(view, true, Locale::English)
    };
    let html = with(|price| {
        price.typed = "spring".to_owned();
        price.discount = Some(("SPRING".parse().unwrap(), Money::new(1_900, Currency::Cny)));
        price.price = Money::new(8_000, Currency::Cny);
    });
    assert!(html.contains("Pay <span class=\"amount\">¥80.00</span>"), "{html}");
    assert!(html.contains("type=\"hidden\" name=\"coupon\" value=\"SPRING\""), "{html}");
    assert!(html.contains("type=\"hidden\" name=\"price\" value=\"8000\""), "{html}");
    let refused = with(|price| price.typed = "\"><script>".to_owned());
    assert!(
        !refused.contains("<script>") && !refused.contains("type=\"hidden\" name=\"coupon\""),
        "{refused}"
    );
    let post = html.split("method=\"post\"").nth(1).unwrap_or_default();
    let inner = post.split("</form>").next().unwrap_or_default();
    assert!(!inner.contains("<form"), "no form in a form: {inner}");
    let upgrade = with(|price| {
        price.upgrade = Some(Money::new(5_000, Currency::Cny));
        price.is_upgrade = true;
        price.price = Money::new(4_900, Currency::Cny);
    });
    assert!(
        upgrade.contains("Your unused time counts as")
            && upgrade.contains("Pay <span class=\"amount\">¥49.00</span>")
    );
    assert!(upgrade.contains("type=\"hidden\" name=\"upgrade\" value=\"true\""), "{upgrade}");
}

#[test]
fn another_currency_is_a_link_away_and_the_order_names_the_one_that_is_shown() {
    let mut view = a_checkout(Some("1.tag"), true);
    view.chosen.price = Money::new(900, Currency::Usd);
    view.chosen.further = vec![Money::new(9_900, Currency::Cny)];
    view.price = PriceView { unused_in: Some(Currency::Cny), ..PriceView::plain(view.chosen.price) };
    view.currencies = vec![Currency::Cny, Currency::Usd];
    let html = shown(view, true, Locale::English);
    assert!(html.contains(r#"name="currency" value="USD""#), "{html}");
    assert!(html.contains("currency=cny"), "{html}");
    assert!(html.contains(r#"aria-current="true">USD $9.00"#), "{html}");
    assert!(html.contains("Your unused time was paid in CNY"), "{html}");
    let alone = shown(a_checkout(Some("1.tag"), true), true, Locale::English);
    assert!(!alone.contains("currency=") && !alone.contains("<nav"), "{alone}");
}
