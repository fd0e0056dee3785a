//! Notifications: a form, verified over its decoded values, and checked to be about our money.

use services::ports::{Notification, NotificationRefused, RefundAnswer};

use super::{
    Alipay,
    form::{Parameters, read, signed_text},
    instant,
    query::capture,
};

/// What a notification about a trade calls itself.
const TRADE: &str = "trade_status_sync";

impl Alipay {
    /// The protocol signs no moment of sending that could be held against a clock, and resends go on for a day: what is
    /// replayed is known by its `notify_id`, which stays the same.
    pub(super) fn read_notification(&self, body: &[u8]) -> Result<Notification, NotificationRefused> {
        let mut form = read(body).ok_or(NotificationRefused::Malformed)?;
        // Neither of these is signed, so each must be exactly what it has to be.
        let sign = form.remove("sign").ok_or(NotificationRefused::Headers)?;
        if form.remove("sign_type").as_deref() != Some("RSA2") {
            return Err(NotificationRefused::Headers);
        }
        self.verifier.verify_notification(&signed_text(&form), &sign)?;
        let told = Told(form);
        let event_id = told.required("notify_id")?.to_owned();
        // One key of the gateway signs for all sellers.
        if told.get("app_id") != Some(&self.app_id) || told.get("seller_id") != Some(&self.seller_id) {
            return Err(NotificationRefused::OtherMerchant);
        }
        if told.get("notify_type") != Some(TRADE) {
            return Ok(Notification::Ignored { event_id });
        }
        told.meaning(event_id)
    }
}

/// What was told, verified.
struct Told(Parameters);

impl Told {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    fn required(&self, name: &str) -> Result<&str, NotificationRefused> {
        self.get(name).ok_or(NotificationRefused::Malformed)
    }

    fn meaning(&self, event_id: String) -> Result<Notification, NotificationRefused> {
        let number = self.required("out_trade_no")?.to_owned();
        let went_back = self.get("refund_fee").is_some() || self.get("gmt_refund").is_some();
        match self.required("trade_status")? {
            // Some of the money went back, or, of a closed trade, all of it.
            "TRADE_SUCCESS" | "TRADE_CLOSED" if went_back => self.refunded(event_id, number),
            // FINISHED comes by itself when the time for refunds is over, but for some sellers it is the first word.
            "TRADE_SUCCESS" | "TRADE_FINISHED" => self.paid(event_id, number),
            // Given up, or its time was over; the same word as for a refund, so the trade itself is asked.
            "TRADE_CLOSED" => Ok(Notification::Ask { event_id, number }),
            "WAIT_BUYER_PAY" => Ok(Notification::Ignored { event_id }),
            _ => Err(NotificationRefused::Malformed),
        }
    }

    fn paid(&self, event_id: String, number: String) -> Result<Notification, NotificationRefused> {
        let at = instant::read(self.required("gmt_payment")?).ok_or(NotificationRefused::Malformed)?;
        let capture = capture(self.required("trade_no")?.to_owned(), self.required("total_amount")?, at)
            .ok_or(NotificationRefused::Malformed)?;
        Ok(Notification::Paid { event_id, number, capture })
    }

    /// `out_biz_no` is our number of the refund; without it somebody refunded elsewhere, and the trade is asked.
    fn refunded(&self, event_id: String, number: String) -> Result<Notification, NotificationRefused> {
        let (Some(refund_number), Some(at)) = (self.get("out_biz_no"), self.get("gmt_refund")) else {
            return Ok(Notification::Ask { event_id, number });
        };
        let at = instant::read(at).ok_or(NotificationRefused::Malformed)?;
        let answer = RefundAnswer::Succeeded { at };
        Ok(Notification::Refund { event_id, refund_number: refund_number.to_owned(), answer })
    }
}
