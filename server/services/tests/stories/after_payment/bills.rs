//! Reconciliation: the bill of a day beside our books.

use std::collections::BTreeSet;

use domain::{
    id::gateway_number,
    order::{Gateway, GatewayAccountName, OrderException},
    reconcile::{DifferenceKind, DifferenceOutcome},
    review::ReviewKind,
};
use services::{
    ports::{Bill, BillKind, BillLine, BillState, RefundAnswer},
    reconcile::{Nightly, Reconciled},
    till::{GatewayAccount, GatewayAccounts},
};

use super::{WECHAT, World, yuan};
use crate::told::told;

impl World {
    pub fn wechat() -> GatewayAccountName {
        WECHAT.into()
    }

    /// The gateway makes the bill of the day that is today: everything it captured and sent back.
    pub fn bill_of_today(&self) -> domain::time::Day {
        let day = self.now().day();
        self.gateway.change(|book| {
            let payments = book.payments.values().filter_map(|payment| {
                payment.capture.as_ref().map(|capture| BillLine {
                    kind: BillKind::Payment,
                    number: payment.asked.number.clone(),
                    gateway_transaction: capture.gateway_transaction.clone(),
                    refund_number: None,
                    amount: capture.amount,
                    at: capture.captured_at,
                    state: BillState::Moved,
                })
            });
            let refunds = book.refunds.values().filter_map(|sent| match sent.answer {
                RefundAnswer::Succeeded { at } => Some(BillLine {
                    kind: BillKind::Refund,
                    number: sent.asked.number.clone(),
                    gateway_transaction: sent.asked.gateway_transaction.clone(),
                    refund_number: Some(sent.asked.refund_number.clone()),
                    amount: sent.asked.amount,
                    at,
                    state: BillState::Moved,
                }),
                _ => None,
            });
            let lines = payments.chain(refunds).collect();
            book.bill = Some(Bill::Lines { from: day.start(), until: day.start().plus_days(1), lines });
        });
        day
    }

    pub fn change_bill(&self, change: impl FnOnce(&mut Vec<BillLine>)) {
        self.gateway.change(|book| {
            let Some(Bill::Lines { lines, .. }) = &mut book.bill else { panic!("no bill") };
            change(lines);
        });
    }

    pub async fn compared(
        &self,
        day: domain::time::Day,
        apply: bool,
    ) -> Vec<(DifferenceKind, DifferenceOutcome)> {
        let done = self
            .until(async || {
                let done = self.services.reconciliation.reconcile(&Self::wechat(), day, apply).await?;
                Ok((!apply || is_finished(&done)).then_some(done))
            })
            .await;
        let Reconciled::Compared { differences, .. } = done else { panic!("{done:?}") };
        differences.iter().map(|row| (row.kind, row.outcome)).collect()
    }
}

/// Whether no later night comes back to the day.
pub fn is_finished(done: &Reconciled) -> bool {
    matches!(done, Reconciled::Compared { run, .. } if run.repaired_at.is_some())
}

