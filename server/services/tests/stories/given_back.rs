//! What giving one period back means for the others of the same person: what an upgrade ended is valid again, what was
//! paid for in advance moves up, and nobody loses time that is paid for.

use domain::{
    id::{MembershipId, OrderToken},
    membership::{Membership, PaidTime},
    message::{OrderNews, Recipient},
    order::{DisputeState, Gateway, RefundRefusal},
    view::{
        Problem, ProblemCode,
        refunds::{PeriodEnd, RefundAfterwards, RefundAskView, SaleRefundView},
    },
};
use services::{
    actor::Member,
    checkout::StartOutcome,
    ports::{Clock as _, NotificationHeaders},
    refunds::{RefundForm, RefundOutcome},
};

use super::{
    shop::yuan,
    told::told,
    world::{World, origin},
};

const DAY: i64 = 86_400;

impl World {
    /// The period of Mei's, or whoever was alone in the shop.
    fn period(&self, sequence: u32) -> Membership {
        self.rows().memberships.values().find(|row| row.sequence == sequence).unwrap().clone()
    }

    pub(super) async fn refund_page(&self, member: &Member, token: &OrderToken) -> RefundAskView {
        let said = self.again(async || self.services.refunds.page(member, token).await).await.unwrap();
        let sale = self.sale_page(token).await;
        assert_eq!(sale.after, said.after, "whoever sold it reads the same");
        said
    }

    /// What the creator reads before giving a sale back.
    async fn sale_page(&self, token: &OrderToken) -> SaleRefundView {
        let (order, creator) = (self.order(token).id, &self.shop.creator);
        let page = async || self.services.refunds.sale_of(creator, &order, Default::default()).await;
        self.again(page).await.unwrap()
    }

    /// Asks for the money of a sale, which is given.
    pub(super) async fn has_given_back(&self, member: &Member, token: &OrderToken) {
        let said = named(&self.refund_page(member, token).await);
        let asked = self.again(async || self.goes_back(member, token, &said).await).await;
        assert!(asked == RefundOutcome::Started || self.switch.failed().is_some(), "{asked:?}");
        assert_eq!(self.order(token).state.code(), "refund_pending");
    }

    /// What the last refund of a person's was said to end: the membership, or the period alone. Whoever sold it was told
    /// the same.
    fn said_to_end(&self, member: &Member) -> (bool, bool) {
        let ends = |news: &OrderNews| match news {
            OrderNews::RefundStarted { ends_membership, ends_period, .. }
            | OrderNews::SaleRefunded { ends_membership, ends_period, .. } => {
                Some((*ends_membership, *ends_period))
            }
            _ => None,
        };
        let seller = Recipient::Owner(self.shop.creator.account.id.clone());
        let [buyer, seller] = [Recipient::Person(member.user.clone()), seller]
            .map(|to| self.order_news(&to).iter().filter_map(ends).next_back().unwrap());
        assert_eq!(buyer, seller);
        buyer
    }

    /// Whether somebody is let in now.
    pub(super) async fn is_let_in(&self, member: &Member) -> bool {
        let page = async || self.services.checkout.community("kiln-circle", Some(member)).await;
        self.again(page).await.unwrap().is_member
    }
}

/// What the form of the page says comes back.
fn named(said: &RefundAskView) -> String {
    said.after.returns.iter().map(MembershipId::as_str).collect::<Vec<_>>().join(",")
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
        assert_eq!(said.after.back_until, before[1].valid_until);
        assert!(
            said.after.ends == Some(PeriodEnd::Period)
                && !said.after.stays_counted
                && said.after.next.is_none()
        );
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
        assert_eq!(world.said_to_end(mei), (false, true), "whoever is in is not told that they are out");
        // It is a sale like any other again, all of it; but she has asked once, and it is for its creator to give.
        let said = world.refund_page(mei, &first).await;
        assert_eq!((said.amount, said.refusal), (yuan(6_800), Some(RefundRefusal::AskedBefore)));
        let begins = world.clock.business();
        assert_eq!(said.after.next.unwrap().from, begins, "the second month moves up");
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
    assert!(!world.refund_page(mei, &upgrade).await.after.stays_counted);
    world.bank_says(&transaction, DisputeState::Open).await;
    let said = world.refund_page(mei, &upgrade).await;
    assert!(said.after.stays_counted && said.after.back_until.is_none());
    assert_eq!(said.after.ends, Some(PeriodEnd::WayIn), "nothing else is paid for");
    let ended = world.period(1);
    world.has_given_back(mei, &upgrade).await;
    assert_eq!(world.said_to_end(mei), (true, false));
    assert_eq!(world.period(1).valid_until, ended.valid_until);
    world.audit();
}

