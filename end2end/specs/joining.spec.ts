// The member's journey: read, order, pay, be let in. Runs with JavaScript and without.
import {
  goToCheckout,
  orderAsSomebodyNew,
  payAndComeBack,
  readAcceptAndOrder,
  signUp,
} from "../fixtures/member.ts";
import { signInAs } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test("a new member reads the agreement, orders, pays by the code and is let in", async ({ page, expectNoViolations }) => {
  await signUp(page);
  await goToCheckout(page, /Kiln & Clay/);
  const amount = (await page.getByRole("button", { name: /^Pay ¥/ }).innerText()).replace(/^Pay\s*/, "");
  await expectNoViolations(page);

  await readAcceptAndOrder(page);
  await expect(page.getByRole("img", { name: /WeChat Pay QR code/ })).toHaveAccessibleName(new RegExp(`${amount}, order ord_`));
  await expect(page.getByRole("timer")).toHaveText(/^1[0-5]:\d\d$/);
  await expect(page.getByText("No payment has been seen so far.")).toBeVisible();
  const number = await page.getByText(/^ord_[0-9a-z]{26}$/).innerText();
  await expect(page.getByRole("link", { name: /^Enter/ })).toHaveCount(0);
  await expectNoViolations(page);

  await payAndComeBack(page);
  await expect(page.getByText(number)).toBeVisible();
  await expect(page.getByRole("link", { name: /^Enter Kiln & Clay/ })).toBeVisible();
  await expect(page.getByText(`${amount} went to`)).toBeVisible();
  await expectNoViolations(page);

  await page.getByRole("link", { name: "Memberships" }).first().click();
  await expect(page.getByRole("listitem").filter({ hasText: "Kiln & Clay" })).toContainText("Active");
  await expect(page.getByRole("link", { name: "Enter" })).toBeVisible();
  await expectNoViolations(page);
});

test("the agreement has to be open before anything can be paid, and is reached by keyboard", async ({ page }) => {
  await signInAs(page, /Chen Mei/);
  await goToCheckout(page, /Kiln & Clay/);
  const pay = page.getByRole("button", { name: /^Pay ¥/ });
  await expect(pay).toBeDisabled();
  await expect(pay).toHaveAccessibleDescription(/read and accepted the agreement/);
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await page.getByRole("link", { name: "Read the agreement" }).click();
  await expect(page.getByRole("checkbox", { name: /I have read version \d+/ })).not.toBeChecked();
  const text = page.getByRole("region", { name: /agreement/i });
  await text.focus();
  await expect(text).toBeFocused();
});

test("accepting faster than anybody reads is refused, and nothing is charged", async ({ page, expectNoViolations }) => {
  await signInAs(page, /Chen Mei/);
  await goToCheckout(page, /Kiln & Clay/);
  await page.getByRole("link", { name: "Read the agreement" }).click();
  await page.getByRole("checkbox", { name: /I have read/ }).check();
  await page.getByRole("button", { name: /^Pay / }).click();
  await expect(page.getByRole("alert")).toContainText("You have not been charged");
  await expect(page.getByRole("alert")).toContainText(/open for \d+ seconds/);
  await expectNoViolations(page);
});

test("an order crafted without the agreement is refused by the server", async ({ page, baseURL }) => {
  await signUp(page);
  await goToCheckout(page, /Kiln & Clay/);
  const product = new URL(page.url()).searchParams.get("product") ?? "";
  const answer = await page.request.post("/api/start_order", {
    form: { product, agreement: "agr_none", stamp: "1.x", accept: "true", back: "/" },
    headers: { accept: "application/json", origin: new URL("/", baseURL).origin },
  });
  expect(answer.status()).toBe(422);
  await page.goto("/memberships");
  await expect(page.getByRole("heading", { name: "Nothing here yet" })).toBeVisible();
});

test("“check now” asks the gateway and says so, and too often says how long to wait", async ({ page }) => {
  await orderAsSomebodyNew(page);
  await page.getByRole("button", { name: "Check now" }).click();
  await expect(page.getByRole("status").filter({ hasText: "We asked just now" })).toBeVisible();
  await expect(async () => {
    await page.getByRole("button", { name: "Check now" }).click();
    await expect(page.getByText(/Please wait \d+ seconds?/)).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByRole("heading", { level: 1, name: "Scan to pay" })).toBeVisible();
});
