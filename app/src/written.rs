//! Views become text where they are made.
//!
//! A page is complete before its answer begins, and nothing but its islands is ever built again. Leptos keeps erased
//! views ready for streaming, for resolving and for a browser; for pages that is code nobody runs: a quarter of the
//! program (docs/decisions/0019). Not for islands: what they show is woken in the browser.

use leptos::{children::ToChildren, prelude::*, tachys::html::InertElement};

/// Writes a view now.
pub trait Written {
    /// The view's text, as a view that is written as it is.
    fn written(self) -> AnyView;
}

impl<Shown: RenderHtml> Written for Shown {
    #[expect(clippy::disallowed_methods, reason = "an inert element is a string: its code is there once")]
    fn written(self) -> AnyView {
        InertElement::new(self.to_html()).into_any()
    }
}

/// What stands between a component's tags, written when the component asks for it.
pub struct Inside(Box<dyn FnOnce() -> AnyView + Send>);

impl Inside {
    /// Writes it.
    pub fn write(self) -> AnyView {
        (self.0)()
    }
}

impl<Make, Shown> ToChildren<Make> for Inside
where
    Make: FnOnce() -> Shown + Send + 'static,
    Shown: RenderHtml,
{
    fn to_children(make: Make) -> Self {
        Self(Box::new(move || make().written()))
    }
}
