//! Money that comes, and what is told of it: rightly, twice, late, again after weeks, by somebody else, or not at all.

use domain::{
    money::{Currency, Money},
    order::{Attempt, Gateway},
    time::Timestamp,
};
use services::{
    ports::{NotificationHeaders, PaymentGateway as _, RefundAnswer},
    till::Received,
};

use super::{
    case::{Mail, Scene},
    ordering::pick,
    stage::{SECOND, yuan},
};

impl Scene {
    /// Somebody pays something that was opened once: what is open, or what has been closed since; now and then everything
    /// that was opened for an order.
    pub(super) async fn pay(&self) {
        let dice = &self.stage.dice;
        let attempts = self.attempts().await;
        if attempts.is_empty() {
            return;
        }
        let chosen = &attempts[pick(dice.next(), attempts.len())];
        let everything = dice.chance(30);
        let also =
            |attempt: &&Attempt| everything && attempt.order == chosen.order && attempt.id != chosen.id;
        for attempt in std::iter::once(chosen).chain(attempts.iter().filter(also)) {
            let asked = attempt.amount.minor();
            let amount = match dice.below(100) {
                0..4 => yuan(1),
                4..8 => yuan(asked + 500),
                8..10 => Money::new(asked, Currency::Usd),
                _ => attempt.amount,
            };
            let account = self.stage.account(&attempt.account);
            let paid = account.pay(&attempt.gateway_number, amount, dice.chance(70));
            self.post(attempt.gateway, paid, false);
        }
    }

    pub(super) fn stray(&self) {
        let dice = &self.stage.dice;
        let gateway = &self.stage.gateways[pick(dice.next(), self.stage.gateways.len())];
        let body = gateway.pay_stray(yuan(dice.one_of(&[4_200, 6_800, 42_000])));
        self.post(gateway.gateway(), Some(body), true);
    }

    pub(super) fn post(&self, gateway: Gateway, body: Option<String>, is_stray: bool) {
        self.mail.lock().unwrap().extend(body.map(|body| Mail { gateway, body, is_stray }));
    }

    /// An event that says nothing for certain; also about numbers that are none of ours.
    pub(super) async fn hint(&self) {
        let attempts = self.attempts().await;
        let dice = &self.stage.dice;
        let (name, number) = if attempts.is_empty() || dice.chance(10) {
            (Gateway::Stripe.into(), "X0".to_owned())
        } else {
            let attempt = &attempts[pick(dice.next(), attempts.len())];
            (attempt.account.clone(), attempt.gateway_number.clone())
        };
        let account = self.stage.account(&name);
        let body = account.hint(&number);
        let _ = self.receive(account.gateway(), &body).await;
    }

    /// Nobody believes what no gateway wrote, what another one wrote, or what one account says about another one's payment.
    pub(super) async fn forge(&self) {
        let (gateway, body) = match self.stage.dice.below(3) {
            0 => (Gateway::WechatPay, "paid J0".to_owned()),
            1 => {
                let stolen = self.mail.lock().unwrap().first().cloned();
                let Some(mail) = stolen else { return };
                let gateway = if mail.gateway == Gateway::Alipay { Gateway::Stripe } else { Gateway::Alipay };
                (gateway, mail.body)
            }
            _ => {
                let other = self.attempts().await.into_iter().find(|attempt| {
                    attempt.gateway == Gateway::WechatPay && attempt.account.as_str() != SECOND
                });
                let Some(attempt) = other else { return };
                let second = self.stage.account(&SECOND.parse().unwrap());
                (Gateway::WechatPay, second.claim(&attempt.gateway_number, attempt.amount))
            }
        };
        match self.receive(gateway, &body).await {
            Some(Received::Refused(_)) => self.count("forged"),
            Some(Received::Acknowledged) => panic!("{}: {body} was believed", self.name()),
            // The database failed before anything could be said.
            None => {}
        }
    }

    /// One of the notifications on their way arrives, in any order; some come again later.
    pub(super) async fn deliver_one(&self) {
        let dice = &self.stage.dice;
        let mail = {
            let waiting = self.mail.lock().unwrap();
            if waiting.is_empty() {
                return;
            }
            waiting[pick(dice.next(), waiting.len())].clone()
        };
        let acknowledged = self.receive(mail.gateway, &mail.body).await == Some(Received::Acknowledged);
        if acknowledged && dice.chance(60) {
            self.mail.lock().unwrap().retain(|known| known.body != mail.body);
        }
    }

    /// What arrived once arrives again, cases later: somebody recorded it.
    pub(super) async fn comes_again(&self) {
        let old = {
            let arrived = self.arrived.lock().unwrap();
            if arrived.is_empty() {
                return;
            }
            arrived[pick(self.stage.dice.next(), arrived.len())].clone()
        };
        let received = self.receive(old.gateway, &old.body).await;
        assert!(!matches!(received, Some(Received::Refused(_))), "{}: {old:?}", self.name());
        self.count("replayed");
    }

    pub(super) async fn receive(&self, gateway: Gateway, body: &str) -> Option<Received> {
        let headers = NotificationHeaders(&[]);
        let received = self.services.till.receive(gateway, headers, body.as_bytes()).await.ok();
        if received == Some(Received::Acknowledged) {
            let mail = Mail { gateway, body: body.to_owned(), is_stray: false };
            self.arrived.lock().unwrap().push(mail);
        }
        received
    }

    /// Refunds that are under way go on; now and then one that was done comes back, or one that failed is settled.
    pub(super) fn refunds_move(&self) {
        let (dice, now) = (&self.stage.dice, self.stage.clock.now());
        for gateway in &self.stage.gateways {
            let mut told = gateway.settle_refunds(|| answer(dice.below(100), now));
            if dice.chance(2) {
                told.extend(gateway.refund_comes_back());
            }
            if gateway.gateway() == Gateway::WechatPay && dice.chance(20) {
                told.extend(gateway.desk_settles());
            }
            for body in told {
                self.post(gateway.gateway(), Some(body), false);
            }
        }
    }
}

fn answer(roll: i64, now: Timestamp) -> RefundAnswer {
    match roll {
        0..6 => RefundAnswer::Abnormal,
        6..9 => RefundAnswer::Refused { code: "NO".to_owned() },
        9..20 => RefundAnswer::Processing,
        _ => RefundAnswer::Succeeded { at: now },
    }
}
