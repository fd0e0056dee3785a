// Late money for an order whose coupon, or whose own seat, somebody else has by then: it goes back by itself, and the page
// says why, how much, and what can be done. Runs with JavaScript and without.
import type { Page } from "@playwright/test";
import { advance } from "../fixtures/clock.ts";
import { payAndComeBack, readAcceptAndOrder } from "../fixtures/member.ts";
import { codeOn, inChinese, inEnglish, lookUntil, payBehind, type OpenCode } from "../fixtures/paying.ts";
import { choose, makeCoupon, openShop, toCheckout, useCoupon } from "../fixtures/shop.ts";
import { expect, test } from "../fixtures/test.ts";

/** Orders what the checkout shows and pays it at once. */
async function buy(page: Page): Promise<void> {
  await readAcceptAndOrder(page);
  await payAndComeBack(page);
}

/** Orders what the checkout shows and lets the time to pay run out; the code that is still known somewhere. */
async function orderTooLong(page: Page, baseURL: string): Promise<OpenCode> {
  await readAcceptAndOrder(page);
  const code = await codeOn(page);
  await advance(page.request, "PT16M", baseURL);
  await expect(page.getByRole("heading", { level: 1, name: "The time to pay ran out" })).toBeVisible({ timeout: 30_000 });
  return code;
}

/** Pays what ran out; the page says that the money goes back. */
async function payTooLate(page: Page, code: OpenCode): Promise<void> {
  await payBehind(page, code, { late: true });
  const title = page.getByRole("heading", { level: 1, name: /^Paid too late, and (on its way back|returned)$/ });
  await expect(async () => {
    await page.reload();
    await expect(title).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await expect(page.getByRole("img", { name: /QR code/ })).toHaveCount(0);
}

test("late money whose coupon somebody else used goes back, and the page says that it can be ordered without it", async ({
  page,
  baseURL,
  newVisitor,
  expectNoViolations,
}) => {
  test.slow();
  const creator = await newVisitor();
  const slug = await openShop(creator, "Marsh Mail");
  await makeCoupon(creator, "one-only", { "Uses in all": "1" });
  await expect(creator.getByRole("list", { name: "Coupons" })).toContainText("ONE-ONLY");
  await toCheckout(page, slug);
  await useCoupon(page, "one-only");
  const code = await orderTooLong(page, baseURL ?? "");
  const quicker = await newVisitor();
  await toCheckout(quicker, slug);
  await useCoupon(quicker, "one-only");
  await buy(quicker);

  await payTooLate(page, code);
  await expect(
    page.getByText("You paid after the order had ended, when its coupon was used up or withdrawn."),
  ).toBeVisible();
  await expect(page.getByRole("link", { name: /^Enter/ })).toHaveCount(0);
  await expectNoViolations(page);
  await advance(page.request, "PT1M", baseURL ?? "");
  await lookUntil(page, "Paid too late, and returned");
  await expect(page.getByText(/its coupon was used up or withdrawn by then\. We sent all of it back\.$/)).toBeVisible();
  await expect(page.getByText(/^¥30\.40 went back the way it came at/)).toBeVisible();
  await expect(page.getByText("Nothing. You can order again, without this coupon.")).toBeVisible();
  await expectNoViolations(page);
  await inChinese(page);
  await expect(page.getByRole("heading", { level: 1, name: "付款太晚，已退回" })).toBeVisible();
  await expect(page.getByText(/所用的优惠码也已用完或撤回，已全额退回。$/)).toBeVisible();
  await expect(page.getByText("无需操作。您可以重新下单，但不能再用这张优惠码。")).toBeVisible();
  await expectNoViolations(page);

  // What the page says is so.
  await inEnglish(page);
  await choose(page, slug);
  await buy(page);
});

test("late money for a renewal whose own seat is somebody else's by then goes back", async ({
  page,
  baseURL,
  newVisitor,
  expectNoViolations,
}) => {
  test.slow();
  const creator = await newVisitor();
  const slug = await openShop(creator, "Reed Bed", {
    Seats: "1",
    "Days within which the money can be asked back": "7",
  });
  await toCheckout(page, slug);
  await buy(page);
  const first = new URL(page.url()).pathname;
  // Sold out, and whoever sits there renews all the same.
  await choose(page, slug);
  const code = await orderTooLong(page, baseURL ?? "");
  const renewal = new URL(page.url()).pathname;
  await page.goto(first);
  await page.getByText("Ask for your money back", { exact: true }).click();
  await page.getByRole("button", { name: "Ask for ¥38.00 back" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Your money (is on its way back|went back)$/ })).toBeVisible();
  const quicker = await newVisitor();
  await toCheckout(quicker, slug);
  await buy(quicker);

  await page.goto(renewal);
  await payTooLate(page, code);
  await expect(page.getByText("You paid after the order had ended, and every seat was taken.")).toBeVisible();
  await expectNoViolations(page);
  await advance(page.request, "PT1M", baseURL ?? "");
  await lookUntil(page, "Paid too late, and returned");
  await expect(page.getByText(/^¥38\.00 went back the way it came at/)).toBeVisible();
  await expect(page.getByText("Nothing. You can order again when a seat is free.")).toBeVisible();
  await inChinese(page);
  await expect(page.getByText(/到账时已没有空位，我们已全额退回/)).toBeVisible();
  await expect(page.getByText("无需操作。有空位时可以重新下单。")).toBeVisible();
  await expectNoViolations(page);
});
