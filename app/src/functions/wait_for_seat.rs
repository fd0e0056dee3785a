//! Waiting for a seat.

use leptos::prelude::*;
use services::lounge::Wish;

use crate::{
    pages::community,
    request::{self, WireFault},
};

/// Puts the reader in line for a seat.
#[server(endpoint = "wait_for_seat")]
pub async fn wait_for_seat(
    #[server(default)] community: String,
    #[server(default)] product: String,
) -> Result<(), WireFault> {
    request::act(community::at_the_door(&community, &product, Wish::Wait)).await
}
