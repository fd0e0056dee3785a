//! The payment and the order behind an item.

use domain::{
    order::OrderException,
    view::review::{ReviewOrder, ReviewView},
};
use leptos::prelude::*;

use super::sale_address;
use crate::{
    components::Amount,
    request,
    text::{counts, fill, review::ReviewText},
};

/// Both, as far as they are known.
#[component]
pub(super) fn Facts(view: ReviewView, words: &'static ReviewText) -> impl IntoView {
    let line = view.line;
    let amount = line.amount;
    let places =
        [("gateway", counts::gateway(line.gateway, request::locale())), ("account", line.account.as_str())];
    let number = |name: &'static str, value: String| {
        (!value.is_empty())
            .then(|| view! { <div><dt>{name}</dt><dd><span class="code">{value}</span></dd></div> })
    };
    let expected =
        line.expected.map(|of| view! { <div><dt>{words.should_be}</dt><dd><Amount of/></dd></div> });
    view! {
        <section class="section" aria-labelledby="payment">
            <h2 id="payment">{words.facts}</h2>
            <dl class="facts in-section">
                <div><dt>{words.amount}</dt><dd><Amount of=amount/></dd></div>
                {expected}
                <div><dt>{words.gateway}</dt><dd>{fill(words.from, &places)}</dd></div>
                {number(words.our_number, view.gateway_number)}
                {number(words.their_number, view.gateway_transaction)}
            </dl>
        </section>
        {view.order.map(|order| view! { <Order order words/> })}
    }
}

#[component]
fn Order(order: ReviewOrder, words: &'static ReviewText) -> impl IntoView {
    let price = order.price;
    let buyer = if order.buyer.is_empty() { words.nobody.to_owned() } else { order.buyer };
    let wrong = went_wrong(order.exception, words);
    let is_sold = matches!(order.state.as_str(), "paid" | "refund_pending" | "refunded");
    let sale = is_sold.then(
        || view! { <p class="section-after"><a href=sale_address(&order.number)>{words.open_sale}</a></p> },
    );
    view! {
        <section class="section" aria-labelledby="order">
            <h2 id="order">{words.order}</h2>
            <dl class="facts in-section">
                <div><dt>{words.number}</dt><dd><span class="code">{order.number.to_string()}</span></dd></div>
                <div><dt>{words.buyer}</dt><dd>{buyer}</dd></div>
                <div><dt>{words.what}</dt><dd>{format!("{} · {}", order.community, order.tier)}</dd></div>
                <div><dt>{words.price}</dt><dd><Amount of=price/></dd></div>
                <div><dt>{words.order_state}</dt><dd>{standing(&order.state, words)}</dd></div>
                {wrong.map(|what| view! { <div><dt>{words.wrong}</dt><dd>{what}</dd></div> })}
            </dl>
            {sale}
        </section>
    }
}

fn standing(state: &str, words: &'static ReviewText) -> &'static str {
    match state {
        "paid" => words.paid,
        "refund_pending" => words.going_back,
        "refunded" => words.went_back,
        "expired" => words.expired,
        _ => words.pending,
    }
}

/// What went wrong with the order, if anything.
fn went_wrong(exception: OrderException, words: &'static ReviewText) -> Option<&'static str> {
    Some(match exception {
        OrderException::None => return None,
        OrderException::PaidLate => words.wrong_late,
        OrderException::PaidTwice => words.wrong_twice,
        OrderException::AmountMismatch => words.wrong_amount,
        OrderException::CountedChanged => words.wrong_counted,
        OrderException::NothingLeft => words.wrong_time,
        OrderException::SeatLost => words.wrong_seat,
    })
}

#[cfg(test)]
mod tests {
    use domain::{
        id::OrderId,
        locale::Locale,
        money::{Currency, Money},
        order::OrderException,
        time::Timestamp,
        view::review::ReviewOrder,
    };
    use leptos::prelude::*;

    use super::{Order, went_wrong};
    use crate::text::review::review;

    const NOW: Timestamp = Timestamp::from_unix_ms(1_795_300_000_000);

    fn shown(exception: OrderException, locale: Locale) -> String {
        let order = ReviewOrder {
            number: OrderId::new(NOW, 7),
            buyer: "Mei".to_owned(),
            community: "Slow Kiln".to_owned(),
            tier: "Studio".to_owned(),
            price: Money::new(9_900, Currency::Cny),
            state: "refund_pending".to_owned(),
            exception,
            created_at: NOW,
            expires_at: NOW,
        };
        Owner::new().with(|| {
            provide_context(locale);
            view! { <Order order words=review(locale)/> }.to_html()
        })
    }

    #[test]
    fn an_order_says_what_went_wrong_with_it_and_nothing_else() {
        for locale in Locale::ALL {
            let words = review(locale);
            let said = |exception| went_wrong(exception, words);
            for exception in OrderException::ALL {
                let html = shown(exception, locale);
                for other in OrderException::ALL.into_iter().filter_map(|other| Some((other, said(other)?))) {
                    assert_eq!(html.contains(other.1), other.0 == exception, "{exception:?}: {html}");
                }
                assert_eq!(html.contains(words.wrong), exception != OrderException::None, "{html}");
            }
        }
    }
}
