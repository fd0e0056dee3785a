//! `joinery reconcile`, typed after a day on which everything about a payment was lost: it is told first, booked when that is
//! asked for and the gateway confirms it, and booked once.

use std::fs;

use domain::{
    locale::Locale,
    money::format_money,
    time::{Day, Timestamp},
};
use services::ports::Clock as _;

use crate::{
    browser::Browser,
    program::{ended, joinery},
    template::{Folder, template},
    world::{Plan, World},
};

/// Back to a day whose bill is there by now.
const TWO_DAYS_MS: i64 = 2 * 86_400_000;
/// The gateway's days are those of China.
const CHINA_AHEAD_SECONDS: i64 = 8 * 3_600;

/// A site that heard nothing of a payment two days ago, and asks in vain until its gateway is right again.
struct LostDay {
    world: World,
    folder: Folder,
    mei: Browser,
    order: String,
    day: Day,
}

impl LostDay {
    async fn tell() -> Self {
        let world = Plan { all_gateways: true, ..Plan::default() }.start().await;
        world.clock.advance_business(-TWO_DAYS_MS);
        world.wallet.move_clock(-TWO_DAYS_MS).await;
        let mut mei = world.signed_in("mei").await;
        // The demo world's own sales are none of the sandbox's: this one is the only one through its account.
        let product = world.product("slow-light", 1).id;
        let page = mei.get(&format!("/join/slow-light?product={product}&agreement=open")).await;
        let mut form = page.order_form().to_vec();
        form.push(("channel", "alipay"));
        let order = mei.post("/api/start_order", &form).await.leads_to();
        assert_eq!(mei.stage(&order).await, "awaiting_payment");
        let number = world.number(&order).await;
        world.wallet.alipay_fault("notify", "drop", 1_000).await;
        world.wallet.alipay_fault("query", "server_error", 1_000).await;
        let day = china(world.clock.business());
        world.wallet.pay(&number).await;
        assert_eq!(world.wallet.told(&number).await, [("dropped".to_owned(), None)]);
        world.clock.advance_business(TWO_DAYS_MS);
        world.wallet.move_clock(TWO_DAYS_MS).await;
        assert!(world.sweep().await.postponed > 0, "it is asked for, and not answered");
        let folder = settings(&world).await;
        Self { world, folder, mei, order, day }
    }

    /// Types a command: its exit code, and what it prints.
    async fn types(&self, arguments: &[&str]) -> (i32, String) {
        ended(joinery(&self.folder.0, arguments)).await
    }

    async fn reconciles(&self, day: Day, more: &[&str]) -> (i32, String) {
        let day = day.to_string();
        let arguments = ["reconcile", "--date", &day, "--account", "alipay"];
        self.types(&[&arguments[..], more].concat()).await
    }

    /// The books, when they agree: how much there is of everything.
    async fn books(&self) -> String {
        let (code, said) = self.types(&["verify"]).await;
        assert!(code == 0 && said.contains("The books and the memberships agree."), "{said}");
        said
    }

    async fn state(&self) -> &'static str {
        self.world.order(&self.order).await.state.code()
    }
}

fn china(now: Timestamp) -> Day {
    now.plus_seconds(CHINA_AHEAD_SECONDS).day()
}

/// The settings of the same installation, for commands beside the site.
async fn settings(world: &World) -> Folder {
    let folder = Folder::new();
    let site = &world.settings;
    let text = format!(
        "mode = 'demo'\npublic_url = '{}'\npeople_url = '{}'\ncommerce_url = '{}'\nkeys_dir = '{}'\n\
         [alipay]\nurl = '{}'\nkeys = '{}'\n",
        site.public_url,
        site.people_url,
        site.commerce_url,
        site.keys_dir.display(),
        world.wallet.base,
        template().await.gateway_keys.join("alipay").display(),
    );
    fs::write(folder.0.join("joinery.toml"), text).unwrap();
    folder
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_payment_of_which_nothing_was_heard_is_told_then_booked_and_then_there_is_nothing_to_do() {
    let mut lost = LostDay::tell().await;
    let (before, number) = (lost.books().await, lost.world.number(&lost.order).await);
    let amount = format_money(lost.world.order(&lost.order).await.price, Locale::default());
    let difference = format!("{number}: the bill says {amount}, our books say nothing; ");
    let head = |differences| format!("alipay {}: 1 lines, {differences} differences\n", lost.day);

    let (code, said) = lost.reconciles(lost.day, &[]).await;
    assert_eq!(code, 1, "{said}");
    let (head_of_one, reported) = (head(1), difference.clone() + "reported");
    for line in [head_of_one.as_str(), "missing_here", &reported, "Nothing was changed;"] {
        assert!(said.contains(line), "{line}: {said}");
    }
    assert_eq!((lost.state().await, lost.books().await), ("pending", before.clone()));

    // A bill is not signed: without the gateway's word nothing is booked.
    let (code, said) = lost.reconciles(lost.day, &["--apply"]).await;
    assert!(code == 1 && said.contains("The gateway did not answer everything"), "{code}: {said}");
    assert_eq!((lost.state().await, lost.books().await), ("pending", before.clone()));

    lost.world.wallet.heal().await;
    let (code, said) = lost.reconciles(lost.day, &["--apply"]).await;
    assert_eq!(code, 0, "{said}");
    assert!(said.contains(&(difference + "repaired")) && !said.contains("Nothing was changed"), "{said}");
    assert_eq!(lost.state().await, "paid");
    let after = lost.books().await;
    assert_ne!(after, before, "a sale more, and a membership");

    let (code, said) = lost.reconciles(lost.day, &["--apply"]).await;
    assert_eq!((code, said), (0, head(0)));
    assert_eq!(lost.books().await, after);
    assert_eq!(lost.mei.stage(&lost.order).await, "paid");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_without_a_bill_and_an_account_that_is_none_are_named_and_fail() {
    let lost = LostDay::tell().await;
    let before = lost.books().await;
    let today = china(lost.world.clock.business());
    let (code, said) = lost.reconciles(today, &["--apply"]).await;
    let line = format!("alipay {today}: the gateway has not made its bill yet; try again later.\n");
    assert_eq!((code, said), (1, line));
    let nobody = joinery(&lost.folder.0, &["reconcile", "--date", "2026-11-01", "--account", "nobody"]);
    let (code, said) = ended(nobody).await;
    assert_eq!((code, said.as_str()), (1, ""));
    assert_eq!((lost.state().await, lost.books().await), ("pending", before));
}