#[tokio::test]
async fn when_everything_was_lost_for_a_day_the_night_repairs_it() {
    told(async |world| {
        // Paid in time; no notification comes, and nobody can ask the gateway until the order has long expired.
        let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
        world.pays(&token, &number);
        let day = world.bill_of_today();
        // Nobody asked for two days: the watch on the order is over.
        world.commerce.change(|tables| {
            let order = tables.orders.values_mut().next().unwrap();
            *order = order.clone().expire(order.expires_at).unwrap();
            order.version += 1;
            let attempt = tables.attempts.values_mut().next().unwrap();
            attempt.state = domain::order::AttemptState::Closed;
            attempt.next_query_at = None;
        });
        world.clock.advance(2 * 86_400);
        let missing = (DifferenceKind::MissingHere, DifferenceOutcome::Reported);
        assert_eq!(world.compared(day, false).await, [missing]);
        assert_eq!(world.order(&token).state.code(), "expired", "a report changes nothing");
        let found = world.compared(day, true).await;
        if world.switch.failed().is_none() {
            assert_eq!(found, [(DifferenceKind::MissingHere, DifferenceOutcome::Repaired)]);
        }
        let order = world.order(&token);
        assert_eq!((order.state.code(), order.exception), ("paid", OrderException::PaidLate));
        assert_eq!(world.compared(day, true).await, [], "nothing differs any more");
        assert!(world.rows().reviews.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_bill_that_agrees_has_no_differences() {
    let world = World::new().await;
    let token = world.bought(&world.shop.mei, &world.shop.month).await;
    world.services.refunds.ask(&world.shop.mei, &token, "").await.unwrap();
    world.refunds_arrive().await;
    let day = world.bill_of_today();
    assert_eq!(world.compared(day, false).await, []);
    let view = world.services.reconciliation.list(&World::approver()).await.unwrap();
    assert_eq!((view.runs.len(), view.runs[0].lines, view.runs[0].differences), (1, 2, 0));
}

#[tokio::test]
async fn what_asking_does_not_mend_is_in_the_queue_once_each() {
    told(async |world| {
        let first = world.bought(&world.shop.mei, &world.shop.month).await;
        world.bought(&world.shop.tom, &world.shop.month).await;
        let day = world.bill_of_today();
        let number = world.attempts(&first)[0].gateway_number.clone();
        world.change_bill(|lines| {
            lines.retain(|line| line.number == number);
            lines[0].amount = yuan(6_900);
            lines.push(BillLine {
                kind: BillKind::Refund,
                number: number.clone(),
                gateway_transaction: lines[0].gateway_transaction.clone(),
                refund_number: Some("made-by-hand".to_owned()),
                amount: yuan(100),
                at: lines[0].at,
                state: BillState::Moved,
            });
        });
        let kinds = |found: Vec<(DifferenceKind, DifferenceOutcome)>| {
            let mut kinds: Vec<_> = found.into_iter().map(|(kind, _)| kind).collect();
            kinds.sort();
            kinds
        };
        let all = [DifferenceKind::MissingThere, DifferenceKind::Amount, DifferenceKind::RefundMissingHere];
        assert_eq!(kinds(world.compared(day, true).await), all);
        assert_eq!(kinds(world.compared(day, true).await), all);
        let reviews = world.rows().reviews;
        assert_eq!(reviews.len(), 3, "once each");
        let unasked = reviews.values().filter(|row| row.kind == ReviewKind::RefundUnasked).count();
        assert_eq!(unasked, 1, "what went out is an item of its own kind");
        assert!(world.rows().differences.values().all(|row| row.outcome == DifferenceOutcome::InReview));
    })
    .await;
}

/// A line about money under a number that is none of ours.
fn of_nobody(number: &str, transaction: &str, at: domain::time::Timestamp) -> BillLine {
    BillLine {
        kind: BillKind::Payment,
        number: number.to_owned(),
        gateway_transaction: transaction.to_owned(),
        refund_number: None,
        amount: yuan(500),
        at,
        state: BillState::Moved,
    }
}

#[tokio::test]
async fn money_under_a_number_of_nobody_is_set_aside_once_when_the_gateway_says_so_itself() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    world.pays(&token, &number);
    let day = world.bill_of_today();
    // Of a day after the backup that was restored.
    let nobodys = gateway_number(day.start(), 7);
    let mut transaction = String::new();
    world.gateway.change(|book| {
        let payment = book.payments.remove(&number).unwrap();
        transaction.clone_from(&payment.capture.as_ref().unwrap().gateway_transaction);
        book.payments.insert(nobodys.clone(), payment);
    });
    world.change_bill(|lines| *lines = vec![of_nobody(&nobodys, &transaction, day.start())]);
    let found = world.compared(day, true).await;
    assert_eq!(found, [(DifferenceKind::UnknownNumber, DifferenceOutcome::InReview)]);
    let item = world.waiting_item();
    let captured = world.shop.month.price;
    assert_eq!((item.kind, item.amount), (ReviewKind::UnknownOrder, captured), "what it says, not the bill");
    assert_eq!(world.compared(day, true).await, [], "it is known from now on");
}

#[tokio::test]
async fn money_that_only_a_bill_speaks_of_is_looked_at_and_not_booked() {
    let world = World::new().await;
    let day = world.bill_of_today();
    let nobodys = gateway_number(day.start(), 7);
    world.change_bill(|lines| lines.push(of_nobody(&nobodys, "4200-nobody", day.start())));
    let in_review = [(DifferenceKind::UnknownNumber, DifferenceOutcome::InReview)];
    assert_eq!(world.compared(day, true).await, in_review);
    assert_eq!(world.compared(day, true).await, in_review);
    assert_eq!(world.waiting_item().kind, ReviewKind::BillDiffers);
    assert!(world.rows().transactions.is_empty(), "a bill is not signed");
}

#[tokio::test]
async fn another_program_of_the_seller_is_not_our_business() {
    for gateway in [Gateway::WechatPay, Gateway::Alipay, Gateway::Stripe] {
        let world = World::new().await;
        let day = world.bill_of_today();
        let ours = gateway_number(day.start(), 7);
        let lines = ["SHOP-1", "J1", ours.as_str()].map(|number| of_nobody(number, number, day.start()));
        let refunds = [Some("SHOP-1-BACK".to_owned()), Some(gateway_number(day.start(), 8)), None];
        let refund = |refund_number| BillLine { kind: BillKind::Refund, refund_number, ..lines[0].clone() };
        let lines: Vec<_> = lines.iter().cloned().chain(refunds.map(refund)).collect();
        world.gateways.of(gateway).change(|book| {
            book.bill = Some(Bill::Lines { from: day.start(), until: day.start().plus_days(1), lines });
        });
        let done = world.services.reconciliation.reconcile(&gateway.into(), day, true).await.unwrap();
        let Reconciled::Compared { differences, .. } = done else { panic!("{done:?}") };
        let numbers: Vec<_> = differences.iter().map(|row| row.number.as_str()).collect();
        assert_eq!(numbers, [ours], "{gateway:?}");
        assert_eq!(world.rows().reviews.len(), 1, "nobody is asked about the other shop's money");
    }
}

#[tokio::test]
async fn two_accounts_of_one_seller_do_not_take_each_others_payments_for_strays() {
    let world = World::new().await;
    let token = world.ordered_with(&world.shop.mei, &world.shop.month, "alipay").await;
    let number = world.opened(&world.shop.mei, &token).await;
    assert!(world.gateways.alipay.pay(&number, world.shop.month.price, false));
    world.notified_by(Gateway::Alipay, &number).await;
    let capture = world.gateways.alipay.book().payments[&number].capture.clone().unwrap();
    let day = world.now().day();
    let payment = BillLine {
        amount: capture.amount,
        ..of_nobody(&number, &capture.gateway_transaction, capture.captured_at)
    };
    let refund_number = Some("R-OTHER".to_owned());
    let refund = BillLine { kind: BillKind::Refund, refund_number, ..payment.clone() };
    world.gateways.alipay.change(|book| {
        let lines = vec![payment, refund];
        book.bill = Some(Bill::Lines { from: day.start(), until: day.start().plus_days(1), lines });
    });
    // Both applications are the seller's, and the bill is the seller's.
    let name: GatewayAccountName = "second".parse().unwrap();
    let second = GatewayAccount { name: name.clone(), ..GatewayAccount::only(world.gateways.alipay.clone()) };
    let first = GatewayAccount::only(world.gateways.alipay.clone());
    let services = world.beside_with(GatewayAccounts::new(vec![first, second], BTreeSet::new())).await;
    let found = async |account: &GatewayAccountName| {
        let done = services.reconciliation.reconcile(account, day, false).await.unwrap();
        let Reconciled::Compared { differences, .. } = done else { panic!("{done:?}") };
        differences.iter().map(|row| row.kind).collect::<Vec<_>>()
    };
    assert_eq!(found(&Gateway::Alipay.into()).await, [DifferenceKind::RefundMissingHere]);
    assert_eq!(found(&name).await, []);
}

#[tokio::test]
async fn a_bill_of_long_ago_finds_what_was_booked_since_by_its_numbers() {
    let world = World::new().await;
    let (token, number) = world.waiting(&world.shop.mei, &world.shop.month).await;
    world.pays(&token, &number);
    let day = world.bill_of_today();
    world.clock.advance(40 * 86_400);
    let repaired = [(DifferenceKind::MissingHere, DifferenceOutcome::Repaired)];
    assert_eq!(world.compared(day, true).await, repaired);
    world.clock.advance(400 * 86_400);
    assert_eq!(world.compared(day, false).await, []);
    world.change_bill(|lines| lines[0].amount = yuan(6_900));
    assert_eq!(world.compared(day, false).await, [(DifferenceKind::Amount, DifferenceOutcome::Reported)]);
}

#[tokio::test]
async fn a_later_difference_of_one_payment_is_an_item_of_its_own() {
    let world = World::new().await;
    let token = world.bought(&world.shop.mei, &world.shop.month).await;
    let number = world.attempts(&token)[0].gateway_number.clone();
    let day = world.bill_of_today();
    let by_hand = |line: &BillLine, seconds| BillLine {
        kind: BillKind::Refund,
        at: line.at.plus_seconds(seconds),
        amount: yuan(100),
        ..line.clone()
    };
    world.change_bill(|lines| {
        lines.retain(|line| line.number == number);
        let payment = lines[0].clone();
        lines[0].amount = yuan(6_900);
        lines.extend([by_hand(&payment, 1), by_hand(&payment, 2)]);
    });
    assert_eq!(world.compared(day, true).await.len(), 3, "the amount, and two refunds without a number");
    assert_eq!(world.compared(day, true).await.len(), 3);
    let items = || world.rows().reviews.len();
    assert_eq!((items(), world.rows().differences.len()), (3, 3));
    // The same refund on another day's bill.
    world.compared(day.plus_days(1), true).await;
    assert_eq!(items(), 6);
}

#[tokio::test]
async fn a_bill_of_thousands_of_lines_is_looked_up_in_parts() {
    let world = World::new().await;
    let day = world.bill_of_today();
    world.change_bill(|lines| {
        lines.extend(
            (0..1_200)
                .map(|line| of_nobody(&gateway_number(day.start(), line), &format!("T{line}"), day.start())),
        );
    });
    let before = world.switch.calls();
    assert_eq!(world.compared(day, false).await.len(), 1_200);
    assert!(world.switch.calls() - before < 20, "one question for each line");
}

#[tokio::test]
async fn a_refund_that_is_done_there_and_not_here_is_asked_about() {
    let world = World::new().await;
    let token = world.bought(&world.shop.mei, &world.shop.month).await;
    world.services.refunds.ask(&world.shop.mei, &token, "").await.unwrap();
    world.sweep().await.unwrap();
    world.refund_succeeds();
    let day = world.bill_of_today();
    let found = world.compared(day, true).await;
    assert_eq!(found, [(DifferenceKind::RefundStatus, DifferenceOutcome::Repaired)]);
    assert_eq!(world.order(&token).state.code(), "refunded");
}

#[tokio::test]
async fn each_day_is_compared_once_by_night_and_again_while_its_bill_is_not_there() {
    let world = World::new().await;
    world.bought(&world.shop.mei, &world.shop.month).await;
    world.bill_of_today();
    let lines = world.gateway.book().bill.unwrap();
    world.clock.advance(86_400);
    world.gateway.change(|book| book.bill = Some(Bill::NotReady));
    for gateway in [&world.gateways.alipay, &world.gateways.cards] {
        gateway.change(|book| book.bill = Some(Bill::NotReady));
    }
    let first = world.services.reconciliation.round("one").await.unwrap();
    assert_eq!((first.compared, first.postponed > 0), (0, true));
    assert_eq!(world.services.reconciliation.round("two").await.unwrap(), Nightly::default());
    world.gateway.change(|book| book.bill = Some(lines));
    let second = world.services.reconciliation.round("one").await.unwrap();
    assert_eq!(second.compared, 7, "and the days before, which nobody had compared");
    let third = world.services.reconciliation.round("one").await.unwrap();
    assert_eq!(third.compared, 0);
}
