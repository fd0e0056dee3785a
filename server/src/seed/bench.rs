//! The world of the load figures: one community, many signed-in members, an unpaid order for each of them.
//!
//! What the load generator has to know (sessions, stamps, order addresses, gateway numbers) is written beside the
//! databases as plain lines. Only a demo can be seeded, so no real session is ever written to a file.

use std::{fmt::Write as _, fs, path::Path, sync::Arc};

use domain::{
    catalogue::{Period, Product},
    id::{CreatorId, UserId},
    money::Currency,
    order::PayerAction,
    people::User,
    time::Timestamp,
};
use futures::future::join_all;
use serde_json::json;
use services::{
    actor::Member,
    checkout::CheckoutAsk,
    identity::token_hash,
    ports::{
        Changes, Clock as _, Commit, CreatorRow, EntropyExt as _, PeopleChanges, PeopleWrite, SessionRow,
        UserRow, Write,
    },
};

use super::{
    history::{attempt, broken, consent, pending},
    shelves::{KILN, Stall},
};
use crate::{
    commands::CommandError,
    compose::{Databases, Program},
    entropy::SystemEntropy,
};

/// How many members there are.
const MEMBERS: usize = 60_000;
/// Members in one unit of work.
const IN_ONE_UNIT: usize = 500;
/// Questions to the database at once.
const AT_ONCE: usize = 64;
/// How long sessions and orders last: longer than any measurement.
const LIFE_SECONDS: i64 = 24 * 3_600;
/// The community's address.
const SLUG: &str = "bench";
/// Which product the unpaid orders are for; the other ones are ordered during the measurement.
const PENDING: usize = 2;

/// Somebody who is signed in.
struct Guest {
    user: UserId,
    session: String,
}

/// Fills empty databases and writes `world.json`, `members.txt` (session and stamp, one member a line) and
/// `orders.txt` (address and gateway number, in the order of the members) into `notes`.
pub async fn bench(notes: &Path, databases: &Databases, program: &Program) -> Result<(), CommandError> {
    let now = program.clock.business();
    let owner = invite_owner(databases, now).await?;
    let creator = CreatorRow {
        id: CreatorId::new(now, SystemEntropy.bits()),
        owner,
        main: None,
        currency: Currency::Cny,
        created_at: now,
    };
    let stall = stall(&creator.id, now)?;
    let mut writes = vec![Write::InsertCreator(creator)];
    writes.extend(stall.writes());
    committed(databases.commerce.commit(Changes { writes, ..Changes::default() }).await?)?;
    program.services.catalogue.reload().await?;

    let guests: Vec<Guest> = (0..MEMBERS).map(|_| guest(now)).collect();
    for (nth, guests) in guests.chunks(IN_ONE_UNIT).enumerate() {
        let first = nth.saturating_mul(IN_ONE_UNIT);
        committed(databases.people.commit(welcome(guests, first, now)).await?)?;
    }
    let orders = place_orders(databases, &stall, &guests, now).await?;
    let members = members(program, &guests).await?;
    write_notes(notes, &stall, program.services.site.session_cookie, &members, &orders)
        .map_err(|error| CommandError::Other(format!("{} cannot be written: {error}", notes.display())))
}

async fn invite_owner(databases: &Databases, now: Timestamp) -> Result<UserId, CommandError> {
    let id = UserId::new(now, SystemEntropy.bits());
    let owner = vec![PeopleWrite::InsertUser(user(&id, "owner@bench.example".to_owned(), now))];
    committed(databases.people.commit(PeopleChanges { writes: owner }).await?)?;
    Ok(id)
}

/// The ceramics teacher's community, every tier without limit and for a time: so nobody is refused.
fn stall(creator: &CreatorId, now: Timestamp) -> Result<Stall, CommandError> {
    let mut stall = Stall::new(&KILN, creator, now);
    SLUG.clone_into(&mut stall.community.slug);
    for product in &mut stall.products {
        product.seats = None;
        product.period = Period::Month;
    }
    pending_product(&stall)?;
    Ok(stall)
}

fn pending_product(stall: &Stall) -> Result<&Product, CommandError> {
    stall
        .products
        .get(PENDING)
        .ok_or_else(|| CommandError::Other("the bench world lacks a product".to_owned()))
}

