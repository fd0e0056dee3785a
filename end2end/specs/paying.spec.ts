// Paying by each way: Alipay's code, Alipay's page on a phone, a card. Runs with JavaScript and without.
import { expectLetIn, goToCheckout, orderAsSomebodyNew, payAndComeBack, signUp } from "../fixtures/member.ts";
import { changeTo, inChinese, lookUntil, payByCard, phoneBrowser } from "../fixtures/paying.ts";
import { phone } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test("the checkout offers three ways, the first is chosen, and the keyboard reaches them", async ({
  page,
  expectNoViolations,
}) => {
  await signUp(page);
  await goToCheckout(page, /Kiln & Clay/);
  await page.getByRole("link", { name: "Read the agreement" }).click();
  const ways = page.getByRole("group", { name: "How you pay" });
  await expect(ways.getByRole("radio")).toHaveCount(3);
  await expect(ways.getByRole("radio", { name: "WeChat Pay" })).toBeChecked();
  await ways.getByRole("radio", { name: "WeChat Pay" }).press("ArrowDown");
  await expect(ways.getByRole("radio", { name: "Alipay" })).toBeChecked();
  await expect(ways.getByRole("radio", { name: "Card" })).toHaveAccessibleDescription(/never see the number/);
  await expectNoViolations(page);

  // A refusal forgets nothing.
  await page.getByRole("checkbox", { name: /I have read/ }).check();
  await page.getByRole("button", { name: /^Pay ¥/ }).click();
  await expect(page.getByRole("alert")).toContainText("You have not been charged");
  await expect(page.getByRole("radio", { name: "Alipay" })).toBeChecked();
});

test("paying by Alipay’s code at a desk", async ({ page, expectNoViolations }) => {
  await orderAsSomebodyNew(page, /Kiln & Clay/, "Alipay");
  await expect(page.getByRole("heading", { level: 1, name: "Scan to pay" })).toBeVisible();
  await expect(page.getByText(/Open Alipay on your phone/)).toBeVisible();
  const code = page.getByRole("img", { name: /^Alipay QR code for ¥/ });
  expect((await code.boundingBox())?.width).toBeGreaterThanOrEqual(200);
  await expectNoViolations(page);
  await payAndComeBack(page);
  await expect(page.getByText(/^Your payment was confirmed at/)).toBeVisible();
});

test.describe("on a phone", () => {
  test.use({ userAgent: phoneBrowser, viewport: phone });

  test("paying on Alipay’s page, there and back", async ({ page, expectNoViolations }) => {
    await orderAsSomebodyNew(page, /Kiln & Clay/, "Alipay");
    await expect(page.getByRole("heading", { level: 1, name: "Go on to pay" })).toBeVisible();
    await expect(page.getByRole("img", { name: /QR code/ })).toHaveCount(0);
    await expectNoViolations(page);
    await page.getByRole("link", { name: "Go on to Alipay" }).click();
    await page.getByRole("button", { name: /^Pay/ }).click();
    await expectLetIn(page);
  });

  test("giving up at Alipay’s page: nothing was charged, nothing is called failed, and one can go on", async ({
    page,
    expectNoViolations,
  }) => {
    await orderAsSomebodyNew(page, /Kiln & Clay/, "Alipay");
    await page.getByRole("link", { name: "Go on to Alipay" }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByText("We have not heard of a payment yet")).toBeVisible();
    await expect(page.getByText(/please don’t pay again/)).toBeVisible();
    await expect(page.getByText(/fail/i)).toHaveCount(0);
    await expect(page.getByText("No payment has been seen so far.")).toBeVisible();
    await expectNoViolations(page);
    await page.getByRole("link", { name: "Go on to Alipay" }).click();
    await page.getByRole("button", { name: /^Pay/ }).click();
    await expectLetIn(page);
  });

  test("WeChat Pay goes on in the phone’s own app", async ({ page }) => {
    await orderAsSomebodyNew(page, /Kiln & Clay/, "WeChat Pay");
    await page.getByRole("link", { name: "Go on to WeChat Pay" }).click();
    await page.getByRole("button", { name: /Pay/ }).click();
    await expectLetIn(page);
  });
});

test("paying by card: a declined card charges nothing, another one lets in", async ({
  page,
  expectNoViolations,
  expectProblems,
}) => {
  expectProblems(/402/);
  await orderAsSomebodyNew(page, /Kiln & Clay/, "Card");
  await expect(page.getByText(/on the page of the card service/)).toBeVisible();
  await expectNoViolations(page);
  const order = new URL(page.url()).pathname;
  await page.getByRole("link", { name: "Go on to the card form" }).click();
  await payByCard(page, "4000 0000 0000 0002");
  await expect(page.getByRole("alert")).toContainText("declined");
  await payByCard(page, "4242 4242 4242 4242");
  await expectLetIn(page);
  expect(new URL(page.url()).pathname).toBe(order);
  await page.getByRole("link", { name: "Receipt" }).click();
  await expect(page.getByRole("definition").filter({ hasText: /^Card$/ })).toBeVisible();
});

test("another way is taken before paying, and the old code is dead", async ({ page, context, expectNoViolations }) => {
  await orderAsSomebodyNew(page);
  const old = (await page.getByRole("link", { name: "Pay with the demo wallet" }).getAttribute("href")) ?? "";
  await changeTo(page, "Pay with Alipay instead");
  await expect(page.getByRole("img", { name: /^Alipay QR code/ })).toBeVisible();
  await expectNoViolations(page);

  const wallet = await context.newPage();
  await wallet.goto(old);
  await expect(wallet.getByRole("heading", { name: "This order is closed" })).toBeVisible();
  await wallet.close();

  await changeTo(page, "Pay by card instead");
  await page.getByRole("link", { name: "Go on to the card form" }).click();
  await payByCard(page, "4242 4242 4242 4242");
  await expectLetIn(page);
});

test("every state of paying is said in Chinese, too", async ({ page, expectNoViolations }) => {
  await orderAsSomebodyNew(page, /Kiln & Clay/, "Card");
  await inChinese(page);
  await expect(page.getByRole("heading", { level: 1, name: "前往付款" })).toBeVisible();
  await expect(page.getByText("目前没有收到付款。", { exact: true })).toBeVisible();
  await expectNoViolations(page);
  await page.getByText("换一种付款方式", { exact: true }).click();
  await page.getByRole("button", { name: "改用支付宝付款" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "请扫码付款" })).toBeVisible();
  await expect(page.getByRole("img", { name: /支付宝二维码/ })).toBeVisible();
  await page.getByRole("link", { name: "用演示钱包付款" }).click();
  await page.getByRole("button", { name: /^(支付|Pay)/ }).click();
  await page.getByRole("link", { name: /^(返回商家|Back to the shop)$/ }).click();
  await lookUntil(page, "您已加入");
  await expectNoViolations(page);
});
