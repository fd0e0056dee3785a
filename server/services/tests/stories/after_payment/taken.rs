//! What a gateway took outside of us: booked where it lay, whoever bears it, and the rest lost in the open.

use domain::{
    ledger::Account,
    money::Currency,
    order::{DisputeState, Gateway, RefundState},
    reconcile::{DifferenceKind, DifferenceOutcome},
    review::{Decision, DecisionKind, Evidence, Review, ReviewKind, ReviewState},
    view::ProblemCode,
};
use services::{
    actor::{Approver, Operator},
    ports::{BillKind, BillLine, RefundAnswer, ReviewFilter},
    review::{DecideOutcome, Promised},
};

use super::{World, yuan};
use crate::told::told;

impl World {
    /// The one item about money that a gateway took.
    pub fn taken_item(&self) -> Review {
        let rows = self.rows().reviews.into_values();
        let mut open: Vec<_> =
            rows.filter(|row| row.kind.is_taken() && row.state != ReviewState::Resolved).collect();
        assert_eq!(open.len(), 1, "{open:#?}");
        open.remove(0)
    }

    pub fn cards_say(&self, answer: &RefundAnswer) {
        self.gateways.cards.change(|book| {
            for sent in book.refunds.values_mut() {
                sent.answer = answer.clone();
            }
        });
    }

    pub fn holds(&self, account: &Account) -> i64 {
        self.rows().balance(account, Currency::Cny)
    }

    /// What we think the gateway holds of ours, what is on its way back, and what is lost.
    pub fn cleared(&self, gateway: Gateway) -> (i64, i64, i64) {
        let at = self.holds(&Account::GatewayReceivable(gateway));
        (at, self.holds(&Account::RefundClearing), self.holds(&Account::Losses))
    }

    /// Somebody gives money of a payment back in the gateway's console; the bill of the day says so.
    pub async fn given_by_hand(&self, transaction: &str, fen: i64) -> Review {
        let day = self.bill_of_today();
        self.change_bill(|lines| {
            let payment = lines.iter().find(|line| line.gateway_transaction == transaction).unwrap().clone();
            let refund_number = Some("by-hand".to_owned());
            lines.push(BillLine { kind: BillKind::Refund, refund_number, amount: yuan(fen), ..payment });
        });
        let found = self.compared(day, true).await;
        if self.switch.failed().is_none() {
            assert_eq!(found, [(DifferenceKind::RefundMissingHere, DifferenceOutcome::InReview)]);
        }
        self.taken_item()
    }

    pub async fn known_about(&self, item: &Review) -> (Vec<DecisionKind>, Vec<Evidence>) {
        let reader = Approver { user: Self::operator().user, may_act: true };
        let view = self.services.reviews.page(&reader, &item.id, Default::default()).await.unwrap().unwrap();
        (view.choices.iter().map(|choice| choice.decision).collect(), view.line.evidence)
    }

    /// A sale through WeChat Pay whose refund failed: its order, the item about it, and the payment.
    pub async fn sold_and_failed_to_give_back(&self) -> (domain::id::OrderToken, Review, String) {
        let token = self.bought(&self.shop.mei, &self.shop.month).await;
        self.again(async || {
            let asked = self.services.refunds.ask(&self.shop.mei, &token, "").await;
            if self.rows().refunds.is_empty() { asked.map(|_| ()) } else { Ok(()) }
        })
        .await;
        self.swept_until(20, || self.refund_is("processing")).await;
        self.refunds_answer(&RefundAnswer::Abnormal);
        self.swept_until(20, || self.refund_is("abnormal")).await;
        let transaction = self.attempts(&token)[0].gateway_transaction.clone().unwrap();
        (token, self.waiting_item(), transaction)
    }

