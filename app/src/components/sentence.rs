//! Sentences with amounts and times in them. Languages put these at different places, so the sentence is a template
//! with named places, and the page says what stands there.

use leptos::prelude::*;

use crate::written::Written as _;

/// A named place in a template, with what stands there.
pub struct Place {
    name: &'static str,
    content: AnyView,
}

impl Place {
    /// What stands at `{name}`.
    pub fn new(name: &'static str, content: impl IntoView + 'static) -> Self {
        Self { name, content: content.written() }
    }
}

/// A template with its places filled. A place that nobody fills stays empty; each place is filled once.
#[component]
pub fn Sentence(
    /// The template, such as `Your {amount} arrived.`
    template: &'static str,
    /// What stands at its places.
    places: Vec<Place>,
) -> impl IntoView {
    let mut places = places;
    let mut views: Vec<AnyView> = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        // Leptos draws an empty text as a space, so that hydration finds it.
        views.extend((!before.is_empty()).then(|| before.written()));
        if let Some(found) = places.iter().position(|place| place.name == name) {
            views.push(places.swap_remove(found).content);
        }
        rest = after;
    }
    views.extend((!rest.is_empty()).then(|| rest.written()));
    views
}

#[cfg(test)]
mod tests {
    use leptos::prelude::*;

    use super::{Place, Sentence, SentenceProps};

    #[test]
    fn places_are_filled_in_the_order_of_the_template_and_escaped() {
        let places = vec![Place::new("b", view! { <b>"2"</b> }), Place::new("a", "<i>")];
        let html = Sentence(SentenceProps { template: "one {a}, {b}.", places }).to_html().replace("<!>", "");
        assert_eq!(html, "one &lt;i&gt;, <b>2</b>.");
    }
}
