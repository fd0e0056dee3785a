//! Notifications: verified over their raw bytes, opened, and checked to be about our money.

use domain::time::Timestamp;
use serde::de::DeserializeOwned;
use services::ports::{Notification, NotificationHeaders, NotificationRefused};

use super::{
    WechatPay, refund,
    transaction::capture,
    verifying::Seal,
    wire::{Envelope, RefundNotice, Resource, TransactionState},
};

const ALGORITHM: &str = "AEAD_AES_256_GCM";

impl WechatPay {
    pub(super) fn read_notification(
        &self,
        headers: NotificationHeaders<'_>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Notification, NotificationRefused> {
        let seal = Seal::read(|name| headers.get(name)).ok_or(NotificationRefused::Headers)?;
        self.verifier.verify(&seal, body, now, &[])?;
        let envelope: Envelope<'_> =
            serde_json::from_slice(body).map_err(|_| NotificationRefused::Malformed)?;
        if envelope.id.is_empty() {
            return Err(NotificationRefused::Malformed);
        }
        let event_id = envelope.id.into_owned();
        match envelope.event_type.as_ref() {
            "TRANSACTION.SUCCESS" => self.paid(event_id, self.opened(&envelope.resource)?),
            "REFUND.SUCCESS" | "REFUND.ABNORMAL" | "REFUND.CLOSED" => {
                self.refunded(event_id, self.opened(&envelope.resource)?)
            }
            _ => Ok(Notification::Ignored { event_id }),
        }
    }

    fn opened<T: DeserializeOwned>(&self, resource: &Resource<'_>) -> Result<T, NotificationRefused> {
        if resource.algorithm != ALGORITHM {
            return Err(NotificationRefused::Malformed);
        }
        let text = self.cipher.open(&resource.nonce, &resource.associated_data, &resource.ciphertext);
        text.and_then(|text| serde_json::from_slice(&text).ok()).ok_or(NotificationRefused::Malformed)
    }

    fn paid(
        &self,
        event_id: String,
        transaction: TransactionState,
    ) -> Result<Notification, NotificationRefused> {
        if !self.owns(&transaction) {
            return Err(NotificationRefused::OtherMerchant);
        }
        // The event's name promises it; the money's own state is what counts.
        if transaction.trade_state != "SUCCESS" {
            return Err(NotificationRefused::Malformed);
        }
        let number = transaction.out_trade_no.clone();
        let capture = capture(transaction).ok_or(NotificationRefused::Malformed)?;
        Ok(Notification::Paid { event_id, number, capture })
    }

    fn refunded(&self, event_id: String, notice: RefundNotice) -> Result<Notification, NotificationRefused> {
        // Refunds are told without the application.
        if notice.mchid != self.mchid {
            return Err(NotificationRefused::OtherMerchant);
        }
        let received_by = notice.user_received_account.as_deref();
        let answer = refund::meaning(&notice.refund_status, received_by, notice.success_time.as_deref())
            .ok_or(NotificationRefused::Malformed)?;
        Ok(Notification::Refund { event_id, refund_number: notice.out_refund_no, answer })
    }
}
