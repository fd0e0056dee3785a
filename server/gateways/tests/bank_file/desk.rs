//! The folder: one payout is in one file, whatever crashes and whoever else works in it.

use std::{fs, path::Path};

use domain::money::{Currency, Money};
use gateways::bank_file::{
    Desk, Fault, Imported, Standing, Status, Taken, Transfer, TransferRefused, Written,
};

use super::support::{
    NOW, OWN_IBAN, batch, block, booked, entry, folder, holder, notice, own, status_report, told, transfer,
};

fn open(folder: &Path) -> Desk {
    Desk::open(folder, own()).unwrap()
}

fn take(desk: &Desk, transfer: &Transfer) -> Standing {
    match desk.take(transfer).unwrap() {
        Taken::Standing(standing) => standing,
        other => panic!("{other:?}"),
    }
}

fn names(folder: &Path, place: &str) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder.join(place))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// How often a number stands in the files for the bank.
fn times(folder: &Path, number: &str) -> usize {
    let files = names(folder, "outgoing");
    let read = |name: &String| fs::read_to_string(folder.join("outgoing").join(name)).unwrap();
    files.iter().map(|name| read(name).matches(&format!("<EndToEndId>{number}</EndToEndId>")).count()).sum()
}

fn written(message_id: &str) -> Standing {
    Standing::Written { message_id: message_id.to_owned() }
}

#[test]
fn a_payout_waits_then_stands_in_one_file_and_asking_again_changes_nothing() {
    let folder = folder("once");
    let desk = open(&folder);
    let one = transfer("PYO-1", 100);
    assert_eq!(desk.standing("PYO-1").unwrap(), Standing::Unknown);
    assert_eq!(take(&desk, &one), Standing::Waiting);
    assert_eq!(take(&desk, &one), Standing::Waiting);
    let files = desk.write(NOW).unwrap().files;
    let message_id = batch(std::slice::from_ref(&one)).message_id().to_owned();
    assert_eq!((files.len(), files[0].transfers, files[0].message_id.as_str()), (1, 1, message_id.as_str()));
    assert_eq!(take(&desk, &one), written(&message_id));
    assert_eq!(desk.write(NOW).unwrap(), Written::default());
    assert_eq!((times(&folder, "PYO-1"), names(&folder, "next").len()), (1, 0));
}

#[test]
fn a_restart_and_a_second_process_see_the_same() {
    let folder = folder("restart");
    let (first, second) = (open(&folder), open(&folder));
    take(&first, &transfer("PYO-1", 100));
    assert_eq!(second.standing("PYO-1").unwrap(), Standing::Waiting);
    let message_id = second.write(NOW).unwrap().files[0].message_id.clone();
    assert_eq!(first.standing("PYO-1").unwrap(), written(&message_id));
    assert_eq!(first.write(NOW).unwrap(), Written::default());
    drop((first, second));
    assert_eq!(open(&folder).standing("PYO-1").unwrap(), written(&message_id));
}

#[test]
fn two_writers_at_once_write_each_payout_once() {
    let folder = folder("race");
    let count = 24;
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let desk = open(&folder);
                for index in 0..count {
                    take(&desk, &transfer(&format!("PYO-{index}"), 100));
                    if index % 5 == 0 {
                        desk.write(NOW).unwrap();
                    }
                }
                desk.write(NOW).unwrap();
            });
        }
    });
    for index in 0..count {
        assert_eq!(times(&folder, &format!("PYO-{index}")), 1, "{index}");
    }
}

#[test]
fn a_file_that_the_operator_moved_away_is_not_written_again() {
    let folder = folder("moved");
    let desk = open(&folder);
    take(&desk, &transfer("PYO-1", 100));
    let file = desk.write(NOW).unwrap().files.remove(0);
    fs::remove_file(&file.path).unwrap();
    let desk = open(&folder);
    assert_eq!(take(&desk, &transfer("PYO-1", 100)), written(&file.message_id));
    assert_eq!(desk.write(NOW).unwrap(), Written::default());
    assert!(names(&folder, "outgoing").is_empty());
}

