// The gateway says nothing, or says it late: the page never calls that failed, never asks for money again, and finds the
// payment. With JavaScript and without.
import { advance } from "../fixtures/clock.ts";
import { expectLetIn, orderAsSomebodyNew } from "../fixtures/member.ts";
import { codeOn, fault, heal, inChinese, lookUntil, payBehind } from "../fixtures/paying.ts";
import { expect, test } from "../fixtures/test.ts";

test("a payment that nobody told us of is found by asking", async ({ page }) => {
  await orderAsSomebodyNew(page);
  const code = await codeOn(page);
  await fault(page, code.sandbox, "notify", "drop");
  await payBehind(page, code, {});
  await page.getByRole("button", { name: "Check now" }).click();
  await expectLetIn(page);
});

test("while the gateway does not answer after the time is up, the page says that it is checking", async ({
  page,
  baseURL,
  expectNoViolations,
}) => {
  test.slow();
  await orderAsSomebodyNew(page);
  const code = await codeOn(page);
  await fault(page, code.sandbox, "notify", "drop", 1_000);
  await fault(page, code.sandbox, "query", "server_error", 1_000);
  await fault(page, code.sandbox, "close", "server_error", 1_000);
  try {
    await payBehind(page, code, {});
    await advance(page.request, "PT16M", baseURL ?? "");
    // The page's own countdown knows nothing of a clock that a test moves.
    await lookUntil(page, "We’re checking your payment");
    await expect(page.getByText(/^Please don’t pay again/).first()).toBeVisible();
    await expect(page.getByText("Perhaps on its way. If it arrived, it counts for this order and no other.")).toBeVisible();
    await expect(page.getByText(/fail/i)).toHaveCount(0);
    await expect(page.getByRole("img", { name: /QR code/ })).toHaveCount(0);
    await expectNoViolations(page);
    await inChinese(page);
    await expect(page.getByRole("heading", { level: 1, name: "正在确认您的付款" })).toBeVisible();
    await expect(page.getByText(/请勿重复付款/).first()).toBeVisible();
    await expectNoViolations(page);
  } finally {
    await heal(page, code.sandbox);
  }
  await advance(page.request, "PT5M", baseURL ?? "");
  await lookUntil(page, "您已加入");
  await page.getByRole("button", { name: "English" }).click();
  await expectLetIn(page);
});

test("an unpaid order is found again by its link, in both languages, and ends without a charge", async ({
  page,
  baseURL,
  expectNoViolations,
}) => {
  await orderAsSomebodyNew(page);
  const order = new URL(page.url()).pathname;
  await page.goto("/orders");
  await page.getByRole("link", { name: "Go on paying" }).first().click();
  await expect(page).toHaveURL(new RegExp(`${order}$`));
  await inChinese(page);
  await expect(page.getByRole("heading", { level: 1, name: "请扫码付款" })).toBeVisible();
  await advance(page.request, "PT16M", baseURL ?? "");
  await lookUntil(page, "付款时间已过");
  await expect(page.getByText("目前没有收到付款。", { exact: true })).toBeVisible();
  await expectNoViolations(page);
  await expect(page.getByRole("link", { name: /^重新下单/ })).toBeVisible();
});
