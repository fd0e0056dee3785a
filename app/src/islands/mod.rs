//! What moves in the browser, and nothing else: each island does something that HTML cannot. They compile on the
//! server too, where they only draw their first state; everything that touches the browser happens in effects, which
//! the server never runs.

mod browser_clock;
mod countdown;
mod fee_preview;
mod fetch;
mod form_guard;
mod order_watch;
mod pace;
mod page_swap;
mod wallet_call;

pub use countdown::Countdown;
pub use fee_preview::{FORM_ID, FeePreview};
pub use order_watch::OrderWatch;

/// Called once the islands are being woken: guards every form of the page, lets a wallet be
/// called, and marks the document as awake after all
/// islands are, which is when the queue of small tasks is empty.
pub fn page_is_awake() {
    form_guard::install();
    wallet_call::install();
    let mark = || {
        if let Some(root) = leptos::prelude::document().document_element() {
            let _ = root.set_attribute("data-hydrated", "true");
        }
    };
    leptos::prelude::set_timeout(mark, std::time::Duration::ZERO);
}
