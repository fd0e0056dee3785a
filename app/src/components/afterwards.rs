//! What becomes of a membership when its money goes back, as lines of a list.

use domain::{
    id::MembershipId,
    membership::PaidTime,
    view::refunds::{PeriodEnd, RefundAfterwards},
};
use leptos::prelude::*;

use super::{Moment, Place, Sentence};
use crate::{request, text::afterwards::afterwards};

/// The period that ends, what comes back, what does not, and the next period when it begins at another moment.
#[component]
pub fn Afterwards(
    /// As the rule works it out.
    of: RefundAfterwards,
) -> impl IntoView {
    let words = afterwards(request::locale());
    let ends = of.ends.map(|end| match end {
        PeriodEnd::WayIn => words.ends,
        PeriodEnd::Period => words.ends_period,
        PeriodEnd::Over => words.is_over,
    });
    let back = of.back_until.map(|at| {
        let places = vec![Place::new("time", view! { <Moment at/> })];
        view! { <li><Sentence template=words.back_until places/></li> }
    });
    let next = of.next.map(|PaidTime { from, until }| {
        let template = if until.is_some() { words.next_until } else { words.next };
        let begins = Place::new("time", view! { <Moment at=from/> });
        let ends = until.map(|at| Place::new("until", view! { <Moment at/> }));
        let places: Vec<Place> = [begins].into_iter().chain(ends).collect();
        view! { <li><Sentence template places/></li> }
    });
    view! {
        {ends.map(|ends| view! { <li>{ends}</li> })}
        {back}
        {of.stays_counted.then(|| view! { <li>{words.stays_counted}</li> })}
        {next}
    }
}

/// The field of a form that names the periods of which its page says that they come back.
#[component]
pub fn Returns(
    /// As the page said it.
    of: RefundAfterwards,
) -> impl IntoView {
    let returns = of.returns.iter().map(MembershipId::as_str).collect::<Vec<_>>().join(",");
    view! { <input type="hidden" name="returns" value=returns/> }
}

#[cfg(test)]
mod tests {
    use domain::{
        locale::Locale,
        membership::PaidTime,
        time::Timestamp,
        view::refunds::{PeriodEnd, RefundAfterwards},
    };
    use leptos::prelude::*;

    use super::{Afterwards, AfterwardsProps};
    use crate::text::afterwards::{AfterwardsText, afterwards};

    const NOW: Timestamp = Timestamp::from_unix_ms(1_795_300_000_000);

    /// The lines, as far as the first place in them.
    fn said(words: &AfterwardsText, html: &str) -> Vec<&'static str> {
        let all =
            [words.ends, words.ends_period, words.is_over, words.back_until, words.stays_counted, words.next];
        let starts = all.into_iter().map(|line| line.split('{').next().unwrap());
        starts.filter(|line| html.contains(line)).collect()
    }

    #[test]
    fn each_thing_that_follows_is_said_and_nothing_else() {
        for locale in Locale::ALL {
            let owner = Owner::new();
            owner.with(|| {
                provide_context(locale);
                let words = afterwards(locale);
                let shown =
                    |of| said(words, &Afterwards(AfterwardsProps { of }).to_html().replace("<!>", ""));
                let nothing = RefundAfterwards::default;
                assert_eq!(shown(nothing()), Vec::<&str>::new());
                for (end, line) in [
                    (PeriodEnd::WayIn, words.ends),
                    (PeriodEnd::Period, words.ends_period),
                    (PeriodEnd::Over, words.is_over),
                ] {
                    assert_eq!(shown(RefundAfterwards { ends: Some(end), ..nothing() }), [line]);
                }
                let start = |line: &'static str| line.split('{').next().unwrap();
                let back = RefundAfterwards { back_until: Some(NOW), ..nothing() };
                assert_eq!(shown(back), [start(words.back_until)]);
                let lost = RefundAfterwards { stays_counted: true, ..nothing() };
                assert_eq!(shown(lost), [words.stays_counted]);
                for until in [None, Some(NOW.plus_days(30))] {
                    let next = RefundAfterwards { next: Some(PaidTime { from: NOW, until }), ..nothing() };
                    assert_eq!(shown(next), [start(words.next)], "{until:?}");
                }
            });
        }
    }
}
