// Whatever the reader presses, there is one order and one payment. Runs with JavaScript and without.
import {
  expectLetIn,
  goToCheckout,
  orderAsSomebodyNew,
  payInTheWallet,
  readAcceptAndOrder,
  signUp,
} from "../fixtures/member.ts";
import { expect, test } from "../fixtures/test.ts";

test("back, reload and a second tab all lead to the same order", async ({ page, context }) => {
  await orderAsSomebodyNew(page);
  const order = page.url().split("?")[0];

  await page.goBack();
  await page.goto("/join/kiln-and-clay");
  await page.getByRole("link", { name: "Go on with your order" }).click();
  await expect(page).toHaveURL(order ?? "");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "Scan to pay" })).toBeVisible();

  const second = await context.newPage();
  await second.goto("/join/kiln-and-clay");
  await readAcceptAndOrder(second);
  await expect(second).toHaveURL(order ?? "");
  await second.close();
});

test("two tabs that order the same thing get one order, and one payment ends both", async ({ page, context }) => {
  await signUp(page);
  const second = await context.newPage();
  await goToCheckout(page, /Kiln & Clay/);
  await goToCheckout(second, /Kiln & Clay/);
  await Promise.all([readAcceptAndOrder(page), readAcceptAndOrder(second)]);
  expect(new URL(second.url()).pathname).toBe(new URL(page.url()).pathname);

  await payInTheWallet(second);
  await expectLetIn(page);
  await page.goto("/memberships");
  await expect(page.getByRole("listitem").filter({ hasText: "Kiln & Clay" })).toHaveCount(1);
});

test("another person's order is not there: neither its page nor its status", async ({ page, newVisitor, expectProblems }) => {
  await orderAsSomebodyNew(page);
  const order = new URL(page.url()).pathname;

  const stranger = await newVisitor();
  await stranger.goto(order);
  await expect(stranger.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();

  await signUp(stranger, "Somebody Else");
  expectProblems(/404/);
  const answer = await stranger.goto(order);
  expect(answer?.status()).toBe(404);
  await expect(stranger.getByRole("heading", { level: 1, name: "There is nothing at this address" })).toBeVisible();
  expect((await stranger.request.get(`${order}/status`)).status()).toBe(404);
});
