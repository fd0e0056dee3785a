// The payer’s bank asks for a card payment back: the page says what that means for money and membership, and what the bank
// decided in the end. Runs with JavaScript and without.
import type { Page } from "@playwright/test";
import { expectLetIn, orderAsSomebodyNew } from "../fixtures/member.ts";
import {
  bankDecides,
  bankDisputes,
  inChinese,
  inEnglish,
  lookForText,
  payByCard,
  toCardForm,
  type CardForm,
} from "../fixtures/paying.ts";
import { expect, test } from "../fixtures/test.ts";

/** Somebody who was let in for a card payment that their bank asks back. */
async function disputed(page: Page): Promise<CardForm> {
  await orderAsSomebodyNew(page, /Kiln & Clay/, "Card");
  const form = await toCardForm(page);
  await payByCard(page, "4242 4242 4242 4242");
  await expectLetIn(page);
  await bankDisputes(page, form);
  await lookForText(page, "Your bank has asked for this payment back");
  return form;
}

test("until the bank decides, the money is with it and the membership goes on; lost, both are gone", async ({
  page,
  expectNoViolations,
}) => {
  const form = await disputed(page);
  await expect(page.getByRole("link", { name: /^Enter/ })).toBeVisible();
  await expect(page.getByText("Ask for your money back", { exact: true })).toHaveCount(0);
  await expect(page.getByRole("definition").filter({ hasText: "is with the bank until it decides." })).toBeVisible();
  await expectNoViolations(page);
  await inChinese(page);
  await expect(page.getByText("您的银行要求撤回这笔付款")).toBeVisible();
  await expect(page.getByRole("definition").filter({ hasText: "由银行保管，等待裁定" })).toBeVisible();
  await inEnglish(page);

  await bankDecides(page, form, "lost");
  await lookForText(page, "Your bank has decided");
  await expect(page.getByText(/The membership that it paid for has ended\.$/)).toBeVisible();
  await expect(page.getByRole("definition").filter({ hasText: "went back to you through your bank." })).toBeVisible();
  await expect(page.getByRole("link", { name: /^Enter/ })).toHaveCount(0);
  await expectNoViolations(page);
  await inChinese(page);
  await expect(page.getByRole("heading", { level: 1, name: "您的银行撤回了这笔付款" })).toBeVisible();
  await expect(page.getByText("银行已将款项退回给您，对应的会员已结束。")).toBeVisible();
});

test("won, the payment stands: nothing changes for the payer, and the rule of the sale counts again", async ({
  page,
  expectNoViolations,
}) => {
  const form = await disputed(page);
  await bankDecides(page, form, "won");
  await lookForText(page, "Your bank has decided");
  await expect(page.getByText("The payment stands, and nothing changes for you.")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "You’re in" })).toBeVisible();
  await expect(page.getByRole("definition").filter({ hasText: /^¥[\d.,]+ went to .+\.$/ })).toBeVisible();
  await expect(page.getByRole("link", { name: /^Enter/ })).toBeVisible();
  await expect(page.getByText("Ask for your money back", { exact: true })).toBeVisible();
  await expectNoViolations(page);
  await inChinese(page);
  await expect(page.getByText("您的银行已作出决定")).toBeVisible();
  await expect(page.getByText("这笔付款有效，对您没有任何变化。")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "您已加入" })).toBeVisible();
  await expectNoViolations(page);
});
