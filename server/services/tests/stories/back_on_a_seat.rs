//! A period of a limited product that comes back with a refund sits on a seat that is paid for, or on one that is free for
//! anybody: never on one that an unpaid order gives away again, and not before those who wait for one.

use domain::{catalogue::Product, id::OrderToken};
use services::{actor::Member, lounge::WaitOutcome, ports::Clock as _};

use super::{shop::STUDIO_SEATS, told::told, world::World};

const DAY: i64 = 86_400;

impl World {
    /// Mei's month with a seat, which she gave up for a year.
    async fn gave_up_a_seat(&self) -> OrderToken {
        let (mei, shop) = (&self.shop.mei, &self.shop);
        self.bought(mei, &shop.studio).await;
        let upgrade = self.upgrades(mei, &shop.year).await;
        self.pays_and_is_told(mei, &upgrade).await;
        upgrade
    }

    /// How many people a limited product lets in now, whoever holds its seats.
    fn let_in_by(&self, product: &Product) -> usize {
        let now = self.clock.business();
        let rows = self.rows();
        let lasts = rows.memberships.values().filter(|row| {
            row.product == product.id
                && row.revoked_at.is_none()
                && row.valid_until.is_none_or(|until| until > now)
        });
        lasts.count()
    }
}

#[tokio::test]
async fn what_comes_back_does_not_sit_on_the_seat_of_an_order_that_nobody_pays() {
    told(async |world| {
        let (mei, shop) = (&world.shop.mei, &world.shop);
        let upgrade = world.gave_up_a_seat().await;
        // In the days of grace the seat goes over to the order.
        let unpaid = world.ordered(mei, &shop.studio).await;
        assert!(world.order(&unpaid).holds_seat);
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
async fn what_comes_back_beside_an_unpaid_order_takes_a_free_seat_of_its_own() {
    let world = World::new().await;
    let (mei, shop) = (&world.shop.mei, &world.shop);
    let upgrade = world.gave_up_a_seat().await;
    let unpaid = world.ordered(mei, &shop.studio).await;
    world.has_given_back(mei, &upgrade).await;
    assert_eq!(world.seats_taken(), 2);
    world.expired(&unpaid).await;
    assert_eq!((world.seats_taken(), world.is_let_in(mei).await), (1, true), "she sits on hers");
    world.bought(&shop.tom, &shop.studio).await;
    assert_eq!((world.seats_taken(), world.let_in_by(&shop.studio)), (2, 2));
    world.audit();
}

#[tokio::test]
async fn a_seat_that_somebody_waits_for_is_theirs() {
    let world = World::new().await;
    let (mei, shop) = (&world.shop.mei, &world.shop);
    let upgrade = world.gave_up_a_seat().await;
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
