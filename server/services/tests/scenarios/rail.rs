//! A rail with a book of its own: what it was really sent, and what it really paid.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use domain::{
    money::{Currency, Money},
    payouts::{FailureReason, PayoutKind, Rail, RailNews},
    time::Timestamp,
};
use services::ports::{
    BankDetails, DestinationFacts, GatewayFault, NotificationHeaders, NotificationRefused, PayoutOrder,
    PayoutRail, RailEvent,
};

use super::dice::{Dice, SceneClock};

const REASONS: [FailureReason; 5] = [
    FailureReason::AccountClosed,
    FailureReason::AccountUnknown,
    FailureReason::LimitReached,
    FailureReason::PlatformFunds,
    FailureReason::Refused,
];

/// A payout as the rail knows it.
#[derive(Clone, Debug)]
pub struct Entry {
    pub order: PayoutOrder,
    pub stands: RailNews,
    /// What comes next, and when.
    next: Option<(Timestamp, RailNews)>,
    /// How often money left for this number.
    pub paid: u32,
}

/// Something the rail will tell: the body of an event, and when it arrives.
struct Post {
    arrives_at: Timestamp,
    body: String,
}

#[derive(Default)]
struct Book {
    entries: BTreeMap<String, Entry>,
    posts: Vec<Post>,
    events: u64,
    /// Everything goes well from now on.
    calm: bool,
    wrongs: Vec<String>,
}

/// The rail.
pub struct ScriptRail {
    book: Mutex<Book>,
    dice: Dice,
    clock: Arc<SceneClock>,
}

fn reference() -> String {
    "bank-7".to_owned()
}

fn word(news: &RailNews) -> String {
    let reason = match news {
        RailNews::Failed(reason) | RailNews::Returned(reason) => reason.code(),
        _ => "",
    };
    format!("{}/{reason}", news.code())
}

fn news(word: &str) -> RailNews {
    let (code, reason) = word.split_once('/').unwrap();
    let reason = FailureReason::from_code(reason);
    match code {
        "in_transit" => RailNews::InTransit { reference: Some(reference()) },
        "paid" => RailNews::Paid { reference: Some(reference()) },
        "failed" => RailNews::Failed(reason.unwrap()),
        "returned" => RailNews::Returned(reason.unwrap()),
        other => panic!("no such news: {other}"),
    }
}

impl ScriptRail {
    pub fn new(seed: u64, clock: Arc<SceneClock>) -> Self {
        Self { book: Mutex::default(), dice: Dice::new(seed), clock }
    }

    pub fn entries(&self) -> BTreeMap<String, Entry> {
        self.book.lock().unwrap().entries.clone()
    }

    /// What a rail must never see.
    pub fn wrongs(&self) -> Vec<String> {
        self.book.lock().unwrap().wrongs.clone()
    }

    pub fn calms_down(&self) {
        self.book.lock().unwrap().calm = true;
    }

    /// What has happened at the rail by now.
    fn settle(&self, book: &mut Book) {
        let now = self.clock.now();
        let calm = book.calm;
        let mut told = Vec::new();
        for entry in book.entries.values_mut() {
            while let Some((at, stands)) = entry.next.take_if(|(at, _)| *at <= now) {
                if matches!(stands, RailNews::Paid { .. }) {
                    entry.paid += 1;
                    let comes_back = !calm && self.dice.chance(6);
                    let after = self.dice.below(4 * 86_400);
                    let reason = self.dice.one_of(&REASONS);
                    entry.next = comes_back.then(|| (at.plus_seconds(after), RailNews::Returned(reason)));
                }
                entry.stands = stands;
                let text = format!("{} {}", entry.order.number, word(&entry.stands));
                told.push((text, matches!(entry.stands, RailNews::Returned(_))));
            }
        }
        for (text, only_told) in told {
            book.events += 1;
            let body = format!("{} {text}", book.events);
            // An event can be lost for good, but for the one that no question would bring to light.
            let copies = if calm { 1 } else { self.dice.one_of(&[0, 1, 1, 1, 2, 3]) };
            let copies = if only_told { copies.max(1) } else { copies };
            for _ in 0..copies {
                let arrives_at = now.plus_seconds(self.dice.one_of(&[1, 60, 3_600, 172_800]));
                book.posts.push(Post { arrives_at, body: body.clone() });
            }
        }
    }

