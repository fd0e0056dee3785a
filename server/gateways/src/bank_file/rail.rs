//! The port on top of the desk.

use async_trait::async_trait;
use domain::{
    money::{Currency, Money},
    payouts::{FailureReason, PayoutKind, Rail, RailNews},
    time::Timestamp,
};
use services::ports::{
    BankDetails, DestinationFacts, GatewayFault, NotificationHeaders, NotificationRefused, PayoutOrder,
    PayoutRail, RailEvent,
};

use super::{
    BankFile, Fault, RAIL,
    desk::{Desk, Standing, Taken},
    details, number_of,
    transfer::{Transfer, TransferRefused},
};

impl BankFile {
    /// The desk works on the disk, so it works beside the runtime. What cannot be told is no answer: the next query tells.
    async fn at_desk(
        &self,
        work: impl FnOnce(&Desk) -> Result<RailNews, Fault> + Send + 'static,
    ) -> RailNews {
        let desk = self.desk.clone();
        let outcome = tokio::task::spawn_blocking(move || work(&desk)).await;
        match outcome {
            Ok(Ok(news)) => news,
            Ok(Err(fault)) => {
                tracing::error!(%fault, "the bank file could not answer");
                RailNews::NoAnswer
            }
            Err(_) => RailNews::NoAnswer,
        }
    }

    fn transfer(&self, order: &PayoutOrder) -> Result<Transfer, FailureReason> {
        let number = number_of(&order.number);
        Ok(Transfer {
            to: details::account_of(&order.to)?,
            amount: order.amount,
            kind: order.kind,
            execute_on: order.day,
            remittance: format!("{} {number}", self.remittance),
            number,
        })
    }
}

#[async_trait]
impl PayoutRail for BankFile {
    fn rail(&self) -> Rail {
        RAIL
    }

    fn carries(&self, kind: PayoutKind, currency: Currency) -> bool {
        let instant = currency == Currency::Eur && self.desk.from().account.is_in_sepa();
        self.currencies.contains(&currency) && (kind == PayoutKind::Standard || instant)
    }

    async fn submit(&self, order: &PayoutOrder) -> RailNews {
        let number = number_of(&order.number);
        let transfer = self.transfer(order);
        let carried = self.carries(order.kind, order.amount.currency());
        self.at_desk(move |desk| {
            // Whatever the details look like today: a number that went out keeps its story.
            let known = desk.standing(&number)?;
            let transfer = match transfer {
                Ok(transfer) if carried || known != Standing::Unknown => transfer,
                _ if known != Standing::Unknown => return Ok(RailNews::NoAnswer),
                Ok(transfer) if transfer.kind == PayoutKind::Instant => {
                    return Ok(RailNews::Failed(FailureReason::InstantNotSupported));
                }
                Ok(_) => return Ok(RailNews::Failed(FailureReason::CurrencyMismatch)),
                Err(reason) => return Ok(RailNews::Failed(reason)),
            };
            Ok(match desk.take(&transfer)? {
                Taken::Standing(standing) => news(&standing),
                Taken::Refused(refused) => RailNews::Failed(reason(refused)),
                // To say that it failed would give back the money of a payout that is on its way.
                Taken::OtherContent => RailNews::NoAnswer,
            })
        })
        .await
    }

    async fn query(&self, order: &PayoutOrder) -> RailNews {
        let number = number_of(&order.number);
        self.at_desk(move |desk| Ok(news(&desk.standing(&number)?))).await
    }

    async fn cancel(&self, order: &PayoutOrder) -> RailNews {
        let number = number_of(&order.number);
        self.at_desk(move |desk| {
            Ok(match desk.withdraw(&number)? {
                Standing::Unknown => RailNews::Cancelled,
                standing => news(&standing),
            })
        })
        .await
    }

    async fn available(&self, _currency: Currency) -> Result<Option<Money>, GatewayFault> {
        Ok(None)
    }

    async fn look_at(&self, details: &BankDetails) -> Result<DestinationFacts, GatewayFault> {
        Ok(match details::account_of(details) {
            Ok(holder) => DestinationFacts {
                takes_instant: self.carries(PayoutKind::Instant, Currency::Eur)
                    && holder.account.is_in_sepa(),
                unusable: None,
            },
            Err(reason) => DestinationFacts { takes_instant: false, unusable: Some(reason) },
        })
    }

    fn parse_event(
        &self,
        _headers: NotificationHeaders<'_>,
        _body: &[u8],
        _now: Timestamp,
    ) -> Result<RailEvent, NotificationRefused> {
        // The bank's files come through `import`, from an operator; nothing that comes by HTTP is the bank's.
        Err(NotificationRefused::Signature)
    }
}

fn news(standing: &Standing) -> RailNews {
    match standing {
        Standing::Waiting => RailNews::InTransit { reference: None },
        Standing::Written { message_id } => RailNews::InTransit { reference: Some(message_id.clone()) },
        Standing::Reported { message_id, status } => status.news(Some(message_id.clone())),
        Standing::Unknown => RailNews::NotKnown,
    }
}

fn reason(refused: TransferRefused) -> FailureReason {
    match refused {
        TransferRefused::Number | TransferRefused::Amount => FailureReason::Refused,
        TransferRefused::Name => FailureReason::HolderMismatch,
        TransferRefused::Account => FailureReason::AccountUnknown,
        TransferRefused::NotInstant => FailureReason::InstantNotSupported,
    }
}
