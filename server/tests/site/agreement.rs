//! The agreement has to be open and read before it can be accepted; the server knows when that was.

use std::time::Duration;

use crate::world::{Plan, World, eventually};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accepting_too_early_is_refused_and_does_not_start_the_time_again() {
    let world = Plan { agreement_seconds: 2, ..Plan::default() }.start().await;
    let mut mei = world.signed_in("mei").await;
    let product = world.product("slow-light", 0);
    let address = format!("/join/slow-light?product={}&agreement=open", product.id);
    let page = mei.get(&address).await;
    let mut form = page.order_form();
    form[4].1 = &address;
    let answer = mei.post("/api/start_order", &form).await;
    assert!(answer.leads_to().ends_with("refused=1"), "{answer:?}");
    let refused = mei.get(&answer.leads_to()).await;
    for words in ["You have not been charged", "Read the agreement first: it has to be open for 2 seconds"] {
        assert!(refused.body.contains(words), "{words}");
    }
    let stamp = |page: &crate::browser::Answer| page.order_form()[2].1.to_owned();
    assert_eq!(stamp(&refused), stamp(&page), "the time goes on from the first opening");
    assert!(!refused.between("id=\"accept\"", ">").unwrap().contains("checked"), "accepting is done afresh");
    let form = refused.order_form();
    let order = eventually("it may be accepted", async || {
        // Twenty tries at once are all that a person has.
        tokio::time::sleep(Duration::from_millis(200)).await;
        let to = mei.clone().post("/api/start_order", &form).await.leads_to();
        to.starts_with("/o/").then_some(to)
    });
    let order = world.order(&order.await).await;
    let evidence = world.databases.people.consent(&order.consent).await.unwrap().unwrap();
    assert!(evidence.accepted_at.ms_since(evidence.opened_at) >= 2_000);
    assert_eq!(evidence.agreement, order.agreement);
    let shelf = world.services.catalogue.by_slug("slow-light").unwrap();
    assert_eq!(evidence.digest, shelf.agreement.as_ref().unwrap().digest);
    assert_eq!(evidence.network, "127.0.0.0/24", "the network, not the address");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stamp_that_is_not_the_servers_own_for_this_person_is_worth_nothing() {
    let world = World::start().await;
    let (mut mei, mut noor) = (world.signed_in("mei").await, world.signed_in("noor").await);
    let page = mei.get("/join/kiln-and-clay?agreement=open").await;
    let noors = noor.get("/join/kiln-and-clay?agreement=open").await;
    let (stamp, other_stamp) = (page.order_form()[2].1.to_owned(), noors.order_form()[2].1.to_owned());
    let tag = stamp.split_once('.').unwrap().1;
    let forged = [
        String::new(),
        "0.".to_owned(),
        format!("1.{tag}"),
        other_stamp,
        format!("{stamp}0"),
        "9".repeat(200),
    ];
    for stamp in forged {
        let mut form = page.order_form();
        form[2].1 = &stamp;
        form[4].1 = "/join/kiln-and-clay?agreement=open";
        let refused = mei.submit("/api/start_order", &form).await;
        assert!(refused.body.contains("Read the agreement first"), "{stamp}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_ordered_without_the_tick_or_under_another_agreement() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    let page = mei.get("/join/kiln-and-clay?agreement=open").await;
    let form: Vec<_> = page.order_form().into_iter().filter(|(name, _)| *name != "accept").collect();
    let form: Vec<_> = form
        .into_iter()
        .map(|(name, value)| {
            (name, if name == "back" { "/join/kiln-and-clay?agreement=open" } else { value })
        })
        .collect();
    assert!(mei.submit("/api/start_order", &form).await.body.contains("Tick the box to accept"));
    let other = mei.get("/join/slow-light?agreement=open").await;
    let mut form = page.order_form();
    form[1].1 = other.order_form()[1].1;
    form[4].1 = "/join/kiln-and-clay?agreement=open";
    assert!(
        mei.submit("/api/start_order", &form).await.body.contains("The agreement changed while it was open")
    );
    let closed = mei.get("/join/kiln-and-clay").await;
    assert!(!closed.body.contains("name=\"accept\""), "a closed agreement cannot be accepted");
}
