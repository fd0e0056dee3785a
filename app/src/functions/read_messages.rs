//! Marking messages as read.

use domain::id::MessageId;
use leptos::prelude::*;

use crate::{
    pages::messages::ADDRESS,
    request::{self, Interruption, WireFault},
};

/// Marks what the reader saw as read and leads back to the list.
#[server(endpoint = "read_messages")]
pub async fn read_messages(#[server(default)] through: String) -> Result<(), WireFault> {
    request::act(async {
        let reader = request::reader(ADDRESS)?;
        let through: MessageId = through.parse().map_err(|_| Interruption::NotFound)?;
        request::services()?.messages.mark_read(&reader, &through).await?;
        request::redirect(ADDRESS);
        Ok(())
    })
    .await
}