#[test]
fn a_crash_before_our_copy_means_not_written_and_after_it_means_written() {
    let folder = folder("crash");
    let desk = open(&folder);
    take(&desk, &transfer("PYO-1", 100));
    let record = folder.join("next/PYO-1.json");
    let kept = fs::read(&record).unwrap();
    let file = desk.write(NOW).unwrap().files.remove(0);
    let name = format!("{}.xml", file.message_id);
    let (sent, part) =
        (folder.join("sent").join(&name), folder.join("outgoing").join(format!(".{name}.part")));

    // Killed after our copy, before the bank's file got its name and the record went.
    fs::rename(&file.path, &part).unwrap();
    fs::write(&record, &kept).unwrap();
    let desk = open(&folder);
    assert!(file.path.exists() && !part.exists());
    assert_eq!(desk.write(NOW).unwrap(), Written::default());
    assert_eq!((times(&folder, "PYO-1"), names(&folder, "next").len()), (1, 0));

    // Killed before our copy: the half-made file goes, and the payout still waits.
    fs::rename(&file.path, &part).unwrap();
    fs::remove_file(&sent).unwrap();
    fs::write(&record, &kept).unwrap();
    let desk = open(&folder);
    assert!(!file.path.exists() && !part.exists());
    assert_eq!(desk.write(NOW).unwrap().files, [file]);
    assert_eq!(times(&folder, "PYO-1"), 1);
}

#[test]
fn a_number_with_another_amount_or_account_changes_nothing() {
    let folder = folder("other-content");
    let desk = open(&folder);
    let right = transfer("PYO-1", 100);
    let more = Transfer { amount: Money::new(101, Currency::Eur), ..right.clone() };
    let elsewhere = Transfer { to: holder("Mei Chen", OWN_IBAN), ..right.clone() };
    take(&desk, &right);
    assert_eq!(desk.take(&more).unwrap(), Taken::OtherContent);
    assert_eq!(desk.take(&elsewhere).unwrap(), Taken::OtherContent);
    desk.write(NOW).unwrap();
    assert_eq!(desk.take(&more).unwrap(), Taken::OtherContent);
    assert_eq!(desk.take(&elsewhere).unwrap(), Taken::OtherContent);
    assert_eq!(times(&folder, "PYO-1"), 1);
}

#[test]
fn a_waiting_payout_can_be_taken_back_and_a_written_one_cannot() {
    let folder = folder("withdraw");
    let desk = open(&folder);
    take(&desk, &transfer("PYO-1", 100));
    assert_eq!(desk.withdraw("PYO-1").unwrap(), Standing::Unknown);
    assert_eq!(desk.standing("PYO-1").unwrap(), Standing::Unknown);
    assert_eq!(desk.write(NOW).unwrap(), Written::default());
    take(&desk, &transfer("PYO-2", 100));
    let message_id = desk.write(NOW).unwrap().files[0].message_id.clone();
    assert_eq!(desk.withdraw("PYO-2").unwrap(), written(&message_id));
}

#[test]
fn what_cannot_travel_is_refused_and_leaves_no_trace() {
    let folder = folder("refused");
    let desk = open(&folder);
    let chinese = Transfer { to: holder("陈玫", OWN_IBAN), ..transfer("PYO-1", 100) };
    assert_eq!(desk.take(&chinese).unwrap(), Taken::Refused(TransferRefused::Name));
    let outside = transfer("../../PYO-1", 100);
    assert_eq!(desk.take(&outside).unwrap(), Taken::Refused(TransferRefused::Number));
    assert_eq!(desk.standing("../next/PYO-1").unwrap(), Standing::Unknown);
    assert_eq!(desk.withdraw("../lock").unwrap(), Standing::Unknown);
    assert!(names(&folder, "next").is_empty() && folder.join("lock").exists());
}

