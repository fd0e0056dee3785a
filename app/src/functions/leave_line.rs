//! Not waiting for a seat any more.

use leptos::prelude::*;
use services::lounge::Wish;

use crate::{
    pages::community,
    request::{self, WireFault},
};

/// Takes the reader out of a line; a seat that was held is free again.
#[server(endpoint = "leave_line")]
pub async fn leave_line(
    #[server(default)] community: String,
    #[server(default)] product: String,
) -> Result<(), WireFault> {
    request::act(community::at_the_door(&community, &product, Wish::Leave)).await
}
