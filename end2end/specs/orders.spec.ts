// One's own orders and their receipts. Runs with JavaScript and without.
import {
  goToCheckout,
  orderAsSomebodyNew,
  payAndComeBack,
  readAcceptAndOrder,
  signUp,
} from "../fixtures/member.ts";
import { inChinese } from "../fixtures/paying.ts";
import { phone } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test("orders are found by community and by number, and one that waits is gone on with", async ({
  page,
  expectNoViolations,
}) => {
  await signUp(page);
  await page.goto("/orders");
  await expect(page.getByRole("heading", { name: "No orders yet" })).toBeVisible();
  await goToCheckout(page, /Kiln & Clay/);
  await readAcceptAndOrder(page);
  const kiln = page.url();
  const number = await page.getByText(/^ord_[0-9a-z]{26}$/).innerText();
  await page.goto("/");
  await goToCheckout(page, /Slow Light/);
  await readAcceptAndOrder(page);
  await payAndComeBack(page);

  await page.getByRole("link", { name: "Memberships" }).first().click();
  await page.getByRole("link", { name: "Your orders and receipts" }).click();
  const lines = page.getByRole("main").getByRole("listitem");
  await expect(lines).toHaveCount(2);
  await expect(lines.first()).toContainText("Slow Light");
  await expect(lines.first()).toContainText("Paid");
  await expect(lines.last()).toContainText("Not paid yet");
  await expectNoViolations(page);

  await page.getByLabel("Community or order number").fill("slow");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(lines).toHaveCount(1);
  await page.getByLabel("Community or order number").fill(number);
  await page.getByRole("button", { name: "Search" }).click();
  await expect(lines).toHaveCount(1);
  await expect(lines).toContainText("Kiln & Clay");
  await page.getByRole("link", { name: "Go on paying" }).click();
  await expect(page).toHaveURL(kiln);
  await page.goto("/orders?search=nothing+of+this+name");
  await expect(page.getByRole("heading", { name: /^No order fits/ })).toBeVisible();
  await page.getByRole("link", { name: "Show all orders" }).click();
  await expect(lines).toHaveCount(2);
});

test("a receipt says who was paid, for what and how much, and belongs to its buyer", async ({
  page,
  newVisitor,
  expectNoViolations,
  expectProblems,
}) => {
  await orderAsSomebodyNew(page);
  await payAndComeBack(page);
  await page.getByRole("link", { name: "Receipt" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Receipt" })).toBeVisible();
  await expect(page.getByRole("definition").filter({ hasText: /^Wren Abbot$/ })).toBeVisible();
  await expect(page.getByRole("definition").filter({ hasText: /^WeChat Pay$/ })).toBeVisible();
  await expect(page.getByRole("definition").filter({ hasText: /^¥/ })).toHaveCount(1);
  await expectNoViolations(page);
  await page.setViewportSize(phone);
  expect(await page.locator("html").evaluate((root) => root.scrollWidth)).toBeLessThanOrEqual(phone.width);
  await inChinese(page);
  await expect(page.getByRole("heading", { level: 1, name: "收据" })).toBeVisible();

  const stranger = await newVisitor();
  await signUp(stranger, "Somebody Else");
  expectProblems(/404/);
  const answer = await stranger.goto(new URL(page.url()).pathname);
  expect(answer?.status()).toBe(404);
});
