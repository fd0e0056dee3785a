// Only with JavaScript: the next run follows the choices while they are being made.
import { amounts, feeOf, openPayouts, save } from "../fixtures/payouts.ts";
import { awake } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/test.ts";

test("the next run follows every choice, and goes back with it", async ({ page }) => {
  await openPayouts(page, /Lin Yue/);
  await awake(page);
  const next = page.getByRole("region", { name: "Next run" });
  const drawnByTheServer = await next.innerText();
  const [settled = 0] = amounts(await next.locator(".ledger").innerText());

  await page.getByRole("radio", { name: "Weekly" }).check();
  await expect(next.getByRole("status")).toContainText("Not saved yet.");
  await expect(next.locator(".ledger")).not.toContainText("Instant fee");

  await page.getByRole("radio", { name: /Daily/ }).check();
  await expect(next.locator(".ledger")).toContainText("Instant fee");
  const [gross = 0, fee = 0, net = 0] = amounts(await next.locator(".ledger").innerText());
  expect([gross, fee, net]).toEqual([settled, feeOf(settled), settled - feeOf(settled)]);

  const threshold = page.getByLabel(/Pay me once/);
  await threshold.fill("900000");
  await expect(next.getByRole("status")).toContainText("is below the minimum of ¥900,000.00");
  await threshold.fill("a lot");
  await expect(next.getByRole("status")).toContainText("Enter the threshold in figures");
  await threshold.fill("10.00");
  await page.getByRole("checkbox", { name: "Pause payouts" }).check();
  await expect(next.getByRole("status")).toContainText("Payouts are paused");
  await page.getByRole("checkbox", { name: "Pause payouts" }).uncheck();
  await expect(next.getByRole("status")).toBeEmpty();
  expect(await next.innerText()).toBe(drawnByTheServer);
});

test("the next run follows a cycle of one's own, field by field", async ({ page }) => {
  await openPayouts(page, /Noor Haddad/);
  await awake(page);
  const next = page.getByRole("region", { name: "Next run" });
  const kinds = page.getByRole("group", { name: "What the cycle goes by" });
  await page.getByRole("radio", { name: "Own cycle" }).check();
  await expect(next.getByRole("status")).toContainText("Not saved yet.");
  await kinds.getByLabel("Days from one payout to the next").fill("");
  await expect(next.getByRole("status")).toContainText("a cycle in full");
  await kinds.getByRole("radio", { name: "Day of the month" }).check();
  await kinds.getByLabel("Which day").fill("15");
  await expect(next.locator("time").first()).toHaveText(/^15 \w+ \d{4}, 08:00 UTC$/);
  await kinds.getByRole("radio", { name: "Reaching an amount" }).check();
  await kinds.getByLabel(/Pay when this much/).fill("800000");
  await expect(next.getByRole("status")).toContainText(
    /is below the minimum of ¥800,000\.00|No money is old enough/,
  );
  await kinds.getByRole("radio", { name: "Days of the week" }).check();
  for (const day of ["Monday", "Thursday"]) {
    await kinds.getByRole("checkbox", { name: day }).uncheck();
  }
  await expect(next.getByRole("status")).toContainText("a cycle in full");
  await kinds.getByRole("checkbox", { name: "Sunday" }).check();
  await expect(next.getByRole("status")).toContainText("Not saved yet.");
});

test("the settings do not scroll sideways at 320 pixels with every field of a cycle open", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  await openPayouts(page, /Noor Haddad/);
  await page.getByRole("radio", { name: "Own cycle" }).check();
  const kinds = page.getByRole("group", { name: "What the cycle goes by" });
  for (const kind of ["Every so many days", "Days of the week", "Day of the month", "Reaching an amount"]) {
    await kinds.getByRole("radio", { name: kind }).check();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, kind).toBeLessThanOrEqual(320);
  }
});

test("what the preview says before a save, the server says after it", async ({ page }) => {
  await openPayouts(page, /Lin Yue/);
  await awake(page);
  const ledger = page.getByRole("region", { name: "Next run" }).locator(".ledger");
  await page.getByRole("radio", { name: "Quarterly" }).focus();
  await page.keyboard.press("Space");
  await expect(ledger).not.toContainText("Instant fee");
  const preview = amounts(await ledger.innerText());
  await save(page);
  expect(amounts(await ledger.innerText())).toEqual(preview);
  await page.getByRole("radio", { name: /Daily/ }).check();
  await save(page);
});
