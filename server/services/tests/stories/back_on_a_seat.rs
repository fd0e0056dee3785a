//! A period of a limited product that comes back with a refund sits on a seat that is paid for, or on one that is free for
//! anybody: never on one that an unpaid order gives away again, and not before those who wait for one. Nobody sits on two.

use domain::{catalogue::Product, id::OrderToken};
use services::{actor::Member, lounge::WaitOutcome, ports::Clock as _};

use super::{shop::STUDIO_SEATS, told::told, world::World};

const DAY: i64 = 86_400;

impl World {
    /// Mei's month with a seat, and the year for which she gave it up.
    async fn gave_up_a_seat(&self) -> (OrderToken, OrderToken) {
        let (mei, shop) = (&self.shop.mei, &self.shop);
        let month = self.bought(mei, &shop.studio).await;
        let upgrade = self.upgrades(mei, &shop.year).await;
        self.pays_and_is_told(mei, &upgrade).await;
        (month, upgrade)
    }

    /// The same after the days of grace, when the seat is free and she has ordered another one: also that order.
    async fn ordered_a_seat_again(&self) -> (OrderToken, OrderToken, OrderToken) {
        let (month, upgrade) = self.gave_up_a_seat().await;
        self.clock.advance(5 * DAY);
        self.offers().await;
        assert_eq!(self.seats_taken(), 0);
        let unpaid = self.ordered(&self.shop.mei, &self.shop.studio).await;
        assert!(self.order(&unpaid).holds_seat);
        (month, upgrade, unpaid)
    }

    /// How many people a limited product lets in now, whoever holds its seats.
    fn let_in_by(&self, product: &Product) -> usize {
        let now = self.clock.business();
        let rows = self.rows();
        let lasts = rows.memberships.values().filter(|row| {
            row.product == product.id
                && row.revoked_at.is_none()
                && row.valid_from <= now
                && row.valid_until.is_none_or(|until| until > now)
        });
        lasts.count()
    }
}

#[tokio::test]
async fn what_comes_back_does_not_sit_on_the_seat_of_an_order_that_nobody_pays() {
    told(async |world| {
        let (mei, shop) = (&world.shop.mei, &world.shop);
        let (_, upgrade, unpaid) = world.ordered_a_seat_again().await;
        world.bought(&shop.tom, &shop.studio).await;
        assert_eq!(world.seats_taken(), STUDIO_SEATS);
        let said = world.refund_page(mei, &upgrade).await;
        assert!(said.after.stays_counted && said.after.returns.is_empty(), "no seat of hers is paid for");
        world.has_given_back(mei, &upgrade).await;
        world.expired(&unpaid).await;
        world.bought(&shop.ann, &shop.studio).await;
        assert_eq!(world.let_in_by(&shop.studio), 2, "one for each seat");
    })
    .await;
}

#[tokio::test]
async fn what_comes_back_in_the_days_of_grace_sits_where_it_sat_whatever_was_ordered() {
    told(async |world| {
        let (mei, shop) = (&world.shop.mei, &world.shop);
        let (month, upgrade) = world.gave_up_a_seat().await;
        let unpaid = world.ordered(mei, &shop.studio).await;
        assert!(!world.order(&unpaid).holds_seat, "she sits still");
        world.bought(&shop.tom, &shop.studio).await;
        world.has_given_back(mei, &upgrade).await;
        world.expired(&unpaid).await;
        world.clock.advance(5 * DAY);
        world.offers().await;
        assert!(world.order(&month).holds_seat && world.is_let_in(mei).await);
        assert_eq!((world.seats_taken(), world.let_in_by(&shop.studio)), (STUDIO_SEATS, 2));
    })
    .await;
}

#[tokio::test]
async fn what_comes_back_beside_an_unpaid_order_takes_a_free_seat_of_its_own() {
    let world = World::new().await;
    let (mei, shop) = (&world.shop.mei, &world.shop);
    let (_, upgrade, unpaid) = world.ordered_a_seat_again().await;
    world.has_given_back(mei, &upgrade).await;
    assert_eq!(world.seats_taken(), 2);
    world.expired(&unpaid).await;
    assert_eq!((world.seats_taken(), world.is_let_in(mei).await), (1, true), "she sits on hers");
    world.bought(&shop.tom, &shop.studio).await;
    assert_eq!((world.seats_taken(), world.let_in_by(&shop.studio)), (2, 2));
    world.audit();
}

#[tokio::test]
async fn whoever_pays_for_a_second_seat_gives_it_back_and_goes_on_sitting_on_the_first() {
    told(async |world| {
        let (mei, shop) = (&world.shop.mei, &world.shop);
        let (month, upgrade, unpaid) = world.ordered_a_seat_again().await;
        world.has_given_back(mei, &upgrade).await;
        let number = world.opened(mei, &unpaid).await;
        world.pays(&unpaid, &number);
        world.notified(&number).await;
        assert_eq!((world.order(&month).holds_seat, world.order(&unpaid).holds_seat), (true, false));
        assert_eq!((world.order(&unpaid).state.code(), world.seats_taken()), ("paid", 1));
        world.bought(&shop.tom, &shop.studio).await;
        assert_eq!((world.seats_taken(), world.let_in_by(&shop.studio)), (STUDIO_SEATS, 2));
        // Her first month goes back: the seat is the second one's.
        world.gives_back(mei, &month).await;
        assert_eq!((world.order(&unpaid).holds_seat, world.seats_taken()), (true, STUDIO_SEATS));
    })
    .await;
}

#[tokio::test]
async fn a_seat_that_somebody_waits_for_is_theirs() {
    let world = World::new().await;
    let (mei, shop) = (&world.shop.mei, &world.shop);
    let (_, upgrade) = world.gave_up_a_seat().await;
    world.clock.advance(5 * DAY);
    world.offers().await;
    let his = world.bought(&shop.tom, &shop.studio).await;
    world.bought(&shop.ann, &shop.studio).await;
    let first_in_line = Member { user: shop.creator.user.clone() };
    assert_eq!(world.waits(&first_in_line).await, WaitOutcome::InLine);
    world.gives_back(&shop.tom, &his).await;
    assert_eq!(world.seats_taken(), 1, "one is free, and nobody has offered it yet");
    let said = world.refund_page(mei, &upgrade).await;
    assert!(said.after.stays_counted && said.after.returns.is_empty());
    world.has_given_back(mei, &upgrade).await;
    world.offers().await;
    world.bought(&first_in_line, &shop.studio).await;
    assert_eq!((world.seats_taken(), world.let_in_by(&shop.studio)), (STUDIO_SEATS, 2));
    world.audit();
}
