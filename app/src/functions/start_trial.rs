//! Looking around before paying.

use leptos::prelude::*;
use services::lounge::Wish;

use crate::{
    pages::community,
    request::{self, WireFault},
};

/// Begins a trial. One that was begun before, or was never offered, changes nothing: the page says how it stands.
#[server(endpoint = "start_trial")]
pub async fn start_trial(
    #[server(default)] community: String,
    #[server(default)] product: String,
) -> Result<(), WireFault> {
    request::act(community::at_the_door(&community, &product, Wish::Try)).await
}
