//! Paying a session, on its page or by the control interface, and the decision of a wallet that took its time.

use std::{sync::Arc, time::Duration};

use super::{
    book::{Due, Payments},
    disputes,
    events::{News, tell},
    movements::{self, fee},
    things::{Back, Intent, Movement, Stage, Standing},
};
use crate::{
    Error, entropy,
    rails::{
        Rail,
        faults::{On, RailFault},
    },
    sandbox::Sandbox,
};

/// How long a wallet that takes its time does, before the time scale.
const DECISION: Duration = Duration::from_mins(1);
/// How much more than was asked for the script lets be captured.
const TOO_MUCH: i64 = 100;

/// When the money is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// At once.
    #[default]
    Now,
    /// The session is complete, and the money comes later.
    Later,
    /// The session is complete, and the money does not come.
    Fails,
    /// The session is complete, and nothing happens by itself.
    Held,
}

/// How a payment departs from the ordinary one.
#[derive(Debug, Clone, Default)]
pub struct Manner {
    /// What is paid with; the session's first method without it.
    pub method: Option<String>,
    /// Another amount than was asked for.
    pub amount: Option<i64>,
    pub outcome: Outcome,
    /// How refunds of it end; as usual for the method without it.
    pub back: Option<Back>,
    /// The payer's bank takes it back at once.
    pub disputed: bool,
}

/// Why a session was not paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unpayable {
    /// There is no such session.
    Unknown,
    /// Somebody did.
    Complete,
    /// Its time is over.
    Expired,
    /// It does not take this method.
    Method,
}

/// Pays; the answer is the payment intent.
pub fn pay(sandbox: &Arc<Sandbox>, name: &str, manner: Manner) -> Result<Result<String, Unpayable>, Error> {
    super::due::advance(sandbox, sandbox.clock.business_ms());
    let (id, names) = {
        let payments = &sandbox.desk().payments;
        match payable(payments, name, &manner) {
            Ok(id) => (id.clone(), payments.names_of([id.as_str()].into_iter())),
            Err(unpayable) => return Ok(Err(unpayable)),
        }
    };
    let manner = scripted(sandbox, &names, manner);
    let new = New::draw(sandbox.clock.business_ms(), sandbox.scaled(DECISION))?;
    let (intent, news) = {
        let payments = &mut sandbox.desk().payments;
        // Somebody else may have been quicker meanwhile.
        match payable(payments, &id, &manner) {
            Ok(id) => enter(payments, &id, manner, new),
            Err(unpayable) => return Ok(Err(unpayable)),
        }
    };
    tell(sandbox, news);
    Ok(Ok(intent))
}

fn payable(payments: &Payments, name: &str, manner: &Manner) -> Result<String, Unpayable> {
    let session = payments.session_of(name).ok_or(Unpayable::Unknown)?;
    match session.standing {
        Standing::Complete => return Err(Unpayable::Complete),
        Standing::Expired => return Err(Unpayable::Expired),
        Standing::Open => {}
    }
    if manner.method.as_ref().is_some_and(|method| !session.methods.contains(method)) {
        return Err(Unpayable::Method);
    }
    Ok(session.id.clone())
}

/// How the script wants it.
fn scripted(sandbox: &Sandbox, names: &[String], manner: Manner) -> Manner {
    let Some(struck) = sandbox.rail(Rail::Stripe).faults.take_for(On::Payment, names) else { return manner };
    match struck.kind {
        RailFault::Fail => Manner { outcome: Outcome::Fails, ..manner },
        RailFault::Hold => Manner { outcome: Outcome::Held, ..manner },
        _ => {
            let asked = sandbox.desk().payments.names_amount(names);
            Manner { amount: manner.amount.or(asked.map(|amount| amount.saturating_add(TOO_MUCH))), ..manner }
        }
    }
}

impl Payments {
    /// What the session with one of these names asks for.
    fn names_amount(&self, names: &[String]) -> Option<i64> {
        names.iter().find_map(|name| self.session_of(name)).map(|session| session.amount)
    }
}

/// What is drawn before the desk is locked.
struct New {
    token: String,
    movements: [String; 2],
    dispute: String,
    now_ms: i64,
    decides_ms: i64,
}

