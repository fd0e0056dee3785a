//! Before anybody pays: looking around, and waiting for a seat.

use domain::{
    catalogue::{CommunityState, Period, WaitingState},
    id::ProductId,
    message::MessageKind,
    order::RefundRefusal,
    view::{CommunityView, Problem, ProblemCode, SeatView},
};
use services::{
    Fault,
    actor::Member,
    checkout::StartOutcome,
    lounge::{OFFER_HOURS, TrialOutcome, WaitOutcome},
    ports::Clock as _,
    refunds::{RefundForm, RefundOutcome},
};

use super::{
    told::told,
    world::{World, origin},
};

const DAY: i64 = 86_400;
const TRIAL_DAYS: u16 = 7;

impl World {
    async fn offers_trials(&self) {
        self.commerce.change(|tables| {
            for product in &mut tables.products {
                product.trial_days = if product.id == self.shop.month.id { TRIAL_DAYS } else { 0 };
            }
        });
        self.again(async || self.services.catalogue.reload().await).await;
    }

    pub async fn tries(&self, member: &Member, product: &ProductId) -> TrialOutcome {
        self.again(async || self.services.lounge.start_trial(member, product).await).await
    }

    pub async fn public_page(&self, member: &Member) -> CommunityView {
        let page = async || self.services.checkout.community("kiln-circle", Some(member)).await;
        self.again(page).await.unwrap()
    }

    async fn seat(&self, member: &Member) -> SeatView {
        let page = self.public_page(member).await;
        page.doors.iter().find(|door| door.product == self.shop.studio.id).unwrap().seat
    }

    pub async fn waits(&self, member: &Member) -> WaitOutcome {
        self.again(async || self.services.lounge.wait(member, &self.shop.studio.id).await).await
    }

    pub async fn leaves(&self, member: &Member) -> WaitOutcome {
        self.again(async || self.services.lounge.leave(member, &self.shop.studio.id).await).await
    }

    pub async fn offers(&self) {
        self.again(async || self.services.lounge.sweep().await).await;
        // A round whose answer was lost is made again; it finds what is left.
        self.again(async || self.services.lounge.sweep().await).await;
    }

    pub fn stands(&self, member: &Member) -> WaitingState {
        self.rows().waiting[&(self.shop.studio.id.clone(), member.user.clone())].state
    }

    pub fn seats_taken(&self) -> u32 {
        self.rows().seats[&self.shop.studio.id].taken
    }

    /// Somebody wants the money back. Who has asked before is given it by whoever sold it.
    pub async fn goes_back(
        &self,
        member: &Member,
        token: &domain::id::OrderToken,
        returns: &str,
    ) -> Result<RefundOutcome, Fault> {
        let asked = self.services.refunds.ask(member, token, returns).await?;
        let refusal = RefundRefusal::AskedBefore;
        let used = Problem::at("amount", ProblemCode::RefundRefused { refusal });
        if !matches!(&asked, RefundOutcome::Refused(problems, _) if problems[0] == used) {
            return Ok(asked);
        }
        let form =
            RefundForm { returns: returns.to_owned(), note: "Gladly.".to_owned(), ..RefundForm::default() };
        let order = self.order(token).id;
        self.services.refunds.give_as_creator(&self.shop.creator, &order, &form).await
    }

    pub async fn gives_back(&self, member: &Member, token: &domain::id::OrderToken) {
        let asked = self.again(async || self.goes_back(member, token, "").await).await;
        assert!(asked == RefundOutcome::Started || self.switch.failed().is_some(), "{asked:?}");
    }

    async fn is_sold_out(&self, member: &Member) {
        let form = self.again(async || self.form(member, &self.shop.studio.id).await).await;
        match self.again(async || self.start(member, form.clone()).await).await {
            StartOutcome::Refused(problems) => assert_eq!(problems[0].code, ProblemCode::SoldOut),
            other => panic!("{other:?}"),
        }
    }
}

/// Somebody who has no seat and no order.
pub fn next_in_line(world: &World) -> Member {
    Member { user: world.shop.creator.user.clone() }
}

#[tokio::test]
async fn a_trial_opens_the_door_once_and_for_its_days() {
    told(async |world| {
        world.offers_trials().await;
        let (mei, month) = (&world.shop.mei, &world.shop.month.id);
        assert_eq!(world.public_page(mei).await.doors[0].trial_days, TRIAL_DAYS);
        let (TrialOutcome::Started(trial) | TrialOutcome::Had(trial)) = world.tries(mei, month).await else {
            panic!("no trial")
        };
        assert_eq!(trial.ends_at, trial.started_at.plus_days(7));
        let page = world.public_page(mei).await;
        assert!(!page.is_member && page.doors.iter().all(|door| door.trial_days == 0));
        let way_in = Some(world.shop.community.way_in.clone());
        assert_eq!(page.trial.unwrap().way_in, way_in);
        let list = world.again(async || world.services.memberships.trials(mei).await).await;
        assert_eq!((list.len(), &list[0].way_in), (1, &way_in));
        world.clock.advance(3 * DAY);
        assert_eq!(world.tries(mei, month).await, TrialOutcome::Had(trial.clone()), "once");
        world.clock.advance(4 * DAY);
        assert!(world.clock.business() >= trial.ends_at);
        assert_eq!(world.public_page(mei).await.trial, None, "no days of grace");
        let list = world.again(async || world.services.memberships.trials(mei).await).await;
        assert_eq!(list[0].way_in, None);
        assert_eq!(world.tries(mei, month).await, TrialOutcome::Had(trial));
        assert!(world.rows().orders.is_empty());
    })
    .await;
}

