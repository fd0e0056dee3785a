// Only with JavaScript: the order page keeps itself true.
import { expectLetIn, goToCheckout, orderAsSomebodyNew } from "../fixtures/member.ts";
import { awake, signInAs } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test("the order page turns to paid by itself, and the heading takes the focus", async ({ page, context }) => {
  await orderAsSomebodyNew(page);
  await awake(page);
  let documents = 0;
  page.on("request", (request) => {
    if (request.isNavigationRequest()) documents += 1;
  });
  const wallet = await context.newPage();
  await wallet.goto((await page.getByRole("link", { name: "Pay with the demo wallet" }).getAttribute("href")) ?? "");
  await wallet.getByRole("button", { name: /^Pay/ }).click();
  await expect(wallet.getByRole("heading", { name: "Paid" })).toBeVisible();

  await expectLetIn(page);
  await expect(page.getByRole("heading", { level: 1, name: "You’re in" })).toBeFocused();
  await expect(page).toHaveTitle(/You’re in/);
  await expect(page.getByRole("link", { name: /^Enter Kiln & Clay/ })).toBeVisible();
  expect(documents, "documents loaded").toBe(0);
});

test("when the stream of news breaks, polling finds the payment", async ({ page, context, expectProblems }) => {
  await page.route("**/o/*/events", (route) => route.abort());
  expectProblems(/events/);
  await orderAsSomebodyNew(page);
  await awake(page);
  const polled = page.waitForRequest(/\/o\/[^/]+\/status/);
  await polled;
  const wallet = await context.newPage();
  await wallet.goto((await page.getByRole("link", { name: "Pay with the demo wallet" }).getAttribute("href")) ?? "");
  await wallet.getByRole("button", { name: /^Pay/ }).click();
  await expectLetIn(page);
});

test("the countdown counts, and stays quiet for assistive technology", async ({ page }) => {
  await orderAsSomebodyNew(page);
  await awake(page);
  const timer = page.getByRole("timer");
  const before = await timer.innerText();
  await expect(timer).not.toHaveText(before);
  await expect(timer).toHaveText(/^1[0-5]:\d\d$/);
});

test("without a connection the page says so, keeps the code, and checks on return", async ({ page, context }) => {
  await orderAsSomebodyNew(page);
  await awake(page);
  await context.setOffline(true);
  await expect(page.getByText(/^You are offline/)).toBeVisible();
  await expect(page.getByRole("img", { name: /QR code/ })).toBeVisible();
  const checked = page.waitForRequest(/\/o\/[^/]+\/status/);
  await context.setOffline(false);
  await checked;
  await expect(page.getByText(/^You are offline/)).toBeHidden();
});

test("pressing twice posts once", async ({ page }) => {
  await signInAs(page, /Chen Mei/);
  await goToCheckout(page, /Kiln & Clay/);
  await page.getByRole("link", { name: "Read the agreement" }).click();
  await awake(page);
  await page.getByRole("checkbox", { name: /I have read/ }).check();
  let posts = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/api/start_order")) posts += 1;
  });
  await page.getByRole("button", { name: /^Pay / }).dblclick();
  await expect(page.getByRole("alert").or(page.getByRole("timer"))).toBeVisible();
  expect(posts).toBe(1);
});

test("no page of the member scrolls sideways at 320 pixels", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  const narrow = async () => {
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, page.url()).toBeLessThanOrEqual(320);
  };
  for (const address of ["/", "/c/kiln-and-clay", "/join/kiln-and-clay", "/sign-in", "/sign-up", "/offline"]) {
    await page.goto(address);
    await narrow();
  }
  await orderAsSomebodyNew(page);
  await narrow();
  await page.goto("/memberships");
  await narrow();
});
