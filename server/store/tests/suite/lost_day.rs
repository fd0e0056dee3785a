//! A lost day, repaired by the night after it, on the real databases.

use std::sync::Arc;

use crate::{
    backend::{Database, on_both},
    cases::play_lost_day,
    cases_of_orders::Real,
};

on_both!(the_night_after_a_lost_day_repairs_it);

async fn the_night_after_a_lost_day_repairs_it(db: Database) {
    assert_eq!(Box::pin(play_lost_day(Arc::new(Real::new(db)))).await, 4);
}
