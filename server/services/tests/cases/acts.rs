//! What people, gateways and workers do in a case, one thing after another and now and then several at once.

use domain::{
    id::OrderToken,
    locale::Locale,
    order::{Attempt, Scene as Place},
};
use services::{actor::Member, till::Visit};

use super::{
    case::Scene,
    ordering::{CHANNELS, pick},
};

impl Scene {
    pub(super) async fn act(&self) {
        let dice = &self.stage.dice;
        self.stage.clock.advance(dice.below(20));
        match dice.below(140) {
            0..16 => self.look().await,
            16..21 => {
                tokio::join!(self.look(), self.look());
            }
            21..28 => self.change().await,
            28..32 => {
                tokio::join!(self.change(), self.look(), self.change());
            }
            32..57 => self.pay().await,
            57..67 => self.deliver_one().await,
            67..70 => {
                tokio::join!(self.deliver_one(), self.deliver_one(), self.deliver_one());
            }
            70..72 => self.comes_again().await,
            72..75 => self.forge().await,
            75..77 => self.stray(),
            77..80 => self.hint().await,
            80..87 => drop(self.services.till.sweep("a case").await),
            87..91 => self.check().await,
            91..97 => self.pays_inside().await,
            97..100 => self.refunds_move(),
            100..102 => self.moods_change(),
            102..107 => self.asks_back().await,
            107..110 => self.gives_back().await,
            110..112 => {
                tokio::join!(self.asks_back(), self.gives_back(), self.bank_moves());
            }
            112..116 => self.bank_moves().await,
            116..124 => self.decides().await,
            124..127 => {
                tokio::join!(self.decides(), self.deliver_one(), self.decides());
            }
            _ => self.stage.clock.advance(dice.one_of(&[60, 300, 901, 2_000, 7_200])),
        }
    }

    pub(super) fn somebody(&self) -> &(Member, OrderToken) {
        &self.orders[pick(self.stage.dice.next(), self.orders.len())]
    }

    /// Somebody opens an order page, at a desk or on a phone, perhaps coming back from the wallet, perhaps going on to the
    /// gateway's own page.
    async fn look(&self) {
        let dice = &self.stage.dice;
        let (member, token) = self.somebody();
        let visit = Visit {
            scene: dice.one_of(&[Place::Desktop, Place::Desktop, Place::Phone, Place::InWechat]),
            locale: dice.one_of(&Locale::ALL),
            from_wallet: dice.chance(20),
            ..Visit::default()
        };
        let _ = self.services.till.page(member, token, &visit).await;
        if dice.chance(30) {
            let _ = self.services.till.way_out(member, token, &visit).await;
        }
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
