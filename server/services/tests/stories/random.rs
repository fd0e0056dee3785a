//! Whatever happens, in whatever order, with whatever failing: the books agree after every event, what a page was told
//! is never taken back, and once the world is quiet again all work is done.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    id::OrderToken,
    order::{AttemptState, Gateway, OrderState, RefundState},
    view::OrderStage,
};
use proptest::{prelude::*, sample::Index};
use services::{
    actor::Member,
    checkout::StartOutcome,
    feed::Watch,
    ports::{CreateAnswer, PaymentGateway as _, RefundAnswer},
};

use super::{
    events::{Call, Event, Opening, event},
    shop::yuan,
    support::TestGateway,
    world::World,
};

/// What a waiting page has been told about an order.
struct Page {
    owner: Member,
    token: OrderToken,
    watch: Watch,
    version: i64,
    rank: u8,
}

/// How far an order has come, as a person sees it; never less than before.
fn rank(state: OrderState) -> u8 {
    match state {
        OrderState::Pending => 0,
        OrderState::Expired { .. } => 1,
        OrderState::Paid { .. } | OrderState::RefundPending { .. } => 2,
        OrderState::Refunded { .. } => 3,
    }
}

struct Run {
    world: World,
    pages: Vec<Page>,
    /// Numbers that were paid after the gateway had closed them: only a notification is sure to tell.
    late: BTreeSet<String>,
}

impl Run {
    async fn new() -> Self {
        Self { world: World::new().await, pages: Vec::new(), late: BTreeSet::new() }
    }

    async fn begins(&mut self, opening: Opening) {
        match opening {
            Opening::Nothing => {}
            Opening::LateAndFull => {
                let (_, number) = self.world.late_and_full().await;
                self.late.insert(number);
            }
            Opening::TwoCodes => drop(self.world.two_codes().await),
        }
        for order in self.world.rows().orders.into_values() {
            let owner = Member { user: order.buyer };
            let watch = self.world.services.till.watch(&owner, &order.token).await.unwrap().unwrap();
            self.pages.push(Page { owner, token: order.token, watch, version: 0, rank: 0 });
        }
    }

    async fn happens(&mut self, event: &Event) {
        let world = &self.world;
        match event {
            Event::Call(call) => self.calls(call).await,
            Event::Together([first, second, third]) => {
                tokio::join!(self.calls(first), self.calls(second), self.calls(third));
            }
            Event::Order { who, limited } => self.order(who, *limited).await,
            Event::Pay { number, wrong, late } => self.pay(*number, *wrong, *late),
            Event::TimePasses { seconds } => world.clock.advance(*seconds),
            Event::GatewayIs { down } => world.gateways.all().iter().for_each(|gateway| {
                gateway.change(|book| book.down = *down);
            }),
            Event::NextCreation { closed } => {
                let refused = CreateAnswer::Refused { code: "SYSTEM".to_owned() };
                let answer = if *closed { CreateAnswer::Closed } else { refused };
                world.gateway.change(|book| book.creations.push_back(answer));
            }
            Event::RefundsAre { answer } => self.answer_refunds(*answer),
            Event::GatewayForgetsRefunds => world.gateways.all().iter().for_each(|gateway| {
                gateway.change(|book| {
                    book.refunds.retain(|_, sent| sent.answer != RefundAnswer::Processing);
                });
            }),
            Event::CallFails { call, cut } => world.switch.fail(*call, *cut),
        }
    }

    /// Faults are expected here: the audit that follows says whether they did harm.
    async fn calls(&self, call: &Call) {
        let (world, till) = (&self.world, &self.world.services.till);
        match call {
            Call::OpenPage { order } => self.open(order).await,
            Call::Notify { capture } => {
                let captures = world.captures();
                if !captures.is_empty() {
                    let (gateway, number) = capture.get(&captures);
                    let body = world.announce_by(*gateway, number);
                    let _ = world.receive_from(*gateway, &body).await;
                }
            }
            Call::CheckNow { order } => {
                if !self.pages.is_empty() {
                    let page = order.get(&self.pages);
                    let _ = till.check_now(&page.owner, &page.token).await;
                }
            }
            Call::Change { order, channel } => {
                if !self.pages.is_empty() {
                    let page = order.get(&self.pages);
                    let channel = channel.get(&["wechat-pay", "alipay", "card"]);
                    let _ = world.change(&page.owner, &page.token, channel).await;
                }
            }
            Call::Sweep => drop(world.sweep().await),
            Call::ReadAgain => drop(till.refresh_watched().await),
        }
    }

    async fn order(&mut self, who: &Index, limited: bool) {
        let world = &self.world;
        let owner =
            who.get(&[world.shop.mei.clone(), world.shop.tom.clone(), world.shop.ann.clone()]).clone();
        let product = if limited { &world.shop.studio.id } else { &world.shop.month.id };
        let Ok(form) = world.form(&owner, product).await else { return };
        let Ok(outcome) = world.start(&owner, form).await else { return };
        let StartOutcome::Started(token) = outcome else { return };
        if let Ok(Some(watch)) = world.services.till.watch(&owner, &token).await {
            self.pages.push(Page { owner, token, watch, version: 0, rank: 0 });
        }
    }

