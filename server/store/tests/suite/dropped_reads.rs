//! A caller that goes away in the middle of a read leaves no connection behind that goes on seeing that moment.

use domain::{
    id::{CreatorId, UserId},
    money::Currency,
    time::Timestamp,
};
use futures::future::join_all;
use services::ports::{Changes, Commit, CreatorRow, Write};

use crate::{
    backend::{Database, OPTIONS, on_both},
    scenarios::Crash,
};

on_both!(a_read_that_is_given_up_keeps_no_old_moment);

async fn a_read_that_is_given_up_keeps_no_old_moment(db: Database) {
    let now = Timestamp::from_unix_ms(1_795_262_400_000);
    // Enough to be on each of the connections that read.
    let crowd = 4 * OPTIONS.readers;
    for steps in 0..12 {
        join_all((0..crowd).map(|_| Crash::after(steps, db.commerce.catalogue()))).await;
        let random = u128::try_from(steps).unwrap() + 1;
        let owner = UserId::new(now, random);
        let known = || join_all((0..crowd).map(|_| db.commerce.creator_of(&owner)));
        assert!(known().await.into_iter().all(|found| found.unwrap().is_none()));
        let row = CreatorRow {
            id: CreatorId::new(now, random),
            owner: owner.clone(),
            main: None,
            currency: Currency::Cny,
            created_at: now,
        };
        let changes = Changes { writes: vec![Write::InsertCreator(row)], ..Changes::default() };
        assert_eq!(db.commerce.commit(changes).await.unwrap(), Commit::Committed);
        let blind = known().await.into_iter().filter(|found| found.as_ref().unwrap().is_none()).count();
        assert_eq!(blind, 0, "readers that see the moment before, after {steps} steps");
    }
}
