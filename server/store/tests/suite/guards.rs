//! What keeps a run from paying on what is no longer so, and from stopping at one row that makes no sense.

use domain::{
    id::CreatorId,
    payouts::{Rail, Schedule},
};
use futures::future::join_all;
use services::ports::{Cohort, Commit, StoreFault, Write};

use crate::{
    backend::{Database, on_both},
    runs::creators,
    shop::{NOW, Shop, unit},
    treasury::{commit, done, settings, standing, together},
};

on_both!(
    who_changes_their_choices_while_a_run_decides_is_decided_again,
    one_row_that_makes_no_sense_is_found_and_the_others_can_be_read,
);

async fn who_changes_their_choices_while_a_run_decides_is_decided_again(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let id = &shop.creator.id;
    let requires = |creator: &CreatorId, settings, standing| {
        let creator = creator.clone();
        unit([Write::RequireChoices { creator, settings, standing }])
    };
    // Who has chosen nothing and is known to nobody has neither row.
    done(&db.commerce, requires(id, 0, 0)).await;
    assert_eq!(commit(&db.commerce, requires(id, 1, 0)).await, Commit::Conflict);
    let chosen = settings(id, Schedule::Daily, 0);
    done(&db.commerce, unit([Write::PutPayoutSettings(chosen), Write::PutStanding(standing(id))])).await;
    done(&db.commerce, requires(id, 1, 1)).await;
    for (settings, standing) in [(0, 1), (1, 0), (2, 1)] {
        assert_eq!(commit(&db.commerce, requires(id, settings, standing)).await, Commit::Conflict);
    }
    let other = shop.another_creator();
    done(&db.commerce, unit([Write::InsertCreator(other.clone())])).await;
    let both = together(requires(&other.id, 0, 0), requires(id, 1, 2));
    assert_eq!(commit(&db.commerce, both).await, Commit::Conflict, "one of many is enough");
    // In one group with the change, either order is right; never both on what was read before.
    let moved = unit([Write::PutPayoutSettings(settings(id, Schedule::Weekly, 1))]);
    let answers = join_all([commit(&db.commerce, moved), commit(&db.commerce, requires(id, 1, 1))]).await;
    assert_eq!(answers, [Commit::Committed, Commit::Conflict]);
}

async fn one_row_that_makes_no_sense_is_found_and_the_others_can_be_read(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let creators = creators(&db, &shop, 3, 10_300).await;
    let cohort = Cohort {
        rail: Rail::SandboxBank,
        with_homeless: false,
        plain_schedules: vec!["weekly"],
        recent_since: NOW.plus_days(-8),
    };
    let keys = async |after: Option<&CreatorId>, limit| {
        let keys = db.commerce.candidate_keys(&cohort, after, limit).await.unwrap();
        keys.into_iter().map(|key| (key.creator, key.currency)).collect::<Vec<_>>()
    };
    let expected: Vec<_> = creators.iter().map(|(row, _)| (row.id.clone(), Some(row.currency))).collect();
    assert_eq!(keys(None, 9).await, expected);
    assert_eq!(keys(Some(&creators[0].0.id), 1).await, expected[1..2]);
    let broken = &creators[1].0.id;
    db.corrupt(&format!("UPDATE destinations SET currency = 'XXX' WHERE creator_id = '{broken}'")).await;
    let makes_no_sense = |fault| matches!(fault, StoreFault::Inconsistent { table: "destinations", .. });
    assert!(makes_no_sense(db.commerce.candidates(&cohort, None, 9).await.unwrap_err()));
    assert_eq!(keys(None, 9).await, expected, "it is still known who that is");
    for (row, _) in &creators {
        let alone = db.commerce.candidate(&row.id, NOW).await;
        assert_eq!(alone.is_err_and(makes_no_sense), row.id == *broken);
    }
    let own = unit([Write::PutPayoutSettings(settings(&creators[2].0.id, Schedule::Daily, 0))]);
    done(&db.commerce, own).await;
    let homeless = Cohort { with_homeless: true, ..cohort.clone() };
    let is_looked_at = async || {
        let found = db.commerce.candidate_keys(&homeless, None, 9).await.unwrap();
        found.iter().any(|key| key.creator == creators[2].0.id)
    };
    assert!(!is_looked_at().await, "another run looks at them");
    db.corrupt("UPDATE payout_settings SET schedule = 'whenever'").await;
    assert!(is_looked_at().await, "a word that nobody knows is no reason to be forgotten");
    db.corrupt(&format!("UPDATE creators SET currency = 'XXX' WHERE id = '{broken}'")).await;
    assert_eq!(keys(None, 9).await[1], (broken.clone(), None), "and even without a currency");
}
