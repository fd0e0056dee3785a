//! What giving one period back means for the others of the same person: what an upgrade ended is valid again, what was
//! paid for in advance moves up, and nobody loses time that is paid for.

use domain::{
    id::OrderToken,
    membership::{Membership, PaidTime},
    order::{DisputeState, Gateway},
    view::refunds::RefundAskView,
};
use services::{
    actor::Member,
    ports::{Clock as _, NotificationHeaders},
    refunds::RefundOutcome,
};

use super::{shop::yuan, told::told, world::World};

const DAY: i64 = 86_400;

impl World {
    /// The period of Mei's, or whoever was alone in the shop.
    fn period(&self, sequence: u32) -> Membership {
        self.rows().memberships.values().find(|row| row.sequence == sequence).unwrap().clone()
    }

    async fn refund_page(&self, member: &Member, token: &OrderToken) -> RefundAskView {
        self.again(async || self.services.refunds.page(member, token).await).await.unwrap()
    }

    /// Asks for the money of a sale, which is given.
    async fn has_given_back(&self, member: &Member, token: &OrderToken) {
        self.gives_back(member, token).await;
        assert_eq!(self.order(token).state.code(), "refund_pending");
    }

    /// Whether somebody is let in now.
    async fn is_let_in(&self, member: &Member) -> bool {
        let page = async || self.services.checkout.community("kiln-circle", Some(member)).await;
        self.again(page).await.unwrap().is_member
    }
}

#[tokio::test]
async fn an_upgrade_that_goes_back_leaves_its_member_what_was_there_before() {
    told(async |world| {
        let (mei, shop) = (&world.shop.mei, &world.shop);
        let first = world.bought(mei, &shop.month).await;
        world.clock.advance(3);
        world.bought(mei, &shop.month).await;
        let before = [world.period(1), world.period(2)];
        world.clock.advance(2 * DAY);
        let upgrade = world.upgrades(mei, &shop.year).await;
        world.pays_and_is_told(mei, &upgrade).await;
        assert_ne!(world.period(1).valid_until, before[0].valid_until);
        world.clock.advance(3 * DAY);
        let said = world.refund_page(mei, &upgrade).await;
        assert_eq!(said.back_until, before[1].valid_until);
        assert!(said.ends_membership && !said.stays_counted && said.next.is_none());
        world.has_given_back(mei, &upgrade).await;
        for (sequence, was) in (1..).zip(&before) {
            let now = world.period(sequence);
            let (is, was) = (
                (now.valid_from, now.valid_until, now.revoked_at),
                (was.valid_from, was.valid_until, was.revoked_at),
            );
            assert_eq!(is, was, "as it was sold");
        }
        assert!(world.rows().counted_periods.is_empty() && world.is_let_in(mei).await);
        // It is a sale like any other again: all of it, by its own rule.
        let said = world.refund_page(mei, &first).await;
        assert_eq!((said.amount, said.refusal), (yuan(6_800), None));
        let begins = world.clock.business();
        assert_eq!(said.next.unwrap().from, begins, "the second month moves up");
        world.has_given_back(mei, &first).await;
        assert!(world.is_let_in(mei).await, "the second month is paid for");
    })
    .await;
}

#[tokio::test]
async fn an_upgrade_of_an_upgrade_goes_back_step_by_step() {
    told(async |world| {
        let (mei, shop) = (&world.shop.mei, &world.shop);
        world.bought(mei, &shop.month).await;
        let month = world.period(1);
        world.clock.advance(DAY);
        let studio = world.upgrades(mei, &shop.studio).await;
        world.pays_and_is_told(mei, &studio).await;
        let sold = world.period(2);
        world.clock.advance(DAY);
        let year = world.upgrades(mei, &shop.year).await;
        world.pays_and_is_told(mei, &year).await;
        world.clock.advance(DAY);
        world.has_given_back(mei, &year).await;
        assert_eq!(world.period(2).valid_until, sold.valid_until);
        assert_ne!(world.period(1).valid_until, month.valid_until, "the studio counted it");
        world.has_given_back(mei, &studio).await;
        assert_eq!(world.period(1).valid_until, month.valid_until);
        assert!(world.is_let_in(mei).await);
    })
    .await;
}