#[test]
fn the_banks_files_move_a_payout_on_and_are_kept_in_order() {
    let folder = folder("import");
    let desk = open(&folder);
    take(&desk, &transfer("PYO-1", 100));
    let message_id = desk.write(NOW).unwrap().files[0].message_id.clone();
    let accepted = block(&format!("{message_id}-1"), &told("PYO-1", "ACSP", ""));
    let came_back = booked("PYO-1", "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>");
    let files = [
        ("a.xml", status_report(&message_id, "", &accepted), "in_transit"),
        ("b.xml", notice(OWN_IBAN, &entry(("1.00", "EUR"), "DBIT", "BOOK", &booked("PYO-1", ""))), "paid"),
        ("c.xml", notice(OWN_IBAN, &entry(("1.00", "EUR"), "CRDT", "BOOK", &came_back)), "returned"),
    ];
    for (name, content, status) in &files {
        let path = folder.join("incoming").join(name);
        fs::write(&path, content).unwrap();
        assert_eq!(desk.incoming().unwrap(), [path.as_path()]);
        let imported = desk.import(&path).unwrap();
        assert_eq!(imported.news[0].status.code(), *status);
        assert!(imported.findings.is_empty() && path.exists());
        assert_eq!(desk.import(&path).unwrap(), Imported { already: true, ..imported });
        desk.put_away(&path).unwrap();
        assert!(!path.exists());
        let Standing::Reported { status: known, .. } = open(&folder).standing("PYO-1").unwrap() else {
            panic!("a restart forgets {status}");
        };
        assert_eq!(known.code(), *status);
    }
    assert_eq!(names(&folder, "done"), ["000001.xml", "000002.xml", "000003.xml"]);

    // An old file again, and a late one: nothing goes back.
    let again = folder.join("incoming/again.xml");
    fs::write(&again, &files[1].1).unwrap();
    assert_eq!(desk.import(&again).unwrap(), Imported { already: true, ..Imported::default() });
    fs::write(&again, files[0].1.replace("BANK-1", "BANK-9")).unwrap();
    assert!(desk.import(&again).unwrap().news.is_empty());
    assert!(matches!(
        desk.standing("PYO-1").unwrap(),
        Standing::Reported { status: Status::Returned { .. }, .. }
    ));
}

#[test]
fn a_file_that_contradicts_an_earlier_one_is_left_to_a_person() {
    let folder = folder("contradiction");
    let desk = open(&folder);
    take(&desk, &transfer("PYO-1", 100));
    let message_id = desk.write(NOW).unwrap().files[0].message_id.clone();
    let file = folder.join("from-bank.xml");
    fs::write(&file, status_report(&message_id, "<GrpSts>RJCT</GrpSts>", "")).unwrap();
    assert_eq!(desk.import(&file).unwrap().news.len(), 1);
    fs::write(&file, notice(OWN_IBAN, &entry(("1.00", "EUR"), "DBIT", "BOOK", &booked("PYO-1", ""))))
        .unwrap();
    let imported = desk.import(&file).unwrap();
    desk.put_away(&file).unwrap();
    assert!(imported.news.is_empty() && file.exists(), "only files of incoming/ are put away");
    assert_eq!(imported.findings[0].to_string(), "says PYO-1 is paid, an earlier file said failed");
    assert!(matches!(
        open(&folder).standing("PYO-1").unwrap(),
        Standing::Reported { status: Status::Failed { .. }, .. }
    ));
}

#[test]
fn an_unreadable_file_of_the_bank_stays_where_it_is() {
    let folder = folder("unreadable");
    let desk = open(&folder);
    let file = folder.join("incoming/broken.xml");
    fs::write(&file, "<Document").unwrap();
    assert!(matches!(desk.import(&file), Err(Fault::BankFile(_))));
    assert!(file.exists() && names(&folder, "done").is_empty());
}

#[test]
fn nothing_is_sent_while_a_file_of_ours_is_damaged() {
    let folder = folder("damaged");
    let desk = open(&folder);
    take(&desk, &transfer("PYO-1", 100));
    let file = desk.write(NOW).unwrap().files.remove(0);
    let copy = folder.join("sent").join(format!("{}.xml", file.message_id));
    let text = fs::read_to_string(&copy).unwrap();
    fs::write(&copy, text.replace("<NbOfTxs>1</NbOfTxs>", "<NbOfTxs>2</NbOfTxs>")).unwrap();
    let fault = Desk::open(&folder, own()).unwrap_err();
    assert!(matches!(&fault, Fault::OwnFile { .. }));
    assert!(fault.to_string().contains(&file.message_id));
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_look_inside() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder("private");
    let desk = open(&folder);
    take(&desk, &transfer("PYO-1", 100));
    let mode = |path: &str| fs::metadata(folder.join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("next/PYO-1.json"), mode("next"), mode("outgoing")), (0o600, 0o700, 0o700));
}
