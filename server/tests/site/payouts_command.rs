//! `joinery payouts run`, typed on the morning after the demo world's last day: first only looked at, then made, once.

use domain::{
    locale::Locale,
    money::{Currency, Money, format_money},
    payouts::{ItemOutcome, PayoutKind, PayoutState},
    time::Day,
};
use store::{OpenOptions, Schema, open_commerce};

use crate::{
    moved_clock::{HOUR, MovedClock},
    program::{demo, ended, free_port, joinery},
    template::{Folder, template},
};

/// The runs of a day begin at eight.
const A_MINUTE_AFTER: i64 = 8 * HOUR + 60;

/// A demo world, tomorrow.
struct Morning {
    folder: Folder,
    clock: MovedClock,
    day: Day,
}

impl Morning {
    async fn comes() -> Self {
        // The command sends nothing to the bank: the workers do.
        let keys = template().await.gateway_keys.join("bank");
        let bank = format!("[sandbox_bank]\nurl = 'http://127.0.0.1:9'\nkeys = '{}'\n", keys.display());
        let folder = demo(free_port(), &bank).await;
        let clock = MovedClock::made_in(&folder.0);
        let now = clock.now();
        let day = now.day().plus_days(1);
        let morning = day.start().plus_seconds(A_MINUTE_AFTER);
        clock.is_off_by(morning.ms_since(now).div_euclid(1_000));
        Self { folder, clock, day }
    }

    async fn types(&self, arguments: &[&str]) -> (i32, String) {
        let mut command = joinery(&self.folder.0, arguments);
        self.clock.under(&mut command);
        ended(command).await
    }

    /// How much there is of everything in books that agree.
    async fn books(&self) -> String {
        let (code, said) = self.types(&["verify"]).await;
        assert!(code == 0 && said.contains("The books and the memberships agree."), "{said}");
        said
    }

    /// What was said about the instant run of the day: how it stands, and what it comes to.
    fn instant(&self, said: &str) -> (String, Vec<String>) {
        let head = format!("{} sandbox-bank instant: ", self.day);
        let (_, rest) = said.split_once(&head).unwrap_or_else(|| panic!("{head}: {said}"));
        let mut lines = rest.lines();
        let state = lines.next().unwrap().to_owned();
        (state, lines.take_while(|line| line.starts_with("  ")).map(str::to_owned).collect())
    }

    /// What the payouts of that run come to, as the command writes sums; `None` while there is no such run.
    async fn booked(&self) -> Option<String> {
        let options = OpenOptions { schema: Schema::Present, create: false, readers: 1 };
        let commerce = open_commerce(&self.folder.database("commerce.db"), &options).await.unwrap();
        let runs = commerce.payout_runs(self.clock.now().plus_days(1), 100).await.unwrap();
        let run = runs.into_iter().find(|run| run.day == self.day && run.kind == PayoutKind::Instant)?;
        let mut payouts = Vec::new();
        for item in commerce.run_items(&run.id, Some(ItemOutcome::Paying), None, 100).await.unwrap() {
            payouts.extend(commerce.payouts_of(&run.id, &item.creator).await.unwrap());
        }
        commerce.close().await;
        assert!(payouts.iter().all(|payout| payout.state == PayoutState::Requested), "{payouts:?}");
        let sum = |amounts: Vec<Money>| {
            format_money(Money::sum(Currency::Cny, amounts).unwrap(), Locale::default())
        };
        let gross = sum(payouts.iter().map(|payout| payout.gross).collect());
        let fees = sum(payouts.iter().map(|payout| payout.fee).collect());
        Some(format!("gross {gross}, fees {fees}"))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_is_looked_at_without_a_trace_then_made_for_what_was_said_and_made_once() {
    let morning = Morning::comes().await;
    let untouched = morning.books().await;

    let (code, looked_at) = morning.types(&["payouts", "run", "--dry-run"]).await;
    assert_eq!(code, 0, "{looked_at}");
    assert!(looked_at.ends_with("This was a dry run: nothing was written.\n"), "{looked_at}");
    let (state, sums) = morning.instant(&looked_at);
    assert_eq!(state, "would be made");
    assert!(
        sums.iter().any(|line| line.contains("paying") && line.contains("1 creators  gross ¥")),
        "{sums:?}"
    );
    assert_eq!((morning.books().await, morning.booked().await), (untouched.clone(), None));

    let (code, made) = morning.types(&["payouts", "run"]).await;
    assert_eq!(
        (code, morning.instant(&made)),
        (0, ("made now, released".to_owned(), sums.clone())),
        "{made}"
    );
    assert!(!made.contains("dry run"), "{made}");
    let booked = morning.booked().await.unwrap();
    assert!(sums.iter().any(|line| line.ends_with(&booked)), "{booked}: {sums:?}");
    let paid = morning.books().await;
    assert_ne!(paid, untouched);

    for arguments in [&["payouts", "run"][..], &["payouts", "run", "--date", &morning.day.to_string()]] {
        let (code, again) = morning.types(arguments).await;
        let known = ("made before, released".to_owned(), sums.clone());
        assert_eq!((code, morning.instant(&again)), (0, known), "{again}");
        assert!(!again.contains("made now"), "{again}");
        assert_eq!((morning.books().await, morning.booked().await), (paid.clone(), Some(booked.clone())));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_whose_runs_have_not_begun_is_refused() {
    let morning = Morning::comes().await;
    let untouched = morning.books().await;
    let tomorrow = morning.day.plus_days(1).to_string();
    for more in [&[][..], &["--dry-run"]] {
        let arguments = ["payouts", "run", "--date", &tomorrow];
        let (code, said) = morning.types(&[&arguments[..], more].concat()).await;
        let line = format!("The runs of {tomorrow} begin at {tomorrow}T08:00:00Z. Nothing was done.\n");
        assert_eq!((code, said), (1, line));
    }
    assert_eq!(morning.books().await, untouched);
}