#[tokio::test]
async fn members_and_products_without_one_have_no_trial() {
    let world = World::new().await;
    world.offers_trials().await;
    let (mei, tom, shop) = (&world.shop.mei, &world.shop.tom, &world.shop);
    assert_eq!(world.tries(mei, &shop.year.id).await, TrialOutcome::NotOffered);
    world.bought(mei, &shop.year).await;
    assert_eq!(world.tries(mei, &shop.month.id).await, TrialOutcome::WasMember);
    assert!(matches!(world.tries(tom, &shop.month.id).await, TrialOutcome::Started(_)));
    world.bought(tom, &shop.month).await;
    assert!(world.services.memberships.trials(tom).await.unwrap().is_empty(), "a membership took its place");
    for _ in 0..20 {
        world.services.lounge.start_trial(mei, &shop.month.id).await.unwrap();
    }
    assert!(matches!(world.tries(mei, &shop.month.id).await, TrialOutcome::Later { .. }));
}

#[tokio::test]
async fn the_first_in_line_gets_the_seat_that_becomes_free_and_nobody_else() {
    told(async |world| {
        let (mei, tom, next) = (&world.shop.mei, &world.shop.tom, &next_in_line(world));
        let studio = &world.shop.studio;
        let his = world.bought(tom, studio).await;
        assert_eq!(world.waits(mei).await, WaitOutcome::SeatFree, "no line without need");
        world.ordered(&world.shop.ann, studio).await;
        assert_eq!(world.seat(mei).await, SeatView::Full);
        assert_eq!(world.waits(mei).await, WaitOutcome::InLine);
        assert_eq!(world.seat(mei).await, SeatView::InLine { place: 1 });
        world.clock.advance(5);
        assert_eq!(world.waits(next).await, WaitOutcome::InLine);
        assert_eq!(world.seat(next).await, SeatView::InLine { place: 2 });
        assert_eq!(world.waits(mei).await, WaitOutcome::InLine, "asking again keeps the place");
        world.gives_back(tom, &his).await;
        world.is_sold_out(tom).await;
        world.offers().await;
        assert!(matches!(world.seat(mei).await, SeatView::Held { .. }));
        let told = world.rows().messages;
        let said = told.values().filter(|row| matches!(row.about, MessageKind::SeatOffered { .. }));
        assert_eq!(said.count(), 1);
        world.is_sold_out(tom).await;
        world.bought(mei, studio).await;
        assert!(matches!(world.stands(mei), WaitingState::Taken { held_until: Some(_) }));
        assert_eq!(world.seats_taken(), 2);
        assert_eq!(world.stands(next), WaitingState::Waiting);
    })
    .await;
}

#[tokio::test]
async fn an_offer_runs_out_and_the_next_in_line_is_asked() {
    told(async |world| {
        let (mei, tom, next) = (&world.shop.mei, &world.shop.tom, &next_in_line(world));
        let his = world.bought(tom, &world.shop.studio).await;
        world.ordered(&world.shop.ann, &world.shop.studio).await;
        world.waits(mei).await;
        world.clock.advance(1);
        world.waits(next).await;
        world.gives_back(tom, &his).await;
        world.offers().await;
        world.clock.advance(OFFER_HOURS * 3_600);
        world.is_sold_out(mei).await;
        world.offers().await;
        world.offers().await;
        assert_eq!(world.stands(mei), WaitingState::Gone);
        assert!(matches!(world.seat(next).await, SeatView::Held { .. }));
        assert_eq!(world.leaves(next).await, WaitOutcome::Left);
        assert_eq!((world.stands(next), world.seats_taken()), (WaitingState::Gone, 1));
        assert_eq!(world.waits(mei).await, WaitOutcome::SeatFree);
    })
    .await;
}

#[tokio::test]
async fn late_money_does_not_take_a_seat_from_the_line() {
    told(async |world| {
        let (mei, tom, next) = (&world.shop.mei, &world.shop.tom, &next_in_line(world));
        let studio = &world.shop.studio;
        let (token, number) = world.waiting(mei, studio).await;
        world.expired(&token).await;
        let his = world.bought(tom, studio).await;
        world.ordered(&world.shop.ann, studio).await;
        world.waits(next).await;
        world.gives_back(tom, &his).await;
        world.pays_late(&token, &number);
        world.notified(&number).await;
        assert_eq!(world.order(&token).state.code(), "refund_pending", "the seat is promised");
        world.offers().await;
        assert!(matches!(world.stands(next), WaitingState::Offered { .. }));
    })
    .await;
}

