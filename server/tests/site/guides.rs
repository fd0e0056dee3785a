//! The guides, followed to the letter: what they print can be typed.

use std::{fs, process::Command};

use crate::{program::ran, template::Folder};

const GOING_LIVE: &str = include_str!("../../../docs/guides/going-live.md");

/// What stands between a fence of this language and its end, the first time.
fn first<'a>(guide: &'a str, language: &str) -> &'a str {
    let from = guide.split_once(&format!("```{language}\n")).unwrap().1;
    from.split_once("```").unwrap().0
}

#[test]
fn the_settings_of_the_guide_are_settings_with_every_line_that_is_left_out_too() {
    let shown = first(GOING_LIVE, "toml");
    let all: String =
        shown.lines().map(|line| line.strip_prefix("# ").unwrap_or(line).to_owned() + "\n").collect();
    assert_ne!(shown, all);
    for settings in [shown, &all] {
        let folder = Folder::new();
        fs::write(folder.0.join("joinery.toml"), settings).unwrap();
        let (_, said) = ran(&folder.0, &["doctor"], "");
        assert!(said.contains("settings: live at https://join.example.com"), "{said}");
    }
}

#[test]
fn the_keys_that_the_guide_makes_are_keys() {
    let folder = Folder::new();
    let typed = first(GOING_LIVE, "console").trim().strip_prefix("$ ").unwrap();
    let made = Command::new("bash").args(["-c", typed]).current_dir(&folder.0).status().unwrap();
    assert!(made.success());
    fs::create_dir_all(folder.0.join("data")).unwrap();
    let settings = "mode = 'live'\npublic_url = 'https://join.example.com'\n";
    fs::write(folder.0.join("joinery.toml"), settings).unwrap();
    let (fine, said) = ran(&folder.0, &["migrate"], "");
    assert!(fine, "{said}");
    let (_, said) = ran(&folder.0, &["doctor"], "");
    assert!(said.contains("ok   keys and gateway keys can be read"), "{said}");
    fs::remove_file(folder.0.join("data/keys/seal.key")).unwrap();
    let (fine, said) = ran(&folder.0, &["doctor"], "");
    let command = said.split_once("with: ").unwrap().1.split_once('\n').unwrap().0;
    assert!(!fine);
    let made = Command::new("bash").args(["-c", command]).current_dir(&folder.0).status().unwrap();
    assert!(made.success(), "{command}");
    let (_, said) = ran(&folder.0, &["doctor"], "");
    assert!(said.contains("ok   keys and gateway keys can be read"), "{said}");
}
