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

/// What browsers, the gateway and the worker ask of the program.
#[derive(Clone, Copy, Debug)]
pub enum Call {
    OpenPage { order: Index },
    Notify { capture: Index },
    CheckNow { order: Index },
    Change { order: Index, channel: Index },
    Sweep,
    ReadAgain,
}

#[derive(Clone, Debug)]
pub enum Event {
    Call(Call),
    /// At the same time: each goes on while another one waits for a database or the gateway.
    Together([Call; 3]),
    Order {
        who: Index,
        limited: bool,
    },
    Pay {
        number: Index,
        wrong: bool,
        late: bool,
    },
    TimePasses {
        seconds: i64,
    },
    GatewayIs {
        down: bool,
    },
    NextCreation {
        closed: bool,
    },
    RefundsAre {
        answer: Index,
    },
    GatewayForgetsRefunds,
    CallFails {
        call: u32,
        cut: Cut,
    },
}

fn call() -> impl Strategy<Value = Call> {
    let index = any::<Index>;
    prop_oneof![
        5 => index().prop_map(|order| Call::OpenPage { order }),
        4 => index().prop_map(|capture| Call::Notify { capture }),
        2 => index().prop_map(|order| Call::CheckNow { order }),
        3 => (index(), index()).prop_map(|(order, channel)| Call::Change { order, channel }),
        5 => Just(Call::Sweep),
        1 => Just(Call::ReadAgain),
    ]
}

pub fn event() -> impl Strategy<Value = Event> {
    let index = any::<Index>;
    prop_oneof![
        12 => call().prop_map(Event::Call),
        4 => [call(), call(), call()].prop_map(Event::Together),
        4 => (index(), any::<bool>()).prop_map(|(who, limited)| Event::Order { who, limited }),
        4 => (index(), prop::bool::weighted(0.15), any::<bool>())
            .prop_map(|(number, wrong, late)| Event::Pay { number, wrong, late }),
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
    ]
}
