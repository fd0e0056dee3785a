//! How stories are told: once as they should go, then once for each call that can fail and each way it can.

use services::Fault;

use super::{support::Cut, world::World};

/// Says which telling broke when an assertion inside a story fails.
struct Telling(String);

impl Drop for Telling {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("told with {}", self.0);
        }
    }
}

/// Tells a story in a sound world, then again with every call to the outside failing in both ways.
pub async fn told(story: impl AsyncFn(&World)) {
    let world = World::new().await;
    let before = world.switch.calls();
    Box::pin(story(&world)).await;
    world.audit();
    let calls = world.switch.calls() - before;
    assert!(calls > 0, "a story without calls proves nothing here");
    for (call, cut) in (1..=calls).flat_map(|call| [(call, Cut::BeforeTheCall), (call, Cut::AfterTheCall)]) {
        let _telling = Telling(format!("call {call} of {calls} failing, {cut:?}"));
        let world = World::new().await;
        world.switch.fail(call, cut);
        Box::pin(story(&world)).await;
        assert!(world.switch.failed().is_some(), "call {call} was never made");
        world.audit();
    }
}

/// How often somebody tries in vain before giving up.
const PATIENCE: usize = 6;

impl World {
    /// Tries a step again after a fault, as a person or a gateway does. The books must agree in between, and without a
    /// failing call there must be no fault.
    pub async fn again<T>(&self, step: impl AsyncFn() -> Result<T, Fault>) -> T {
        self.until(async || step().await.map(Some)).await
    }

    /// Tries a step until it leads somewhere.
    pub async fn until<T>(&self, step: impl AsyncFn() -> Result<Option<T>, Fault>) -> T {
        for _ in 0..PATIENCE {
            let answer = step().await;
            self.audit();
            let failed = self.switch.failed();
            match answer {
                Ok(Some(value)) => return value,
                Ok(None) => assert!(failed.is_some(), "nothing failed and it led nowhere"),
                Err(fault) => assert!(failed.is_some(), "nothing failed, and yet: {fault}"),
            }
        }
        panic!("{PATIENCE} tries led nowhere after {:?} failed", self.switch.failed())
    }
}
