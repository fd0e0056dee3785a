//! Argon2id behind a small semaphore, so that sign-ins cannot starve payments of processor time.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use crate::{Fault, ports::Entropy};

/// How many passwords are hashed at the same time.
const AT_ONCE: usize = 2;

/// What one hash costs. OWASP's first choice for Argon2id: 19 MiB, two passes, one lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
}

impl Default for PasswordCost {
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2 }
    }
}

pub(super) struct Passwords {
    argon2: Argon2<'static>,
    entropy: Arc<dyn Entropy>,
    turns: Arc<Semaphore>,
    /// A hash of nobody's password: verified when the address is unknown, so that both answers take equally long.
    nobody: String,
}

impl Passwords {
    pub(super) fn new(cost: PasswordCost, entropy: Arc<dyn Entropy>) -> Result<Self, Fault> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(|_| Fault::Cryptography)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = hash(&argon2, entropy.as_ref(), "nobody has this password")?;
        Ok(Self { argon2, entropy, turns: Arc::new(Semaphore::new(AT_ONCE)), nobody })
    }

    pub(super) async fn hash(&self, password: String) -> Result<String, Fault> {
        let _turn = self.turns.acquire().await.map_err(|_| Fault::Closing)?;
        let (argon2, entropy) = (self.argon2.clone(), Arc::clone(&self.entropy));
        tokio::task::spawn_blocking(move || hash(&argon2, entropy.as_ref(), &password))
            .await
            .map_err(|_| Fault::Cryptography)?
    }

    /// Whether the password fits the stored hash; `None` stands for an unknown person and takes as long.
    pub(super) async fn verify(&self, password: String, stored: Option<String>) -> Result<bool, Fault> {
        let _turn = self.turns.acquire().await.map_err(|_| Fault::Closing)?;
        let argon2 = self.argon2.clone();
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobody.clone());
        let fits = tokio::task::spawn_blocking(move || {
            PasswordHash::new(&stored)
                .is_ok_and(|hash| argon2.verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await
        .map_err(|_| Fault::Cryptography)?;
        Ok(fits && known)
    }
}

fn hash(argon2: &Argon2<'static>, entropy: &dyn Entropy, password: &str) -> Result<String, Fault> {
    let mut salt = [0u8; 16];
    entropy.fill(&mut salt);
    let hash: PasswordHash =
        argon2.hash_password_with_salt(password.as_bytes(), &salt).map_err(|_| Fault::Cryptography)?;
    Ok(hash.to_string())
}
