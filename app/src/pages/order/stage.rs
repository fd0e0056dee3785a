//! The heading of each state, and what can be done in it.

use domain::{
    order::OrderException,
    view::{OrderStage, OrderView},
};
use leptos::prelude::*;

use super::pay::{Again, Check, Pay};
use crate::{
    components::{Amount, Date, Hour, Icon, Place, Sentence, Shape},
    request,
    text::{counts, fill, order::OrderText},
};

/// The state as tests, styles and scripts know it.
pub(super) fn code(stage: &OrderStage) -> &'static str {
    match stage {
        OrderStage::Preparing => "preparing",
        OrderStage::AwaitingPayment { .. } => "awaiting_payment",
        OrderStage::Confirming => "confirming",
        OrderStage::Paid { .. } => "paid",
        OrderStage::Expired { .. } => "expired",
        OrderStage::Refunding { .. } => "refunding",
        OrderStage::Refunded { .. } => "refunded",
        OrderStage::InReview { .. } => "needs_review",
    }
}

/// The heading.
pub(super) fn title(words: &'static OrderText, stage: &OrderStage) -> &'static str {
    match stage {
        OrderStage::Preparing => words.preparing_title,
        OrderStage::AwaitingPayment { .. } => words.awaiting_title,
        OrderStage::Confirming => words.confirming_title,
        OrderStage::Paid { way_in: Some(_), .. } => words.paid_title,
        OrderStage::Paid { way_in: None, .. } => words.paid_closed_title,
        OrderStage::Expired { .. } => words.expired_title,
        OrderStage::Refunding { .. } => words.refund_title,
        OrderStage::Refunded { .. } => words.refunded_title,
        OrderStage::InReview { .. } => words.review_title,
    }
}

/// What went wrong, for an order that somebody looks at.
pub(super) fn review_reason(words: &'static OrderText, exception: OrderException) -> &'static str {
    match exception {
        OrderException::AmountMismatch => words.review_amount,
        OrderException::PaidTwice => words.review_twice,
        OrderException::PaidLate => words.review_late,
        OrderException::None => words.review_other,
    }
}

/// Order, pay, let in.
#[component]
pub(super) fn Progress(words: &'static OrderText, stage: OrderStage) -> impl IntoView {
    let paid = matches!(stage, OrderStage::Paid { .. });
    let done = paid.then_some("true");
    view! {
        <ol class="steps" aria-label=words.progress>
            <li data-done="true">{words.step_order}</li>
            <li data-done=done aria-current=(!paid).then_some("step")>{words.step_pay}</li>
            <li data-done=done>{words.step_in}</li>
        </ol>
    }
}

/// The state in one heading and one sentence.
#[component]
pub(super) fn Status(words: &'static OrderText, view: OrderView) -> impl IntoView {
    let (shape, tone) = match view.stage {
        OrderStage::Preparing | OrderStage::AwaitingPayment { .. } => (Shape::Clock, None),
        OrderStage::Confirming => (Shape::Clock, Some("wait")),
        OrderStage::Paid { .. } => (Shape::Check, Some("good")),
        OrderStage::Expired { .. } => (Shape::Cross, Some("stop")),
        OrderStage::Refunding { .. } | OrderStage::Refunded { .. } => (Shape::Return, None),
        OrderStage::InReview { .. } => (Shape::Search, Some("wait")),
    };
    let mark = if view.stage == OrderStage::Confirming {
        view! { <span class="spinner status-icon" aria-hidden="true"></span> }.into_any()
    } else {
        view! { <Icon shape part="status-icon"/> }.into_any()
    };
    view! {
        <header class="status" data-tone=tone>
            {mark}
            <div>
                <h1 tabindex="-1">{title(words, &view.stage)}</h1>
                <p class="lead">{lead(words, &view)}</p>
            </div>
        </header>
    }
}

fn lead(words: &'static OrderText, view: &OrderView) -> AnyView {
    let amount = |of| Place::new("amount", view! { <Amount of/> });
    match &view.stage {
        OrderStage::Preparing => words.preparing_lead.into_any(),
        OrderStage::AwaitingPayment { gateway, .. } => {
            let app = counts::scanning_app(*gateway, request::locale());
            let places =
                vec![Place::new("app", app), Place::new("time", view! { <Hour at=view.expires_at/> })];
            view! { <Sentence template=words.awaiting_lead places/> }.into_any()
        }
        OrderStage::Confirming => words.confirming_lead.into_any(),
        OrderStage::Paid { way_in: None, .. } => {
            view! { <Sentence template=words.paid_closed_lead places=vec![amount(view.price)]/> }.into_any()
        }
        OrderStage::Paid { valid_until: Some(until), .. } => {
            let places = vec![amount(view.price), Place::new("day", view! { <Date day=until.day()/> })];
            view! { <Sentence template=words.paid_lead_until places/> }.into_any()
        }
        OrderStage::Paid { .. } => {
            view! { <Sentence template=words.paid_lead places=vec![amount(view.price)]/> }.into_any()
        }
        OrderStage::Expired { .. } => words.expired_lead.into_any(),
        OrderStage::Refunding { amount: of } => {
            view! { <Sentence template=words.refund_lead places=vec![amount(*of)]/> }.into_any()
        }
        OrderStage::Refunded { amount: of, .. } => {
            view! { <Sentence template=words.refunded_lead places=vec![amount(*of)]/> }.into_any()
        }
        OrderStage::InReview { exception } => {
            let reason = review_reason(words, *exception);
            view! { {reason}" "{words.review_lead} }.into_any()
        }
    }
}

/// What can be done in the state.
#[component]
pub(super) fn StageBody(
    words: &'static OrderText,
    view: OrderView,
    /// How the page keeps itself up to date; empty where nothing can change.
    updates: AnyView,
) -> impl IntoView {
    match view.stage.clone() {
        OrderStage::AwaitingPayment { gateway, code_url, wallet } => {
            view! { <Pay words view gateway code_url wallet updates/> }.into_any()
        }
        OrderStage::Preparing | OrderStage::Confirming | OrderStage::Refunding { .. } => {
            view! { <div class="actions"><Check words token=view.token/>{updates}</div> }.into_any()
        }
        OrderStage::InReview { .. } => view! { <div class="actions">{updates}</div> }.into_any(),
        OrderStage::Paid { way_in: Some(way_in), .. } => {
            let enter = fill(words.enter, &[("community", &view.head.name)]);
            view! {
                <section class="panel door" aria-labelledby="way-in">
                    <h2 id="way-in">{words.way_in}</h2>
                    <p>{way_in.instructions}</p>
                    <p><a class="button primary" href=way_in.address rel="noreferrer">{enter}</a></p>
                </section>
            }
            .into_any()
        }
        OrderStage::Expired { .. } => view! { <Again words view/> }.into_any(),
        OrderStage::Paid { way_in: None, .. } | OrderStage::Refunded { .. } => ().into_any(),
    }
}
