//! What happened around an item, in its order.

use domain::{
    time::Timestamp,
    view::{refunds::RefundLine, review::ReviewView},
};
use leptos::prelude::*;

use crate::{
    components::{Amount, Moment, Place, Sentence},
    request,
    text::{review::ReviewText, sale::refund_state},
    written::Written as _,
};

/// The list. What has not happened yet is not in it.
#[component]
pub(super) fn Timeline(view: ReviewView, words: &'static ReviewText) -> impl IntoView {
    let came_up = view.line.opened_at;
    let mut steps: Vec<(Timestamp, AnyView)> = vec![(came_up, words.came_up.written())];
    if let Some(order) = &view.order {
        steps.push((order.created_at, words.was_ordered.written()));
        if order.expires_at < came_up {
            steps.push((order.expires_at, words.was_to_run_out.written()));
        }
    }
    steps.extend(view.refunds.iter().flat_map(|refund| of_refund(refund, words)));
    steps.extend(view.line.resolved_at.map(|at| (at, words.was_over_now.written())));
    steps.sort_by_key(|(at, _)| *at);
    let steps = steps
        .into_iter()
        .map(|(at, what)| view! { <li><span class="review-when"><Moment at/></span><span>{what}</span></li> })
        .collect_view();
    view! {
        <section class="section" aria-labelledby="timeline">
            <h2 id="timeline">{words.timeline}</h2>
            <ol class="review-timeline">{steps}</ol>
        </section>
    }
}

fn of_refund(refund: &RefundLine, words: &'static ReviewText) -> Vec<(Timestamp, AnyView)> {
    let of = refund.amount;
    let (state, _) = refund_state(refund.state, refund.is_replaced, request::locale());
    let amount = || Place::new("amount", view! { <Amount of/> });
    let asked = view! { <Sentence template=words.refund_asked places=vec![amount()]/> }.written();
    let over = refund.finished_at.map(|at| {
        let places = vec![amount(), Place::new("state", state)];
        (at, view! { <Sentence template=words.refund_over places/> }.written())
    });
    [Some((refund.asked_at, asked)), over].into_iter().flatten().collect()
}
