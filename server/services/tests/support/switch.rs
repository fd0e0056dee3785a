//! Counts the calls to the outside, fails the chosen one, and lets something else happen right before another.

use std::{future::Future, pin::Pin, sync::Mutex};

type Meanwhile = Pin<Box<dyn Future<Output = ()> + Send>>;

/// How a call goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// Nothing was done.
    BeforeTheCall,
    /// It was done, and the answer was lost.
    AfterTheCall,
}

#[derive(Default)]
struct State {
    calls: u32,
    failing: Option<(u32, Cut)>,
    failed: Option<&'static str>,
    meanwhile: Option<(&'static str, u32, Meanwhile)>,
}

/// Every call from a use case to the outside passes here.
#[derive(Default)]
pub struct Switch(Mutex<State>);

impl Switch {
    /// The call with this number from now on, counted from 1, will fail once.
    pub fn fail(&self, call: u32, cut: Cut) {
        let mut state = self.0.lock().unwrap();
        state.failing = Some((state.calls + call, cut));
        state.failed = None;
    }

    /// Nothing will fail any more.
    pub fn heal(&self) {
        self.0.lock().unwrap().failing = None;
    }

    /// How many calls there were.
    pub fn calls(&self) -> u32 {
        self.0.lock().unwrap().calls
    }

    /// Which call failed, if one did since [`Switch::fail`].
    pub fn failed(&self) -> Option<&'static str> {
        self.0.lock().unwrap().failed
    }

    /// Lets something happen right before a call of a name: the next one, counted from 1.
    pub fn meanwhile(&self, name: &'static str, nth: u32, what: impl Future<Output = ()> + Send + 'static) {
        self.0.lock().unwrap().meanwhile = Some((name, nth, Box::pin(what)));
    }

    /// Makes a call; nothing when it failed.
    pub async fn around<T>(&self, name: &'static str, call: impl FnOnce() -> T) -> Option<T> {
        // A port call is where other work gets its turn; how many turns, differs from call to call.
        for _ in 0..=self.calls() % 3 {
            tokio::task::yield_now().await;
        }
        if let Some(what) = self.due(name) {
            what.await;
        }
        match self.count(name) {
            None => Some(call()),
            Some(Cut::BeforeTheCall) => None,
            Some(Cut::AfterTheCall) => {
                call();
                None
            }
        }
    }

    fn due(&self, name: &'static str) -> Option<Meanwhile> {
        let waiting = &mut self.0.lock().unwrap().meanwhile;
        if let Some((wanted, left, _)) = waiting
            && *wanted == name
        {
            *left -= 1;
        }
        waiting.take_if(|(_, left, _)| *left == 0).map(|(_, _, what)| what)
    }

    fn count(&self, name: &'static str) -> Option<Cut> {
        let mut state = self.0.lock().unwrap();
        state.calls += 1;
        let calls = state.calls;
        let (_, cut) = state.failing.take_if(|(failing, _)| *failing == calls)?;
        state.failed = Some(name);
        Some(cut)
    }
}
