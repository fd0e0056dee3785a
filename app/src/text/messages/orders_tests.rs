//! What buyers and sellers are told about orders: true for whoever reads it.

use domain::{
    id::{MessageId, OrderId, OrderToken, ProductId},
    locale::Locale,
    message::{MessageKind, OrderNews},
    money::{Currency, Money},
    order::RefundReason,
    time::Timestamp,
    view::messages::{MessageLine, Who},
};

use super::order_messages;
use crate::text::{
    messages::{letter, messages, said},
    order::order,
};

const NOW: Timestamp = Timestamp::from_unix_ms(1_795_262_400_000);

fn line(about: MessageKind) -> MessageLine {
    MessageLine {
        id: MessageId::new(NOW, 1),
        about,
        account: None,
        by: Who::Platform,
        member: Who::Gone,
        at: NOW,
        is_unread: true,
    }
}

fn body(about: MessageKind, locale: Locale) -> String {
    letter(&line(about), "Mei", locale, "https://join.example.com").1
}

fn started(ends_membership: bool, ends_period: bool) -> OrderNews {
    let (token, amount) = (OrderToken::new(7), Money::new(6_800, Currency::Cny));
    OrderNews::RefundStarted { token, amount, ends_membership, ends_period }
}

/// One of each to a buyer.
fn to_buyers() -> Vec<OrderNews> {
    let (token, amount) = (OrderToken::new(7), Money::new(6_800, Currency::Cny));
    let sent_back = |reason| OrderNews::SentBack { token: OrderToken::new(7), amount, reason };
    let mut news = vec![
        OrderNews::Waiting { token: token.clone(), price: amount, expires_at: NOW },
        OrderNews::LetIn { token: token.clone(), amount },
        started(true, false),
        started(false, true),
        started(false, false),
        OrderNews::RefundDone { token: token.clone(), amount },
        OrderNews::RefundHeld { token: token.clone(), amount },
        OrderNews::EndedByDispute { token: token.clone(), ends_period: false },
        OrderNews::EndedByDispute { token, ends_period: true },
    ];
    news.extend(RefundReason::ALL.map(sent_back));
    news
}

/// One of each to whoever sold it.
fn to_sellers() -> Vec<OrderNews> {
    let (order, amount) = (OrderId::new(NOW, 1), Money::new(6_800, Currency::Cny));
    let reason = RefundReason::Creator;
    let refunded = |ends_membership, ends_period| OrderNews::SaleRefunded {
        order: OrderId::new(NOW, 1),
        amount,
        ends_membership,
        ends_period,
        reason,
    };
    let ended = |won, stays, counted| {
        let order = OrderId::new(NOW, 1);
        OrderNews::DisputeEnded { order, amount, won, stays, counted }
    };
    vec![
        refunded(true, false),
        refunded(false, true),
        refunded(false, false),
        OrderNews::DisputeOpened { order, amount },
        ended(true, true, false),
        ended(false, true, false),
        ended(false, true, true),
        ended(false, false, true),
        ended(false, false, false),
    ]
}

#[test]
fn a_letter_to_whoever_ordered_says_that_and_nothing_of_payouts() {
    let seat = MessageKind::SeatOffered {
        community: "Kiln & Clay".to_owned(),
        slug: "kiln-clay".to_owned(),
        product: ProductId::new(NOW, 1),
        until: NOW,
    };
    let all: Vec<MessageKind> = to_buyers().into_iter().map(MessageKind::Order).chain([seat]).collect();
    for about in all {
        let english = body(about.clone(), Locale::English);
        assert!(english.contains("an order of yours") && !english.contains("payout"), "{english}");
        let chinese = body(about, Locale::SimplifiedChinese);
        assert!(chinese.contains("有订单") && !chinese.contains("负责收款"), "{chinese}");
    }
    for about in to_sellers().into_iter().map(MessageKind::Order) {
        let english = body(about, Locale::English);
        assert!(english.contains("payouts or an account at"), "{english}");
    }
}

#[test]
fn a_refund_says_whether_the_membership_ended_or_the_period_alone() {
    for locale in Locale::ALL {
        let words = order_messages(locale);
        let told = [(true, false), (false, true), (false, false)]
            .map(|(membership, period)| body(MessageKind::Order(started(membership, period)), locale));
        let lines = [words.ended, words.ended_period, words.kept];
        let sold = &to_sellers()[..3];
        let sellers = [words.refunded_ended, words.refunded_period, words.refunded_kept];
        for (at, (told, sold)) in told.iter().zip(sold).enumerate() {
            assert_eq!(lines.map(|line| told.contains(line)), [0, 1, 2].map(|line| line == at), "{told}");
            let sold = body(MessageKind::Order(sold.clone()), locale);
            assert_eq!(sellers.map(|line| sold.contains(line)), [0, 1, 2].map(|line| line == at), "{sold}");
        }
    }
}

#[test]
fn a_lost_dispute_says_what_stays_and_what_has_to_go_back_first() {
    for locale in Locale::ALL {
        let words = order_messages(locale);
        let notes = [words.won_note, words.lost_part_note, words.lost_counted_note, words.lost_note];
        let lost = [(true, true, true), (false, true, false), (false, true, true), (false, false, true)];
        for ((won, stays, counted), note) in lost.into_iter().zip(notes) {
            let (order, amount) = (OrderId::new(NOW, 1), Money::zero(Currency::Cny));
            let ended = OrderNews::DisputeEnded { order, amount, won, stays, counted };
            let said = said(&line(MessageKind::Order(ended)), locale);
            let templates: Vec<&str> = said.body.iter().map(|line| line.template).collect();
            assert_eq!(templates, [note]);
        }
    }
}

#[test]
fn when_a_refund_arrives_is_said_in_one_sentence_everywhere() {
    for locale in Locale::ALL {
        let message = order_messages(locale).started_note;
        assert!(message.ends_with(order(locale).refund_arrival), "{message}");
    }
}

#[test]
fn no_message_about_an_order_leaves_a_place_empty() {
    for (news, locale) in to_buyers()
        .into_iter()
        .chain(to_sellers())
        .flat_map(|news| Locale::ALL.map(|one| (news.clone(), one)))
    {
        let said = said(&line(MessageKind::Order(news)), locale);
        assert!(said.subject.template != messages(locale).title && !said.body.is_empty());
        for line in std::iter::once(&said.subject).chain(&said.body) {
            let names = line.template.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
            for (name, _) in names {
                assert!(line.places.iter().any(|(place, _)| *place == name), "{}", line.template);
            }
        }
    }
}
