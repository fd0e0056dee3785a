//! Ordering: one order, at the server's price.

use crate::world::World;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_clicks_at_once_make_one_order() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    let product = world.product("kiln-and-clay", 0);
    let page = mei.get(&format!("/join/kiln-and-clay?product={}&agreement=open", product.id)).await;
    let form = page.order_form();
    let (mut one, mut two, mut three) = (mei.clone(), mei.clone(), mei.clone());
    let (one, two, three) = tokio::join!(
        one.post("/api/start_order", &form),
        two.post("/api/start_order", &form),
        three.post("/api/start_order", &form),
    );
    let order = one.leads_to();
    assert!(order.starts_with("/o/"));
    assert_eq!((two.leads_to(), three.leads_to()), (order.clone(), order.clone()));
    // The back button, a second tab and a reload.
    assert_eq!(mei.post("/api/start_order", &form).await.leads_to(), order);
    assert_eq!(mei.order("kiln-and-clay", product.id.as_str()).await, order);
    let again = mei.get(&format!("/join/kiln-and-clay?product={}", product.id)).await;
    assert!(again.body.contains("You have an unpaid order for this") && again.body.contains(&order));
    // Asking for the code twice at once is one payment, too.
    let (mut one, mut two) = (mei.clone(), mei.clone());
    let (one, two) = tokio::join!(one.get(&order), two.get(&order));
    assert_eq!((one.status, two.status), (200, 200));
    let known = world.order(&order).await;
    assert_eq!(world.databases.commerce.attempts(&known.id).await.unwrap().len(), 1);
    let other = mei.order("kiln-and-clay", world.product("kiln-and-clay", 1).id.as_str()).await;
    assert_ne!(other, order, "another tier is another order");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn price_tier_and_amount_come_from_the_server_only() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    let product = world.product("kiln-and-clay", 1);
    let page = mei.get(&format!("/join/kiln-and-clay?product={}&agreement=open", product.id)).await;
    let mut form = page.order_form().to_vec();
    form.extend([
        ("amount", "1"),
        ("tier", "Studio"),
        ("creator", "cre_00000000000000000000000000"),
        ("buyer", "usr_00000000000000000000000000"),
        ("expires_at", "9999999999999"),
    ]);
    let order = mei.post("/api/start_order", &form).await.leads_to();
    let known = world.order(&order).await;
    assert_eq!((known.price, &known.product), (product.price, &product.id));
    let mei_herself = world.databases.people.user_by_email("mei@demo.example").await.unwrap().unwrap();
    assert_eq!(known.buyer, mei_herself.user.id);
    mei.get(&order).await;
    let at_the_gateway = world.wallet.order(&world.number(&order).await).await;
    assert_eq!(at_the_gateway["amount_fen"], 58_800);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_price_than_the_one_on_the_button_is_refused_and_the_page_says_what_it_costs_now() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    let product = world.product("kiln-and-clay", 1);
    let address = format!("/join/kiln-and-clay?product={}&agreement=open", product.id);
    let page = mei.get(&address).await;
    assert_eq!(page.between("name=\"price\" value=\"", "\""), Some("58800"));
    let mut form = page.order_form().to_vec();
    form[4].1 = &address;
    form.push(("price", "49800"));
    let refused = mei.submit("/api/start_order", &form).await;
    let said = refused.between("<main", "</main>").unwrap();
    assert!(said.contains("You have not been charged"), "{said}");
    assert!(said.contains("it is ¥588.00 now") && said.contains("name=\"price\" value=\"58800\""), "{said}");
    assert!(!said.contains("unpaid order"), "nothing was ordered");
    form.pop();
    form.push(("price", "58800"));
    let order = mei.post("/api/start_order", &form).await.leads_to();
    assert_eq!(world.order(&order).await.price, product.price);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_product_that_is_not_sold_is_refused_and_nothing_is_charged() {
    let world = World::start().await;
    let mut mei = world.signed_in("mei").await;
    let page = mei.get("/join/kiln-and-clay?agreement=open").await;
    for product in ["", "prd_00000000000000000000000000", "1 OR 1=1", "com_00000000000000000000000000"] {
        let mut form = page.order_form();
        form[0].1 = product;
        form[4].1 = "/join/kiln-and-clay";
        let refused = mei.submit("/api/start_order", &form).await;
        assert!(refused.body.contains("You have not been charged"), "{product}");
        assert!(refused.body.contains("This is no longer sold."), "{product}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_is_led_through_signing_in_back_to_the_open_agreement() {
    let world = World::start().await;
    let mut visitor = world.visitor();
    let page = visitor.get("/join/quiet-letter?agreement=open").await;
    assert!(!page.body.contains("/api/start_order"), "nothing to submit yet");
    let sign_in = crate::html::resolved(page.between("href=\"/sign-in?", "\"").unwrap());
    let form = visitor.get(&format!("/sign-in?{sign_in}")).await;
    let back = crate::html::resolved(form.between("name=\"return_to\" value=\"", "\"").unwrap());
    assert!(back.contains("agreement=open"), "{back}");
    let sign_in =
        [("email", "mei@demo.example"), ("password", "open the kiln slowly"), ("return_to", back.as_str())];
    let page = visitor.submit("/api/sign_in", &sign_in).await;
    assert!(page.body.contains("/api/start_order"));
}
