//! The guides and the README, followed to the letter: what they print can be typed, and what they name is there.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use domain::time::Timestamp;

use crate::{
    program::{free_port, joinery, ran, ready, stopped},
    template::{Folder, template},
};

const README: &str = include_str!("../../../README.md");
const GOING_LIVE: &str = include_str!("../../../docs/guides/going-live.md");
const BACKUP: &str = include_str!("../../../docs/guides/backup-and-restore.md");

/// What stands between a fence of this language and its end, each time.
fn blocks<'a>(guide: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    guide.split(&fence).skip(1).map(|from| from.split_once("```").unwrap().0).collect()
}

/// The same, the first time.
fn first<'a>(guide: &'a str, language: &str) -> &'a str {
    blocks(guide, language)[0]
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

#[test]
fn the_rails_of_the_guide_are_settings_too() {
    let rails = &blocks(GOING_LIVE, "toml")[1..];
    assert!(rails.len() == 2 && rails[0].contains("[stripe]") && rails[1].contains("[bank_file]"));
    for shown in rails {
        let all: String =
            shown.lines().map(|line| line.strip_prefix("# ").unwrap_or(line).to_owned() + "\n").collect();
        let folder = Folder::new();
        let live = "mode = 'live'\npublic_url = 'https://join.example.com'\n";
        fs::write(folder.0.join("joinery.toml"), format!("{live}{all}")).unwrap();
        let (_, said) = ran(&folder.0, &["doctor"], "");
        assert!(said.contains("settings: live at https://join.example.com"), "{said}");
    }
}

#[test]
fn the_readme_names_every_command_and_files_that_are_there() {
    let folder = Folder::new();
    let (_, help) = ran(&folder.0, &["--help"], "");
    let commands = help.split_once("Commands:\n").unwrap().1.split_once("\n\n").unwrap().0;
    let named = README.split_once("`joinery serve ").unwrap().1.split_once("each with").unwrap().0;
    for command in commands.lines().filter_map(|line| line.split_whitespace().next()) {
        assert!(["serve", "help"].contains(&command) || named.contains(command), "{command}");
    }
    let limits = README.split_once("## Limits").unwrap().1.split_once("## Licence").unwrap().0;
    let files: Vec<&str> = limits
        .split('`')
        .filter(|word| Path::new(word).extension().is_some_and(|ending| ending == "rs"))
        .collect();
    assert!(files.len() > 30);
    for file in files {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file).is_file(), "{file}");
    }
}

/// Types the lines of a block as a host does, in a folder, with the program on the path.
fn typed(folder: &Path, lines: &str) {
    let program = Path::new(env!("CARGO_BIN_EXE_joinery")).parent().unwrap().display().to_string();
    for line in lines.lines() {
        let line = line.strip_prefix("$ ").unwrap();
        let mut bash = Command::new("bash");
        bash.args(["-c", &format!("PATH=\"{program}:$PATH\"; {line}")]).current_dir(folder);
        let Output { status, stdout, stderr } = bash.output().unwrap();
        assert!(
            status.success(),
            "{line}: {}{}",
            String::from_utf8_lossy(&stdout),
            String::from_utf8_lossy(&stderr)
        );
    }
}

const YEAR_2100_MS: i64 = 4_102_444_800_000;

/// How many payout runs the books in a folder have.
async fn runs(folder: &Path) -> usize {
    let options = store::OpenOptions { schema: store::Schema::Present, create: false, readers: 1 };
    let file = format!("sqlite:{}", folder.join("data/commerce.db").display());
    let commerce = store::open_commerce(&file, &options).await.unwrap();
    let runs = commerce.payout_runs(Timestamp::from_unix_ms(YEAR_2100_MS), 1_000).await.unwrap().len();
    commerce.close().await;
    runs
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_restores_by_the_guide_pays_nobody_before_the_rails_are_put_back() {
    let (template, folder, port) = (template().await, Folder::new(), free_port());
    let (here, settings) = (&folder.0, folder.0.join("joinery.toml"));
    fs::create_dir(here.join("data")).unwrap();
    template.copy_to(&here.join("data"));
    let safe = format!(
        "mode = 'demo'\nlisten = '127.0.0.1:{port}'\npublic_url = 'http://127.0.0.1:{port}'\nkeys_dir = '{}'\n",
        template.keys.display()
    );
    let rail = "[bank_file]\nfolder = 'bank'\nholder = 'Joinery GmbH'\naccount = 'DE89370400440532013000'\n";
    fs::write(&settings, format!("{safe}{rail}")).unwrap();
    let steps = blocks(BACKUP, "console");
    typed(here, &steps[0].replace("/var/backups", "backups"));
    let mut copies: Vec<String> = fs::read_dir(here.join("backups/joinery"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    copies.sort();
    let [commerce, people] = copies.try_into().unwrap();

    fs::remove_dir_all(here.join("data")).unwrap();
    fs::create_dir(here.join("data")).unwrap();
    fs::write(&settings, &safe).unwrap();
    let restore = steps[1]
        .replace("/var/backups", "backups")
        .replace("commerce-2026-12-01T031500Z.db", &commerce)
        .replace("people-2026-12-01T031500Z.db", &people);
    let before_serving = restore.strip_suffix("$ joinery serve\n").unwrap();
    typed(here, before_serving);
    let known = runs(here).await;
    let mut serving = joinery(here, &["serve"]).spawn().unwrap();
    ready(port).await;
    let (_, said) = ran(here, &["payouts", "run"], "");
    assert!(said.contains("No payout rail is set up"), "{said}");
    stopped(&mut serving, "-TERM");
    assert_eq!(runs(here).await, known);
    let (fine, said) = ran(here, &["verify"], "");
    assert!(fine, "{said}");

    fs::write(&settings, format!("{safe}{rail}")).unwrap();
    let (fine, said) = ran(here, &["payouts", "run"], "");
    assert!(fine && said.contains("made now"), "{said}");
    assert!(runs(here).await > known, "with the rail they are made");
}