#[tokio::test]
async fn who_sits_already_is_offered_no_second_seat() {
    told(async |world| {
        let (shop, studio) = (&world.shop, &world.shop.studio);
        world.bought(&shop.mei, studio).await;
        world.bought(&shop.tom, studio).await;
        assert_eq!(world.waits(&shop.mei).await, WaitOutcome::SeatFree, "a renewal needs no line");
        assert_eq!(world.waits(&shop.ann).await, WaitOutcome::InLine);
    })
    .await;
}

#[tokio::test]
async fn whose_order_holds_a_seat_does_not_wait_for_another() {
    told(async |world| {
        let (shop, studio) = (&world.shop, &world.shop.studio);
        world.bought(&shop.tom, studio).await;
        world.ordered(&shop.mei, studio).await;
        assert_eq!(world.waits(&shop.mei).await, WaitOutcome::SeatFree, "it only has to be paid");
        assert!(world.rows().waiting.is_empty());
        assert_eq!(world.waits(&shop.ann).await, WaitOutcome::InLine);
    })
    .await;
}

#[tokio::test]
async fn whoever_came_to_sit_while_they_waited_leaves_the_line_to_the_others() {
    let world = World::new().await;
    let (shop, studio) = (&world.shop, &world.shop.studio);
    let his = world.bought(&shop.tom, studio).await;
    let hers = world.bought(&shop.ann, studio).await;
    let form = world.form(&shop.mei, &studio.id).await.unwrap();
    let (services, tom, mei) = (world.services.clone(), shop.tom.clone(), shop.mei.clone());
    // Right before her place in line is written, a seat becomes free, and she orders it in another tab.
    world.switch.meanwhile("commit", 1, async move {
        services.refunds.ask(&tom, &his, "").await.unwrap();
        let started = services.checkout.start_order(&mei, &origin(), form).await.unwrap();
        assert!(matches!(started, StartOutcome::Started(_)), "{started:?}");
    });
    assert_eq!(world.waits(&shop.mei).await, WaitOutcome::InLine);
    assert_eq!(world.waits(&shop.tom).await, WaitOutcome::InLine);
    world.gives_back(&shop.ann, &hers).await;
    world.offers().await;
    assert_eq!(world.stands(&shop.mei), WaitingState::Gone, "she has one");
    assert!(matches!(world.stands(&shop.tom), WaitingState::Offered { .. }));
    assert_eq!(world.seats_taken(), 2);
    world.audit();
}

#[tokio::test]
async fn nobody_is_offered_a_seat_of_what_is_not_sold() {
    let world = World::new().await;
    let (mei, tom, studio) = (&world.shop.mei, &world.shop.tom, &world.shop.studio);
    let his = world.bought(tom, studio).await;
    world.ordered(&world.shop.ann, studio).await;
    world.waits(mei).await;
    let sells = async |on_sale| {
        let (creator, manage) = (&world.shop.creator, &world.services.manage);
        manage.set_on_sale(creator, "kiln-circle", &studio.id, on_sale).await.unwrap();
    };
    sells(false).await;
    world.gives_back(tom, &his).await;
    world.offers().await;
    assert_eq!((world.stands(mei), world.seats_taken()), (WaitingState::Waiting, 1));
    sells(true).await;
    world.offers().await;
    assert!(matches!(world.stands(mei), WaitingState::Offered { .. }), "the line goes on where it was");
}

#[tokio::test]
async fn the_line_of_a_closed_community_or_of_an_ended_product_is_not_told_of_seats() {
    let world = World::new().await;
    let (shop, manage) = (&world.shop, &world.services.manage);
    let his = world.bought(&shop.tom, &shop.studio).await;
    world.ordered(&shop.ann, &shop.studio).await;
    world.waits(&shop.mei).await;
    let moves = async |to| {
        manage.set_state(&shop.creator, "kiln-circle", to).await.unwrap();
    };
    let offers = || {
        let rows = world.rows().messages.into_values();
        rows.filter(|row| matches!(row.about, MessageKind::SeatOffered { .. })).count()
    };
    moves(CommunityState::Closed).await;
    world.gives_back(&shop.tom, &his).await;
    world.offers().await;
    assert_eq!((world.stands(&shop.mei), offers()), (WaitingState::Waiting, 0));
    moves(CommunityState::Open).await;
    let ended = Period::Until(world.clock.business().day());
    world.becomes(&shop.studio, ("Tier 3", ended, 7)).await;
    world.offers().await;
    assert_eq!((world.stands(&shop.mei), offers(), world.seats_taken()), (WaitingState::Waiting, 0, 1));
    world.becomes(&shop.studio, ("Tier 3", Period::Month, 7)).await;
    world.offers().await;
    assert_eq!(offers(), 1, "her place was kept");
    world.audit();
}
