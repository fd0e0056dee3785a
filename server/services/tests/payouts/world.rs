//! A creator on Saturday 21 November 2026 at noon, with sales, a bank and choices.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use domain::{
    id::{CreatorId, DestinationId, UserId},
    money::{Currency, Money},
    payouts::{Destination, Fallback, PayoutSettings, Rail, Schedule, Standing},
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
    ports::{Clock, CreatorRow, Entropy, MoneyFacts, RecentSales},
};

use super::memory::{MemoryCommerce, MemoryPeople, Rows, Switch};

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

impl World {
    /// Eligible, weekly, ¥1,204.50 settled tomorrow morning and ¥318.00 still settling.
    pub fn new() -> Self {
        Self::under(Policy::default())
    }

    pub fn under(policy: Policy) -> Self {
        let (user, id) = (UserId::new(noon(1), 1), CreatorId::new(noon(1), 2));
        let account =
            CreatorRow { id: id.clone(), owner: user.clone(), currency: Currency::Cny, created_at: noon(1) };
        let destinations = vec![bank(1, &id, true), bank(2, &id, false)];
        let rows = Rows {
            creator: account.clone(),
            settings: Some(PayoutSettings {
                creator: id.clone(),
                schedule: Schedule::Weekly,
                fallback: Fallback::Standard,
                threshold: yuan(1_000),
                paused_at: None,
                destination: destinations.first().map(|bank| bank.id.clone()),
                updated_at: noon(2),
                version: 3,
            }),
            standing: Some(Standing {
                creator: id,
                country: "CN".to_owned(),
                country_has_instant: true,
                compliant: true,
                platform_paused_at: None,
            }),
            destinations,
            completed_payouts: 4,
            money: MoneyFacts { balance: yuan(152_250), recent: vec![sold(20, 40_000), sold(21, 31_800)] },
            history: Vec::new(),
            changes: Vec::new(),
        };
        let switch = Arc::new(Switch::default());
        let commerce = Arc::new(MemoryCommerce {
            switch: switch.clone(),
            rows: Mutex::new(rows),
            rival: Mutex::new(None),
        });
        let names = BTreeMap::from([(user.clone(), "Lin Wan".to_owned())]);
        let people = Arc::new(MemoryPeople { switch: switch.clone(), names });
        let entropy = Arc::new(Counting::default());
        let service =
            PayoutService::new(commerce.clone(), people, Arc::new(Saturday), entropy, Arc::new(policy));
        Self { switch, commerce, creator: Creator { account, user }, service }
    }

    pub fn with(self, change: impl FnOnce(&mut Rows)) -> Self {
        change(&mut self.commerce.rows.lock().unwrap());
        self
    }

    pub fn rows(&self) -> Rows {
        self.commerce.rows.lock().unwrap().clone()
    }

    pub async fn page(&self) -> PayoutSettingsView {
        self.service.load(&self.creator).await.unwrap()
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
        draft
    }
}

/// The fields and codes of a refusal.
pub fn reasons(draft: &PayoutSettingsDraft) -> Vec<(&str, &ProblemCode)> {
    draft.problems.iter().map(|problem| (problem.field.as_str(), &problem.code)).collect()
}