#[tokio::test]
async fn a_counted_period_whose_money_is_disputed_does_not_come_back_and_the_page_says_so() {
    let world = World::new().await;
    let (mei, shop) = (&world.shop.mei, &world.shop);
    let (_, transaction) = world.sold_by_card().await;
    world.clock.advance(2 * DAY);
    let upgrade = world.upgrades(mei, &shop.year).await;
    world.pays_and_is_told(mei, &upgrade).await;
    assert!(!world.refund_page(mei, &upgrade).await.stays_counted);
    world.bank_says(&transaction, DisputeState::Open).await;
    let said = world.refund_page(mei, &upgrade).await;
    assert!(said.stays_counted && said.back_until.is_none());
    let ended = world.period(1);
    world.has_given_back(mei, &upgrade).await;
    assert_eq!(world.period(1).valid_until, ended.valid_until);
    world.audit();
}

#[tokio::test]
async fn a_limited_period_comes_back_onto_a_free_seat_and_not_onto_somebody_elses() {
    for others in [1, 2] {
        let world = World::new().await;
        let (mei, shop) = (&world.shop.mei, &world.shop);
        world.bought(mei, &shop.studio).await;
        let upgrade = world.upgrades(mei, &shop.year).await;
        world.pays_and_is_told(mei, &upgrade).await;
        // The days of grace are over, and the seat of the month is free.
        world.clock.advance(5 * DAY);
        world.offers().await;
        assert_eq!(world.seats_taken(), 0);
        for other in [&shop.tom, &shop.ann].into_iter().take(others) {
            world.bought(other, &shop.studio).await;
        }
        let is_free = others < 2;
        let said = world.refund_page(mei, &upgrade).await;
        assert_eq!((said.back_until.is_some(), said.stays_counted), (is_free, !is_free));
        world.has_given_back(mei, &upgrade).await;
        assert_eq!(world.seats_taken(), 2, "never more than there are");
        assert_eq!(world.is_let_in(mei).await, is_free);
        world.audit();
    }
}

#[tokio::test]
async fn two_who_give_the_same_upgrade_back_restore_it_once() {
    let world = World::new().await;
    let (mei, shop) = (&world.shop.mei, &world.shop);
    world.bought(mei, &shop.month).await;
    let upgrade = world.upgrades(mei, &shop.year).await;
    world.pays_and_is_told(mei, &upgrade).await;
    let (services, member, token) = (world.services.clone(), mei.clone(), upgrade.clone());
    world.switch.meanwhile("commit", 1, async move {
        assert_eq!(services.refunds.ask(&member, &token).await.unwrap(), RefundOutcome::Started);
    });
    let late = world.services.refunds.ask(mei, &upgrade).await.unwrap();
    assert!(matches!(late, RefundOutcome::Refused(..)), "{late:?}");
    assert_eq!((world.all_refunds().len(), world.period(1).version), (1, 2), "ended once, restored once");
    world.audit();
}

