// Inside WeChat's own browser, without its scripts: who pays is asked first, and a sentence says how to go on.
import { orderAsSomebodyNew } from "../fixtures/member.ts";
import { insideWechat } from "../fixtures/paying.ts";
import { phone } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test.use({ userAgent: insideWechat, viewport: phone });

test("Alipay is not offered inside WeChat, and WeChat says who pays before anything is charged", async ({
  page,
  javaScriptEnabled,
  expectNoViolations,
}) => {
  await orderAsSomebodyNew(page, /Kiln & Clay/, "WeChat Pay");
  await expect(page.getByRole("heading", { level: 1, name: "Go on in WeChat" })).toBeVisible();
  await expect(page.getByText("No payment has been seen so far.")).toBeVisible();
  await page.getByText("Pay another way", { exact: true }).click();
  await expect(page.getByRole("button", { name: "Pay with Alipay instead" })).toHaveCount(0);
  await expectNoViolations(page);
  await page.getByRole("link", { name: "Go on in WeChat" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Pay in WeChat" })).toBeVisible();
  if (javaScriptEnabled === false) {
    await expect(page.getByRole("paragraph").filter({ hasText: /Choose “Open in browser”/ })).toBeVisible();
    await expect(page.getByRole("button", { name: /^Pay ¥/ })).toHaveCount(0);
  }
  await expectNoViolations(page);
});
