//! An invitation's address is a secret: whoever has it and the address it went to is on the team.

use services::ports::Clock as _;

use crate::{browser::Browser, html::resolved, logs, world::World};

const EVA: &str = "eva@elsewhere.example";

/// Invites Eva, who is not known here; the path in the letter that she gets.
async fn invited(world: &World) -> String {
    let mut lin = world.signed_in("lin").await;
    let form = [("email", EVA), ("role", "support")];
    assert_eq!(lin.post("/api/invite_to_team", &form).await.leads_to(), "/settings/team?done=invited");
    world.services.messages.deliver("test").await.unwrap();
    let letters = world.databases.people.letters(&[EVA.to_owned()], 9).await.unwrap();
    let token = letters[0].body.split("/team/accept/").nth(1).unwrap();
    let token: String = token.chars().take_while(char::is_ascii_alphanumeric).collect();
    format!("/team/accept/{token}")
}

/// The refused form that a browser is to be shown again, as it rests.
async fn kept(world: &World, browser: &Browser) -> String {
    let id = browser.cookies["draft"].parse().unwrap();
    let now = world.clock.system();
    world.databases.people.draft(&id, now).await.unwrap().unwrap().content
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_unknown_comes_by_the_letter_signs_up_and_lands_on_the_invitation_which_rests_nowhere() {
    let world = World::start().await;
    let page = invited(&world).await;
    let token = page.strip_prefix("/team/accept/").unwrap();
    let mut eva = world.visitor();
    let answer = eva.get(&page).await;
    let link = |body: &str, to: &str| {
        let rest = body.split(&format!("href=\"{to}?")).nth(1).unwrap();
        resolved(&format!("{to}?{}", rest.split('"').next().unwrap()))
    };
    let main = answer.between("<main", "</main>").unwrap();
    for (way, function) in [("/sign-in", "/api/sign_in"), ("/sign-up", "/api/sign_up")] {
        let form = eva.get(&link(main, way)).await;
        let back = resolved(form.between("name=\"return_to\" value=\"", "\"").unwrap());
        assert_eq!(back, page);
        let mistyped = [("name", "Eva"), ("email", EVA), ("password", "short"), ("return_to", back.as_str())];
        let again = eva.post(function, &mistyped).await.leads_to();
        let content = kept(&world, &eva).await;
        assert!(content.contains(EVA) && !content.contains(token), "{content}");
        let form = eva.get(&again).await;
        assert!(form.body.contains(EVA), "what was typed is still there");
        assert_eq!(resolved(form.between("name=\"return_to\" value=\"", "\"").unwrap()), page);
    }
    let right = [("name", "Eva"), ("email", EVA), ("password", "a kiln of her own"), ("return_to", &page)];
    assert_eq!(eva.post("/api/sign_up", &right).await.leads_to(), page);
    assert!(eva.get(&page).await.body.contains("Join the team of Lin Yue"));
    assert_eq!(eva.post("/api/accept_invitation", &[("token", token)]).await.leads_to(), "/payouts");
    assert_eq!(eva.get("/payouts").await.status, 200);
    assert!(!logs::so_far().contains(token));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_that_was_taken_back_opens_nothing() {
    let world = World::start().await;
    let page = invited(&world).await;
    let token = page.strip_prefix("/team/accept/").unwrap();
    let mut lin = world.signed_in("lin").await;
    let team = lin.get("/settings/team").await;
    let invitation = team.between("name=\"invitation\" value=\"", "\"").unwrap().to_owned();
    let withdrawn = lin.post("/api/withdraw_invitation", &[("invitation", &invitation)]).await.leads_to();
    assert_eq!(withdrawn, "/settings/team?done=withdrawn");
    let mut eva = world.newcomer("Eva", EVA).await;
    assert_eq!(eva.get(&page).await.status, 410);
    assert_eq!(eva.post("/api/accept_invitation", &[("token", token)]).await.leads_to(), page);
    assert_eq!(eva.get("/payouts").await.status, 404);
}
