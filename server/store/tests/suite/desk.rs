//! The operator's desk: standings at a version, refusals of runs, credits that wait for a second person.

use domain::{
    id::{AdjustmentId, CreatorId, UserId},
    money::{BasisPoints, Currency},
    payouts::{
        Adjustment, AdjustmentKind, CreditState, PayoutKind, PayoutRun, PendingCredit, RunState, Standing,
    },
    people::{StaffRole, User},
    time::Timestamp,
};
use futures::future::join_all;
use services::ports::{
    CallOff, Changes, Commit, CreatorRow, PeopleChanges, PeopleWrite, StoreFault, UserRow, Write,
};

use crate::{
    backend::{Database, on_both},
    shop::{NOW, Shop, assert_sound, unit},
    treasury::{commit, counted, done, payouts_of, standing, together, yuan},
};

on_both!(
    a_standing_is_only_changed_at_the_version_it_was_decided_on,
    a_run_is_refused_once_and_its_payouts_are_read_by_creator_and_part,
    a_run_that_waits_is_announced_once_and_one_that_was_called_off_is_not_open,
    a_credit_waits_until_one_second_person_decides,
    a_credit_says_who_booked_it,
    an_account_is_listed_until_its_checks_have_passed,
    everybody_with_a_staff_role_is_listed,
);

async fn known(db: &Database, creator: &CreatorId) -> Option<Standing> {
    db.commerce.candidate(creator, NOW).await.unwrap().unwrap().standing
}

async fn a_standing_is_only_changed_at_the_version_it_was_decided_on(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let id = &shop.creator.id;
    assert_eq!(known(&db, id).await, None);
    let rivals = (0..8).map(|days| {
        let first = Standing { reserve_days: days, ..standing(id) };
        let commerce = db.commerce.clone();
        async move { commit(&commerce, unit([Write::PutStanding(first)])).await }
    });
    let ends = join_all(rivals).await;
    assert_eq!(ends.iter().filter(|end| **end == Commit::Committed).count(), 1, "{ends:?}");
    assert!(ends.iter().all(|end| matches!(end, Commit::Committed | Commit::Conflict)), "{ends:?}");
    let first = known(&db, id).await.unwrap();
    assert_eq!(first.version, 1);
    let paused = Standing { platform_paused_at: Some(NOW), pause_reason: "x".to_owned(), ..first.clone() };
    done(&db.commerce, unit([Write::PutStanding(paused.clone())])).await;
    let reserve = Standing { reserve_rate: BasisPoints::new(1_000), ..first.clone() };
    assert_eq!(commit(&db.commerce, unit([Write::PutStanding(reserve)])).await, Commit::Conflict);
    let again = commit(&db.commerce, unit([Write::PutStanding(standing(id))])).await;
    assert_eq!(again, Commit::Conflict, "there is one already");
    let stored = known(&db, id).await.unwrap();
    assert_eq!(stored, Standing { version: 2, ..paused }, "the pause was not undone");
    let resumed = Standing { platform_paused_at: None, pause_reason: String::new(), ..stored };
    done(&db.commerce, unit([Write::PutStanding(resumed.clone())])).await;
    assert_eq!(known(&db, id).await, Some(Standing { version: 3, ..resumed }));
}

async fn a_run_is_refused_once_and_its_payouts_are_read_by_creator_and_part(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let run = PayoutRun { state: RunState::AwaitingApproval, ..shop.run(PayoutKind::Standard, 0) };
    let mut changes = unit([Write::InsertRun(run.clone())]);
    let mut creators = vec![shop.creator.clone()];
    for _ in 0..2 {
        let creator = shop.another_creator();
        changes.writes.push(Write::InsertCreator(creator.clone()));
        creators.push(creator);
    }
    creators.sort_by(|a, b| a.id.cmp(&b.id));
    for creator in &creators {
        let bank = shop.bank(&creator.id);
        changes.writes.push(Write::InsertDestination(bank.clone()));
        let money = shop.adjustment(&creator.id, AdjustmentKind::Credit, 50_000, NOW);
        let item = shop.item(&run, &bank, &[(9_000, 0), (8_000, 0)], NOW);
        changes = together(together(changes, money), item);
    }
    let mut made = payouts_of(&changes);
    made.sort_by_key(|payout| (payout.creator.clone(), payout.part));
    done(&db.commerce, counted(&db.commerce, changes).await).await;
    let read = |first: usize, last: usize| {
        let (run, first, last) = (run.id.clone(), creators[first].id.clone(), creators[last].id.clone());
        let commerce = db.commerce.clone();
        async move { commerce.run_payouts(&run, &first, &last).await.unwrap() }
    };
    assert_eq!(read(0, 2).await, made);
    assert_eq!(read(1, 2).await, made[2..]);
    assert_eq!(read(1, 1).await, made[2..4]);

    assert_eq!(db.commerce.call_off(&run.id).await.unwrap(), None);
    let (by, reason) = (UserId::new(NOW, 1), "Paid \"twice\", says 银行".to_owned());
    let refusal = CallOff { run: run.id.clone(), by, reason, at: NOW };
    let refused = PayoutRun { state: RunState::CallingOff, ..run.clone() };
    done(&db.commerce, unit([Write::UpdateRun(refused), Write::InsertCallOff(refusal.clone())])).await;
    let again = commit(&db.commerce, unit([Write::InsertCallOff(refusal.clone())])).await;
    assert_eq!(again, Commit::Duplicate);
    assert_eq!(db.commerce.call_off(&run.id).await.unwrap(), Some(refusal));
    assert_sound(&db.commerce).await;

    let over = PayoutRun { state: RunState::CalledOff, version: 1, ..run.clone() };
    done(&db.commerce, unit([Write::UpdateRun(over)])).await;
    let breaks = db.commerce.verify().await.unwrap().breaks;
    assert_eq!(breaks.len(), made.len(), "payouts still wait in a run that is called off: {breaks:#?}");
    let mut changes = Changes::default();
    for payout in read(0, 2).await {
        let step = payout.cancel(domain::id::TransactionId::new(NOW, shop.random()), NOW).unwrap();
        changes.writes.push(Write::UpdatePayout(step.payout));
        changes.transactions.extend(step.transaction);
    }
    done(&db.commerce, changes).await;
    assert_sound(&db.commerce).await;
}

