// A card payment that the payer’s bank takes its time over: the page calls it neither paid nor unpaid, asks nobody to pay
// again, waits longer than the order's time, and says what came of it. Runs with JavaScript and without.
import type { Page } from "@playwright/test";
import { advance } from "../fixtures/clock.ts";
import { expectLetIn, orderAsSomebodyNew } from "../fixtures/member.ts";
import {
  bankSays,
  bankTakesItsTime,
  changeTo,
  inChinese,
  inEnglish,
  lookUntil,
  payByCard,
  toCardForm,
  type CardForm,
} from "../fixtures/paying.ts";
import { expect, test } from "../fixtures/test.ts";

const UNDER_WAY = "Your payment is being carried out";

/** Somebody who has paid, whose bank is still at it, and who therefore wants to pay another way. */
async function paysTwoWays(page: Page): Promise<CardForm> {
  await orderAsSomebodyNew(page, /Kiln & Clay/, "Card");
  const form = await toCardForm(page);
  await bankTakesItsTime(page, form.sandbox);
  await payByCard(page, "4242 4242 4242 4242");
  await expect(page.getByText("We have not heard of a payment yet")).toBeVisible();
  await expect(page.getByText(/^If you have just paid, please don’t pay again/)).toBeVisible();
  await changeTo(page, "Pay with WeChat Pay instead");
  await expect(page.getByRole("heading", { level: 1, name: UNDER_WAY })).toBeVisible();
  return form;
}

test("while the bank is at it nobody is asked to pay, also after the order's time; then its payer is let in", async ({
  page,
  baseURL,
  expectNoViolations,
}) => {
  test.slow();
  const form = await paysTwoWays(page);
  await expect(page.getByText(/your bank is still at it\. Please don’t pay again/)).toBeVisible();
  await expect(page.getByText("On its way. When it arrives, it counts for this order and no other.")).toBeVisible();
  await expect(page.getByText(/^The order waits for the bank, also after its time\./)).toBeVisible();
  await expect(page.getByRole("img", { name: /QR code/ })).toHaveCount(0);
  await expect(page.getByRole("link", { name: /card form/ })).toHaveCount(0);
  await expect(page.getByText("Pay another way", { exact: true })).toHaveCount(0);
  await expectNoViolations(page);

  await advance(page.request, "PT16M", baseURL ?? "");
  await page.getByRole("button", { name: "Check now" }).click();
  await expect(page.getByText("We asked just now. What you see is the answer.")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: UNDER_WAY })).toBeVisible();
  await inChinese(page);
  await expect(page.getByRole("heading", { level: 1, name: "付款正在处理中" })).toBeVisible();
  await expect(page.getByText(/银行还在处理。请勿重复付款/)).toBeVisible();
  await expect(page.getByText("正在途中。到账后只计入这一个订单。")).toBeVisible();
  await expectNoViolations(page);
  await inEnglish(page);

  await bankSays(page, form, true);
  await lookUntil(page, "You’re in");
  await expectLetIn(page);
});

test("when the bank says no, nothing was charged, and the order can be paid", async ({ page, expectNoViolations }) => {
  const form = await paysTwoWays(page);
  await bankSays(page, form, false);
  await lookUntil(page, "Go on to pay");
  await expect(page.getByText("No payment has been seen so far.")).toBeVisible();
  await expectNoViolations(page);
  await toCardForm(page);
  await payByCard(page, "4242 4242 4242 4242");
  await expectLetIn(page);
});
