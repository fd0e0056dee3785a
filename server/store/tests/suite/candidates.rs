//! Creators as a run sees them: who belongs to a cohort, page by page, with what each has.

use domain::{
    id::{CreatorId, DestinationId},
    payouts::{AdjustmentKind, Destination, PayoutSettings, Rail, Schedule, Weekdays},
};
use services::ports::{Cohort, CreatorRow, RecentSales, Write};

use crate::{
    backend::{Database, on_both},
    shop::{NOW, PRICE, Shop, unit},
    treasury::{done, settings, standing, together, yuan},
};

on_both!(
    a_cohort_is_chosen_by_schedule_and_by_the_rail_of_the_chosen_destination,
    pages_follow_each_other_without_gap_or_overlap,
    a_candidate_has_everything_that_the_page_of_its_settings_has,
);

fn cohort(rail: Rail, with_homeless: bool, plain: &[&'static str]) -> Cohort {
    Cohort { rail, with_homeless, plain_schedules: plain.to_vec(), recent_since: NOW.plus_days(-8) }
}

/// Who is in a cohort, in pages of three.
async fn found(db: &Database, cohort: &Cohort) -> Vec<CreatorId> {
    let (mut all, mut after) = (vec![], None);
    loop {
        let page = db.commerce.candidates(cohort, after.as_ref(), 3).await.unwrap();
        assert!(page.len() <= 3);
        let Some(last) = page.last() else { return all };
        after = Some(last.creator.id.clone());
        all.extend(page.into_iter().map(|facts| facts.creator.id));
    }
}

/// One creator with some destinations and perhaps a schedule with the chosen one of them.
async fn creator(
    db: &Database,
    shop: &Shop,
    rails: &[Rail],
    chosen: Option<(Schedule, Option<usize>)>,
) -> (CreatorRow, Vec<DestinationId>) {
    let creator = shop.another_creator();
    let mut changes = unit([Write::InsertCreator(creator.clone())]);
    let mut banks = vec![];
    for (age, rail) in (0..).zip(rails) {
        // The first one in the list was added first, whatever its identifier.
        let added_at = NOW.plus_ms(age);
        let bank = Destination { rail: *rail, added_at, ..shop.bank(&creator.id) };
        banks.push(bank.id.clone());
        changes.writes.push(Write::InsertDestination(bank));
    }
    if let Some((schedule, place)) = chosen {
        let destination = place.map(|place| banks[place].clone());
        let settings = PayoutSettings { destination, ..settings(&creator.id, schedule, 0) };
        changes.writes.push(Write::PutPayoutSettings(settings));
    }
    done(&db.commerce, changes).await;
    (creator, banks)
}

async fn a_cohort_is_chosen_by_schedule_and_by_the_rail_of_the_chosen_destination(db: Database) {
    use Rail::{BankFile, SandboxBank, Stripe};
    let shop = Shop::new(1);
    let own = |day| Schedule::Weekdays(Weekdays::of_codes([day]).unwrap());
    let mut ids = vec![];
    for (rails, chosen) in [
        (&[SandboxBank][..], Some((Schedule::Daily, Some(0)))),
        (&[SandboxBank], Some((Schedule::Weekly, Some(0)))),
        (&[SandboxBank], Some((Schedule::Quarterly, Some(0)))),
        (&[SandboxBank], Some((own("mon"), Some(0)))),
        (&[Stripe, SandboxBank], Some((Schedule::Daily, Some(1)))),
        (&[Stripe, SandboxBank], Some((Schedule::Daily, Some(0)))),
        (&[SandboxBank, Stripe], Some((Schedule::Daily, None))),
        (&[Stripe, SandboxBank], None),
        (&[], None),
        (&[], Some((Schedule::OnAmount { minor: 100_000 }, None))),
    ] {
        ids.push(creator(&db, &shop, rails, chosen).await.0.id);
    }
    let of = async |rail, homeless, plain: &[&'static str]| -> Vec<usize> {
        let found = found(&db, &cohort(rail, homeless, plain)).await;
        found.iter().map(|id| ids.iter().position(|known| known == id).unwrap()).collect()
    };
    assert_eq!(of(SandboxBank, false, &["daily"]).await, [0, 3, 4], "own cycles are always read");
    assert_eq!(of(SandboxBank, true, &["daily"]).await, [0, 3, 4, 6, 9]);
    assert_eq!(of(SandboxBank, true, &["weekly"]).await, [1, 3, 8, 9], "who has not chosen is paid weekly");
    assert_eq!(of(SandboxBank, true, &[]).await, [3, 9]);
    assert_eq!(of(Stripe, false, &["weekly"]).await, [7], "to the destination that was added first");
    assert_eq!(of(Stripe, false, &["daily", "weekly", "quarterly"]).await, [5, 7]);
    assert_eq!(of(SandboxBank, false, &["quarterly"]).await, [2, 3]);
    assert_eq!(of(BankFile, false, &["daily", "weekly", "monthly", "quarterly"]).await, [0; 0]);
}

async fn pages_follow_each_other_without_gap_or_overlap(db: Database) {
    let shop = Shop::new(1);
    let mut ids = vec![];
    for place in 0..20 {
        let schedule = if place % 3 == 0 { Schedule::Monthly } else { Schedule::Daily };
        ids.push(creator(&db, &shop, &[Rail::SandboxBank], Some((schedule, Some(0)))).await.0.id);
    }
    let everybody = cohort(Rail::SandboxBank, true, &["daily", "monthly"]);
    assert_eq!(found(&db, &everybody).await, ids);
    let daily: Vec<_> = (0..20).filter(|place| place % 3 != 0).map(|place| ids[place].clone()).collect();
    assert_eq!(found(&db, &cohort(Rail::SandboxBank, true, &["daily"])).await, daily);
}

async fn a_candidate_has_everything_that_the_page_of_its_settings_has(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let id = &shop.creator.id;
    let bank = shop.bank(id);
    let chosen = PayoutSettings { destination: Some(bank.id.clone()), ..settings(id, Schedule::Daily, 0) };
    let known = unit([
        Write::PutStanding(standing(id)),
        Write::InsertDestination(bank),
        Write::PutPayoutSettings(chosen),
        Write::PutPayoutAccount(db.commerce.payout_account(id).await.unwrap().unwrap()),
    ]);
    done(&db.commerce, together(known, shop.adjustment(id, AdjustmentKind::Refund, 900, NOW))).await;
    for days in [-20, -3, -3, -2] {
        let (_, attempt) = shop.place(&db.commerce, &shop.month).await;
        shop.settle(&db.commerce, &attempt, NOW.plus_days(days)).await;
    }
    let (poor, _) = creator(&db, &shop, &[], None).await;

    let page = db
        .commerce
        .candidates(&cohort(Rail::SandboxBank, true, &["daily", "weekly"]), None, 9)
        .await
        .unwrap();
    assert_eq!(page.len(), 2);
    let facts = db.commerce.payout_facts(id, NOW.plus_days(-8), NOW.day()).await.unwrap().unwrap();
    for found in page {
        let alone = db.commerce.candidate(&found.creator.id, NOW.plus_days(-8)).await.unwrap().unwrap();
        assert_eq!(found, alone);
        if found.creator == poor {
            assert!(found.settings.is_none() && found.standing.is_none() && found.destination.is_none());
            assert_eq!(
                (found.money.balance, found.money.recent.len(), found.account.version),
                (yuan(0), 0, 0)
            );
            continue;
        }
        assert_eq!(
            (found.settings, found.standing, found.account),
            (facts.settings.clone(), facts.standing.clone(), facts.account.clone())
        );
        assert_eq!(found.destination.as_ref(), facts.destinations.first());
        assert_eq!(found.money, facts.money);
        assert_eq!(found.money.balance, yuan(PRICE.minor() * 4 - 900));
        let sums = found.money.recent.iter().map(|RecentSales { amount, .. }| amount.minor() / PRICE.minor());
        assert_eq!(sums.collect::<Vec<_>>(), [2, 1]);
    }
    assert_eq!(db.commerce.candidate(&CreatorId::new(NOW, 1), NOW).await.unwrap(), None);
}
