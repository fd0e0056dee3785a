//! Shows the page's newer state without a new document: the server draws it, the browser takes its `<main>`.

use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DomParser, Element, HtmlElement, Node, SupportedType};

use super::{browser_clock, fetch};

/// The attributes of `<main>` that carry its state.
const STATE: [&str; 2] = ["class", "data-state"];

/// The state that `<main>` says it shows.
pub(super) fn shown_state() -> Option<String> {
    document().get_element_by_id("main").and_then(|main| main.get_attribute("data-state"))
}

/// Asks for this page again and takes its `<main>`, except for the island that `keep` stands in. When the state is
/// another one, the heading gets the focus, so that a screen reader reads it. `None` when that is not possible.
pub(super) async fn refresh(keep: &Element) -> Option<()> {
    // Without its query: what the page was asked once (`?asked=…`) is answered by now.
    let address = window().location().pathname().ok()?;
    let asked_at = browser_clock::now_ms();
    let answer = fetch::get(&address, "Accept", "text/html").await?;
    if answer.status != 200 || answer.redirected {
        return None;
    }
    let fresh = DomParser::new().ok()?.parse_from_string(&answer.text, SupportedType::TextHtml).ok()?;
    browser_clock::page_was_asked_for_at(asked_at);
    let before = shown_state();
    let main = take_main(&fresh.get_element_by_id("main")?, keep)?;
    document().set_title(&fresh.title());
    wake_islands(&main, keep)?;
    if shown_state() != before {
        let heading = main.query_selector("h1").ok()??;
        let _ = heading.dyn_ref::<HtmlElement>()?.focus();
    }
    Some(())
}

fn take_main(fresh: &Element, keep: &Element) -> Option<Element> {
    let main = document().get_element_by_id("main")?;
    for name in STATE {
        let _ = main.set_attribute(name, &fresh.get_attribute(name).unwrap_or_default());
    }
    let island = keep.closest("leptos-island").ok()??;
    for child in children(&main) {
        if !child.is_same_node(Some(island.as_ref())) {
            let _ = main.remove_child(&child);
        }
    }
    let component = island.get_attribute("data-component");
    for child in children(fresh) {
        let is_watch = child
            .dyn_ref::<Element>()
            .is_some_and(|element| element.get_attribute("data-component") == component);
        if !is_watch || component.is_none() {
            let _ = main.append_child(&child);
        }
    }
    Some(main)
}

fn children(of: &Element) -> Vec<Node> {
    let nodes = of.child_nodes();
    (0..nodes.length()).filter_map(|place| nodes.item(place)).collect()
}

/// The function that Leptos' own start-up script leaves for islands that come later.
fn wake_islands(main: &Element, keep: &Element) -> Option<()> {
    let wake = js_sys::Reflect::get(&window(), &JsValue::from_str("__hydrateIsland")).ok()?;
    let wake: js_sys::Function = wake.dyn_into().ok()?;
    let islands = main.query_selector_all("leptos-island").ok()?;
    for place in 0..islands.length() {
        let island: Element = islands.item(place)?.dyn_into().ok()?;
        if let (false, Some(component)) =
            (island.contains(Some(keep.as_ref())), island.get_attribute("data-component"))
        {
            let _ = wake.call2(&JsValue::NULL, island.as_ref(), &JsValue::from_str(&component));
        }
    }
    Some(())
}
