// What one payment lasts: three months, until a fixed day, for good; and a change that counts the time not used yet. The
// checkout says until when before anybody pays, and the order says the same after it. With JavaScript and without.
import type { Page } from "@playwright/test";
import { payAndComeBack, readAcceptAndOrder, signUp } from "../fixtures/member.ts";
import { inChinese } from "../fixtures/paying.ts";
import { begin, describe, openToAll, publish, sell } from "../fixtures/shop.ts";
import { expect, test } from "../fixtures/test.ts";

/** A day as pages write it. */
const DAY = /\d{1,2} [A-Z][a-z]+ \d{4}/;

/** A year that is ahead, and near enough to be sold until. */
const YEAR = new Date().getUTCFullYear() + 3;

/** A community that sells a season, a course until a fixed day, and a place for good; the part of its address. */
async function openSeasons(page: Page): Promise<string> {
  const slug = await begin(page, "Tide Pools");
  await describe(page);
  await sell(page, "Season", "90", {}, "Three months");
  await sell(page, "Course", "50", { "The first day that is no longer paid for": `${YEAR}-07-01` }, "Until a fixed day");
  await sell(page, "Patron", "900", {}, "For good");
  await publish(page);
  await openToAll(page);
  await expect(page.getByRole("list", { name: "What is sold" })).toContainText("for three months");
  return slug;
}

/** To the checkout of one of its tiers. */
async function choose(page: Page, slug: string, tier: string): Promise<void> {
  await page.goto(`/c/${slug}`);
  await page.getByRole("radio", { name: tier }).check();
  await page.getByRole("button", { name: /^Join / }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Join as ${tier}` })).toBeVisible();
}

/** What the checkout says about how long it lasts. */
function lasts(page: Page) {
  const facts = page.getByRole("region", { name: "What you are buying" }).getByRole("definition");
  return facts.filter({ hasText: /^(Until|From|For good|It ends)/ });
}

/** Orders what the checkout shows, pays, and comes back to the order. */
async function buy(page: Page): Promise<void> {
  await readAcceptAndOrder(page);
  await payAndComeBack(page);
}

test("three months last until the day that the checkout names, and the next three follow them", async ({
  page,
  newVisitor,
  expectNoViolations,
}) => {
  test.slow();
  const slug = await openSeasons(page);
  const reader = await newVisitor();
  await signUp(reader);
  await choose(reader, slug, "Season");
  await expect(lasts(reader)).toHaveText(/^Until .*, if you pay now$/);
  const until = (await lasts(reader).innerText()).match(DAY)?.[0] ?? "no day";
  await expectNoViolations(reader);
  await buy(reader);
  await expect(reader.getByText(`Your membership is active until ${until}.`)).toBeVisible();

  await choose(reader, slug, "Season");
  await expect(lasts(reader)).toHaveText(/: it follows the time you have$/);
  await expect(lasts(reader)).toContainText(`From ${until} until `);
  await inChinese(reader);
  await expect(reader.getByRole("definition").filter({ hasText: "接续现有期限" })).toBeVisible();
  await expectNoViolations(reader);
});

test("a course until a fixed day is bought once: paying again would add no time, and is not possible", async ({
  page,
  newVisitor,
  expectNoViolations,
}) => {
  test.slow();
  const slug = await openSeasons(page);
  const reader = await newVisitor();
  await signUp(reader);
  await choose(reader, slug, "Course");
  await expect(lasts(reader)).toHaveText(`Until 1 July ${YEAR}, if you pay now`);
  await buy(reader);
  await expect(reader.getByText(`Your membership is active until 1 July ${YEAR}.`)).toBeVisible();

  await choose(reader, slug, "Course");
  await expect(reader.getByRole("alert")).toContainText("You have not been charged");
  await expect(lasts(reader)).toHaveText(`It ends on 1 July ${YEAR} and adds no time to what you have`);
  await reader.getByRole("link", { name: "Read the agreement" }).click();
  await expect(reader.getByRole("button", { name: /^Pay / })).toBeDisabled();
  await expectNoViolations(reader);
});

test("a season is changed for a place for good, and the time that is left of it is taken off the price", async ({
  page,
  newVisitor,
  expectNoViolations,
}) => {
  test.slow();
  const slug = await openSeasons(page);
  const reader = await newVisitor();
  await signUp(reader);
  await choose(reader, slug, "Season");
  await buy(reader);

  await choose(reader, slug, "Patron");
  await reader.getByRole("radio", { name: "Change to this tier now" }).check();
  await reader.getByRole("button", { name: "Show the price" }).click();
  await expect(reader.getByRole("term").filter({ hasText: "Your unused time" })).toBeVisible();
  await expect(lasts(reader)).toHaveText("For good");
  // Of a season that has just begun at most a day is gone.
  await expect(reader.getByRole("button", { name: /^Pay ¥81[0-2]\.\d\d$/ })).toBeVisible();
  await expectNoViolations(reader);
  await buy(reader);
  await expect(reader.getByText("Your membership is active.")).toBeVisible();

  await reader.goto("/memberships");
  await expect(reader.getByRole("main").getByRole("listitem").filter({ hasText: "Patron, for good." })).toHaveCount(1);
  await expect(reader.getByRole("main")).not.toContainText("Season, until");
  await expectNoViolations(reader);
});