    /// A sale by card, given back, whose refund fails.
    pub async fn failed_refund_by_card(&self) -> (domain::id::OrderToken, String) {
        let (token, transaction) = self.sold_by_card().await;
        self.again(async || {
            let asked = self.services.refunds.ask(&self.shop.mei, &token, "").await;
            if self.rows().refunds.is_empty() { asked.map(|_| ()) } else { Ok(()) }
        })
        .await;
        self.swept_until(20, || self.refund_is("processing")).await;
        self.cards_say(&RefundAnswer::Abnormal);
        self.swept_until(20, || self.refund_is("abnormal")).await;
        (token, transaction)
    }
}

#[tokio::test]
async fn a_lost_dispute_of_a_sale_whose_refund_failed_closes_that_refund_and_nobody_loses_twice() {
    told(async |world| {
        let (token, transaction) = world.failed_refund_by_card().await;
        world.bank_says(&transaction, DisputeState::Lost).await;
        let item = world.taken_item();
        assert_eq!(world.cleared(Gateway::Stripe), (6_800, -6_800, 0), "our books do not know it yet");
        assert_eq!(world.decided(&item.id, "taken", None).await, DecideOutcome::Resolved);
        assert_eq!(world.cleared(Gateway::Stripe), (0, 0, 0));
        assert_eq!(world.order(&token).state.code(), "refunded");
        assert!(world.all_refunds().iter().all(|refund| refund.state == RefundState::Closed));
        let rows = world.rows().reviews;
        assert!(rows.values().all(|row| row.decision == Some(Decision::Taken)), "{rows:#?}");
    })
    .await;
}

#[tokio::test]
async fn what_the_bank_took_of_a_sale_that_went_back_already_is_the_platforms_loss() {
    let world = World::new().await;
    let (token, transaction) = world.sold_by_card().await;
    world.services.refunds.ask(&world.shop.mei, &token, "").await.unwrap();
    world.swept_until(20, || world.refund_is("processing")).await;
    world.bank_says(&transaction, DisputeState::Open).await;
    let item = world.taken_item();
    let undecided = world.known_about(&item).await;
    assert_eq!(undecided.0, [DecisionKind::Ignore]);
    assert!(undecided.1.contains(&Evidence::BankUndecided));
    world.bank_says(&transaction, DisputeState::Lost).await;
    assert!(world.known_about(&item).await.1.contains(&Evidence::RefundUnderWay));
    let DecideOutcome::Refused(problems, _) = world.decided(&item.id, "taken", None).await else { panic!() };
    assert_eq!(problems[0].code, ProblemCode::NotPossible);
    world.cards_say(&RefundAnswer::Succeeded { at: world.now() });
    world.swept_until(20, || world.refund_is("succeeded")).await;
    assert_eq!(world.cleared(Gateway::Stripe), (0, 0, 0), "it has left twice, and our books know of once");
    assert_eq!(world.known_about(&item).await.0, [DecisionKind::Taken, DecisionKind::Ignore]);
    assert_eq!(world.decided(&item.id, "taken", None).await, DecideOutcome::Resolved);
    assert_eq!(world.cleared(Gateway::Stripe), (-6_800, 0, 6_800));
    assert_eq!(world.creator_has(), 0, "the creator gave it once");
    let DecideOutcome::Refused(problems, _) = world.decided(&item.id, "taken", None).await else { panic!() };
    assert_eq!(problems[0].code, ProblemCode::ChangedMeanwhile, "once");
}

#[tokio::test]
async fn an_item_about_a_dispute_that_is_won_is_over_by_itself() {
    told(async |world| {
        let (_, transaction) = world.failed_refund_by_card().await;
        world.bank_says(&transaction, DisputeState::Open).await;
        let item = world.taken_item();
        world.bank_says(&transaction, DisputeState::Won).await;
        let row = world.item(&item.id);
        assert_eq!((row.state, row.decision), (ReviewState::Resolved, None));
        assert_eq!(world.waiting_item().kind, ReviewKind::RefundFailed, "it can be asked for again now");
    })
    .await;
}

