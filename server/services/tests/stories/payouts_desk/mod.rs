//! A creator's payouts as pages: lists, statements, instant payouts on demand, new bank accounts; and the operator's desk.

mod acts;
mod ahead;
mod banks;
mod calling_off;
mod credits;
mod demand;
mod desk;
mod pages;
mod stage;
mod statements;