async fn a_run_that_waits_is_announced_once_and_one_that_was_called_off_is_not_open(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let waits = PayoutRun { state: RunState::AwaitingApproval, ..shop.run(PayoutKind::Standard, 0) };
    let sent = shop.run(PayoutKind::Instant, 0);
    done(&db.commerce, unit([Write::InsertRun(waits.clone()), Write::InsertRun(sent.clone())])).await;
    let unannounced = db.commerce.unannounced_runs().await.unwrap();
    assert_eq!(unannounced.iter().map(|run| &run.id).collect::<Vec<_>>(), [&waits.id]);
    let announce = unit([Write::InsertAnnouncement(waits.id.clone(), NOW)]);
    assert_eq!(commit(&db.commerce, announce.clone()).await, Commit::Committed);
    assert_eq!(commit(&db.commerce, announce).await, Commit::Duplicate);
    assert_eq!(db.commerce.unannounced_runs().await.unwrap(), []);

    let open = || async {
        let runs = db.commerce.open_runs().await.unwrap();
        runs.into_iter().map(|run| (run.id, run.state)).collect::<Vec<_>>()
    };
    let calling_off = PayoutRun { state: RunState::CallingOff, ..unannounced[0].clone() };
    done(&db.commerce, unit([Write::UpdateRun(calling_off.clone())])).await;
    assert!(open().await.contains(&(waits.id.clone(), RunState::CallingOff)));
    let version = calling_off.version + 1;
    let over = PayoutRun { state: RunState::CalledOff, version, ..calling_off };
    done(&db.commerce, unit([Write::UpdateRun(over)])).await;
    assert_eq!(open().await, [(sent.id, sent.state)]);
}

fn asked(creator: &CreatorId, number: u128, at: Timestamp) -> PendingCredit {
    PendingCredit {
        id: AdjustmentId::new(at, number),
        creator: creator.clone(),
        amount: yuan(500_000),
        asked_by: UserId::new(NOW, 1),
        asked_at: at,
        state: CreditState::Waiting,
        decided_by: None,
        decided_at: None,
        version: 0,
    }
}

async fn a_credit_waits_until_one_second_person_decides(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let other = shop.another_creator();
    done(&db.commerce, unit([Write::InsertCreator(other.clone())])).await;
    let (late, early) = (asked(&shop.creator.id, 1, NOW.plus_ms(5)), asked(&other.id, 2, NOW));
    for credit in [&late, &early] {
        done(&db.commerce, unit([Write::InsertPendingCredit(credit.clone())])).await;
        let again = commit(&db.commerce, unit([Write::InsertPendingCredit(credit.clone())])).await;
        assert_eq!(again, Commit::Duplicate);
    }
    let waiting = async |creator: Option<&CreatorId>, limit| {
        let credits = db.commerce.waiting_credits(creator, limit).await.unwrap();
        credits.into_iter().map(|credit| credit.id).collect::<Vec<_>>()
    };
    assert_eq!(waiting(None, 9).await, [early.id.clone(), late.id.clone()], "oldest first");
    assert_eq!(waiting(None, 1).await, std::slice::from_ref(&early.id));
    assert_eq!(waiting(Some(&shop.creator.id), 9).await, std::slice::from_ref(&late.id));

    let stored = db.commerce.pending_credit(&early.id).await.unwrap().unwrap();
    assert_eq!(stored, PendingCredit { version: 1, ..early.clone() });
    let (two, three) = (UserId::new(NOW, 2), UserId::new(NOW, 3));
    let (booked, adjustment) = stored.clone().approved(two, NOW.plus_ms(9)).unwrap();
    let id = domain::id::TransactionId::new(NOW, shop.random());
    let posted = adjustment.posted(id, domain::order::Gateway::WechatPay).unwrap();
    let book = Changes {
        transactions: vec![posted],
        ..unit([Write::UpdatePendingCredit(booked.clone()), Write::InsertAdjustment(adjustment)])
    };
    done(&db.commerce, book.clone()).await;
    assert_eq!(commit(&db.commerce, book).await, Commit::Duplicate);
    let refused = stored.refused(three, NOW).unwrap();
    assert_eq!(commit(&db.commerce, unit([Write::UpdatePendingCredit(refused)])).await, Commit::Conflict);
    let after = db.commerce.pending_credit(&early.id).await.unwrap();
    assert_eq!(after, Some(PendingCredit { version: 2, ..booked.clone() }));
    assert_eq!(waiting(None, 9).await, std::slice::from_ref(&late.id));
    // The database itself knows that these are two persons.
    let alone = PendingCredit { decided_by: Some(late.asked_by.clone()), state: CreditState::Booked, ..late };
    let alone = PendingCredit { decided_at: Some(NOW), version: 1, ..alone };
    let fault = db.commerce.commit(unit([Write::UpdatePendingCredit(alone)])).await;
    assert!(matches!(fault, Err(StoreFault::Database(_))), "{fault:?}");
    assert_sound(&db.commerce).await;
}