#[tokio::test]
async fn a_sale_given_back_by_hand_leaves_its_creators_balance_and_ends_its_membership() {
    told(async |world| {
        let token = world.bought(&world.shop.mei, &world.shop.month).await;
        let transaction = world.attempts(&token)[0].gateway_transaction.clone().unwrap();
        let item = world.given_by_hand(&transaction, 6_800).await;
        assert_eq!(world.decided(&item.id, "taken", None).await, DecideOutcome::Resolved);
        assert_eq!((world.creator_has(), world.still_member()), (0, false));
        assert_eq!(world.order(&token).state.code(), "refunded");
        assert_eq!(world.cleared(Gateway::WechatPay), (0, 0, 0));
        let refunds = world.all_refunds();
        assert_eq!((refunds.len(), refunds[0].refund_number.as_str()), (1, "by-hand"));
        let day = world.now().day();
        if world.switch.failed().is_none() {
            assert_eq!(world.compared(day, true).await, [], "the bill agrees from now on");
        }
    })
    .await;
}

#[tokio::test]
async fn of_what_went_back_by_hand_the_platform_bears_what_is_not_left_of_the_sale() {
    let world = World::new().await;
    let token = world.bought(&world.shop.mei, &world.shop.month).await;
    let transaction = world.attempts(&token)[0].gateway_transaction.clone().unwrap();
    let item = world.given_by_hand(&transaction, 7_000).await;
    let reader = Approver { user: World::operator().user, may_act: true };
    let view = world.services.reviews.page(&reader, &item.id, Default::default()).await.unwrap().unwrap();
    let taken = view.choices.iter().find(|choice| choice.decision == DecisionKind::Taken).unwrap();
    assert_eq!((taken.from_creator, taken.written_off), (Some(yuan(6_800)), Some(yuan(200))));
    assert_eq!(world.decided(&item.id, "taken", None).await, DecideOutcome::Resolved);
    assert_eq!((world.creator_has(), world.cleared(Gateway::WechatPay)), (0, (-200, 0, 200)));
}

#[tokio::test]
async fn a_part_given_by_hand_leaves_the_sale_and_no_more_than_the_rest_can_be_given_again() {
    let world = World::new().await;
    let token = world.bought(&world.shop.mei, &world.shop.month).await;
    let transaction = world.attempts(&token)[0].gateway_transaction.clone().unwrap();
    let item = world.given_by_hand(&transaction, 800).await;
    assert_eq!(world.decided(&item.id, "taken", None).await, DecideOutcome::Resolved);
    assert_eq!((world.creator_has(), world.still_member()), (6_000, true));
    world.clock.advance(120);
    world.services.refunds.ask(&world.shop.mei, &token, "").await.unwrap();
    world.refunds_arrive().await;
    let amounts: Vec<_> = world.all_refunds().iter().map(|refund| refund.amount.minor()).collect();
    assert_eq!(amounts, [800, 6_000]);
    world.audit();
}

#[tokio::test]
async fn a_failed_refund_that_was_made_by_hand_instead_is_closed_and_asked_for_no_more() {
    let world = World::new().await;
    let (token, failed, transaction) = world.sold_and_failed_to_give_back().await;
    let item = world.given_by_hand(&transaction, 6_800).await;
    let (possible, evidence) = world.known_about(&failed).await;
    assert_eq!(possible, [], "first what was taken");
    assert!(evidence.contains(&Evidence::TakenOutside { amount: yuan(6_800) }));
    for decision in ["refund_again", "refunded_outside"] {
        let DecideOutcome::Refused(..) = world.decided(&failed.id, decision, None).await else { panic!() };
    }
    assert_eq!(world.decided(&item.id, "taken", None).await, DecideOutcome::Resolved);
    assert_eq!(world.item(&failed.id).decision, Some(Decision::Taken));
    assert_eq!(world.order(&token).state.code(), "refunded");
    assert_eq!(world.cleared(Gateway::WechatPay), (0, 0, 0));
}

