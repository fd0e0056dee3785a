//! Accounts in further currencies: who opens them, what they stand for, and who acts on them.

use std::collections::BTreeMap;

use domain::{
    catalogue::{FurtherPrice, Product},
    id::UserId,
    money::Currency,
    payouts::Standing,
    people::AccountRole,
    view::{
        Problem, ProblemCode,
        manage::{AccountForm, ProductForm},
    },
};
use services::{
    actor::{Approver, Creator},
    manage::ManageOutcome,
    ports::{CreatorRow, TeamMember},
    refunds::{RefundForm, RefundOutcome},
};

use super::{currencies::dollars, told::told, world::World};

fn account(currency: &str) -> AccountForm {
    AccountForm { currency: currency.to_owned() }
}

fn problems<F>(outcome: ManageOutcome<F>) -> Vec<Problem> {
    match outcome {
        ManageOutcome::Refused(refused) => refused.problems,
        ManageOutcome::Done => Vec::new(),
        ManageOutcome::NotFound => panic!("not found"),
    }
}

/// The owner with every account that is there now.
fn owner(world: &World) -> Creator {
    let creator = world.shop.creator.clone();
    let rows = world.rows();
    let beside = |row: &&CreatorRow| row.main.as_ref() == Some(&creator.account.id);
    let further = rows.creators.values().filter(beside).cloned().collect();
    Creator { further, ..creator }
}

#[tokio::test]
async fn an_account_in_a_further_currency_is_opened_once_and_stands_as_the_main_one_does() {
    told(async |world| {
        let creator = owner(world);
        let standing = Standing {
            country: "CN".to_owned(),
            platform_paused_at: Some(creator.account.created_at),
            version: 1,
            ..Standing::new(creator.account.id.clone())
        };
        world.commerce.change(|tables| {
            tables.standings.insert(creator.account.id.clone(), standing.clone());
        });
        let add = async || world.services.manage.add_account(&creator, &account("USD")).await;
        let added = problems(world.again(add).await);
        assert!(added.is_empty() || world.switch.failed().is_some(), "{added:?}");
        let now = owner(world);
        let further = &now.further[0];
        assert_eq!(
            (now.further.len(), further.currency, &further.owner),
            (1, Currency::Usd, &creator.account.owner)
        );
        assert_eq!(further.main.as_ref(), Some(&creator.account.id));
        let rows = world.rows();
        let copied = &rows.standings[&further.id];
        assert_eq!(
            (&copied.country, copied.platform_paused_at),
            (&standing.country, standing.platform_paused_at)
        );
        let again = problems(
            world.again(async || world.services.manage.add_account(&now, &account("USD")).await).await,
        );
        assert_eq!(again, [Problem::at("account_currency", ProblemCode::AccountThere)]);
        // A tab from before sends the same: the database knows.
        let stale = problems(world.again(add).await);
        assert_eq!(stale, [Problem::at("account_currency", ProblemCode::AccountThere)]);
    })
    .await;
}

#[tokio::test]
async fn only_the_owner_adds_accounts_and_only_in_currencies_there_are() {
    let world = World::new().await;
    let creator = owner(&world);
    for role in AccountRole::GIVEN {
        let helper = Creator { role, ..creator.clone() };
        let refused = world.services.manage.add_account(&helper, &account("USD")).await.unwrap();
        assert_eq!(refused, ManageOutcome::NotFound, "{role:?}");
    }
    for (code, problem) in [("CNY", ProblemCode::AccountThere), ("XXX", ProblemCode::ChoiceUnknown)] {
        let refused = world.services.manage.add_account(&creator, &account(code)).await.unwrap();
        assert_eq!(problems(refused), [Problem::at("account_currency", problem)], "{code}");
    }
    assert_eq!(world.rows().creators.len(), 1);
}

fn priced(product: &Product, prices: &[(&str, &str)]) -> ProductForm {
    let prices: BTreeMap<String, String> =
        prices.iter().map(|(code, text)| ((*code).to_owned(), (*text).to_owned())).collect();
    ProductForm {
        product: product.id.to_string(),
        tier: product.tier.clone(),
        benefits: "Fire".to_owned(),
        price: "68.00".to_owned(),
        prices,
        period: "month".to_owned(),
        refund_days: "7".to_owned(),
        version: product.version.to_string(),
        ..ProductForm::default()
    }
}

