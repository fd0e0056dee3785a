//! A forgotten password and a staff role that is taken: by mail, and by the host's own commands beside a running program.

use domain::people::StaffRole;
use joinery::settings::Mode;

use crate::{
    browser::Browser,
    html::resolved,
    logs,
    program::{demo, free_port, joinery, ran, ready},
    two_processes::Serving,
    world::{PASSWORD, Plan, World, eventually},
};

const WREN: &str = "wren@elsewhere.example";
const NEW: &str = "a kiln opened just in time";

/// What the newest letter to an address leads to.
async fn mailed(world: &World, email: &str) -> String {
    world.services.messages.deliver("test").await.unwrap();
    let letters = world.databases.people.letters(&[email.to_owned()], 1).await.unwrap();
    let token = letters[0].body.split("/sign-in/forgotten/").nth(1).unwrap();
    let token: String = token.chars().take_while(char::is_ascii_alphanumeric).collect();
    format!("/sign-in/forgotten/{token}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_comes_in_again_by_the_mail_and_the_way_there_is_told_to_nobody() {
    let world = World::start().await;
    let mut before = world.newcomer("Wren", WREN).await;
    let mut visitor = world.visitor();
    let page = visitor.get("/sign-in").await;
    assert!(page.body.contains("href=\"/sign-in/forgotten\""), "{}", page.body);
    let asked = visitor.post("/api/mail_password_link", &[("email", WREN)]).await.leads_to();
    let nobody = visitor.post("/api/mail_password_link", &[("email", "x@nowhere.example")]).await.leads_to();
    assert_eq!(asked, nobody);
    assert!(visitor.get(&asked).await.body.contains("Look into your mailbox"));
    let link = mailed(&world, WREN).await;
    let token = link.rsplit('/').next().unwrap();
    let form = visitor.get(&link).await;
    assert_eq!(form.status, 200);
    assert_eq!(form.headers["referrer-policy"], "strict-origin", "the address is not told to the next page");
    assert_eq!(form.headers["cache-control"], "no-store");
    assert_eq!(resolved(form.between("name=\"token\" value=\"", "\"").unwrap()), token);
    let refused = visitor.submit("/api/set_password", &[("token", token), ("password", "short")]).await;
    assert!(refused.body.contains("The password was not changed"), "{}", refused.body);
    assert_eq!(before.get("/memberships").await.status, 200, "nothing has changed yet");
    let set = visitor.post("/api/set_password", &[("token", token), ("password", NEW)]).await.leads_to();
    assert_eq!(set, "/sign-in?done=password");
    assert!(visitor.get(&set).await.body.contains("Your password was changed"));
    assert_eq!(before.get("/memberships").await.leads_to(), "/sign-in?return_to=/memberships");
    let sign_in = async |password: &str| {
        let form = [("email", WREN), ("password", password), ("return_to", "/memberships")];
        world.visitor().post("/api/sign_in", &form).await.leads_to()
    };
    assert!(sign_in(PASSWORD).await.contains("refused=1"));
    assert_eq!(sign_in(NEW).await, "/memberships");
    assert_eq!(visitor.get(&link).await.status, 410);
    let again = visitor.post("/api/set_password", &[("token", token), ("password", PASSWORD)]).await;
    assert_eq!(again.leads_to(), link);
    assert!(!logs::so_far().contains(token), "nothing secret is logged");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_mail_the_page_says_whom_to_ask_in_both_languages() {
    let plan = Plan { mode: Mode::Live, has_gateway: false, ..Plan::default() };
    let world = plan.start().await;
    let mut visitor = world.visitor();
    for (language, said) in [("en", "Ask the people who run this site"), ("zh-CN", "请联系本站的运营方")]
    {
        visitor.language = Some(language);
        let page = visitor.get("/sign-in/forgotten").await;
        assert!(page.body.contains(said) && !page.body.contains("mail_password_link"), "{}", page.body);
    }
    let asked = visitor.post("/api/mail_password_link", &[("email", WREN)]).await.leads_to();
    assert_eq!(asked, "/sign-in/forgotten");
    assert_eq!(world.services.messages.outbox().await.unwrap().waiting, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_host_sets_a_password_and_takes_a_role_and_the_running_program_knows_within_seconds() {
    let port = free_port();
    let folder = demo(port, "").await;
    let _serving = Serving(joinery(&folder.0, &["serve"]).spawn().unwrap());
    ready(port).await;
    let address = format!("http://127.0.0.1:{port}");
    let client =
        reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let signed_in = async |key: &str| {
        let mut browser = Browser::new(client.clone(), address.clone(), address.clone());
        browser.post("/api/demo_sign_in", &[("key", key), ("return_to", "/")]).await;
        browser
    };
    let is = async |browser: &Browser, page: &str, status: u16| {
        eventually(page, async || (browser.clone().get(page).await.status == status).then_some(())).await;
    };
    let (ida, mei) = (signed_in("ida").await, signed_in("mei").await);
    is(&ida, "/review", 200).await;
    is(&mei, "/memberships", 200).await;

    let take = ["user", "role", "--email", "ida@demo.example", "--take", "operator"];
    let (fine, said) = ran(&folder.0, &take, "");
    assert!(!fine && said.contains("is the last operator") && said.contains("--even-the-last"), "{said}");
    is(&ida, "/review", 200).await;
    let give = ["user", "role", "--email", "per@demo.example", "--give", "operator"];
    let (fine, said) = ran(&folder.0, &give, "");
    assert!(fine && said.contains("the role of finance and operator"), "{said}");
    let (fine, said) = ran(&folder.0, &take, "");
    assert!(fine && said.contains("no staff role") && !said.contains("Warning"), "{said}");
    is(&ida, "/review", 404).await;
    let last = [&take[..3], &["per@demo.example", "--take", "operator", "--even-the-last"]].concat();
    let (fine, said) = ran(&folder.0, &last, "");
    assert!(fine && said.contains("Warning: per@demo.example is the last operator"), "{said}");

    let set = ["user", "password", "--email", "mei@demo.example"];
    let (fine, said) = ran(&folder.0, &set, "short\n");
    assert!(!fine && said.contains("too short"), "{said}");
    let (fine, said) = ran(&folder.0, &["user", "password", "--email", "x@nowhere.example"], "");
    assert!(!fine && said.contains("nobody has the address"), "{said}");
    let (fine, said) = ran(&folder.0, &set, &format!("{NEW}\n"));
    assert!(fine && said.contains("Set.") && !said.contains(NEW), "{said}");
    is(&mei, "/memberships", 303).await;
    let mut again = Browser::new(client.clone(), address.clone(), address.clone());
    let form = [("email", "mei@demo.example"), ("password", NEW), ("return_to", "/memberships")];
    assert_eq!(again.post("/api/sign_in", &form).await.leads_to(), "/memberships");
    let options = store::OpenOptions { schema: store::Schema::Present, create: false, readers: 1 };
    let people = store::open_people(&folder.database("people.db"), &options).await.unwrap();
    let staff = people.staff().await.unwrap();
    assert_eq!(staff.iter().map(|one| one.roles.clone()).collect::<Vec<_>>(), [vec![StaffRole::Finance]]);
    people.close().await;
}
