//! What rests in databases must be readable for ever.

use super::{MessageKind, OrderNews, PauseCause, TeamStep};
use crate::{
    id::{OrderId, OrderToken, PayoutId, ProductId, RunId, UserId},
    money::{Currency, Money},
    order::RefundReason,
    payouts::PayoutKind,
    time::{Day, Timestamp},
};

fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

/// One of each.
fn kinds() -> Vec<MessageKind> {
    let (payout, by) = (PayoutId::new(Timestamp::default(), 1), UserId::new(Timestamp::default(), 2));
    let (reason, action) = ("account_closed".to_owned(), "check_destination".to_owned());
    vec![
        MessageKind::PayoutPaid {
            payout: payout.clone(),
            net: yuan(116_941),
            fee: yuan(3_509),
            sent_as: PayoutKind::Instant,
            last_four: "4417".to_owned(),
        },
        MessageKind::PayoutFailed {
            payout: payout.clone(),
            net: yuan(1),
            reason: reason.clone(),
            back: yuan(2),
            action: action.clone(),
        },
        MessageKind::PayoutReturned { payout, net: yuan(1), reason, back: yuan(2), action },
        MessageKind::FellBack {
            obstacle: "nothing_settled".to_owned(),
            next_day: Day::from_epoch_days(20_785),
        },
        MessageKind::SkippedFirstTime { reason: "below_minimum".to_owned(), next_day: None },
        MessageKind::Paused(PauseCause::Person { by: by.clone() }),
        MessageKind::Paused(PauseCause::Platform { reason: "A check".to_owned() }),
        MessageKind::Paused(PauseCause::Failures { count: 3, last_four: "4417".to_owned() }),
        MessageKind::Resumed { by: None },
        MessageKind::ScheduleChanged {
            before: "weekly".to_owned(),
            after: "daily".to_owned(),
            by: Some(by.clone()),
            counts_from: Timestamp::from_unix_ms(1),
        },
        MessageKind::DestinationChanged { last_four: None, held_until: None, by: None },
        MessageKind::SettingsChangedByTeam { fields: vec!["threshold".to_owned()], by: by.clone() },
        MessageKind::DestinationAdded { last_four: "4417".to_owned(), by: by.clone() },
        MessageKind::InstantRequested {
            run: RunId::new(Timestamp::default(), 4),
            gross: yuan(11_000),
            fee: yuan(321),
            by: by.clone(),
        },
        MessageKind::TeamChanged {
            role: "accountant".to_owned(),
            step: TeamStep::Added,
            member: by.clone(),
            by,
        },
        MessageKind::PayoutCalledOff {
            run: RunId::new(Timestamp::default(), 5),
            back: yuan(2),
            reason: "Paid twice".to_owned(),
        },
        MessageKind::Credited { amount: yuan(5) },
        MessageKind::ReserveChanged { basis_points: 750, days: 30 },
        MessageKind::ChecksPassed,
        MessageKind::SeatOffered {
            community: "Kiln & Clay".to_owned(),
            slug: "kiln-clay".to_owned(),
            product: ProductId::new(Timestamp::default(), 8),
            until: Timestamp::default(),
        },
        MessageKind::Order(OrderNews::RefundDone { token: OrderToken::new(7), amount: yuan(68) }),
        MessageKind::RunNeedsApproval {
            run: RunId::new(Timestamp::default(), 3),
            total: yuan(9),
            creators: 2,
        },
    ]
}

#[test]
fn every_kind_reads_back_and_its_tag_is_its_code() {
    for kind in kinds() {
        let text = serde_json::to_string(&kind).unwrap();
        assert!(text.starts_with(&format!("{{\"kind\":\"{}\"", kind.code())), "{text}");
        assert_eq!(serde_json::from_str::<MessageKind>(&text).unwrap(), kind);
    }
}

#[test]
fn a_message_written_by_the_first_version_is_still_understood() {
    let stored = r#"{"kind":"payout_paid","payout":"pyo_00000000000000000000000001","net":{"minor":116941,"currency":"CNY"},"fee":{"minor":3509,"currency":"CNY"},"sent_as":"instant","last_four":"4417"}"#;
    assert_eq!(serde_json::from_str::<MessageKind>(stored).unwrap(), kinds()[0]);
    let paused = r#"{"kind":"paused","cause":"failures","count":3,"last_four":"4417"}"#;
    assert_eq!(serde_json::from_str::<MessageKind>(paused).unwrap(), kinds()[7]);
}

#[test]
fn a_refund_that_was_told_before_periods_were_told_apart_is_still_understood() {
    let news = OrderNews::RefundStarted {
        token: OrderToken::new(7),
        amount: yuan(68),
        ends_membership: true,
        ends_period: false,
    };
    let mut stored = serde_json::to_value(MessageKind::Order(news.clone())).unwrap();
    assert!(stored.as_object_mut().unwrap().remove("ends_period").is_some());
    assert_eq!(serde_json::from_value::<MessageKind>(stored).unwrap(), MessageKind::Order(news));
}

#[test]
fn a_dispute_that_was_told_before_counted_time_was_told_is_still_understood() {
    let (order, amount) = (OrderId::new(Timestamp::default(), 9), yuan(0));
    let news = OrderNews::DisputeEnded { order, amount, won: false, stays: true, counted: false };
    let mut stored = serde_json::to_value(MessageKind::Order(news.clone())).unwrap();
    assert!(stored.as_object_mut().unwrap().remove("counted").is_some());
    assert_eq!(serde_json::from_value::<MessageKind>(stored).unwrap(), MessageKind::Order(news));
}

#[test]
fn why_money_was_sent_back_reads_back() {
    for reason in RefundReason::ALL {
        let token = OrderToken::new(7);
        let kind = MessageKind::Order(OrderNews::SentBack { token, amount: yuan(68), reason });
        let text = serde_json::to_string(&kind).unwrap();
        assert!(text.contains("\"sent_back\"") && text.contains(reason.code()), "{text}");
        assert_eq!(serde_json::from_str::<MessageKind>(&text).unwrap(), kind);
    }
}
