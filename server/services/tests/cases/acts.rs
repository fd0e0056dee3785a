//! What people, gateways and workers do in a case.

use domain::{
    id::OrderToken,
    locale::Locale,
    order::{Attempt, Gateway, Scene as Place},
    time::Timestamp,
};
use services::{
    actor::{Member, Origin},
    checkout::{CheckoutAsk, StartOrderForm, StartOutcome},
    ports::{NotificationHeaders, PaymentGateway as _, RefundAnswer},
    till::{Received, Visit},
};

use super::{
    case::{Mail, Scene},
    stage::yuan,
};

const CHANNELS: [&str; 3] = ["wechat-pay", "alipay", "card"];

impl Scene {
    /// Somebody orders; the case may already have an order of the same seat. Nothing when every seat is taken or the order was there already.
    pub(super) async fn order(&self) -> Option<(Member, OrderToken)> {
        let (stage, dice) = (&self.stage, &self.stage.dice);
        let member = stage.members[pick(dice.next(), stage.members.len())].clone();
        let product = match self.wanted.lock().unwrap().clone() {
            Some(product) if dice.chance(70) => product,
            _ => stage.products[pick(dice.next(), stage.products.len())].id.clone(),
        };
        *self.wanted.lock().unwrap() = Some(product.clone());
        let ask =
            CheckoutAsk { product: Some(product.clone()), open_agreement: true, ..CheckoutAsk::default() };
        let page = self.services.checkout.page(&stage.slug, Some(&member), ask).await.ok()??;
        let channel = if dice.chance(30) { "" } else { dice.one_of(&CHANNELS) };
        let form = StartOrderForm {
            product: product.as_str().to_owned(),
            agreement: page.agreement.id.as_str().to_owned(),
            stamp: page.stamp?,
            accept: true,
            channel: channel.to_owned(),
            locale: dice.one_of(&Locale::ALL),
            ..StartOrderForm::default()
        };
        match self.services.checkout.start_order(&member, &Origin::default(), form).await.ok()? {
            StartOutcome::Started(token) | StartOutcome::Existing(token) => Some((member, token)),
            StartOutcome::Refused(_) => None,
        }
    }

    pub(super) async fn act(&self) {
        let dice = &self.stage.dice;
        self.stage.clock.advance(dice.below(20));
        match dice.below(100) {
            0..18 => self.look().await,
            18..23 => {
                tokio::join!(self.look(), self.look());
            }
            23..30 => self.change().await,
            30..34 => {
                tokio::join!(self.change(), self.look(), self.change());
            }
            34..58 => self.pay().await,
            58..67 => self.deliver_one().await,
            67..70 => {
                tokio::join!(self.deliver_one(), self.deliver_one(), self.deliver_one());
            }
            70..73 => self.forge().await,
            73..75 => self.stray(),
            75..78 => self.hint().await,
            78..86 => drop(self.services.till.sweep("a case").await),
            86..90 => self.check().await,
            90..93 => self.refunds_move(),
            93..95 => self.moods_change(),
            _ => self.stage.clock.advance(dice.one_of(&[60, 300, 901, 2_000, 7_200])),
        }
    }

    fn somebody(&self) -> &(Member, OrderToken) {
        &self.orders[pick(self.stage.dice.next(), self.orders.len())]
    }

    /// Somebody opens an order page, at a desk or on a phone, perhaps coming back from the wallet.
    async fn look(&self) {
        let dice = &self.stage.dice;
        let (member, token) = self.somebody();
        let visit = Visit {
            scene: dice.one_of(&[Place::Desktop, Place::Desktop, Place::Phone]),
            locale: dice.one_of(&Locale::ALL),
            from_wallet: dice.chance(20),
            ..Visit::default()
        };
        let _ = self.services.till.page(member, token, &visit).await;
    }

    async fn change(&self) {
        let dice = &self.stage.dice;
        let (member, token) = self.somebody();
        let visit = Visit { scene: dice.one_of(&[Place::Desktop, Place::Phone]), ..Visit::default() };
        let channel = dice.one_of(&CHANNELS);
        let _ = self.services.till.change_channel(member, token, channel, &visit).await;
    }

