//! What happens by itself: sessions end, wallets decide, refunds arrive or come back.

use std::sync::Arc;

use super::{
    book::{Due, Payments},
    events::{News, tell},
    movements, pay, refunds, sessions,
    things::RefundStage,
};
use crate::{Error, sandbox::Sandbox};

/// Lets everything happen that is due by now. The desk must not be locked, nor any book.
pub fn advance(sandbox: &Arc<Sandbox>, now_ms: i64) {
    loop {
        let news = {
            let payments = &mut sandbox.desk().payments;
            match payments.agenda.first().cloned() {
                Some((at, due)) if at <= now_ms => {
                    payments.agenda.pop_first();
                    happens(payments, &due, now_ms)
                }
                _ => return,
            }
        };
        match news {
            Ok(news) => tell(sandbox, news),
            Err(error) => tracing::error!(%error, "what was due could not happen"),
        }
    }
}

fn happens(payments: &mut Payments, due: &Due, now_ms: i64) -> Result<Vec<News>, Error> {
    let movement = movements::new_id()?;
    Ok(match due {
        Due::Session(id) => sessions::expired(payments, id),
        Due::Intent(id) => {
            let paid =
                payments.intents.get(id).and_then(|intent| intent.decides).is_some_and(|(_, paid)| paid);
            pay::decide(payments, id, paid, movement, now_ms)
        }
        Due::Refund(id) => {
            let ends = payments.refunds.get(id).and_then(|refund| refund.ends.clone());
            let end = match ends {
                Some((_, Some(failure))) => (RefundStage::Failed, Some(failure)),
                _ => (RefundStage::Succeeded, None),
            };
            refunds::end(payments, id, end, &movement, now_ms)
        }
    })
}