#[tokio::test]
async fn a_limited_period_comes_back_onto_a_free_seat_and_not_onto_somebody_elses() {
    for others in [1, 2] {
        let world = World::new().await;
        let (mei, shop) = (&world.shop.mei, &world.shop);
        let upgrade = upgraded_from_a_seat(&world).await;
        assert_eq!(world.seats_taken(), 0);
        for other in [&shop.tom, &shop.ann].into_iter().take(others) {
            world.bought(other, &shop.studio).await;
        }
        let is_free = others < 2;
        let said = world.refund_page(mei, &upgrade).await;
        assert_eq!((said.after.back_until.is_some(), said.after.stays_counted), (is_free, !is_free));
        world.has_given_back(mei, &upgrade).await;
        assert_eq!(world.seats_taken(), 2, "never more than there are");
        assert_eq!(world.is_let_in(mei).await, is_free);
        world.audit();
    }
}

/// Mei's month with a seat, which she gave up for a year: the days of grace are over, and the seat of the month is free.
async fn upgraded_from_a_seat(world: &World) -> OrderToken {
    let (mei, shop) = (&world.shop.mei, &world.shop);
    world.bought(mei, &shop.studio).await;
    let upgrade = world.upgrades(mei, &shop.year).await;
    world.pays_and_is_told(mei, &upgrade).await;
    world.clock.advance(5 * DAY);
    world.offers().await;
    upgrade
}

#[tokio::test]
async fn a_seat_that_goes_between_the_page_and_the_press_is_said_before_anything_goes_back() {
    for at_once in [false, true] {
        let world = World::new().await;
        let (mei, shop) = (&world.shop.mei, &world.shop);
        let upgrade = upgraded_from_a_seat(&world).await;
        // One seat is left for what comes back.
        world.bought(&shop.tom, &shop.studio).await;
        let form = world.form(&shop.ann, &shop.studio.id).await.unwrap();
        let said = world.refund_page(mei, &upgrade).await;
        assert_eq!(said.after.returns, [world.period(1).id]);
        let (services, ann) = (world.services.clone(), shop.ann.clone());
        let sits = async move {
            let placed = services.checkout.start_order(&ann, &origin(), form).await.unwrap();
            assert!(matches!(placed, StartOutcome::Started(_)), "{placed:?}");
        };
        if at_once {
            world.switch.meanwhile("commit", 1, sits);
        } else {
            sits.await;
        }
        let asked = world.services.refunds.ask(mei, &upgrade, &named(&said)).await.unwrap();
        let RefundOutcome::Refused(problems, _) = asked else { panic!("{asked:?}") };
        assert_eq!(problems, [Problem::at("form", ProblemCode::PeriodGone)]);
        assert!(world.all_refunds().is_empty() && world.is_let_in(mei).await);
        // The page says so now, and whoever wants it all the same gets it.
        let said = world.refund_page(mei, &upgrade).await;
        assert!(said.after.stays_counted && said.after.returns.is_empty());
        world.has_given_back(mei, &upgrade).await;
        assert_eq!(world.seats_taken(), 2);
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
        assert_eq!(services.refunds.ask(&member, &token, "").await.unwrap(), RefundOutcome::Started);
    });
    let late = world.services.refunds.ask(mei, &upgrade, "").await.unwrap();
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
                assert_eq!(services.refunds.ask(&member, &token, "").await.unwrap(), RefundOutcome::Started);
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
        assert_eq!((said.after.next, said.after.back_until), (Some(bought), None));
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
    let said = world.refund_page(mei, &second).await;
    assert_eq!(said.after.ends, Some(PeriodEnd::Period), "the way in stays");
    world.has_given_back(mei, &second).await;
    assert_eq!(world.said_to_end(mei), (false, true));
    let third = world.period(3);
    assert_eq!((world.period(1).valid_until, third.valid_from), (runs.valid_until, gone.valid_from));
    world.audit();
}

#[tokio::test]
async fn a_month_that_is_over_goes_back_and_the_next_one_stays_as_it_is() {
    let world = World::new().await;
    let (mei, month) = (&world.shop.mei, &world.shop.month);
    let first = world.bought(mei, month).await;
    assert_eq!(world.sale_page(&first).await.after.ends, Some(PeriodEnd::WayIn), "nothing else is paid for");
    world.clock.advance(3);
    let second = world.bought(mei, month).await;
    let runs = world.period(2);
    world.clock.advance(40 * DAY);
    let said = world.sale_page(&first).await.after;
    assert_eq!(said, RefundAfterwards { ends: Some(PeriodEnd::Over), ..RefundAfterwards::default() });
    let (order, form) =
        (world.order(&first).id, RefundForm { note: "Sorry.".to_owned(), ..Default::default() });
    let given = world.services.refunds.give_as_creator(&world.shop.creator, &order, &form).await.unwrap();
    assert_eq!(given, RefundOutcome::Started);
    let now = world.period(2);
    assert_eq!((now.valid_from, now.valid_until), (runs.valid_from, runs.valid_until));
    assert!(world.is_let_in(mei).await, "it is paid for");
    assert_eq!(world.sale_page(&second).await.after.ends, Some(PeriodEnd::WayIn), "now that one is all");
    assert_eq!(world.sale_page(&first).await.after.ends, None, "it has ended");
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
