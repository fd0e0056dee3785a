// One seat, one coupon, and more people than that: whoever comes second is told before any money moves; money that comes
// all the same goes back by itself. With JavaScript and without.
import type { Page } from "@playwright/test";
import { advance } from "../fixtures/clock.ts";
import { payAndComeBack, readAcceptAndOrder } from "../fixtures/member.ts";
import { codeOn, inChinese, lookUntil, payBehind } from "../fixtures/paying.ts";
import { makeCoupon, openShop, toCheckout, useCoupon } from "../fixtures/shop.ts";
import { expect, test } from "../fixtures/test.ts";

/** Accepts and presses the button, until the page says why there is no order. */
async function orderInVain(page: Page, why: string): Promise<void> {
  const read = page.getByRole("link", { name: "Read the agreement" });
  if (await read.isVisible()) await read.click();
  await expect(async () => {
    await page.getByRole("checkbox", { name: /I have read/ }).check();
    await page.getByRole("button", { name: /^Pay / }).click();
    await expect(page.getByRole("alert")).toContainText(why, { timeout: 1_500 });
  }).toPass({ timeout: 25_000 });
  await expect(page.getByRole("alert")).toContainText("You have not been charged");
}

test("money that comes too late for the last seat goes back by itself, and the page says so at each step", async ({
  page,
  baseURL,
  newVisitor,
  expectNoViolations,
}) => {
  test.slow();
  const creator = await newVisitor();
  const slug = await openShop(creator, "Heron Hide", { Seats: "1" });
  await toCheckout(page, slug);
  await readAcceptAndOrder(page);
  const code = await codeOn(page);
  await advance(page.request, "PT16M", baseURL ?? "");
  await expect(page.getByRole("heading", { level: 1, name: "The time to pay ran out" })).toBeVisible({ timeout: 30_000 });

  const quicker = await newVisitor();
  await toCheckout(quicker, slug);
  await readAcceptAndOrder(quicker);
  await payAndComeBack(quicker);

  await payBehind(page, code, { late: true });
  const title = page.getByRole("heading", { level: 1, name: /^Paid too late, and (on its way back|returned)$/ });
  await expect(async () => {
    await page.reload();
    await expect(title).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await expect(page.getByText("You paid after the order had ended, and every seat was taken.")).toBeVisible();
  await expect(page.getByText(/Please don’t pay again|You can order again when a seat is free/)).toBeVisible();
  await expect(page.getByRole("link", { name: /^Enter/ })).toHaveCount(0);
  await expect(page.getByRole("img", { name: /QR code/ })).toHaveCount(0);
  await expectNoViolations(page);

  await advance(page.request, "PT1M", baseURL ?? "");
  await lookUntil(page, "Paid too late, and returned");
  await expect(page.getByText(/¥38\.00 went back the way it came at/)).toBeVisible();
  await expectNoViolations(page);
  await inChinese(page);
  await expect(page.getByRole("heading", { level: 1, name: "付款太晚，已退回" })).toBeVisible();
  await expect(page.getByText(/到账时已没有空位，我们已全额退回/)).toBeVisible();
  await expectNoViolations(page);
  // Nothing was sold, so there is no receipt.
  await page.goto("/orders");
  await expect(page.getByRole("main").getByRole("listitem")).toContainText("已退款");
  await expect(page.getByRole("link", { name: "收据" })).toHaveCount(0);
});

test("two people want the last seat: the second one is told before anything is charged", async ({
  page,
  newVisitor,
  expectNoViolations,
}) => {
  test.slow();
  const creator = await newVisitor();
  const slug = await openShop(creator, "Last Bench", { Seats: "1" });
  const second = await newVisitor();
  await toCheckout(page, slug);
  await toCheckout(second, slug);
  await readAcceptAndOrder(page);
  await orderInVain(second, "Every seat is taken.");
  await expectNoViolations(second);
  await inChinese(second);
  await expect(second.getByRole("main")).toContainText("名额已满");
  await payAndComeBack(page);
});

test("two people have the last use of a coupon on their screen: one gets it, the other one is told", async ({
  page,
  newVisitor,
  expectNoViolations,
}) => {
  test.slow();
  const creator = await newVisitor();
  const slug = await openShop(creator, "Dawn Chorus");
  await makeCoupon(creator, "once-only", { "Uses in all": "1" });
  await expect(creator.getByRole("list", { name: "Coupons" })).toContainText("ONCE-ONLY");
  const second = await newVisitor();
  for (const reader of [page, second]) {
    await toCheckout(reader, slug);
    await useCoupon(reader, "once-only");
  }
  await readAcceptAndOrder(page);
  await orderInVain(second, "This coupon has been used as often as it can be.");
  await expectNoViolations(second);
  await readAcceptAndOrder(second);
  await expect(second.getByText("¥38.00").first()).toBeVisible();
  await expect(page.getByText("¥30.40").first()).toBeVisible();
});
