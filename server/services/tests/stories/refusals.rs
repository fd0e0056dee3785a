//! Orders that are refused: each leaves nothing behind.

use domain::{
    id::ProductId,
    view::{Problem, ProblemCode},
};
use services::{
    actor::Member,
    checkout::{StartOrderForm, StartOutcome},
    ports::Clock,
};

use super::{ordering::opened_at, world::World};

impl World {
    /// Sends a form that must be refused and must leave nothing behind.
    async fn refusal(&self, member: &Member, form: StartOrderForm) -> (String, ProblemCode) {
        let before = self.rows();
        let StartOutcome::Refused(mut problems) = self.start(member, form).await.unwrap() else {
            panic!("an order was made")
        };
        assert_eq!(self.rows(), before, "a refused order leaves nothing behind");
        assert!(self.people.rows().consents.is_empty(), "nothing was agreed to");
        let Problem { field, code } = problems.pop().unwrap();
        (field, code)
    }

    pub async fn form_of_mei(&self) -> StartOrderForm {
        self.form(&self.shop.mei, &self.shop.month.id).await.unwrap()
    }
}

fn not_read() -> (String, ProblemCode) {
    ("agreement".to_owned(), ProblemCode::AgreementNotRead { seconds: 5 })
}

#[tokio::test]
async fn without_our_stamp_the_agreement_was_not_read() {
    let world = World::new().await;
    let form = world.form_of_mei().await;
    let (millis, tag) = form.stamp.split_once('.').unwrap();
    let earlier = format!("{}.{tag}", millis.parse::<i64>().unwrap() - 60_000);
    let long = format!("{}{}", "0".repeat(96), form.stamp);
    for stamp in [String::new(), "rubbish".to_owned(), format!("{millis}."), earlier, long] {
        let forged = StartOrderForm { stamp, ..form.clone() };
        assert_eq!(world.refusal(&world.shop.mei, forged).await, not_read());
    }
}

#[tokio::test]
async fn a_stamp_counts_after_five_seconds_for_one_day() {
    let world = World::new().await;
    let form = world.form_of_mei().await;
    let later = |seconds| {
        world.clock.advance(opened_at(&form).plus_seconds(seconds).ms_since(world.clock.system()) / 1000);
    };
    later(4);
    assert_eq!(world.refusal(&world.shop.mei, form.clone()).await, not_read());
    later(24 * 3600);
    assert_eq!(world.refusal(&world.shop.mei, form.clone()).await, not_read());
    later(24 * 3600 - 1);
    assert!(matches!(world.start(&world.shop.mei, form).await.unwrap(), StartOutcome::Started(_)));
}

#[tokio::test]
async fn a_stamp_of_another_person_or_version_is_worth_nothing() {
    let world = World::new().await;
    let form = world.form_of_mei().await;
    assert_eq!(world.refusal(&world.shop.tom, form.clone()).await, not_read());
    let old = StartOrderForm { agreement: world.shop.old_agreement.id.as_str().to_owned(), ..form };
    let changed = ("agreement".to_owned(), ProblemCode::AgreementChanged);
    assert_eq!(world.refusal(&world.shop.mei, old).await, changed);
}

#[tokio::test]
async fn a_new_version_must_be_read_before_the_next_order() {
    let world = World::new().await;
    let form = world.form_of_mei().await;
    world.commerce.change(|tables| {
        let latest = tables.agreements.last().unwrap().clone();
        let id = domain::id::AgreementId::new(latest.published_at, 3);
        tables.agreements.push(domain::catalogue::Agreement { id, version: 3, ..latest });
    });
    world.services.catalogue.reload().await.unwrap();
    let changed = ("agreement".to_owned(), ProblemCode::AgreementChanged);
    assert_eq!(world.refusal(&world.shop.mei, form.clone()).await, changed);
    let version_3 = world.services.catalogue.by_slug("kiln-circle").unwrap().agreement.clone().unwrap().id;
    let smuggled = StartOrderForm { agreement: version_3.as_str().to_owned(), ..form };
    assert_eq!(world.refusal(&world.shop.mei, smuggled).await, not_read());
}

#[tokio::test]
async fn the_box_must_be_ticked() {
    let world = World::new().await;
    let form = StartOrderForm { accept: false, ..world.form_of_mei().await };
    let refused = ("accept".to_owned(), ProblemCode::AgreementNotAccepted);
    assert_eq!(world.refusal(&world.shop.mei, form).await, refused);
}

#[tokio::test]
async fn what_is_not_sold_cannot_be_ordered() {
    let world = World::new().await;
    let form = world.form_of_mei().await;
    let unknown = ProductId::new(world.clock.business(), 99).as_str().to_owned();
    for product in [unknown, String::new(), "prd_1; DROP TABLE orders".to_owned()] {
        let gone = StartOrderForm { product, ..form.clone() };
        let refused = ("product".to_owned(), ProblemCode::ProductGone);
        assert_eq!(world.refusal(&world.shop.mei, gone).await, refused);
    }
    world.commerce.change(|tables| tables.agreements.clear());
    world.services.catalogue.reload().await.unwrap();
    let refused = ("product".to_owned(), ProblemCode::ProductGone);
    assert_eq!(world.refusal(&world.shop.mei, form).await, refused, "nothing is sold without an agreement");
}
