//! After the payment: the way in, a dispute, the receipt, and how to ask for the money.

use domain::{
    catalogue::WayIn,
    order::{DisputeState, RefundRefusal},
    view::{DisputeView, OrderView, Problem, refunds::RefundAskView},
};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::facts::contact;
use crate::{
    components::{Afterwards, Amount, ErrorSummary, Icon, Moment, Place, Returns, Sentence, Shape},
    functions::AskRefund,
    request,
    text::{fill, order::OrderText, problems::problem},
    written::Written as _,
};

/// The way in.
#[component]
pub(super) fn Door(words: &'static OrderText, view: OrderView, way_in: WayIn) -> impl IntoView {
    let enter = fill(words.enter, &[("community", &view.head.name)]);
    view! {
        <section class="panel door" aria-labelledby="way-in">
            <h2 id="way-in">{words.way_in}</h2>
            <p>{way_in.instructions}</p>
            <p><a class="button primary" href=way_in.address rel="noreferrer">{enter}</a></p>
        </section>
    }
}

/// What the payer's bank does.
#[component]
pub(super) fn Dispute(words: &'static OrderText, dispute: DisputeView) -> impl IntoView {
    let (title, note) = match dispute.state {
        DisputeState::Open | DisputeState::UnderReview => (words.dispute_title, words.dispute_open),
        DisputeState::Won => (words.dispute_over, words.dispute_won),
        DisputeState::Lost if dispute.stays => (words.dispute_over, words.dispute_lost_part),
        DisputeState::Lost => (words.dispute_over, words.dispute_lost),
    };
    view! {
        <div class="notice" data-tone=(!dispute.state.is_over()).then_some("wait")>
            <Icon shape=Shape::Info/>
            <div><p class="notice-title">{title}</p><p>{note}</p></div>
        </div>
    }
}

/// The receipt, and the money back while the rule of the sale gives it.
#[component]
pub(super) fn AfterPayment(
    words: &'static OrderText,
    view: OrderView,
    ask: RefundAskView,
    problems: Vec<Problem>,
) -> impl IntoView {
    let locale = request::locale();
    let receipt = format!("{}/receipt", request::order_path(&view.token));
    let refused = (!problems.is_empty()).then(|| {
        let problems =
            problems.iter().map(|found| ("refund".to_owned(), problem(&found.code, locale))).collect();
        view! { <ErrorSummary title=words.ask_refused problems/> }
    });
    let back = match (&ask.refusal, ask.until) {
        (None, Some(_)) => view! { <Ask words ask/> }.written(),
        (Some(RefundRefusal::TooLate), Some(until)) => {
            let places = vec![Place::new("time", view! { <Moment at=until/> })];
            view! { <p class="small soft"><Sentence template=words.ask_over places/></p> }.written()
        }
        (Some(RefundRefusal::AskedBefore), Some(_)) => {
            view! { <p class="small soft">{asked_before(words, &view)}</p> }.written()
        }
        _ => ().written(),
    };
    view! {
        {refused}
        <div class="stack tight after-payment" id="refund">
            <p><a href=receipt>{words.receipt}</a></p>
            {back}
        </div>
    }
}

/// The right to ask is used: who sold it can still give it back.
fn asked_before(words: &'static OrderText, view: &OrderView) -> impl IntoView + use<> {
    let places =
        vec![Place::new("payee", view.head.payee_name.clone()), Place::new("contact", contact(view))];
    view! { <Sentence template=words.ask_used places/> }
}

/// What happens is said before it is asked for; opening the section and pressing the button are two steps.
#[component]
fn Ask(words: &'static OrderText, ask: RefundAskView) -> impl IntoView {
    let amount = ask.amount;
    let places = || Place::new("amount", view! { <Amount of=amount/> });
    let until = ask.until.map(|at| {
        let places = vec![Place::new("time", view! { <Moment at/> })];
        view! { <p><Sentence template=words.ask_until places/></p> }
    });
    view! {
        <details class="disclosure">
            <summary>{words.ask_back}</summary>
            <form method="post" action=AskRefund::PATH class="stack tight">
                <input type="hidden" name="token" value=ask.token.as_str().to_owned()/>
                <Returns of=ask.after.clone()/>
                {until}
                <ul>
                    <li>
                        <Sentence
                            template=words.ask_amount
                            places=vec![places(), Place::new("arrival", words.refund_arrival)]
                        />
                    </li>
                    <Afterwards of=ask.after/>
                </ul>
                <p>
                    <button class="button" type="submit">
                        <Sentence template=words.ask_button places=vec![places()]/>
                    </button>
                </p>
            </form>
        </details>
    }
}
