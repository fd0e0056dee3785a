// When something is not there, or broke: what happened, whether money moved, what to do. With JavaScript and without.
import { expect, test } from "../fixtures/test.ts";

test("unknown communities, products and orders are answered by a page with status 404", async ({
  page,
  expectProblems,
  expectNoViolations,
}) => {
  expectProblems(/404/);
  for (const address of ["/c/no-such-place", "/join/no-such-place", "/join/kiln-and-clay?product=prd_1", "/o/abc", "/a/b/c"]) {
    const answer = await page.goto(address);
    expect(answer?.status(), address).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is nothing at this address");
    await expect(page.getByText("No money has moved.")).toBeVisible();
  }
  await expectNoViolations(page);
  await page.getByRole("link", { name: "Go to the start" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "The door and the till" })).toBeVisible();
});

test("the page for our own faults carries a code of ours and never the reader's words", async ({
  page,
  expectProblems,
  expectNoViolations,
}) => {
  expectProblems(/50[03]/);
  const answer = await page.goto("/trouble?code=JN-GATEWAY");
  expect(answer?.status()).toBe(503);
  await expect(page.getByText("JN-GATEWAY")).toBeVisible();
  await expect(page.getByText(/Do not pay again/)).toBeVisible();
  await expectNoViolations(page);
  await page.goto("/trouble?code=<script>alert(1)</script>");
  await expect(page.getByText("JN-UNKNOWN")).toBeVisible();
});

test("the page for a lost connection says that orders stay valid", async ({ page, expectNoViolations }) => {
  await page.goto("/offline");
  await expect(page.getByRole("heading", { level: 1, name: "You are not connected" })).toBeVisible();
  await expectNoViolations(page);
});
