//! The document around the pages. Each page writes its own `<html>` through `components::Document`, so that title,
//! description and the refresh without scripts stand in the head without a second pass over the answer.

use leptos::prelude::*;

use crate::App;

/// The whole document, for the server's router and for its error handler.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    provide_context(options);
    view! {
        <!DOCTYPE html>
        <App/>
    }
}

/// The style sheet's address, and the scripts that wake the islands; nothing when a test renders a page alone.
pub(crate) fn assets() -> impl IntoView {
    use_context::<LeptosOptions>().map(|options| {
        let sheet = format!("/{}/{}.css", options.site_pkg_dir, options.output_name);
        view! {
            <link rel="stylesheet" href=sheet/>
            <HydrationScripts options=options islands=true/>
        }
    })
}