fn guest(now: Timestamp) -> Guest {
    let user = UserId::new(now, SystemEntropy.bits());
    Guest { user, session: format!("{:032x}", SystemEntropy.bits()) }
}

/// Nobody can sign in with this: it is no password hash.
fn user(id: &UserId, email: String, now: Timestamp) -> UserRow {
    let user = User { id: id.clone(), email, name: "Bench".to_owned(), created_at: now, roles: Vec::new() };
    UserRow { user, password_hash: "none".to_owned() }
}

fn welcome(guests: &[Guest], first: usize, now: Timestamp) -> PeopleChanges {
    let rows = (first..).zip(guests).flat_map(|(number, guest)| {
        let session = SessionRow {
            token_hash: token_hash(&guest.session),
            user: guest.user.clone(),
            created_at: now,
            expires_at: now.plus_seconds(LIFE_SECONDS),
        };
        let email = format!("member{number}@bench.example");
        [PeopleWrite::InsertUser(user(&guest.user, email, now)), PeopleWrite::InsertSession(session)]
    });
    PeopleChanges { writes: rows.collect() }
}

/// An unpaid order for everybody, with its evidence, waiting for its payer; returns the lines of `orders.txt`.
async fn place_orders(
    databases: &Databases,
    stall: &Stall,
    guests: &[Guest],
    now: Timestamp,
) -> Result<String, CommandError> {
    let product = pending_product(stall)?;
    let mut lines = String::new();
    for guests in guests.chunks(IN_ONE_UNIT) {
        let (mut evidence, mut writes) = (Vec::new(), Vec::new());
        for guest in guests {
            let consent = consent(stall, &guest.user, now);
            let mut order = pending(stall, product, &guest.user, &consent, now);
            order.expires_at = now.plus_seconds(LIFE_SECONDS);
            let code = PayerAction::Scan { code_url: "weixin://wxpay/bizpayurl?pr=bench".to_owned() };
            let mut attempt = attempt(&order, now).opened(code, None, now);
            attempt.next_query_at = Some(order.expires_at);
            // Writing to a String cannot fail.
            let _ = writeln!(lines, "{} {}", order.token.as_str(), attempt.gateway_number);
            evidence.push(PeopleWrite::InsertConsent(consent));
            writes.extend([Write::InsertOrder(order), Write::InsertAttempt(attempt)]);
        }
        committed(databases.people.commit(PeopleChanges { writes: evidence }).await?)?;
        committed(databases.commerce.commit(Changes { writes, ..Changes::default() }).await?)?;
    }
    Ok(lines)
}

/// The lines of `members.txt`. Each stamp is made by the checkout itself, as for somebody who opens the agreement.
async fn members(program: &Program, guests: &[Guest]) -> Result<String, CommandError> {
    let mut lines = String::new();
    for guests in guests.chunks(AT_ONCE) {
        let opened = guests.iter().map(|guest| {
            let services = Arc::clone(&program.services);
            let member = Member { user: guest.user.clone() };
            async move {
                let ask = CheckoutAsk { open_agreement: true, ..CheckoutAsk::default() };
                services.checkout.page(SLUG, Some(&member), ask).await
            }
        });
        for (guest, page) in guests.iter().zip(join_all(opened).await) {
            let stamp = page?.and_then(|page| page.stamp).ok_or_else(|| broken("no stamp"))?;
            let _ = writeln!(lines, "{} {stamp}", guest.session);
        }
    }
    Ok(lines)
}

fn write_notes(
    notes: &Path,
    stall: &Stall,
    cookie: &str,
    members: &str,
    orders: &str,
) -> std::io::Result<()> {
    let world = json!({
        "slug": SLUG,
        "cookie": cookie,
        "agreement": stall.agreement.id.as_str(),
        "products": stall.products.iter().map(|product| product.id.as_str()).collect::<Vec<_>>(),
        "pending_total": stall.products.get(PENDING).map(|product| product.price.minor()),
    });
    fs::create_dir_all(notes)?;
    fs::write(notes.join("members.txt"), members)?;
    fs::write(notes.join("orders.txt"), orders)?;
    fs::write(notes.join("world.json"), format!("{world:#}\n"))
}

fn committed(commit: Commit) -> Result<(), CommandError> {
    match commit {
        Commit::Committed => Ok(()),
        other => Err(broken(format!("{other:?}"))),
    }
}