#[tokio::test]
async fn a_price_needs_an_account_that_is_paid_out_in_its_currency() {
    told(async |world| {
        let month = &world.shop.month;
        let creator = owner(world);
        let save = async |creator: &Creator, form: &ProductForm| {
            problems(
                world
                    .again(async || world.services.manage.save_product(creator, "kiln-circle", form).await)
                    .await,
            )
        };
        let form = priced(month, &[("USD", "9.00"), ("EUR", "")]);
        let no_account = ProblemCode::NoAccountIn { currency: Currency::Usd };
        assert_eq!(save(&creator, &form).await, [Problem::at("price-usd", no_account)]);
        let payee = world.sells_in_dollars(&[]).await;
        let creator = owner(world);
        let wrong = save(&creator, &priced(month, &[("USD", "nine"), ("CNY", "1")])).await;
        assert_eq!(wrong[0], Problem::at("price-usd", ProblemCode::AmountInvalid));
        let saved = save(&creator, &form).await;
        assert!(saved.is_empty() || world.switch.failed().is_some(), "{saved:?}");
        let rows = world.rows();
        let product = rows.product(&month.id).unwrap();
        assert_eq!(product.further, [FurtherPrice { price: dollars(900), payee }]);
        let cleared = save(&creator, &priced(product, &[("USD", " ")])).await;
        assert!(cleared.is_empty() || world.switch.failed().is_some(), "{cleared:?}");
        assert_eq!(world.rows().product(&month.id).unwrap().further, []);
    })
    .await;
}

#[tokio::test]
async fn nobody_of_the_staff_decides_about_their_own_account_in_another_currency() {
    let world = World::new().await;
    let payee = world.sells_in_dollars(&[]).await;
    let look = async |user: &UserId| {
        let reader = Approver { user: user.clone(), may_act: true };
        world.services.desk.creator_desk(&reader, &payee).await.unwrap().unwrap()
    };
    let main = &world.shop.creator.account;
    let own = look(&main.owner).await;
    assert!(own.is_own, "an account beside one's own is one's own");
    assert_eq!(own.others, [(main.id.clone(), Currency::Cny)]);
    assert!(!look(&world.shop.mei.user).await.is_own);
    assert_eq!(own.balance, dollars(0));
}

#[tokio::test]
async fn somebody_of_the_team_acts_on_the_further_account_while_the_role_is_theirs() {
    told(async |world| {
        let payee = world.sells_in_dollars(&[(&world.shop.month, 900)]).await;
        let (mei, tom) = (&world.shop.mei, &world.shop.tom);
        let token = world.starts_in(mei, &world.shop.month).await;
        world.pays_and_is_told(mei, &token).await;
        let main = &world.shop.creator.account;
        let member = TeamMember {
            creator: main.id.clone(),
            user: tom.user.clone(),
            role: AccountRole::Admin,
            added_by: main.owner.clone(),
            added_at: main.created_at,
        };
        world.commerce.change(|tables| {
            tables.team.insert(tom.user.clone(), member);
        });
        let account = world.rows().creators[&payee].clone();
        let helper =
            Creator { account, further: Vec::new(), user: tom.user.clone(), role: AccountRole::Admin };
        let form = RefundForm { note: "Goodwill".to_owned(), ..RefundForm::default() };
        let order = world.order(&token).id;
        let part = RefundForm { amount: "1.00".to_owned(), ..form.clone() };
        let give = async |form: &RefundForm| {
            world.again(async || world.services.refunds.give_as_creator(&helper, &order, form).await).await
        };
        give(&part).await;
        assert!(!world.rows().refunds.is_empty(), "the team of the main account is the team of all");
        let before = world.rows().refunds.len();
        world.commerce.change(|tables| {
            tables.team.remove(&tom.user);
        });
        let refused = give(&form).await;
        assert!(matches!(refused, RefundOutcome::Refused(..)), "{refused:?}");
        assert_eq!(world.rows().refunds.len(), before, "what was decided in a lost role is not carried out");
    })
    .await;
}
