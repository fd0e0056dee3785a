//! RSA keys, made once for all tests.

use std::sync::LazyLock;

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der},
    rsa::{KeyPair, KeySize},
    signature::KeyPair as _,
};
use pem::Pem;

pub struct TestKey {
    pub pair: KeyPair,
    pub private_pem: String,
    pub public_pem: String,
}

/// The merchant's.
pub static MERCHANT: LazyLock<TestKey> = LazyLock::new(|| new_key(KeySize::Rsa2048));
/// The gateway's.
pub static PLATFORM: LazyLock<TestKey> = LazyLock::new(|| new_key(KeySize::Rsa2048));
/// The gateway's next one.
pub static NEXT_PLATFORM: LazyLock<TestKey> = LazyLock::new(|| new_key(KeySize::Rsa3072));

fn new_key(size: KeySize) -> TestKey {
    let pair = KeyPair::generate(size).unwrap();
    let private = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).unwrap();
    let public = AsDer::<PublicKeyX509Der<'_>>::as_der(pair.public_key()).unwrap();
    let private_pem = pem::encode(&Pem::new("PRIVATE KEY", private.as_ref()));
    let public_pem = pem::encode(&Pem::new("PUBLIC KEY", public.as_ref()));
    TestKey { pair, private_pem, public_pem }
}
