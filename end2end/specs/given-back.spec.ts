// A sale that its creator gives back, first a part of it and then the rest, as its buyer sees it on the order page, on the
// receipt and in the messages. Runs with JavaScript and without.
import type { Page } from "@playwright/test";
import { advance } from "../fixtures/clock.ts";
import { payAndComeBack, readAcceptAndOrder } from "../fixtures/member.ts";
import { inChinese, inEnglish, lookForText, lookUntil } from "../fixtures/paying.ts";
import { openShop, toCheckout } from "../fixtures/shop.ts";
import { expect, test } from "../fixtures/test.ts";

/** Carries out what the form of a sale says. */
async function give(creator: Page, follows: RegExp, button: string): Promise<void> {
  await creator.getByRole("button", { name: "Show what happens" }).click();
  await expect(creator.getByRole("region", { name: "Check and confirm" })).toContainText(follows);
  await creator.getByLabel("Reason").fill("The letters come later than promised.");
  await creator.getByRole("button", { name: button }).click();
  await expect(creator.getByRole("status")).toContainText("The refund is on its way");
}

test("a part that the creator gives back changes nothing for its buyer but the money; the rest ends the membership", async ({
  page,
  baseURL,
  newVisitor,
  expectNoViolations,
}) => {
  test.slow();
  const creator = await newVisitor();
  const slug = await openShop(creator, "Late Letters");
  await toCheckout(page, slug);
  await readAcceptAndOrder(page);
  await payAndComeBack(page);
  const order = new URL(page.url()).pathname;

  await creator.goto("/sales");
  await creator.getByRole("table").getByRole("rowheader").first().getByRole("link").click();
  const sale = new URL(creator.url()).pathname;
  await creator.getByRole("radio", { name: "A part of it" }).check();
  await creator.getByLabel(/^Amount/).fill("10");
  await give(creator, /The membership stays as it is\./, "Give ¥10.00 back");

  await lookForText(page, /^¥10\.00 of it (is on its way back|went back) to you\.$/);
  await advance(page.request, "PT2M", baseURL ?? "");
  await lookForText(page, /^¥10\.00 of it went back to you\.$/);
  await expect(page.getByRole("heading", { level: 1, name: "You’re in" })).toBeVisible();
  await expect(page.getByRole("link", { name: /^Enter/ })).toBeVisible();
  await expectNoViolations(page);
  await inChinese(page);
  await expect(page.getByText(/^其中 ¥10\.00 已退回给您。$/)).toBeVisible();
  await expectNoViolations(page);
  await inEnglish(page);
  await page.getByRole("link", { name: "Receipt" }).click();
  await expect(page.getByText(/^Returned on/)).toBeVisible();
  await expect(page.getByText("¥28.00")).toBeVisible();
  await page.goto("/messages");
  const told = page.getByRole("list", { name: "Messages" }).getByRole("listitem");
  await expect(told.filter({ hasText: "¥10.00 is on its way back to you" })).toContainText("Your membership stays as it is.");

  await creator.goto(sale);
  await give(creator, /The membership ends at once/, "Give ¥28.00 back");
  await page.goto(order);
  await lookForText(page, /^Pia Reed (is giving you ¥28\.00|gave you ¥28\.00) back\. The membership has ended\.$/);
  await expect(page.getByRole("link", { name: /^Enter/ })).toHaveCount(0);
  await advance(page.request, "PT2M", baseURL ?? "");
  await lookUntil(page, "Your money went back");
  await expect(page.getByText("Pia Reed decided to give your money back. The membership ended with that.")).toBeVisible();
  await expect(page.getByText("You don’t have to do anything. You can join again at any time.")).toBeVisible();
  await expectNoViolations(page);
  await inChinese(page);
  await expect(page.getByRole("heading", { level: 1, name: "款项已退回" })).toBeVisible();
  await expect(page.getByText(/^Pia Reed已退回您的 ¥28\.00，会员已结束。$/)).toBeVisible();
  await expectNoViolations(page);
});
