// Only with JavaScript: WeChat's own script asks for the payment, and what it says is never believed.
import type { Page } from "@playwright/test";
import { expectLetIn, orderAsSomebodyNew } from "../fixtures/member.ts";
import { insideWechat } from "../fixtures/paying.ts";
import { awake, phone } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test.use({ userAgent: insideWechat, viewport: phone });

/** Stands in for the script that WeChat puts into its pages; the sandbox verifies the signed call and pays, or not. */
async function bridge(page: Page, pays: boolean, sandbox = ""): Promise<void> {
  await page.exposeFunction("askWechat", async (call: Record<string, string>) => {
    if (!pays) return { err_msg: "get_brand_wcpay_request:cancel" };
    const paid = await page.request.post(`${sandbox}/_sandbox/wallet/invoke`, { data: call });
    // What a wallet says after a lost connection, though the money moved.
    return { err_msg: paid.ok() ? "get_brand_wcpay_request:fail" : await paid.text() };
  });
  await page.addInitScript(() => {
    type Asked = (call: unknown) => Promise<unknown>;
    const own = window as unknown as { askWechat: Asked; WeixinJSBridge: unknown };
    own.WeixinJSBridge = {
      invoke: (_: string, call: unknown, done: (answer: unknown) => void) => void own.askWechat(call).then(done),
    };
  });
}

async function toTheButton(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Go on in WeChat" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Pay in WeChat" })).toBeVisible();
  await awake(page);
}

test("an error after the money moved is never called failed: the page finds the payment", async ({ page }) => {
  await orderAsSomebodyNew(page, /Kiln & Clay/, "WeChat Pay");
  const sent = page.waitForRequest(/connect\/oauth2\/authorize/);
  await page.getByRole("link", { name: "Go on in WeChat" }).click();
  await bridge(page, true, new URL((await sent).url()).origin);
  await page.reload();
  await awake(page);
  await page.getByRole("button", { name: /^Pay ¥/ }).click();
  await expectLetIn(page);
});

test("giving up in WeChat’s window leads back, and nothing was charged", async ({ page }) => {
  await orderAsSomebodyNew(page, /Kiln & Clay/, "WeChat Pay");
  await bridge(page, false);
  await toTheButton(page);
  await page.getByRole("button", { name: /^Pay ¥/ }).click();
  await expect(page.getByText("We have not heard of a payment yet")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: "Pay in WeChat" })).toBeVisible();
});

test("where WeChat’s window does not open, a sentence says how to go on", async ({ page }) => {
  await orderAsSomebodyNew(page, /Kiln & Clay/, "WeChat Pay");
  await toTheButton(page);
  await page.getByRole("button", { name: /^Pay ¥/ }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Open in browser" })).toBeVisible();
});