impl New {
    fn draw(now_ms: i64, decision: Duration) -> Result<Self, Error> {
        let decision_ms = i64::try_from(decision.as_millis()).unwrap_or(i64::MAX);
        Ok(Self {
            token: entropy::text(entropy::ALPHANUMERIC, 23)?,
            movements: [movements::new_id()?, movements::new_id()?],
            dispute: format!("du_1{}", entropy::text(entropy::ALPHANUMERIC, 23)?),
            now_ms,
            decides_ms: now_ms.saturating_add(decision_ms),
        })
    }
}

fn enter(payments: &mut Payments, id: &str, manner: Manner, new: New) -> (String, Vec<News>) {
    let intent = format!("pi_3{}", new.token);
    let Some(session) = payments.sessions.get_mut(id) else { return (intent, Vec::new()) };
    let method = manner.method.or_else(|| session.methods.first().cloned()).unwrap_or_default();
    let of_card = method == "card";
    session.standing = Standing::Complete;
    session.amount = manner.amount.unwrap_or(session.amount);
    session.intent = Some(intent.clone());
    let entered = Intent {
        id: intent.clone(),
        // Stripe names charges of cards otherwise than those of wallets.
        charge: format!("{}{}", if of_card { "ch_3" } else { "py_3" }, new.token),
        session: id.to_owned(),
        account: session.account.clone(),
        method,
        amount: session.amount,
        currency: session.currency.clone(),
        // Copied to the charge, too, and at this moment only.
        metadata: session.intent_metadata.clone(),
        stage: Stage::Processing,
        created_ms: new.now_ms,
        decides: match manner.outcome {
            Outcome::Now | Outcome::Held => None,
            Outcome::Later => Some((new.decides_ms, true)),
            Outcome::Fails => Some((new.decides_ms, false)),
        },
        back: manner.back.unwrap_or(if of_card { Back::AtOnce } else { Back::Later }),
        movement: None,
        dispute: None,
    };
    if let Some((at, _)) = entered.decides {
        payments.agenda.insert((at, Due::Intent(intent.clone())));
    }
    for name in [&intent, &entered.charge] {
        payments.name(name, id);
    }
    payments.intents.enter(&intent, entered);
    let [movement, other] = new.movements;
    let at_once = manner.outcome == Outcome::Now;
    if at_once {
        capture(payments, &intent, movement, new.now_ms);
    }
    let mut news: Vec<News> =
        News::of_session(payments, id, "checkout.session.completed").into_iter().collect();
    if at_once && manner.disputed {
        let asked = disputes::Asked { id: new.dispute, movement: other, amount: None, reason: None };
        news.extend(disputes::open(payments, &intent, asked, new.now_ms));
    }
    (intent, news)
}

fn capture(payments: &mut Payments, intent: &str, movement: String, now_ms: i64) {
    let Some(found) = payments.intents.get_mut(intent) else { return };
    found.stage = Stage::Succeeded;
    found.movement = Some(movement.clone());
    let entry = Movement {
        id: movement,
        account: found.account.clone(),
        kind: if found.method == "card" { "charge" } else { "payment" },
        source: found.charge.clone(),
        amount: found.amount,
        fee: fee(found.amount),
        currency: found.currency.clone(),
        created_ms: now_ms,
    };
    movements::enter(payments, entry);
}

/// Lets a wallet decide; nothing comes of it when it has. `movement` names the balance transaction.
pub fn decide(payments: &mut Payments, intent: &str, paid: bool, movement: String, now_ms: i64) -> Vec<News> {
    let Some(found) = payments.intents.get_mut(intent).filter(|found| found.stage == Stage::Processing)
    else {
        return Vec::new();
    };
    let session = found.session.clone();
    if let Some((at, _)) = found.decides.take() {
        payments.agenda.remove(&(at, Due::Intent(intent.to_owned())));
    }
    let kind = if paid {
        capture(payments, intent, movement, now_ms);
        "checkout.session.async_payment_succeeded"
    } else {
        found.stage = Stage::Failed;
        "checkout.session.async_payment_failed"
    };
    News::of_session(payments, &session, kind).into_iter().collect()
}
