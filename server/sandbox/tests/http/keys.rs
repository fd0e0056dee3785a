use std::fs;

use sandbox::{Error, keys::create_if_missing};

use crate::support::folder;

#[test]
fn keys_are_made_once_for_their_owner_only_and_never_overwritten() {
    let folder = folder("fresh-keys");
    create_if_missing(&folder).unwrap();
    let read = || -> Vec<(String, Vec<u8>)> {
        let within = |below: &str| -> Vec<String> {
            let name = |file: fs::DirEntry| format!("{below}{}", file.file_name().into_string().unwrap());
            let files = fs::read_dir(folder.join(below)).unwrap().map(|file| file.unwrap());
            files.filter(|file| file.path().is_file()).map(name).collect()
        };
        let mut names = [within(""), within("bank/"), within("stripe/")].concat();
        names.sort();
        names.into_iter().map(|name| (name.clone(), fs::read(folder.join(name)).unwrap())).collect()
    };
    let made = read();
    let names: Vec<&str> = made.iter().map(|(name, _)| name.as_str()).collect();
    let expected = [
        "app_secret",
        "bank/key_id",
        "bank/secret",
        "merchant.json",
        "merchant_private_key.pem",
        "merchant_public_key.pem",
        "mini_app_secret",
        "platform_private_key.pem",
        "platform_public_key.pem",
        "stripe/account",
        "stripe/payment_methods",
        "stripe/secret_key",
        "stripe/webhook_secret",
    ];
    assert_eq!(names, expected);
    #[cfg(unix)]
    for name in &names {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
    create_if_missing(&folder).unwrap();
    assert_eq!(read(), made);

    fs::remove_file(folder.join("platform_public_key.pem")).unwrap();
    let refused = create_if_missing(&folder).unwrap_err();
    assert!(matches!(refused, Error::IncompleteKeys(file) if file.ends_with("platform_public_key.pem")));
    assert_eq!(read().len(), 12, "what is left is kept");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_folder_from_before_the_rails_gets_their_keys_and_half_a_rail_is_refused() {
    let folder = folder("older-keys");
    create_if_missing(&folder).unwrap();
    let merchant = fs::read(folder.join("merchant.json")).unwrap();
    fs::remove_dir_all(folder.join("bank")).unwrap();
    create_if_missing(&folder).unwrap();
    assert!(folder.join("bank/secret").is_file());
    assert_eq!(fs::read(folder.join("merchant.json")).unwrap(), merchant);
    fs::remove_file(folder.join("stripe/account")).unwrap();
    let refused = create_if_missing(&folder).unwrap_err();
    assert!(matches!(refused, Error::IncompleteKeys(file) if file.ends_with("stripe/account")));
    fs::remove_dir_all(&folder).unwrap();
}
