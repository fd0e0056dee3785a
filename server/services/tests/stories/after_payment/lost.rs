//! What a lost dispute takes from its buyer: what the disputed money bought, and no more.

use domain::{
    catalogue::Product,
    id::OrderToken,
    membership::Membership,
    message::{OrderNews, Recipient},
    money::Money,
    order::{DisputeNews, DisputeState, Gateway, RefundRefusal},
    view::ProblemCode,
};
use services::{
    checkout::{StartOrderForm, StartOutcome},
    refunds::{RefundForm, RefundOutcome},
};

use super::{World, yuan};
use crate::told::told;

const DAY: i64 = 86_400;

impl World {
    fn of_order(&self, token: &OrderToken) -> Membership {
        let order = self.order(token).id;
        self.rows().memberships.into_values().find(|row| row.source_order == order).unwrap()
    }

    /// Mei orders something by card; as an upgrade for her unused time and the rest of its price.
    async fn orders_by_card(&self, product: &Product, upgrade: bool) -> OrderToken {
        let mei = &self.shop.mei;
        let form = self.again(async || self.form(mei, &product.id).await).await;
        let form = StartOrderForm { channel: "card".to_owned(), upgrade, ..form };
        match self.again(async || self.start(mei, form.clone()).await).await {
            StartOutcome::Started(token) | StartOutcome::Existing(token) => token,
            StartOutcome::Refused(problems) => panic!("{problems:?}"),
        }
    }

    /// Pays an order that is open by card: the payment's number at the gateway.
    async fn paid_by_card(&self, token: &OrderToken) -> String {
        let number = self.opened(&self.shop.mei, token).await;
        assert!(self.gateways.cards.pay(&number, self.order(token).price, false));
        self.notified_by(Gateway::Stripe, &number).await;
        assert_eq!(self.order(token).state.code(), "paid");
        self.attempts(token)[0].gateway_transaction.clone().unwrap()
    }

    async fn bank_decides_on(
        &self,
        (event, reference): (&str, &str),
        payment: &str,
        amount: Money,
        state: DisputeState,
    ) {
        let news = DisputeNews { reference: reference.to_owned(), amount, ..self.news(payment, state) };
        self.bank_says_as(event, news).await;
    }

    async fn gives_all_that_is_left(&self, token: &OrderToken) -> RefundOutcome {
        let form = RefundForm { note: "It should end.".to_owned(), ..RefundForm::default() };
        let order = self.order(token).id;
        self.services.refunds.give_as_creator(&self.shop.creator, &order, &form).await.unwrap()
    }

    fn owner_was_told_it_stays(&self, token: &OrderToken) -> Vec<bool> {
        let id = self.order(token).id;
        let news = self.order_news(&Recipient::Owner(self.shop.creator.account.id.clone()));
        let stays = |news: OrderNews| match news {
            OrderNews::DisputeEnded { order, won: false, stays, .. } if order == id => Some(stays),
            _ => None,
        };
        let mut told: Vec<bool> = news.into_iter().filter_map(stays).collect();
        told.sort_unstable();
        told
    }
}

#[tokio::test]
async fn an_upgrade_that_a_bank_decides_on_back_leaves_what_was_paid_for_before() {
    told(async |world| {
        let (mei, shop) = (&world.shop.mei, &world.shop);
        let year = world.bought(mei, &shop.year).await;
        let sold = world.of_order(&year);
        world.clock.advance(90 * DAY);
        let upgrade = world.orders_by_card(&shop.lifetime, true).await;
        let payment = world.paid_by_card(&upgrade).await;
        assert_ne!(world.of_order(&year).valid_until, sold.valid_until);
        let price = world.order(&upgrade).price;
        for state in [DisputeState::Open, DisputeState::Lost] {
            world.bank_decides_on((state.code(), "dp_1"), &payment, price, state).await;
        }
        let back = world.of_order(&year);
        assert_eq!((back.valid_until, back.revoked_at), (sold.valid_until, None), "nobody disputed the year");
        assert!(world.of_order(&upgrade).revoked_at.is_some() && world.is_let_in(mei).await);
        let told = world.order_news(&Recipient::Person(mei.user.clone()));
        let ended = OrderNews::EndedByDispute { token: upgrade.clone(), ends_period: true };
        assert_eq!(told.into_iter().filter(|news| *news == ended).count(), 1);
        assert_eq!(world.owner_was_told_it_stays(&upgrade), [false]);
        // It is a sale like any other again: all of it is left.
        assert_eq!(world.refund_page(mei, &year).await.amount, shop.year.price);
    })
    .await;
}