async fn an_account_is_listed_until_its_checks_have_passed(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let (failed, dollars) = (shop.another_creator(), shop.another_creator());
    let dollars = CreatorRow {
        main: Some(shop.creator.id.clone()),
        owner: UserId::new(NOW, 4_711),
        currency: Currency::Usd,
        ..dollars
    };
    let mut all = vec![shop.creator.clone(), failed.clone(), dollars.clone()];
    done(&db.commerce, unit([failed.clone(), dollars.clone()].map(Write::InsertCreator))).await;
    let not_yet = Standing { compliant: false, ..standing(&failed.id) };
    done(&db.commerce, unit([Write::PutStanding(not_yet)])).await;
    all.sort_by(|a, b| b.id.cmp(&a.id));
    let listed = async |limit| {
        let rows = db.commerce.unchecked_accounts(limit).await.unwrap();
        rows.into_iter().map(|row| (row.id, row.owner)).collect::<Vec<_>>()
    };
    // A further account is its person's, whose name stands on the page.
    let person = |row: &CreatorRow| {
        let owner = if row.id == dollars.id { &shop.creator.owner } else { &row.owner };
        (row.id.clone(), owner.clone())
    };
    assert_eq!(listed(9).await, all.iter().map(person).collect::<Vec<_>>(), "newest first");
    assert_eq!(listed(1).await, [person(&all[0])]);
    done(&db.commerce, unit([Write::PutStanding(standing(&shop.creator.id))])).await;
    all.retain(|row| row.id != shop.creator.id);
    assert_eq!(listed(9).await, all.iter().map(person).collect::<Vec<_>>());
}

async fn a_credit_says_who_booked_it(db: Database) {
    let shop = Shop::open(1, &db.commerce).await;
    let by = UserId::new(NOW, 7);
    let mut rows = Vec::new();
    for booked_by in [Some(by), None] {
        let mut changes = shop.adjustment(&shop.creator.id, AdjustmentKind::Credit, 2_000, NOW);
        for write in &mut changes.writes {
            if let Write::InsertAdjustment(row) = write {
                *row = Adjustment { booked_by: booked_by.clone(), ..row.clone() };
                rows.push(row.clone());
            }
        }
        done(&db.commerce, changes).await;
    }
    let run = shop.run(PayoutKind::Instant, 0);
    let bank = shop.bank(&shop.creator.id);
    let item = shop.item(&run, &bank, &[(1_000, 10)], NOW.plus_ms(1));
    let opening = unit([Write::InsertDestination(bank), Write::InsertRun(run.clone())]);
    done(&db.commerce, counted(&db.commerce, together(opening, item)).await).await;
    let facts = db.commerce.statement_facts(&shop.creator.id, &run.id, 9).await.unwrap().unwrap();
    let mut stored = facts.adjustments;
    stored.sort_by(|a, b| a.id.cmp(&b.id));
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(stored, rows);
}

async fn everybody_with_a_staff_role_is_listed(db: Database) {
    let person = |number: u128, roles: &[StaffRole]| User {
        id: UserId::new(NOW, number),
        email: format!("{number}@home.example"),
        name: "Somebody".to_owned(),
        created_at: NOW,
        roles: roles.to_vec(),
    };
    let staff = [person(1, &[StaffRole::Finance]), person(3, &[StaffRole::Operator, StaffRole::Reviewer])];
    for user in [person(2, &[]), staff[1].clone(), staff[0].clone()] {
        let row = UserRow { user, password_hash: "hash".to_owned() };
        let writes = vec![PeopleWrite::InsertUser(row)];
        assert_eq!(db.people.commit(PeopleChanges { writes }).await.unwrap(), Commit::Committed);
    }
    assert_eq!(db.people.staff().await.unwrap(), staff);
}
