//! The use cases, told as stories. Most are told once as they should go, and then again for every call to the outside
//! that they make, with that call failing: before it did its work, and after it with the answer lost. Each time the
//! books must agree at once, and trying again must lead to the same end.

#[cfg(test)]
mod after_payment;
#[cfg(test)]
mod back_on_a_seat;
#[cfg(test)]
#[path = "../cases/mod.rs"]
mod cases;
#[cfg(test)]
mod changing;
#[cfg(test)]
mod checking;
#[cfg(test)]
mod currencies;
#[cfg(test)]
mod events;
#[cfg(test)]
mod expiry;
#[cfg(test)]
mod feed;
#[cfg(test)]
mod fixed_end;
#[cfg(test)]
mod forgotten;
#[cfg(test)]
mod frozen;
#[cfg(test)]
mod further_accounts;
#[cfg(test)]
mod given_back;
#[cfg(test)]
mod last_rooms;
mod late_money;
#[cfg(test)]
mod lounge;
#[cfg(test)]
mod manage;
#[cfg(test)]
mod manage_limits;
#[cfg(test)]
mod members;
#[cfg(test)]
mod mini_program;
#[cfg(test)]
mod months;
#[cfg(test)]
mod notifications;
#[cfg(test)]
mod ordering;
#[cfg(test)]
mod ordering_again;
#[cfg(test)]
mod paying;
#[cfg(test)]
mod payout_engine;
#[cfg(test)]
mod payout_settings;
#[cfg(test)]
mod payouts_desk;
#[cfg(test)]
mod permutations;
#[cfg(test)]
mod prices;
#[cfg(test)]
mod promised;
#[cfg(test)]
mod random;
#[cfg(test)]
mod refund_rule;
#[cfg(test)]
mod refunds;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod renewals;
#[cfg(test)]
mod replaced;
#[cfg(test)]
mod reviews;
#[cfg(test)]
#[path = "../scenarios/mod.rs"]
mod scenarios;
#[cfg(test)]
mod seats;
#[cfg(test)]
mod second_payments;
#[cfg(test)]
mod sent_twice;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod shop;
#[cfg(test)]
mod shop_at_random;
#[cfg(test)]
mod short_pages;
#[cfg(test)]
mod signing_in;
#[cfg(test)]
#[path = "../support/mod.rs"]
mod support;
#[cfg(test)]
mod team;
#[cfg(test)]
mod telling;
#[cfg(test)]
mod ten_thousand;
#[cfg(test)]
mod told;
#[cfg(test)]
mod two_catalogues;
#[cfg(test)]
mod upgrades;
#[cfg(test)]
mod wallet_sign_in;
#[cfg(test)]
mod ways_to_pay;
#[cfg(test)]
mod world;