#[tokio::test]
async fn what_is_explained_otherwise_gives_the_failed_refund_back_to_whoever_decides() {
    let world = World::new().await;
    let (_, failed, transaction) = world.sold_and_failed_to_give_back().await;
    let item = world.given_by_hand(&transaction, 500).await;
    assert_eq!(world.known_about(&item).await.0, [DecisionKind::Taken, DecisionKind::Ignore]);
    let (possible, evidence) = world.known_about(&failed).await;
    assert_eq!(possible, [], "what was taken may answer a part of it");
    assert!(evidence.contains(&Evidence::TakenOutside { amount: yuan(500) }));
    assert_eq!(world.decided(&item.id, "ignore", None).await, DecideOutcome::Resolved);
    assert_eq!(world.decided(&failed.id, "refunded_outside", None).await, DecideOutcome::Resolved);
}

#[tokio::test]
async fn money_that_waited_and_was_taken_is_not_decided_again() {
    let world = World::new().await;
    let token = world.ordered_with(&world.shop.mei, &world.shop.month, "card").await;
    let number = world.opened(&world.shop.mei, &token).await;
    assert!(world.gateways.cards.pay(&number, yuan(6_700), false));
    world.notified_by(Gateway::Stripe, &number).await;
    let waiting = world.waiting_item();
    let news = domain::order::DisputeNews {
        amount: yuan(6_700),
        ..world.news(&waiting.gateway_transaction, DisputeState::Lost)
    };
    world.bank_says_as("lost", news).await;
    assert_eq!(world.known_about(&waiting).await.0, []);
    let item = world.taken_item();
    assert_eq!(world.decided(&item.id, "taken", None).await, DecideOutcome::Resolved);
    assert_eq!(world.item(&waiting.id).decision, Some(Decision::Taken));
    assert_eq!((world.holds(&Account::Unallocated), world.cleared(Gateway::Stripe)), (0, (0, 0, 0)));
    assert_eq!(world.order(&token).exception, domain::order::OrderException::None);
}

#[tokio::test]
async fn a_refund_that_arrives_under_a_closed_number_takes_the_place_of_the_one_that_replaced_it() {
    let world = World::new().await;
    let token = world.bought(&world.shop.mei, &world.shop.month).await;
    world.services.refunds.ask(&world.shop.mei, &token, "").await.unwrap();
    world.swept_until(20, || world.refund_is("processing")).await;
    world.refunds_answer(&RefundAnswer::Refused { code: "CLOSED".to_owned() });
    world.swept_until(20, || world.refund_is("abnormal")).await;
    let first = world.all_refunds().remove(0);
    assert_eq!(world.decided(&world.waiting_item().id, "refund_again", None).await, DecideOutcome::Resolved);
    world.swept_until(20, || world.refund_is("processing")).await;
    world.refunds_answer(&RefundAnswer::Abnormal);
    world.swept_until(20, || world.refund_is("abnormal")).await;
    world.gateway.change(|book| {
        let sent = book.refunds.get_mut(&first.refund_number).unwrap();
        sent.answer = RefundAnswer::Succeeded { at: first.created_at };
    });
    let day = world.bill_of_today();
    let found = world.compared(day, true).await;
    assert_eq!(found, [(DifferenceKind::RefundStatus, DifferenceOutcome::InReview)]);
    assert_eq!(world.compared(day, true).await.len(), 1);
    let item = world.taken_item();
    assert_eq!(world.rows().reviews.len(), 3, "one item about what arrived, not two");
    assert_eq!(world.decided(&item.id, "taken", None).await, DecideOutcome::Resolved);
    assert_eq!(world.cleared(Gateway::WechatPay), (0, 0, 0));
    assert_eq!(world.order(&token).state.code(), "refunded");
    assert_eq!(world.creator_has(), 0);
}

#[tokio::test]
async fn above_the_limit_two_persons_book_a_loss_and_two_say_that_it_is_none() {
    for decision in ["taken", "ignore"] {
        let world = World::new().await;
        let news = domain::order::DisputeNews {
            amount: yuan(200_000),
            ..world.news("pi_unknown", DisputeState::Lost)
        };
        world.bank_says_as("lost", news).await;
        let item = world.taken_item();
        assert_eq!(world.known_about(&item).await.0, [DecisionKind::Ignore, DecisionKind::Taken], "not ours");
        assert_eq!(world.decided(&item.id, decision, None).await, DecideOutcome::Proposed);
        assert_eq!(world.holds(&Account::Losses), 0);
        let version = world.item(&item.id).version;
        let agreed = world
            .services
            .reviews
            .agree(&World::approver(), &item.id, version, Promised::default())
            .await
            .unwrap();
        assert_eq!(agreed, DecideOutcome::Resolved);
        assert_eq!(world.holds(&Account::Losses), if decision == "taken" { 200_000 } else { 0 });
        world.audit();
    }
}

