//! The program itself, started as people start it.

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use crate::{
    template::{Folder, template},
    world::eventually,
};

/// The settings of a demo in a folder, with the demo world in it.
pub async fn demo(port: u16, more: &str) -> Folder {
    let (template, folder) = (template().await, Folder::new());
    template.copy_to(&folder.0);
    let text = format!(
        "listen = '127.0.0.1:{port}'\npublic_url = 'http://127.0.0.1:{port}'\nmode = 'demo'\npeople_url = '{}'\n\
         commerce_url = '{}'\nkeys_dir = '{}'\n{more}",
        folder.database("people.db"),
        folder.database("commerce.db"),
        template.keys.display(),
    );
    fs::write(folder.0.join("joinery.toml"), text).unwrap();
    folder
}

pub fn joinery(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_joinery"));
    command.current_dir(folder).args(arguments).env_clear().stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub fn ran(folder: &Path, arguments: &[&str], input: &str) -> (bool, String) {
    let mut child = joinery(folder, arguments).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    (status.success(), String::from_utf8(stdout).unwrap() + &String::from_utf8(stderr).unwrap())
}

/// The exit code of a command and what it prints, for a command that talks to what runs on this test's own threads.
pub async fn ended(mut command: Command) -> (i32, String) {
    let Output { status, stdout, stderr } =
        tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let log = String::from_utf8(stderr).unwrap();
    let code = status.code().unwrap_or_else(|| panic!("{status}: {log}"));
    (code, String::from_utf8(stdout).unwrap())
}

pub fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

pub async fn ready(port: u16) {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    eventually("ready", async || {
        let answer = client.get(format!("http://127.0.0.1:{port}/readyz")).send().await.ok()?;
        (answer.status() == 200).then_some(())
    })
    .await;
}

#[expect(clippy::disallowed_methods, reason = "how long stopping takes is what is tested")]
pub fn stopped(child: &mut Child, signal: &str) -> Duration {
    let asked = Instant::now();
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let status = child.wait().unwrap();
    assert!(status.success(), "{status}");
    asked.elapsed()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_serves_and_ends_well_on_both_signals() {
    let port = free_port();
    let folder = demo(port, "").await;
    for signal in ["-TERM", "-INT"] {
        let mut child = joinery(&folder.0, &["serve"]).spawn().unwrap();
        ready(port).await;
        assert!(stopped(&mut child, signal) < Duration::from_secs(10));
        let Output { stderr, .. } = child.wait_with_output().unwrap();
        let log = String::from_utf8(stderr).unwrap();
        assert!(log.contains("ready") && log.contains("stopped"), "{log}");
    }
    let (fine, said) = ran(&folder.0, &["verify"], "");
    assert!(fine && said.contains("The books and the memberships agree."), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_that_cannot_be_used_are_refused_by_their_key() {
    let cases = [
        ("colour = 'red'\n", "colour"),
        ("[policy]\norder_life_minutes = 500\n", "policy.order_life_minutes"),
        ("[policy]\nhold_day = 5\n", "hold_day"),
        ("[wechat_pay]\nurl = 'http://127.0.0.1:1'\n", "keys"),
    ];
    for (more, key) in cases {
        let folder = demo(free_port(), more).await;
        let (fine, said) = ran(&folder.0, &["serve"], "");
        assert!(!fine && said.contains(key), "{key}: {said}");
    }
    let empty = Folder::new();
    let (fine, said) = ran(&empty.0, &["serve"], "");
    assert!(!fine && said.contains("public_url"), "{said}");
    fs::write(empty.0.join("joinery.toml"), "mode = 'live'\npublic_url = 'http://join.example'\n").unwrap();
    let (fine, said) = ran(&empty.0, &["serve"], "");
    assert!(!fine && said.contains("public_url must be https"), "{said}");
    fs::write(
        empty.0.join("joinery.toml"),
        "mode = 'demo'\npublic_url = 'http://127.0.0.1:3000'\npeople_url = 'mysql://x'\n",
    )
    .unwrap();
    let (fine, said) = ran(&empty.0, &["migrate"], "");
    assert!(!fine && said.contains("sqlite:") && said.contains("postgres://"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_is_added_with_a_password_that_stands_in_no_history() {
    let port = free_port();
    let folder = demo(port, "").await;
    let add = [
        "user",
        "add",
        "--email",
        "Rita@House.example",
        "--name",
        "Rita",
        "--role",
        "operator",
        "--role",
        "finance",
    ];
    let (fine, said) = ran(&folder.0, &add, "short\n");
    assert!(!fine && said.contains("too short"), "{said}");
    let (fine, said) = ran(&folder.0, &add, "a sentence that is long enough\n");
    assert!(fine && said.contains("Added.") && !said.contains("a sentence that"), "{said}");
    let (fine, said) = ran(&folder.0, &add, "a sentence that is long enough\n");
    assert!(!fine && said.contains("has an account already"), "{said}");
    let options = store::OpenOptions { schema: store::Schema::Present, create: false, readers: 1 };
    let people = store::open_people(&folder.database("people.db"), &options).await.unwrap();
    let row = people.user_by_email("rita@house.example").await.unwrap().unwrap();
    assert_eq!(row.user.roles.iter().map(|role| role.code()).collect::<Vec<_>>(), ["operator", "finance"]);
    assert!(row.password_hash.starts_with("$argon2id$"));
    people.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_of_a_running_program_is_a_whole_one() {
    let port = free_port();
    let folder = demo(port, "").await;
    let mut child = joinery(&folder.0, &["serve"]).spawn().unwrap();
    ready(port).await;
    let copies = folder.0.join("copies");
    let (fine, said) = ran(&folder.0, &["backup", "copies"], "");
    assert!(!fine && said.contains("make it first"), "{said}");
    fs::create_dir(&copies).unwrap();
    let (fine, said) = ran(&folder.0, &["backup", "copies"], "");
    assert!(fine && said.contains("Copied to"), "{said}");
    #[cfg(unix)]
    for entry in fs::read_dir(&copies).unwrap() {
        let mode = std::os::unix::fs::PermissionsExt::mode(&entry.unwrap().metadata().unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600, "people's data is for the program's user alone");
    }
    stopped(&mut child, "-TERM");
    let restored = demo(free_port(), "").await;
    for entry in fs::read_dir(&copies).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().to_string_lossy().split('-').next().unwrap().to_owned();
        fs::copy(entry.path(), restored.0.join(format!("{name}.db"))).unwrap();
    }
    let (fine, said) = ran(&restored.0, &["verify"], "");
    assert!(fine && said.contains("The books and the memberships agree."), "{said}");
    let looked_at = said.lines().find(|line| line.contains("orders")).unwrap();
    assert!(!looked_at.contains("        0 "), "{looked_at}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn verify_reads_what_is_known_of_people_too() {
    let folder = demo(free_port(), "").await;
    let file = folder.0.join("people.db");
    let mut pages = fs::read(&file).unwrap();
    let size = usize::from(u16::from_be_bytes([pages[16], pages[17]]));
    // The first byte of a page says of what kind it is.
    let last = pages.len() - size;
    pages[last] = 0x55;
    fs::write(&file, pages).unwrap();
    let (fine, said) = ran(&folder.0, &["verify"], "");
    assert!(!fine && said.contains("BROKEN: the file of the people database is whole: "), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_only_looks_at_the_books_never_makes_empty_ones() {
    let folder = demo(free_port(), "").await;
    let (here, away) = (folder.0.join("commerce.db"), folder.0.join("commerce-2026-11-01.db"));
    fs::rename(&here, &away).unwrap();
    fs::create_dir(folder.0.join("copies")).unwrap();
    let looking: [&[&str]; 5] = [
        &["verify"],
        &["doctor"],
        &["backup", "copies"],
        &["reconcile", "--date", "2026-11-01"],
        &["payouts", "run"],
    ];
    for command in looking {
        let (fine, said) = ran(&folder.0, command, "");
        assert!(!fine && said.contains("does not exist"), "{command:?}: {said}");
        assert!(!here.exists(), "{command:?} made an empty database");
    }
    fs::rename(&away, &here).unwrap();
    let (fine, said) = ran(&folder.0, &["verify"], "");
    assert!(fine, "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_world_is_told_into_empty_databases_only() {
    let folder = demo(free_port(), "").await;
    let (fine, said) = ran(&folder.0, &["seed", "demo"], "");
    assert!(!fine && said.contains("not empty; nothing was changed"), "{said}");
    let (fine, said) = ran(&folder.0, &["--help"], "");
    assert!(
        fine && ["serve", "migrate", "seed", "backup", "verify", "doctor"]
            .iter()
            .all(|word| said.contains(word))
    );
}