#[tokio::test]
async fn what_was_paid_for_in_advance_moves_up_behind_a_month_that_a_bank_took_back() {
    let world = World::new().await;
    let (mei, shop) = (&world.shop.mei, &world.shop);
    let (_, payment) = world.sold_by_card().await;
    world.clock.advance(3);
    let next = world.bought(mei, &shop.month).await;
    world.clock.advance(5 * DAY);
    assert!(world.of_order(&next).valid_from > world.now());
    world.bank_says(&payment, DisputeState::Lost).await;
    assert_eq!(world.of_order(&next).valid_from, world.now(), "it waits behind nothing");
    assert!(world.is_let_in(mei).await);
    world.audit();
}

#[tokio::test]
async fn a_part_that_a_bank_decides_on_ends_nothing_until_the_rest_is_gone_too() {
    let (open, lost) = (DisputeState::Open, DisputeState::Lost);
    for by_refund in [false, true] {
        for heard_late in [false, true] {
            let world = World::new().await;
            let (token, payment) = world.sold_by_card().await;
            if !heard_late {
                world.bank_decides_on(("opened", "dp_1"), &payment, yuan(4_000), open).await;
            }
            world.bank_decides_on(("lost", "dp_1"), &payment, yuan(4_000), lost).await;
            assert_eq!((world.creator_has(), world.still_member()), (2_800, true));
            assert_eq!(world.owner_was_told_it_stays(&token), [true]);
            if by_refund {
                assert_eq!(world.gives_all_that_is_left(&token).await, RefundOutcome::Started);
            } else {
                world.bank_decides_on(("rest opened", "dp_2"), &payment, yuan(2_800), open).await;
                assert!(world.still_member(), "the bank has not decided about the rest");
                world.bank_decides_on(("rest", "dp_2"), &payment, yuan(2_800), lost).await;
                assert_eq!(world.owner_was_told_it_stays(&token), [false, true]);
            }
            assert_eq!((world.creator_has(), world.still_member()), (0, false));
            world.audit();
        }
    }
}

#[tokio::test]
async fn an_upgrade_stays_while_what_it_counted_was_paid_for_and_not_a_cent_less() {
    for (more, stays) in [(0, true), (1, false)] {
        let world = World::new().await;
        let (mei, shop) = (&world.shop.mei, &world.shop);
        let year = world.orders_by_card(&shop.year, false).await;
        let payment = world.paid_by_card(&year).await;
        world.clock.advance(90 * DAY);
        let upgrade = world.upgrades(mei, &shop.lifetime).await;
        world.pays_and_is_told(mei, &upgrade).await;
        let counted = shop.lifetime.price.minus(world.order(&upgrade).price).unwrap();
        let disputed = shop.year.price.minus(counted).unwrap().plus(yuan(more)).unwrap();
        assert!(counted.is_positive() && disputed.minor() < shop.year.price.minor());
        for state in [DisputeState::Open, DisputeState::Lost] {
            world.bank_decides_on((state.code(), "dp_1"), &payment, disputed, state).await;
        }
        assert_eq!(world.is_let_in(mei).await, stays);
        assert_eq!(world.of_order(&upgrade).revoked_at.is_none(), stays);
        let owner = world.order_news(&Recipient::Owner(shop.creator.account.id.clone()));
        let (order, amount) = (world.order(&year).id, yuan(0));
        let ended = OrderNews::DisputeEnded { order, amount, won: false, stays, counted: true };
        assert!(owner.contains(&ended), "{owner:?}");
        world.audit();
    }
}

#[tokio::test]
async fn what_an_upgrade_counted_of_a_partly_lost_sale_goes_back_after_the_upgrade() {
    for more in [0, 1] {
        let world = World::new().await;
        let (mei, shop) = (&world.shop.mei, &world.shop);
        let year = world.orders_by_card(&shop.year, false).await;
        let payment = world.paid_by_card(&year).await;
        world.clock.advance(90 * DAY);
        let upgrade = world.upgrades(mei, &shop.lifetime).await;
        world.pays_and_is_told(mei, &upgrade).await;
        let counted = shop.lifetime.price.minus(world.order(&upgrade).price).unwrap();
        let disputed = shop.year.price.minus(counted).unwrap().minus(yuan(more)).unwrap();
        world.bank_decides_on(("lost", "dp_1"), &payment, disputed, DisputeState::Lost).await;
        let first = world.gives_all_that_is_left(&year).await;
        if more == 0 {
            let code = ProblemCode::RefundRefused { refusal: RefundRefusal::NothingLeft };
            let RefundOutcome::Refused(problems, _) = first else { panic!("{first:?}") };
            assert_eq!(problems[0].code, code, "only what the upgrade counted is left");
        } else {
            assert_eq!(first, RefundOutcome::Started, "what nothing counted of it");
        }
        assert!(world.is_let_in(mei).await, "the upgrade stays");
        assert_eq!(world.gives_all_that_is_left(&upgrade).await, RefundOutcome::Started);
        assert!(world.is_let_in(mei).await, "the year is valid again");
        assert_eq!(world.gives_all_that_is_left(&year).await, RefundOutcome::Started);
        assert!(!world.is_let_in(mei).await && world.creator_has() == 0, "all of it went back");
        world.audit();
    }
}