#[tokio::test]
async fn who_has_an_interest_sees_why_they_decide_nothing_and_stops_nobody() {
    let world = World::new().await;
    let token = world.bought(&world.shop.mei, &world.shop.month).await;
    let order = world.order(&token).id;
    let transaction = world.attempts(&token)[0].gateway_transaction.clone().unwrap();
    let item = world.given_by_hand(&transaction, 6_800).await;
    for user in [&world.shop.mei.user, &world.shop.creator.user] {
        let own = Approver { user: user.clone(), may_act: true };
        let view = world.services.reviews.page(&own, &item.id, Default::default()).await.unwrap().unwrap();
        assert!(view.is_own && view.choices.is_empty());
        let sale = world.services.refunds.sale_for_staff(&own, &order, Default::default()).await;
        let sale = sale.unwrap().unwrap();
        assert!(sale.is_own && !sale.may_refund);
        let form = services::review::DecideForm {
            decision: "taken".to_owned(),
            note: "Mine.".to_owned(),
            version: 1,
            ..Default::default()
        };
        let own = Operator { user: user.clone() };
        let refused = world.services.reviews.decide(&own, &item.id, &form).await.unwrap();
        let DecideOutcome::Refused(problems, _) = refused else { panic!("{refused:?}") };
        assert_eq!(problems[0].code, ProblemCode::OwnMoney);
    }
    let (_, item) = world.mismatched(&world.shop.lifetime, yuan(200_000)).await;
    assert_eq!(world.decided(&item, "refund", None).await, DecideOutcome::Proposed);
    let own = Approver { user: world.shop.mei.user.clone(), may_act: false };
    let view = world.services.reviews.page(&own, &item, Default::default()).await.unwrap().unwrap();
    assert!(view.is_own && !view.may_agree && !view.may_take_back);
    let stopped = world.services.reviews.take_back(&own, &item, 2).await.unwrap();
    let DecideOutcome::Refused(problems, _) = stopped else { panic!("{stopped:?}") };
    assert_eq!(problems[0].code, ProblemCode::OwnMoney);
}

#[tokio::test]
async fn the_queue_is_narrowed_before_it_is_cut_into_pages() {
    let world = World::new().await;
    for number in 0..30 {
        world.stray(&format!("STRAY{number}"), yuan(50)).await;
    }
    world.clock.advance(60);
    world.bank_says("pi_unknown", DisputeState::Lost).await;
    let kind = Some(ReviewKind::DisputeUnexplained);
    let filter = ReviewFilter { kind, ..ReviewFilter::default() };
    let queue = world.services.reviews.queue(&World::approver(), filter, None, Vec::new()).await.unwrap();
    assert_eq!((queue.open.len(), queue.open[0].kind), (1, ReviewKind::DisputeUnexplained));
    let filter = ReviewFilter { state: Some(ReviewState::AwaitingSecond), ..filter };
    let queue = world.services.reviews.queue(&World::approver(), filter, None, Vec::new()).await.unwrap();
    assert_eq!((queue.open.len(), queue.next_after), (0, None));
    let filter = ReviewFilter { kind: Some(ReviewKind::UnknownOrder), state: Some(ReviewState::Open) };
    let queue = world.services.reviews.queue(&World::approver(), filter, None, Vec::new()).await.unwrap();
    let after = queue.next_after.unwrap();
    let rest = world.services.reviews.queue(&World::approver(), filter, Some(&after), Vec::new()).await;
    assert_eq!((queue.open.len(), rest.unwrap().open.len()), (25, 5));
}
