//! The foot of every page: what this is, where one may go, and the language.

use domain::locale::Locale;
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::{
    components::{document::name_of, header::places},
    functions::SetLocale,
    request,
    text::common::common,
    written::Written as _,
};

/// The footer.
#[component]
pub(super) fn Footer(locale: Locale) -> impl IntoView {
    let words = common(locale);
    let links = places(words, &request::viewer())
        .into_iter()
        .map(|(address, name)| view! { <li><a href=address>{name}</a></li> })
        .collect_view();
    let languages = Locale::ALL
        .into_iter()
        .map(|language| {
            let tag = language.tag();
            let current = (language == locale).then_some("true");
            view! { <button type="submit" name="locale" value=tag lang=tag aria-current=current>{name_of(language)}</button> }
        })
        .collect_view();
    view! {
        <footer class="site-footer">
            <div class="site-footer-inner">
                <p class="site-footer-note">{concat!("Joinery ", env!("CARGO_PKG_VERSION"), " · Apache-2.0")}</p>
                <ul class="site-footer-links">{links}</ul>
                <form class="language-switch" method="post" action=SetLocale::PATH aria-label=words.language>
                    <input type="hidden" name="return_to" value=request::here()/>
                    {languages}
                </form>
            </div>
        </footer>
    }
    .written()
}
