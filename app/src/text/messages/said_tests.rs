//! Every message has words, in both languages, with everything in its place.

use domain::{
    id::{MessageId, PayoutId, ProductId, RunId, UserId},
    locale::Locale,
    message::{MessageKind, PauseCause, TeamStep},
    money::{Currency, Money},
    payouts::{FailureReason, PayoutKind, SkipReason},
    time::{Day, Timestamp},
    view::messages::{MessageLine, Who},
};

use super::said;
use crate::text::messages::letter;

fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

fn line(about: MessageKind, by: Who) -> MessageLine {
    let at = Timestamp::from_unix_ms(1_795_262_400_000);
    MessageLine {
        id: MessageId::new(at, 1),
        about,
        account: None,
        by,
        member: Who::Gone,
        at,
        is_unread: true,
    }
}

fn failed(reason: &str, action: &str) -> MessageKind {
    MessageKind::PayoutFailed {
        payout: PayoutId::new(Timestamp::default(), 1),
        net: yuan(116_941),
        reason: reason.to_owned(),
        back: yuan(120_450),
        action: action.to_owned(),
    }
}

fn plain(about: MessageKind, by: Who, locale: Locale) -> String {
    let said = said(&line(about, by), locale);
    let lines = std::iter::once(&said.subject).chain(&said.body);
    lines.map(|line| line.plain(locale)).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_payout_that_arrived_says_what_arrived_where_and_what_it_cost() {
    let about = MessageKind::PayoutPaid {
        payout: PayoutId::new(Timestamp::default(), 1),
        net: yuan(116_941),
        fee: yuan(3_509),
        sent_as: PayoutKind::Instant,
        last_four: "4417".to_owned(),
    };
    let english = "¥1,169.41 arrived Your instant payout to the account ending in 4417 arrived: ¥1,169.41, after a fee of ¥35.09.";
    assert_eq!(plain(about.clone(), Who::Platform, Locale::English), english);
    let chinese = plain(about, Who::Platform, Locale::SimplifiedChinese);
    assert!(chinese.contains("¥1,169.41 已到账") && chinese.contains("手续费 ¥35.09"), "{chinese}");
}

#[test]
fn a_failure_says_why_what_is_back_and_what_to_do() {
    let text = plain(failed("account_closed", "check_destination"), Who::Platform, Locale::English);
    for part in ["¥1,169.41 did not arrive", "account is closed", "¥1,204.50 is back", "Check the account"]
    {
        assert!(text.contains(part), "{text}");
    }
    let unknown = plain(failed("r-17", ""), Who::Platform, Locale::English);
    assert!(unknown.contains("The code is r-17."), "{unknown}");
}

#[test]
fn every_reason_of_a_failure_or_a_skipped_run_has_words() {
    for reason in FailureReason::ALL {
        let text = plain(failed(reason.code(), "wait"), Who::Platform, Locale::English);
        assert!(!text.contains("The code is"), "{text}");
    }
    for reason in SkipReason::ALL {
        let about = MessageKind::SkippedFirstTime { reason: reason.code().to_owned(), next_day: None };
        let text = plain(about, Who::Platform, Locale::SimplifiedChinese);
        assert!(!text.contains("代码"), "{text}");
    }
}

#[test]
fn who_did_it_is_you_or_a_name_and_a_name_is_never_read_as_a_template() {
    let by = UserId::new(Timestamp::default(), 1);
    let about = MessageKind::ScheduleChanged {
        before: "weekly".to_owned(),
        after: "daily".to_owned(),
        by: Some(by),
        counts_from: Timestamp::from_unix_ms(1_795_334_400_000),
    };
    let you = plain(about.clone(), Who::You, Locale::English);
    assert!(you.contains("You changed it from “Weekly” to “Daily”."), "{you}");
    assert!(you.contains("22 November 2026, 08:00 UTC"), "{you}");
    let other = plain(about.clone(), Who::Named("{after} {before}".to_owned()), Locale::English);
    assert!(other.contains("{after} {before} changed it from “Weekly”"), "{other}");
    assert!(plain(about, Who::Gone, Locale::SimplifiedChinese).contains("已注销的用户"));
}

#[test]
fn a_mail_greets_says_where_to_go_and_why_it_came() {
    let about = MessageKind::Paused(PauseCause::Platform { reason: "A check of documents.".to_owned() });
    let (subject, body) =
        letter(&line(about, Who::Platform), "Lin Wan", Locale::English, "https://join.example.com");
    assert_eq!(subject, "Payouts are paused");
    for part in [
        "Hello Lin Wan,\n\n",
        "for this reason: A check of documents.\n",
        ": https://join.example.com/settings/payouts\n",
        "https://join.example.com/messages\n",
    ] {
        assert!(body.contains(part), "{body}");
    }
}

fn team_changed(step: TeamStep, id: &UserId) -> MessageKind {
    MessageKind::TeamChanged { role: "accountant".to_owned(), step, member: id.clone(), by: id.clone() }
}

#[test]
fn a_change_of_the_team_is_said_to_the_owner_by_name_and_to_the_person_as_theirs() {
    let id = UserId::new(Timestamp::default(), 1);
    let said_to = |member, by| {
        let line = MessageLine { member, ..line(team_changed(TeamStep::Removed, &id), by) };
        let said = said(&line, Locale::English);
        [&said.subject]
            .into_iter()
            .chain(&said.body)
            .map(|line| line.plain(Locale::English))
            .collect::<Vec<_>>()
    };
    let owner = said_to(Who::Named("Ana".to_owned()), Who::You);
    assert_eq!(owner, ["Ana no longer helps with your account", "You took the role “accountant” away."]);
    let person = said_to(Who::You, Who::Named("Lin".to_owned()));
    assert_eq!(person, ["You no longer help with the account of Lin", "Your role was “accountant”."]);
}

#[test]
fn what_the_platform_decided_is_said_with_its_reason_and_names_nobody() {
    let called_off = MessageKind::PayoutCalledOff {
        run: RunId::new(Timestamp::default(), 1),
        back: yuan(120_450),
        reason: "Paid twice.".to_owned(),
    };
    let text = plain(called_off, Who::Platform, Locale::English);
    assert!(text.contains("for this reason: Paid twice. ¥1,204.50 is back in your balance."), "{text}");
    let reserve = MessageKind::ReserveChanged { basis_points: 750, days: 30 };
    let text = plain(reserve, Who::Platform, Locale::English);
    assert!(text.contains("7.5 % of the sales of the last 30 days"), "{text}");
    for lifted in [(0, 30), (750, 0)] {
        let about = MessageKind::ReserveChanged { basis_points: lifted.0, days: lifted.1 };
        let text = plain(about, Who::Platform, Locale::SimplifiedChinese);
        assert!(text.contains("预留已取消"), "{text}");
    }
}

#[test]
fn no_message_leaves_a_place_empty() {
    let id = UserId::new(Timestamp::default(), 1);
    let day = Day::from_epoch_days(20_785);
    let kinds = [
        failed("refused", "wait"),
        MessageKind::FellBack { obstacle: "nothing_settled".to_owned(), next_day: day },
        MessageKind::SkippedFirstTime { reason: "below_minimum".to_owned(), next_day: Some(day) },
        MessageKind::Paused(PauseCause::Person { by: id.clone() }),
        MessageKind::Paused(PauseCause::Failures { count: 3, last_four: "4417".to_owned() }),
        MessageKind::Resumed { by: Some(id.clone()) },
        MessageKind::DestinationChanged {
            last_four: Some("4417".to_owned()),
            held_until: Some(day.start()),
            by: None,
        },
        MessageKind::DestinationChanged { last_four: None, held_until: None, by: None },
        MessageKind::SettingsChangedByTeam { fields: vec!["threshold".to_owned()], by: id.clone() },
        MessageKind::DestinationAdded { last_four: "4417".to_owned(), by: id.clone() },
        MessageKind::InstantRequested {
            run: RunId::new(Timestamp::default(), 1),
            gross: yuan(11_000),
            fee: yuan(321),
            by: id.clone(),
        },
        team_changed(TeamStep::Added, &id),
        team_changed(TeamStep::Changed, &id),
        team_changed(TeamStep::Removed, &id),
        MessageKind::PayoutCalledOff {
            run: RunId::new(Timestamp::default(), 1),
            back: yuan(5),
            reason: "Paid twice".to_owned(),
        },
        MessageKind::PayoutCalledOff {
            run: RunId::new(Timestamp::default(), 1),
            back: yuan(5),
            reason: String::new(),
        },
        MessageKind::Credited { amount: yuan(5) },
        MessageKind::ReserveChanged { basis_points: 750, days: 30 },
        MessageKind::ReserveChanged { basis_points: 0, days: 0 },
        MessageKind::ChecksPassed,
        MessageKind::SeatOffered {
            community: "Kiln & Clay".to_owned(),
            slug: "kiln-clay".to_owned(),
            product: ProductId::new(Timestamp::default(), 1),
            until: Timestamp::default(),
        },
        MessageKind::RunNeedsApproval {
            run: RunId::new(Timestamp::default(), 1),
            total: yuan(5),
            creators: 12,
        },
    ];
    for (kind, locale) in kinds.iter().flat_map(|kind| Locale::ALL.map(|locale| (kind, locale))) {
        for who in [Who::You, Who::Named("Bo".to_owned())] {
            let said = said(&line(kind.clone(), who), locale);
            assert!(!said.body.is_empty(), "{kind:?} says nothing");
            for line in std::iter::once(&said.subject).chain(&said.body) {
                let names = line.template.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
                for (name, _) in names {
                    assert!(line.places.iter().any(|(place, _)| *place == name), "{}", line.template);
                }
            }
        }
    }
}

#[test]
fn a_message_about_a_further_account_names_its_currency_and_leads_to_it() {
    for locale in Locale::ALL {
        let about = MessageKind::Paused(PauseCause::Platform { reason: "A check.".to_owned() });
        let line = MessageLine { account: Some(Currency::Usd), ..line(about, Who::Platform) };
        let (_, body) = letter(&line, "Lin Wan", locale, "https://join.example.com");
        assert!(body.contains("USD"), "{body}");
        assert!(body.contains("https://join.example.com/settings/payouts?account=usd\n"), "{body}");
    }
}
