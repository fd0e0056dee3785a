//! The first step of giving money back: how much. Nothing moves before the second one.

use domain::{
    money::{Money, parse_money},
    order::RefundRefusal,
    view::{
        ProblemCode,
        refunds::{PeriodEnd, SaleRefundView},
    },
};
use leptos::prelude::*;

use super::{Asked, Desk, confirm::Confirm};
use crate::{
    components::FieldError,
    request,
    text::{
        fill, money,
        problems::{problem, refund_refusal},
        sale::SaleText,
    },
    written::Written as _,
};

/// The way to give money back, or why there is none.
#[component]
pub(super) fn Give(
    view: SaleRefundView,
    desk: Desk,
    asked: Asked,
    words: &'static SaleText,
) -> impl IntoView {
    let body = if let Some(refusal) = view.refusal {
        view! { <p class="soft">{refund_refusal(refusal, request::locale())}</p> }.written()
    } else if view.is_own {
        view! { <p class="soft">{words.is_own}</p> }.written()
    } else if !view.may_refund {
        view! { <p class="soft">{desk.may_not}</p> }.written()
    } else {
        match wanted(&view, &asked) {
            Some(Ok(amount)) => return view! { <Confirm view desk amount words/> }.written(),
            Some(Err(code)) => view! { <HowMuch view desk asked wrong=Some(code) words/> }.written(),
            None => view! { <HowMuch view desk asked wrong=None words/> }.written(),
        }
    };
    view! {
        <section class="section stack" aria-labelledby="give">
            <h2 id="give">{words.give}</h2>
            {body}
        </section>
    }
    .written()
}

/// The amount that is asked for, if one is.
fn wanted(view: &SaleRefundView, asked: &Asked) -> Option<Result<Money, ProblemCode>> {
    match asked.how.as_deref()? {
        "all" => Some(Ok(view.left)),
        "part" => {
            let Ok(amount) = parse_money(&asked.amount, view.left.currency()) else {
                return Some(Err(ProblemCode::AmountInvalid));
            };
            let rest = view.left.minus(amount).ok();
            let fits = amount.is_positive() && rest.is_some_and(|rest| rest.minor() >= 0);
            Some(if fits {
                Ok(amount)
            } else {
                Err(ProblemCode::RefundRefused { refusal: RefundRefusal::TooMuch { most: view.left } })
            })
        }
        _ => None,
    }
}

#[component]
fn HowMuch(
    view: SaleRefundView,
    desk: Desk,
    asked: Asked,
    wrong: Option<ProblemCode>,
    words: &'static SaleText,
) -> impl IntoView {
    let locale = request::locale();
    let left = money(view.left, locale);
    let is_part = asked.how.as_deref() == Some("part");
    let all_help = match view.after.ends {
        None => words.part_help,
        Some(PeriodEnd::WayIn) => words.all_help,
        Some(PeriodEnd::Period | PeriodEnd::Over) => words.all_help_period,
    };
    let wrong = wrong.map(|code| problem(&code, locale));
    let described = if wrong.is_some() { "amount-help amount-error" } else { "amount-help" };
    view! {
        <form method="get" action=desk.address class="stack loose">
            <fieldset class="options">
                <legend>{words.how_much}</legend>
                <div class="option">
                    <input type="radio" id="how-all" name="how" value="all" checked={!is_part} aria-describedby="how-all-help"/>
                    <label for="how-all">{fill(words.all, &[("amount", &left)])}</label>
                    <p class="option-help" id="how-all-help">{all_help}</p>
                </div>
                <div class="option">
                    <input type="radio" id="how-part" name="how" value="part" checked=is_part aria-describedby="how-part-help"/>
                    <label for="how-part">{words.part}</label>
                    <p class="option-help" id="how-part-help">{words.part_help}</p>
                </div>
            </fieldset>
            <div class="field short">
                <label for="amount">{fill(words.part_amount, &[("sign", view.left.currency().sign())])}</label>
                <input
                    id="amount"
                    name="amount"
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    value=asked.amount
                    aria-describedby=described
                    aria-invalid=wrong.as_ref().map(|_| "true")
                />
                <p class="field-help" id="amount-help">{fill(words.part_amount_help, &[("most", &left)])}</p>
                {wrong.map(|message| view! { <FieldError id="amount-error".to_owned() message/> })}
            </div>
            <div class="actions">
                <button class="button" type="submit">{words.preview}</button>
                <p class="small soft">{words.nothing_moves}</p>
            </div>
        </form>
    }
}
