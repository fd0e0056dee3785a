// The gateway does not take a payment, or gives no answer when it is asked for one: nothing is charged, the page says so, and
// the order can be paid all the same. Runs with JavaScript and without.
import type { Page } from "@playwright/test";
import { sandboxOf } from "../fixtures/clock.ts";
import { goToCheckout, orderAsSomebodyNew, payAndComeBack, readAcceptAndOrder } from "../fixtures/member.ts";
import { fault, heal, inChinese, inEnglish } from "../fixtures/paying.ts";
import { expect, test } from "../fixtures/test.ts";

/** Somebody new at a checkout, and the sandbox behind it, which another order of theirs shows. */
async function toCheckout(page: Page): Promise<string> {
  await orderAsSomebodyNew(page, /Slow Light/);
  const sandbox = await sandboxOf(page);
  await goToCheckout(page, /Kiln & Clay/);
  return sandbox;
}

/** The code that is there now is paid, and lets its payer in. */
async function payAfterAll(page: Page): Promise<void> {
  await payAndComeBack(page);
}

/** Nothing to pay with, and no word of money that moved. */
async function expectNothingCharged(page: Page): Promise<void> {
  await expect(page.getByText(/You have not been charged/)).toBeVisible();
  await expect(page.getByText("No payment has been seen so far.")).toBeVisible();
  await expect(page.getByRole("img", { name: /QR code/ })).toHaveCount(0);
  await expect(page.getByText(/fail/i)).toHaveCount(0);
}

test("a payment that the gateway refuses is not charged: the page says whom to ask and by what code, and another try pays it", async ({
  page,
  expectNoViolations,
}) => {
  test.slow();
  const sandbox = await toCheckout(page);
  await fault(page, sandbox, "native", "rule_limit", 1_000);
  try {
    await readAcceptAndOrder(page, "WeChat Pay", "This payment was not accepted");
    await expectNothingCharged(page);
    await expect(page.getByText(/^You ordered at .*, and WeChat Pay did not accept the payment\.$/)).toBeVisible();
    await expect(page.getByText(/^Try once more, or pay another way\. .* name the code JN-REFUSED\.$/)).toBeVisible();
    await expect(page.getByRole("definition").getByRole("link", { name: /@/ })).toHaveAttribute("href", /^mailto:/);
    await expect(page.getByRole("button", { name: "Pay with Alipay instead" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Pay by card instead" })).toBeVisible();
    await expectNoViolations(page);
    await page.getByRole("button", { name: "Try again with WeChat Pay" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "This payment was not accepted" })).toBeVisible();
    await inChinese(page);
    await expect(page.getByRole("heading", { level: 1, name: "付款没有被受理" })).toBeVisible();
    await expect(page.getByText(/微信支付没有受理这笔付款。没有扣款。$/)).toBeVisible();
    await expect(page.getByText("目前没有收到付款。", { exact: true })).toBeVisible();
    await expect(page.getByText(/请通过下方的联系方式联系收款方，并提供代码 JN-REFUSED。$/)).toBeVisible();
    await expectNoViolations(page);
  } finally {
    await heal(page, sandbox);
  }
  await page.getByRole("button", { name: "用微信支付再试一次" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "请扫码付款" })).toBeVisible();
  await inEnglish(page);
  await payAfterAll(page);
});

test("what one gateway refuses is paid through another one", async ({ page }) => {
  const sandbox = await toCheckout(page);
  await fault(page, sandbox, "native", "rule_limit", 1_000);
  try {
    await readAcceptAndOrder(page, "WeChat Pay", "This payment was not accepted");
    await page.getByRole("button", { name: "Pay with Alipay instead" }).click();
    await expect(page.getByRole("img", { name: /^Alipay QR code/ })).toBeVisible();
    await payAfterAll(page);
  } finally {
    await heal(page, sandbox);
  }
});

test("while the gateway gives no answer the page prepares the payment, and shows the code by itself when there is one", async ({
  page,
  expectNoViolations,
}) => {
  test.slow();
  const sandbox = await toCheckout(page);
  await fault(page, sandbox, "native", "server_error", 1_000);
  try {
    await readAcceptAndOrder(page, "WeChat Pay", "We’re preparing your payment");
    await expectNothingCharged(page);
    await expect(page.getByText("We keep asking. As soon as there is an answer, you can pay here.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Pay with Alipay instead" })).toBeVisible();
    await expectNoViolations(page);
    await inChinese(page);
    await expect(page.getByRole("heading", { level: 1, name: "正在准备付款" })).toBeVisible();
    await expect(page.getByText("微信支付还没有回应。没有扣款，本页会自动更新。")).toBeVisible();
    await expect(page.getByText("目前没有收到付款。", { exact: true })).toBeVisible();
    await expectNoViolations(page);
  } finally {
    await heal(page, sandbox);
  }
  await expect(page.getByRole("heading", { level: 1, name: "请扫码付款" })).toBeVisible({ timeout: 20_000 });
  await inEnglish(page);
  await payAfterAll(page);
});
