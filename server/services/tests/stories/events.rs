//! What can happen in a run of random events.

use proptest::{prelude::*, sample::Index};

use super::support::Cut;

/// Where a run begins: rare situations, from which everything else follows.
#[derive(Clone, Copy, Debug)]
pub enum Opening {
    Nothing,
    LateAndFull,
    TwoCodes,
}

#[derive(Clone, Debug)]
pub enum Event {
    Order { who: Index, limited: bool },
    OpenPage { order: Index },
    Pay { number: Index, wrong: bool, late: bool },
    Notify { capture: Index },
    CheckNow { order: Index },
    Sweep,
    TimePasses { seconds: i64 },
    GatewayIs { down: bool },
    NextCreation { closed: bool },
    RefundsAre { answer: Index },
    GatewayForgetsRefunds,
    CallFails { call: u32, cut: Cut },
    ReadAgain,
}

pub fn event() -> impl Strategy<Value = Event> {
    let index = any::<Index>;
    prop_oneof![
        4 => (index(), any::<bool>()).prop_map(|(who, limited)| Event::Order { who, limited }),
        5 => index().prop_map(|order| Event::OpenPage { order }),
        4 => (index(), prop::bool::weighted(0.15), any::<bool>())
            .prop_map(|(number, wrong, late)| Event::Pay { number, wrong, late }),
        4 => index().prop_map(|capture| Event::Notify { capture }),
        2 => index().prop_map(|order| Event::CheckNow { order }),
        5 => Just(Event::Sweep),
        4 => prop::sample::select(vec![5i64, 20, 61, 600, 901, 7_201, 86_400])
            .prop_map(|seconds| Event::TimePasses { seconds }),
        1 => any::<bool>().prop_map(|down| Event::GatewayIs { down }),
        1 => any::<bool>().prop_map(|closed| Event::NextCreation { closed }),
        2 => index().prop_map(|answer| Event::RefundsAre { answer }),
        1 => Just(Event::GatewayForgetsRefunds),
        4 => (1u32..7, any::<bool>()).prop_map(|(call, before)| {
            let cut = if before { Cut::BeforeTheCall } else { Cut::AfterTheCall };
            Event::CallFails { call, cut }
        }),
        1 => Just(Event::ReadAgain),
    ]
}
