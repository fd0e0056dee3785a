//! Placing orders: for what others want too, with the coupon that others use too, and to go up from what one has.

use domain::{
    catalogue::Period,
    id::{OrderToken, ProductId},
    locale::Locale,
    order::Scene as Place,
    view::{Problem, ProblemCode},
};
use services::{
    actor::{Member, Origin},
    checkout::{CheckoutAsk, StartOrderForm, StartOutcome},
};

use super::case::Scene;

pub(super) const CHANNELS: [&str; 3] = ["wechat-pay", "alipay", "card"];

impl Scene {
    /// Somebody orders, with the coupon of the case so many times in a hundred; the case may already have an order of the
    /// same seat. Nothing when seat or coupon are taken or nobody can pay like that.
    pub(super) async fn order(&self, coupon: i64) -> Option<(Member, OrderToken)> {
        let (stage, dice) = (&self.stage, &self.stage.dice);
        let member = stage.members[pick(dice.next(), stage.members.len())].clone();
        let product = self.wants();
        let ask =
            CheckoutAsk { product: Some(product.clone()), open_agreement: true, ..CheckoutAsk::default() };
        let page = self.services.checkout.page(&stage.slug, Some(&member), ask).await.ok()??;
        let channel = if dice.chance(30) { "" } else { dice.one_of(&CHANNELS) };
        let code = self.scarce.as_ref().map(|(_, code)| code.clone());
        let form = StartOrderForm {
            product: product.as_str().to_owned(),
            agreement: page.agreement.id.as_str().to_owned(),
            stamp: page.stamp?,
            accept: true,
            channel: channel.to_owned(),
            coupon: code.filter(|_| dice.chance(coupon)).unwrap_or_default(),
            upgrade: dice.chance(50),
            locale: dice.one_of(&Locale::ALL),
            ..StartOrderForm::default()
        };
        let scene = match channel {
            "wechat-pay" => {
                dice.one_of(&[Place::Desktop, Place::Phone, Place::InWechat, Place::InMiniProgram])
            }
            _ => dice.one_of(&[Place::Desktop, Place::Phone]),
        };
        let origin = Origin { scene, ..Origin::default() };
        match self.services.checkout.start_order(&member, &origin, form).await.ok()? {
            StartOutcome::Started(token) | StartOutcome::Existing(token) => Some((member, token)),
            StartOutcome::Refused(problems) => {
                let of_coupon = |problem: &Problem| matches!(problem.code, ProblemCode::CouponRefused { .. });
                if problems.iter().any(of_coupon) {
                    self.count("coupon refused");
                }
                None
            }
        }
    }

    /// Mostly what was ordered last, else the seat of the case or something that there is enough of.
    fn wants(&self) -> ProductId {
        let (stage, dice) = (&self.stage, &self.stage.dice);
        let today = stage.clock.now().day();
        let mut wanted = self.wanted.lock().unwrap();
        let product = match wanted.clone() {
            Some(product) if dice.chance(70) => product,
            _ => {
                let ahead = |period: Period| period.is_ahead(today);
                let seat = self.scarce.iter().map(|(product, _)| product);
                let all: Vec<_> = seat.chain(&stage.products).filter(|one| ahead(one.period)).collect();
                // The seat as often as everything else.
                let at = if dice.chance(40) { 0 } else { pick(dice.next(), all.len()) };
                all[at].id.clone()
            }
        };
        *wanted = Some(product.clone());
        product
    }
}

pub(super) fn pick(random: u64, count: usize) -> usize {
    usize::try_from(random % u64::try_from(count).unwrap()).unwrap()
}