    /// The bodies of events that arrive by now.
    pub fn arrived(&self) -> Vec<String> {
        let mut book = self.book.lock().unwrap();
        self.settle(&mut book);
        let now = self.clock.now();
        let (arrived, later): (Vec<Post>, Vec<Post>) =
            std::mem::take(&mut book.posts).into_iter().partition(|post| post.arrives_at <= now);
        book.posts = later;
        arrived.into_iter().map(|post| post.body).collect()
    }

    fn accept(&self, order: &PayoutOrder, calm: bool) -> Entry {
        let after = match order.kind {
            PayoutKind::Instant => self.dice.below(1_200),
            PayoutKind::Standard => self.dice.below(3 * 86_400),
        };
        let at = self.clock.now().plus_seconds(after);
        let end = if !calm && self.dice.chance(12) {
            RailNews::Failed(self.dice.one_of(&REASONS))
        } else {
            RailNews::Paid { reference: Some(reference()) }
        };
        let stands = RailNews::InTransit { reference: Some(reference()) };
        Entry { order: order.clone(), stands, next: Some((at, end)), paid: 0 }
    }
}

#[async_trait]
impl PayoutRail for ScriptRail {
    fn rail(&self) -> Rail {
        Rail::SandboxBank
    }

    fn carries(&self, _: PayoutKind, _: Currency) -> bool {
        true
    }

    async fn submit(&self, order: &PayoutOrder) -> RailNews {
        tokio::task::yield_now().await;
        let mut book = self.book.lock().unwrap();
        self.settle(&mut book);
        let calm = book.calm;
        if let Some(known) = book.entries.get(order.number.as_str()).cloned() {
            let same = PayoutOrder { reference: None, ..order.clone() };
            if known.order != (PayoutOrder { reference: None, ..known.order.clone() }) || known.order != same
            {
                book.wrongs.push(format!("{} was sent twice with other content", order.number));
            }
            return known.stands;
        }
        match if calm { 99 } else { self.dice.below(100) } {
            0..8 => RailNews::TryLater,
            // Lost on the way there.
            8..14 => RailNews::NoAnswer,
            fate => {
                let sent = PayoutOrder { reference: None, ..order.clone() };
                let mut entry = self.accept(&sent, calm);
                if fate < 18 {
                    (entry.stands, entry.next) = (RailNews::Failed(self.dice.one_of(&REASONS)), None);
                }
                let answer = entry.stands.clone();
                book.entries.insert(order.number.to_string(), entry);
                // Lost on the way back.
                if (18..26).contains(&fate) { RailNews::NoAnswer } else { answer }
            }
        }
    }

    async fn query(&self, order: &PayoutOrder) -> RailNews {
        tokio::task::yield_now().await;
        let mut book = self.book.lock().unwrap();
        self.settle(&mut book);
        if !book.calm && self.dice.chance(10) {
            return RailNews::NoAnswer;
        }
        book.entries.get(order.number.as_str()).map_or(RailNews::NotKnown, |entry| entry.stands.clone())
    }

    async fn cancel(&self, order: &PayoutOrder) -> RailNews {
        self.query(order).await
    }

    async fn available(&self, _: Currency) -> Result<Option<Money>, GatewayFault> {
        Ok(None)
    }

    async fn look_at(&self, _: &BankDetails) -> Result<DestinationFacts, GatewayFault> {
        Ok(DestinationFacts { takes_instant: true, unusable: None })
    }

    fn parse_event(
        &self,
        _: NotificationHeaders<'_>,
        body: &[u8],
        _: Timestamp,
    ) -> Result<RailEvent, NotificationRefused> {
        let text = std::str::from_utf8(body).map_err(|_| NotificationRefused::Signature)?;
        let mut words = text.split(' ');
        let (Some(event), Some(number), Some(said)) = (words.next(), words.next(), words.next()) else {
            return Err(NotificationRefused::Signature);
        };
        let (event_id, number) = (event.to_owned(), number.to_owned());
        Ok(RailEvent::Payout { event_id, number, news: news(said) })
    }
}