    async fn open(&self, order: &Index) {
        if self.pages.is_empty() {
            return;
        }
        let page = order.get(&self.pages);
        let Ok(view) = self.world.page(&page.owner, &page.token).await else { return };
        let order = self.world.order(&page.token);
        let shows_paid = matches!(view.stage, OrderStage::Paid { .. });
        assert!(view.version <= order.version);
        let is_paid = matches!(order.state, OrderState::Paid { .. });
        assert!(view.version < order.version || shows_paid == is_paid, "{:?}", view.stage);
    }

    fn pay(&mut self, number: Index, wrong: bool, late: bool) {
        let numbers = self.world.numbers();
        if numbers.is_empty() {
            return;
        }
        let (gateway, number) = number.get(&numbers).clone();
        let gateway = self.world.gateways.of(gateway);
        let payment = gateway.book().payments[&number].clone();
        let amount = if wrong { yuan(1) } else { payment.asked.amount };
        if gateway.pay(&number, amount, late) && late {
            self.late.insert(number);
        }
    }

    fn answer_refunds(&self, answer: Index) {
        let at = services::ports::Clock::business(&*self.world.clock);
        let succeeded = RefundAnswer::Succeeded { at };
        let answer = answer.get(&[succeeded.clone(), succeeded, RefundAnswer::Abnormal]).clone();
        self.world.refunds_under_way_are(&answer);
    }

    /// The invariants, and O10: nobody is ever told less than before.
    fn holds(&mut self) {
        self.world.audit();
        for page in &mut self.pages {
            let status = page.watch.status();
            assert!(status.version >= page.version, "the page went back to version {}", status.version);
            assert!(rank(status.state) >= page.rank, "the page went back to {:?}", status.state);
            assert!(status.version <= self.world.order(&page.token).version, "news before it is on disk");
            (page.version, page.rank) = (status.version, rank(status.state));
        }
    }

    /// Everything works again and time passes: all that is open comes to its end.
    async fn ends(&mut self, everything_is_told: bool) {
        self.world.switch.heal();
        for gateway in self.world.gateways.all() {
            gateway.change(|book| {
                book.down = false;
                book.creations.clear();
            });
        }
        let paid = self.world.captures();
        for (gateway, number) in
            paid.iter().filter(|(_, number)| everything_is_told || self.late.contains(number))
        {
            self.world.notified_by(*gateway, number).await;
        }
        for _ in 0..60 {
            self.world.clock.advance(1_800);
            self.world.sweep().await.unwrap();
            let at = services::ports::Clock::business(&*self.world.clock);
            self.world.refunds_under_way_are(&RefundAnswer::Succeeded { at });
            self.holds();
        }
        let rows = self.world.rows();
        let booked = |(_, number): &(Gateway, String)| {
            let of_number = |attempt: &&domain::order::Attempt| attempt.gateway_number == *number;
            rows.attempts
                .values()
                .find(of_number)
                .is_some_and(|attempt| attempt.state == AttemptState::Succeeded)
        };
        assert!(paid.iter().all(booked), "money was taken and nothing came of it");
        assert!(
            rows.orders.values().all(|order| order.state != OrderState::Pending),
            "an order waits for ever"
        );
        let over = |state| matches!(state, RefundState::Succeeded | RefundState::Abnormal);
        assert!(rows.refunds.values().all(|refund| over(refund.state)), "a refund waits for ever");
        assert!(rows.attempts.values().all(|attempt| attempt.next_query_at.is_none()), "asked for ever");
        for gateway in self.world.gateways.all() {
            let book = gateway.book();
            let open = |payment: &&super::support::Payment| payment.capture.is_none() && !payment.closed;
            // A code that is born when it is scanned cannot be closed; its own time ends it.
            let open = book.payments.values().filter(|_| !book.lazy).filter(open);
            assert_eq!(open.count(), 0, "somebody could still pay");
        }
        assert!(rows.attempts.values().all(|attempt| !attempt.state.is_open()), "and we would wait for it");
        self.world.services.till.refresh_watched().await.unwrap();
        for page in &self.pages {
            assert_eq!(page.watch.version(), self.world.order(&page.token).version, "a page waits for ever");
        }
    }
}

impl World {
    /// Every number that any gateway knows.
    fn numbers(&self) -> Vec<(Gateway, String)> {
        let of = |gateway: &Arc<TestGateway>| {
            let (name, book) = (gateway.gateway(), gateway.book());
            book.payments.into_keys().map(move |number| (name, number))
        };
        self.gateways.all().into_iter().flat_map(of).collect()
    }

    /// Those of them that were paid.
    fn captures(&self) -> Vec<(Gateway, String)> {
        let paid = |(gateway, number): &(Gateway, String)| {
            self.gateways.of(*gateway).book().payments[number].capture.is_some()
        };
        self.numbers().into_iter().filter(paid).collect()
    }

    fn refunds_under_way_are(&self, answer: &RefundAnswer) {
        for gateway in self.gateways.all() {
            gateway.change(|book| {
                for sent in book.refunds.values_mut().filter(|sent| sent.answer == RefundAnswer::Processing) {
                    sent.answer = answer.clone();
                }
            });
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_books_agree_and_all_work_comes_to_its_end(
        opening in prop::sample::select(vec![Opening::Nothing, Opening::LateAndFull, Opening::TwoCodes]),
        events in prop::collection::vec(event(), 1..60),
        everything_is_told in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let mut run = Run::new().await;
            run.begins(opening).await;
            for event in &events {
                Box::pin(run.happens(event)).await;
                run.holds();
            }
            run.ends(everything_is_told).await;
        });
    }
}
