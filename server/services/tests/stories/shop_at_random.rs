//! Coupons, seats, trials and lines under whatever happens: the audit after each step holds that a coupon is used as often
//! as pending and paid orders name it, that the seats taken are those of pending and paid orders and open offers, that nobody
//! sits on two, and that nobody who is in for good is sold a period.

use std::collections::BTreeMap;

use services::{
    actor::Member,
    checkout::StartOrderForm,
    ports::{Clock as _, Notification, NotificationHeaders},
};

use super::{lounge::next_in_line, support::Cut, world::World};
use domain::{
    catalogue::{Discount, Waiting, WaitingState},
    order::{Gateway, OrderState},
};

const SEEDS: u64 = 100;
const STEPS: u32 = 80;

/// `SplitMix64`.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % sides
    }
}

/// Something that happens; faults are part of life.
async fn happens(world: &World, dice: &mut Dice) {
    let shop = &world.shop;
    let next = next_in_line(world);
    let people = [&shop.mei, &shop.tom, &shop.ann, &next];
    let who: &Member = people[usize::try_from(dice.below(4)).unwrap()];
    let products = [&shop.studio, &shop.month, &shop.studio, &shop.year, &shop.studio, &shop.lifetime];
    let product = products[usize::try_from(dice.below(6)).unwrap()];
    let services = &world.services;
    match dice.below(10) {
        0..=2 => {
            let coupon = if dice.below(2) == 0 { "SPRING" } else { "" };
            let Ok(form) = world.form(who, &product.id).await else { return };
            let form = StartOrderForm { coupon: coupon.to_owned(), upgrade: dice.below(3) == 0, ..form };
            drop(world.start(who, form).await);
        }
        3 | 4 => pays(world, dice).await,
        5 => {
            drop(services.lounge.wait(who, &shop.studio.id).await);
            if dice.below(4) == 0 {
                drop(services.lounge.leave(who, &shop.studio.id).await);
            }
        }
        6 => drop(services.lounge.sweep().await),
        7 => {
            let theirs = world
                .rows()
                .orders
                .into_values()
                .find(|order| order.buyer == who.user && matches!(order.state, OrderState::Paid { .. }));
            if let Some(order) = theirs {
                drop(services.refunds.ask(who, &order.token, "").await);
            }
        }
        8 => {
            let wait = [60, 16 * 60, 60, 16 * 60, 25 * 3_600, 32 * 86_400];
            world.clock.advance(wait[usize::try_from(dice.below(6)).unwrap()]);
            if dice.below(2) == 0 {
                drop(world.sweep().await);
            }
        }
        _ => drop(world.sweep().await),
    }
}

/// Somebody pays an order, in time or late, and the gateway tells us.
async fn pays(world: &World, dice: &mut Dice) {
    let orders: Vec<_> = world.rows().orders.into_values().collect();
    let Some(order) = orders.get(usize::try_from(dice.below(8)).unwrap()) else { return };
    let member = Member { user: order.buyer.clone() };
    drop(world.page(&member, &order.token).await);
    let Some(attempt) = world.attempts(&order.token).into_iter().next_back() else { return };
    let number = attempt.gateway_number;
    if !world.gateway.pay(&number, order.price, true) {
        return;
    }
    let Some(capture) = world.gateway.book().payments[&number].capture.clone() else { return };
    let body = format!("paid {number}");
    world.gateway.announce(&body, Ok(Notification::Paid { event_id: body.clone(), number, capture }));
    drop(services_receive(world, &body).await);
}

async fn services_receive(world: &World, body: &str) -> Result<(), services::Fault> {
    let headers = NotificationHeaders(&[]);
    world.services.till.receive(Gateway::WechatPay, headers, body.as_bytes()).await.map(drop)
}

#[tokio::test]
async fn coupons_and_seats_are_counted_right_whatever_happens() {
    let (mut used, mut held, mut kept) = (0, 0, 0);
    for seed in 0..SEEDS {
        let world = World::new().await;
        let mut dice = Dice(seed);
        let mut waiting = BTreeMap::new();
        let coupon = world.coupon(Discount::Amount(super::shop::yuan(700)), Some(2), Some(3));
        for step in 0..STEPS {
            if dice.below(6) == 0 {
                let cut = if dice.below(2) == 0 { Cut::BeforeTheCall } else { Cut::AfterTheCall };
                world.switch.fail(u32::try_from(dice.below(9)).unwrap() + 1, cut);
            }
            happens(&world, &mut dice).await;
            let books =
                world.gateways.all().map(|of| (services::ports::PaymentGateway::gateway(&**of), of.book()));
            let rows = world.rows();
            let breaks = super::support::breaks(&rows, &books);
            assert!(breaks.is_empty(), "seed {seed}, step {step}: {breaks:#?}");
            let was_ordered = |row: &&Waiting| {
                let before = waiting.get(&(row.product.clone(), row.user.clone()));
                before.is_some_and(|before: &Waiting| matches!(before.state, WaitingState::Taken { .. }))
            };
            let offered =
                rows.waiting.values().filter(|row| matches!(row.state, WaitingState::Offered { .. }));
            kept += offered.filter(was_ordered).count();
            waiting = rows.waiting;
        }
        let rows = world.rows();
        used += rows.coupons[&coupon].taken;
        let now = world.clock.business();
        held += rows.waiting.values().filter(|row| row.state.holds_seat(now)).count();
    }
    let plays = format!("{used} coupons, {held} offers, {kept} of them kept when an order ran out");
    assert!(used > 20 && held > 0 && kept > 0, "the plays came to nothing: {plays}");
}
