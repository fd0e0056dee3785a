// When the time to pay runs out. Moves the demo's clock, as nobody can wait a quarter of an hour. With JavaScript and
// without.
import { orderAsSomebodyNew } from "../fixtures/member.ts";
import { expect, test } from "../fixtures/test.ts";

test("an order that nobody paid in time says that no payment was seen, and one click starts afresh", async ({
  page,
  baseURL,
  expectNoViolations,
}) => {
  await orderAsSomebodyNew(page);
  const moved = await page.request.post("/demo/clock", {
    data: { advance: "PT16M" },
    headers: { origin: new URL("/", baseURL).origin },
  });
  expect(moved.ok()).toBe(true);
  await expect(page.getByRole("heading", { level: 1, name: "The time to pay ran out" })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("No payment has been seen so far.", { exact: true })).toBeVisible();
  await expect(page.getByRole("img", { name: /QR code/ })).toHaveCount(0);
  await expect(page.getByRole("timer")).toHaveCount(0);
  await expectNoViolations(page);
  await page.getByRole("link", { name: /^Order again for ¥/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: /^Join as / })).toBeVisible();
  await expect(page.getByRole("region", { name: /agreement/i })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Pay ¥/ })).toBeEnabled();
});
