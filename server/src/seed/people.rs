//! The people of the demo world.

use domain::{
    id::UserId,
    people::{StaffRole, User},
    time::Timestamp,
};
use services::{
    ports::{EntropyExt as _, PeopleChanges, PeopleWrite, UserRow},
    site::{DemoPerson, DemoRole},
};

use crate::{
    commands::CommandError,
    compose::{Databases, Program},
    entropy::SystemEntropy,
};

/// The password of everybody in the demo world; printed by `seed demo`.
pub const PASSWORD: &str = "open the kiln slowly";

/// Who can be signed in as with one click.
pub fn demo_people() -> Vec<DemoPerson> {
    vec![
        DemoPerson {
            key: "lin",
            email: "lin@demo.example",
            name: "Lin Yue",
            role: DemoRole::EligibleCreator,
        },
        DemoPerson {
            key: "noor",
            email: "noor@demo.example",
            name: "Noor Haddad",
            role: DemoRole::NewCreator,
        },
        DemoPerson { key: "ana", email: "ana@demo.example", name: "Ana Sousa", role: DemoRole::Accountant },
        DemoPerson { key: "theo", email: "theo@demo.example", name: "Theo Marsh", role: DemoRole::Support },
        DemoPerson { key: "ida", email: "ida@demo.example", name: "Ida Berg", role: DemoRole::Operator },
        DemoPerson { key: "mei", email: "mei@demo.example", name: "Chen Mei", role: DemoRole::Member },
    ]
}

const NAMES: [&str; 64] = [
    "王思远",
    "Ana Ruiz",
    "李子衿",
    "张雨桐",
    "Jonas Weber",
    "刘亦安",
    "陈嘉树",
    "Maya Patel",
    "杨念",
    "黄令仪",
    "赵一鸣",
    "Sofia Rossi",
    "周清如",
    "吴桐",
    "Emre Yıldız",
    "徐知行",
    "孙若水",
    "Ida Lindqvist",
    "朱墨",
    "马小满",
    "胡不归",
    "Kofi Mensah",
    "林晚",
    "郭青禾",
    "何以宁",
    "Lucía Fernández",
    "高远",
    "罗敷",
    "郑听雨",
    "梁上泉",
    "Tom Okafor",
    "谢春山",
    "宋词",
    "唐果",
    "Hanna Kowalska",
    "许愿",
    "韩拾",
    "冯川",
    "邓林",
    "Priya Nair",
    "曹砚",
    "彭湃",
    "曾几",
    "萧然",
    "Noah Dubois",
    "田野",
    "董青",
    "袁野",
    "潘多",
    "Yuki Tanaka",
    "于归",
    "蒋勋之",
    "蔡文",
    "余年",
    "Clara Jensen",
    "杜若",
    "叶知秋",
    "程门雪",
    "苏眉",
    "Marco Bianchi",
    "魏来",
    "吕梁",
    "丁香",
    "任重",
];

/// Everybody, by role.
pub struct Cast {
    /// The ceramics teacher.
    pub lin: UserId,
    /// The photographer.
    pub noor: UserId,
    /// The writer of the quiet letter.
    pub tomas: UserId,
    /// The accountant on the ceramics teacher's team.
    pub ana: UserId,
    /// Who answers the ceramics teacher's members.
    pub theo: UserId,
    /// The member of the demo.
    pub mei: UserId,
    /// Everybody else.
    pub crowd: Vec<UserId>,
}

/// Puts everybody in, with one password: it is hashed once.
pub async fn invite(
    databases: &Databases,
    program: &Program,
    since: Timestamp,
) -> Result<Cast, CommandError> {
    let password_hash = program.services.identity.hash_password(PASSWORD).await?;
    let mut writes = Vec::new();
    let mut with_roles = |email: String, name: &str, roles: Vec<StaffRole>| {
        let id = UserId::new(since, SystemEntropy.bits());
        let user = User { id: id.clone(), email, name: name.to_owned(), created_at: since, roles };
        writes.push(PeopleWrite::InsertUser(UserRow { user, password_hash: password_hash.clone() }));
        id
    };
    // Two, because a large run needs two persons.
    with_roles("ida@demo.example".to_owned(), "Ida Berg", vec![StaffRole::Operator]);
    with_roles("per@demo.example".to_owned(), "Per Lund", vec![StaffRole::Finance]);
    let mut add = |email: String, name: &str| with_roles(email, name, Vec::new());
    let lin = add("lin@demo.example".to_owned(), "Lin Yue");
    let noor = add("noor@demo.example".to_owned(), "Noor Haddad");
    let tomas = add("tomas@demo.example".to_owned(), "Tomas Berg");
    let ana = add("ana@demo.example".to_owned(), "Ana Sousa");
    let theo = add("theo@demo.example".to_owned(), "Theo Marsh");
    let mei = add("mei@demo.example".to_owned(), "Chen Mei");
    let crowd = NAMES
        .iter()
        .enumerate()
        .map(|(number, name)| add(format!("person{number}@demo.example"), name))
        .collect();
    databases.people.commit(PeopleChanges { writes }).await?;
    Ok(Cast { lin, noor, tomas, ana, theo, mei, crowd })
}
