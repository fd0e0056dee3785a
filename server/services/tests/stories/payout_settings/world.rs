//! A creator on Saturday 21 November 2026 at noon, with sales, a bank and choices.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use domain::{
    id::{CreatorId, DestinationId, OrderId, ProductId, UserId},
    ledger::Account,
    money::{BasisPoints, Currency, Money},
    order::Gateway,
    payouts::{Destination, Fallback, ItemRecord, PayoutAccount, PayoutSettings, Rail, Schedule, Standing},
    people::{AccountRole, User},
    policy::Policy,
    time::{Day, Timestamp},
    view::{
        ProblemCode,
        payouts::{PayoutSettingsDraft, PayoutSettingsForm, PayoutSettingsView},
    },
};
use services::{
    actor::Creator,
    payouts::{PayoutService, SaveOutcome, Saved},
    ports::{Clock, CreatorRow, Entropy, MoneyFacts, RecentSales, Sale, SettingsChange, UserRow},
};

use crate::support::{MemoryCommerce, MemoryPeople, Switch, Tables};

pub fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

pub fn day(date: u8) -> Day {
    Day::from_calendar(2026, 11, date).unwrap()
}

pub fn noon(date: u8) -> Timestamp {
    day(date).start().plus_seconds(12 * 3600)
}

pub fn sold(date: u8, minor: i64) -> RecentSales {
    RecentSales { captured_at: noon(date), settles_at: noon(date).plus_days(1), amount: yuan(minor) }
}

struct Saturday;

impl Clock for Saturday {
    fn business(&self) -> Timestamp {
        noon(21)
    }
    fn system(&self) -> Timestamp {
        noon(21)
    }
}

#[derive(Default)]
struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        let count = self.0.fetch_add(1, Ordering::SeqCst).to_le_bytes();
        buffer.iter_mut().zip(count).for_each(|(byte, next)| *byte = next);
    }
}

/// What is stored about the one creator.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    pub creator: CreatorRow,
    pub settings: Option<PayoutSettings>,
    pub standing: Option<Standing>,
    pub destinations: Vec<Destination>,
    pub account: PayoutAccount,
    pub money: MoneyFacts,
    pub history: Vec<ItemRecord>,
    pub changes: Vec<SettingsChange>,
}

impl Rows {
    fn of(tables: &Tables) -> Self {
        let creator = tables.creators.values().next().unwrap().clone();
        let sale = |sale: &Sale| RecentSales {
            captured_at: sale.captured_at,
            settles_at: sale.settles_at,
            amount: sale.amount,
        };
        let mut recent: Vec<_> = tables.sales.values().map(sale).collect();
        recent.sort_by_key(|sales| sales.captured_at);
        let record = |item: &domain::payouts::PayoutItem| ItemRecord {
            item: item.clone(),
            payouts: tables.payouts_of(&item.run, &item.creator),
        };
        let fresh = || PayoutAccount::new(creator.id.clone(), creator.currency, creator.created_at);
        Self {
            settings: tables.settings.values().next().cloned(),
            standing: tables.standings.values().next().cloned(),
            destinations: tables.destinations.values().cloned().collect(),
            account: tables.accounts.values().next().cloned().unwrap_or_else(fresh),
            money: MoneyFacts { balance: yuan(tables.balance_of(&creator.id)), recent },
            history: tables.items.values().map(record).collect(),
            changes: tables.settings_changes.values().cloned().collect(),
            creator,
        }
    }

    fn put(self, tables: &mut Tables) {
        let id = &self.creator.id;
        tables.settings = self.settings.into_iter().map(|row| (id.clone(), row)).collect();
        tables.standings = self.standing.into_iter().map(|row| (id.clone(), row)).collect();
        tables.destinations = self.destinations.into_iter().map(|row| (row.id.clone(), row)).collect();
        tables.accounts.insert(id.clone(), self.account);
        tables.settings_changes = self.changes.into_iter().map(|row| (row.id.clone(), row)).collect();
        let account = Account::CreatorBalance(id.clone());
        tables.balances.insert((account, Currency::Cny), -self.money.balance.minor());
        tables.forget_sales();
        for (sales, number) in self.money.recent.into_iter().zip(1..) {
            tables.know_sale(Sale {
                order: OrderId::new(sales.captured_at, number),
                creator: id.clone(),
                product: ProductId::new(noon(1), 1),
                gateway: Gateway::WechatPay,
                amount: sales.amount,
                captured_at: sales.captured_at,
                settles_at: sales.settles_at,
                booked_at: sales.captured_at,
            });
        }
        tables.items.clear();
        for record in self.history {
            tables.items.insert((record.item.run.clone(), id.clone()), record.item);
            for payout in record.payouts {
                tables.know_payout(payout);
            }
        }
        tables.creators.insert(id.clone(), self.creator.clone());
    }
}

pub struct World {
    pub switch: Arc<Switch>,
    pub commerce: Arc<MemoryCommerce>,
    pub creator: Creator,
    pub service: PayoutService,
}