    async fn check(&self) {
        let (member, token) = self.somebody();
        let _ = self.services.till.check_now(member, token).await;
    }

    /// The attempts of the case, as the database has them.
    pub(super) async fn attempts(&self) -> Vec<Attempt> {
        let commerce = self.stage.house.commerce();
        let mut all = Vec::new();
        for (_, token) in &self.orders {
            // A database that fails just now shows nothing.
            if let Ok(Some(order)) = commerce.order_by_token(token).await {
                all.extend(commerce.attempts(&order.id).await.unwrap_or_default());
            }
        }
        all
    }

    /// Somebody pays something that was opened once: what is open, or what has been closed since.
    async fn pay(&self) {
        let dice = &self.stage.dice;
        let attempts = self.attempts().await;
        if attempts.is_empty() {
            return;
        }
        let attempt = &attempts[pick(dice.next(), attempts.len())];
        let amount = match dice.below(100) {
            0..5 => yuan(1),
            5..7 => domain::money::Money::new(attempt.amount.minor(), domain::money::Currency::Usd),
            _ => attempt.amount,
        };
        let paid = self.stage.gateway(attempt.gateway).pay(&attempt.gateway_number, amount, dice.chance(50));
        self.post(attempt.gateway, paid, false);
    }

    fn stray(&self) {
        let gateway = &self.stage.gateways[pick(self.stage.dice.next(), self.stage.gateways.len())];
        let body = gateway.pay_stray(yuan(4_200));
        self.post(gateway.gateway(), Some(body), true);
    }

    fn post(&self, gateway: Gateway, body: Option<String>, is_stray: bool) {
        self.mail.lock().unwrap().extend(body.map(|body| Mail { gateway, body, is_stray }));
    }

    /// An event that says nothing for certain; also about numbers that are none of ours.
    async fn hint(&self) {
        let attempts = self.attempts().await;
        let dice = &self.stage.dice;
        let (gateway, number) = if attempts.is_empty() || dice.chance(10) {
            (Gateway::Stripe, "X0".to_owned())
        } else {
            let attempt = &attempts[pick(dice.next(), attempts.len())];
            (attempt.gateway, attempt.gateway_number.clone())
        };
        let body = self.stage.gateway(gateway).hint(&number);
        let _ = self.receive(gateway, &body).await;
    }

    /// Nobody believes what no gateway wrote, nor what another one wrote.
    async fn forge(&self) {
        let other = |mail: &Mail| {
            let gateway = if mail.gateway == Gateway::Alipay { Gateway::Stripe } else { Gateway::Alipay };
            (gateway, mail.body.clone())
        };
        let stolen = self.mail.lock().unwrap().first().map(other);
        let (gateway, body) = stolen.unwrap_or((Gateway::WechatPay, "paid J0".to_owned()));
        let received = self.receive(gateway, &body).await;
        assert!(matches!(received, Some(Received::Refused(_))), "{body} was believed: {received:?}");
    }

    /// One of the notifications on their way arrives, in any order; some come again later.
    async fn deliver_one(&self) {
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

    pub(super) async fn receive(&self, gateway: Gateway, body: &str) -> Option<Received> {
        let headers = NotificationHeaders(&[]);
        self.services.till.receive(gateway, headers, body.as_bytes()).await.ok()
    }

    pub(super) fn refunds_move(&self) {
        let (dice, now) = (&self.stage.dice, self.stage.clock.now());
        for gateway in &self.stage.gateways {
            let told = gateway.settle_refunds(|| answer(dice.below(100), now));
            for body in told {
                self.post(gateway.gateway(), Some(body), false);
            }
        }
    }

    /// Calls fail from now on, or no longer.
    fn moods_change(&self) {
        let dice = &self.stage.dice;
        for gateway in &self.stage.gateways {
            gateway.book().moody = dice.one_of(&[0, 0, 15, 60]);
        }
        let (call, after) = (u32::try_from(dice.below(6)).unwrap() + 1, dice.chance(50));
        self.stage.house.fail(call, after);
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

pub(super) fn pick(random: u64, count: usize) -> usize {
    usize::try_from(random % u64::try_from(count).unwrap()).unwrap()
}