#[tokio::test]
async fn a_renewal_that_is_paid_while_the_upgrade_goes_back_begins_after_what_comes_back() {
    for (renewal_first, seats) in [(true, true), (true, false), (false, true), (false, false)] {
        let world = World::new().await;
        let (mei, shop) = (&world.shop.mei, &world.shop);
        // What comes back ends after the renewal would begin, or before.
        let (product, days) = if seats { (&shop.studio, 300) } else { (&shop.month, 350) };
        world.bought(mei, &shop.year).await;
        let year = world.period(1);
        world.clock.advance(days * DAY);
        let upgrade = world.upgrades(mei, product).await;
        world.pays_and_is_told(mei, &upgrade).await;
        world.clock.advance(3);
        let (renewal, number) = world.waiting(mei, product).await;
        world.pays(&renewal, &number);
        let (services, member, token) = (world.services.clone(), mei.clone(), upgrade.clone());
        if renewal_first {
            let body = world.announce(&number);
            world.switch.meanwhile("commit", 1, async move {
                let headers = NotificationHeaders(&[]);
                services.till.receive(Gateway::WechatPay, headers, body.as_bytes()).await.unwrap();
            });
            world.has_given_back(mei, &upgrade).await;
        } else {
            world.switch.meanwhile("commit", 1, async move {
                assert_eq!(services.refunds.ask(&member, &token).await.unwrap(), RefundOutcome::Started);
            });
            world.notified(&number).await;
        }
        assert_eq!(world.order(&renewal).state.code(), "paid");
        assert_eq!(world.period(1).valid_until, year.valid_until);
        assert_eq!(Some(world.period(3).valid_from), year.valid_until, "it follows what came back");
        world.audit();
    }
}

#[tokio::test]
async fn a_month_that_was_paid_in_advance_moves_up_when_the_one_before_it_goes_back() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let first = world.bought(mei, month).await;
        world.clock.advance(2 * DAY);
        world.bought(mei, month).await;
        world.clock.advance(3);
        world.bought(mei, month).await;
        world.clock.advance(DAY);
        let said = world.refund_page(mei, &first).await;
        let now = world.clock.business();
        let bought = PaidTime::bought(month.period, None, now);
        assert_eq!((said.next, said.back_until), (Some(bought), None));
        world.has_given_back(mei, &first).await;
        let (second, third) = (world.period(2), world.period(3));
        assert_eq!((second.valid_from, second.valid_until), (bought.from, bought.until));
        assert_eq!(Some(third.valid_from), second.valid_until);
        assert!(world.is_let_in(mei).await);
    })
    .await;
}

#[tokio::test]
async fn a_month_in_advance_that_goes_back_leaves_the_one_that_runs() {
    let world = World::new().await;
    let (mei, month) = (&world.shop.mei, &world.shop.month);
    world.bought(mei, month).await;
    world.clock.advance(3);
    let second = world.bought(mei, month).await;
    world.clock.advance(3);
    world.bought(mei, month).await;
    let (runs, gone) = (world.period(1), world.period(2));
    world.has_given_back(mei, &second).await;
    let third = world.period(3);
    assert_eq!((world.period(1).valid_until, third.valid_from), (runs.valid_until, gone.valid_from));
    world.audit();
}

#[tokio::test]
async fn the_days_to_ask_count_from_when_a_late_notice_let_the_member_in() {
    told(async |world| {
        let (mei, month) = (&world.shop.mei, &world.shop.month);
        let (token, number) = world.waiting(mei, month).await;
        world.pays(&token, &number);
        world.clock.advance(8 * DAY);
        world.notified(&number).await;
        assert_eq!(world.order(&token).state.code(), "paid");
        let said = world.refund_page(mei, &token).await;
        let booked = world.rows().sales[&world.order(&token).id].booked_at;
        assert_eq!(said.until, Some(booked.plus_days(7)), "the seven days of the payment were over");
        world.clock.advance(6 * DAY);
        world.has_given_back(mei, &token).await;
    })
    .await;
}

#[tokio::test]
async fn the_days_to_ask_count_from_when_a_person_let_the_member_in() {
    let world = World::new().await;
    let (mei, month) = (&world.shop.mei, &world.shop.month);
    let (token, item) = world.mismatched(month, yuan(6_700)).await;
    world.clock.advance(8 * DAY);
    world.decided(&item, "settle", None).await;
    assert_eq!(world.order(&token).state.code(), "paid");
    let said = world.refund_page(mei, &token).await;
    assert_eq!((said.refusal, said.until), (None, Some(world.clock.business().plus_days(7))));
    world.clock.advance(6 * DAY);
    world.has_given_back(mei, &token).await;
    world.audit();
}