fn bank(number: u128, creator: &CreatorId, takes_instant: bool) -> Destination {
    Destination {
        id: DestinationId::new(noon(1), number),
        creator: creator.clone(),
        rail: Rail::SandboxBank,
        label: "Sandbox Bank".to_owned(),
        last_four: "4417".to_owned(),
        fingerprint: "f".to_owned(),
        currency: Currency::Cny,
        takes_instant,
        added_at: noon(1),
    }
}

fn rows(account: &CreatorRow) -> Rows {
    let id = account.id.clone();
    let destinations = vec![bank(1, &id, true), bank(2, &id, false)];
    Rows {
        creator: account.clone(),
        settings: Some(PayoutSettings {
            creator: id.clone(),
            schedule: Schedule::Weekly,
            fallback: Fallback::Standard,
            threshold: yuan(1_000),
            paused_at: None,
            destination: destinations.first().map(|bank| bank.id.clone()),
            held_until: None,
            updated_at: noon(2),
            version: 3,
        }),
        standing: Some(Standing {
            creator: id.clone(),
            country: "CN".to_owned(),
            country_has_instant: true,
            compliant: true,
            platform_paused_at: None,
            pause_reason: String::new(),
            reserve_rate: BasisPoints::new(0),
            reserve_days: 0,
            version: 1,
        }),
        destinations,
        account: PayoutAccount { completed: 4, version: 4, ..PayoutAccount::new(id, Currency::Cny, noon(1)) },
        money: MoneyFacts { balance: yuan(152_250), recent: vec![sold(20, 40_000), sold(21, 31_800)] },
        history: Vec::new(),
        changes: Vec::new(),
    }
}

impl World {
    /// Eligible, weekly, ¥1,204.50 settled tomorrow morning and ¥318.00 still settling.
    pub fn new() -> Self {
        Self::under(Policy::default())
    }

    pub fn under(policy: Policy) -> Self {
        let (user, id) = (UserId::new(noon(1), 1), CreatorId::new(noon(1), 2));
        let account =
            CreatorRow { id, owner: user.clone(), main: None, currency: Currency::Cny, created_at: noon(1) };
        let switch = Arc::new(Switch::default());
        let commerce = Arc::new(MemoryCommerce::new(Arc::clone(&switch)));
        commerce.change(|tables| rows(&account).put(tables));
        let people = Arc::new(MemoryPeople::new(Arc::clone(&switch)));
        let owner = User {
            id: user.clone(),
            email: "lin@example.com".to_owned(),
            name: "Lin Wan".to_owned(),
            created_at: noon(1),
            roles: Vec::new(),
        };
        people.change(|tables| {
            let row = UserRow { user: owner, password_hash: String::new() };
            tables.users.insert(row.user.id.clone(), row);
        });
        let entropy = Arc::new(Counting::default());
        let service =
            PayoutService::new(commerce.clone(), people, Arc::new(Saturday), entropy, Arc::new(policy));
        Self {
            switch,
            commerce,
            creator: Creator { account, further: Vec::new(), user, role: AccountRole::Owner },
            service,
        }
    }

    pub fn with(self, change: impl FnOnce(&mut Rows)) -> Self {
        self.change(change);
        self
    }

    pub fn change(&self, change: impl FnOnce(&mut Rows)) {
        change_rows(&self.commerce, change);
    }

    /// Somebody else is faster: a change right before the next commit.
    pub fn overtaken_by(&self, change: impl FnOnce(&mut Rows) + Send + 'static) {
        let commerce = Arc::clone(&self.commerce);
        self.switch.meanwhile("commit", 1, async move { change_rows(&commerce, change) });
    }

    pub fn rows(&self) -> Rows {
        Rows::of(&self.commerce.rows())
    }

    pub async fn page(&self) -> PayoutSettingsView {
        self.service.load(&self.creator).await.unwrap().unwrap()
    }

    /// The form as the page draws it, before anything is typed.
    pub async fn form(&self) -> PayoutSettingsForm {
        PayoutSettingsForm::of(&self.page().await.choices)
    }

    pub async fn save(&self, form: PayoutSettingsForm) -> SaveOutcome {
        self.service.save(&self.creator, form).await.unwrap()
    }

    pub async fn saved(&self, form: PayoutSettingsForm) -> Saved {
        match self.save(form).await {
            SaveOutcome::Saved(saved) => saved,
            SaveOutcome::Refused(draft) => panic!("refused: {draft:?}"),
        }
    }

    /// Posts a form that must be refused and must change nothing.
    pub async fn refused(&self, form: PayoutSettingsForm) -> PayoutSettingsDraft {
        let before = self.rows();
        let SaveOutcome::Refused(draft) = self.save(form.clone()).await else { panic!("saved {form:?}") };
        assert_eq!(self.rows(), before, "a refused form changes nothing");
        assert_eq!(draft.form, form, "what was typed is kept");
        *draft
    }
}

fn change_rows(commerce: &MemoryCommerce, change: impl FnOnce(&mut Rows)) {
    commerce.change(|tables| {
        let mut rows = Rows::of(tables);
        change(&mut rows);
        rows.put(tables);
    });
}

/// The fields and codes of a refusal.
pub fn reasons(draft: &PayoutSettingsDraft) -> Vec<(&str, &ProblemCode)> {
    draft.problems.iter().map(|problem| (problem.field.as_str(), &problem.code)).collect()
}
