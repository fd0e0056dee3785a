// A community of one's own: begun, described, priced, agreed on, previewed, opened, joined, closed.
import { payAndComeBack, readAcceptAndOrder, signUp } from "../fixtures/member.ts";
import { phone } from "../fixtures/people.ts";
import { begin, describe, makeCoupon, openToAll, publish, sell } from "../fixtures/shop.ts";
import { expect, test } from "../fixtures/test.ts";

test("somebody new makes a community, opens it, and a member joins it", async ({
  page,
  newVisitor,
  expectNoViolations,
  expectProblems,
}) => {
  const name = "Pond Letters";
  const slug = await begin(page, name);
  await expect(page.getByText("Draft: Only you and your team see it.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Open to everybody" })).toHaveCount(0);
  await expectNoViolations(page);
  const reader = await newVisitor();
  expectProblems(/404/);
  await reader.goto(`/c/${slug}`);
  await expect(reader.getByRole("heading", { level: 1 })).not.toHaveText(name);

  await describe(page);
  await sell(page, "Reader", "38");
  await expect(page.getByRole("list", { name: "What is sold" })).toContainText("¥38.00");
  await publish(page);
  await page.getByRole("link", { name: "Preview the checkout" }).click();
  await expect(page.getByText("This is how members see the checkout.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Pay ¥38.00/ })).toBeDisabled();
  await expectNoViolations(page);

  await page.getByRole("link", { name: "Back to the community" }).click();
  await openToAll(page);
  await expectNoViolations(page);

  await signUp(reader);
  await reader.goto(`/c/${slug}`);
  await expect(reader.getByText("water & reeds")).toBeVisible();
  await reader.getByRole("button", { name: /^Join / }).click();
  await readAcceptAndOrder(reader);
  await payAndComeBack(reader);

  await page.getByText("Close this community").click();
  await page.getByRole("button", { name: "Yes, close it" }).click();
  await expect(page.getByText("Closed: Nobody can join or renew.")).toBeVisible();
  await reader.goto(`/c/${slug}`);
  await expect(reader.getByRole("button", { name: /^Join / })).toHaveCount(0);
});

test("what was typed stays when it is refused, and each problem is at its field", async ({ page, expectNoViolations }) => {
  await begin(page, "Reed Club");
  await page.setViewportSize(phone);
  await sell(page, "Reader", "thirty");
  await expect(page.getByRole("alert")).toContainText("Nothing was changed");
  await expect(page.getByLabel("Price")).toHaveValue("thirty");
  await expect(page.getByLabel("Price")).toHaveAccessibleDescription(/Enter an amount in figures/);
  await expect(page.getByLabel("What one gets")).toHaveValue("A letter each week\nThe archive");
  await expectNoViolations(page);
});

test("coupons are made and taken back, and a second one of the same code is refused", async ({ page, expectNoViolations }) => {
  await begin(page, "Dew Club");
  await makeCoupon(page, "spring-20", { "Uses in all": "50" });
  await expect(page.getByRole("list", { name: "Coupons" })).toContainText("SPRING-20 20 % off");
  await expect(page.getByRole("list", { name: "Coupons" })).toContainText("0 of 50");
  await makeCoupon(page, "spring-20", { "Uses in all": "50" });
  await expect(page.getByRole("alert")).toContainText("There is a coupon with this code already.");
  await page.getByRole("button", { name: "Take back SPRING-20" }).click();
  await expect(page.getByRole("list", { name: "Coupons" })).toContainText("Taken back");
  await expectNoViolations(page);
});

test("somebody looks around, joins with a coupon, and the next one waits for a seat", async ({
  page,
  newVisitor,
  expectNoViolations,
}) => {
  const slug = await begin(page, "Moss Circle");
  await describe(page);
  await sell(page, "Reader", "38", { Seats: "1", "Days to look around first": "7" });
  await publish(page);
  await makeCoupon(page, "spring-20");
  await expect(page.getByRole("list", { name: "Coupons" })).toContainText("SPRING-20");
  await openToAll(page);

  const reader = await newVisitor();
  await signUp(reader);
  await reader.goto(`/c/${slug}`);
  await reader.getByRole("button", { name: "Look around for 7 days" }).click();
  await expect(reader.getByText("You are looking around")).toBeVisible();
  await expect(reader.getByRole("link", { name: "Enter" })).toHaveAttribute("href", "https://letters.example.com/pond");
  await expectNoViolations(reader);
  await reader.goto("/memberships");
  await expect(reader.getByRole("listitem").filter({ hasText: "Moss Circle" })).toContainText("Looking around");

  await reader.goto(`/c/${slug}`);
  await reader.getByRole("button", { name: /^Join / }).click();
  await reader.getByText("Coupon or change of tier").click();
  await reader.getByLabel("Coupon").fill("winter");
  await reader.getByRole("button", { name: "Show the price" }).click();
  await expect(reader.getByRole("alert")).toBeVisible();
  await expect(reader.getByLabel("Coupon")).toHaveValue("winter");
  await expectNoViolations(reader);
  await reader.getByLabel("Coupon").fill("spring-20");
  await reader.getByRole("button", { name: "Show the price" }).click();
  await expect(reader.getByText("Coupon SPRING-20")).toBeVisible();
  await expect(reader.getByRole("button", { name: "Pay ¥30.40" })).toBeVisible();
  await expectNoViolations(reader);
  await readAcceptAndOrder(reader);
  await payAndComeBack(reader);

  const next = await newVisitor();
  await signUp(next);
  await next.goto(`/c/${slug}`);
  await expect(next.getByRole("button", { name: /^Join / })).toHaveCount(0);
  await next.getByRole("button", { name: "Tell me when a seat is free" }).click();
  await expect(next.getByText("Reader: you are number 1 in line.")).toBeVisible();
  await expectNoViolations(next);
  await next.getByRole("button", { name: "Leave the line" }).click();
  await expect(next.getByRole("button", { name: "Tell me when a seat is free" })).toBeVisible();
});
