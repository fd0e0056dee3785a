use std::fs;

use sandbox::{Error, keys::create_if_missing};

use crate::support::folder;

#[test]
fn keys_are_made_once_for_their_owner_only_and_never_overwritten() {
    let folder = folder("fresh-keys");
    create_if_missing(&folder).unwrap();
    let read = || -> Vec<(String, Vec<u8>)> {
        let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|file| file.unwrap()).collect();
        files.sort_by_key(fs::DirEntry::file_name);
        let name = |file: &fs::DirEntry| file.file_name().into_string().unwrap();
        files.iter().map(|file| (name(file), fs::read(file.path()).unwrap())).collect()
    };
    let made = read();
    let names: Vec<&str> = made.iter().map(|(name, _)| name.as_str()).collect();
    let expected = [
        "merchant.json",
        "merchant_private_key.pem",
        "merchant_public_key.pem",
        "platform_private_key.pem",
        "platform_public_key.pem",
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
    assert_eq!(read().len(), 4, "what is left is kept");
    fs::remove_dir_all(&folder).unwrap();
}
