// Money that only a person can move on: a refund that came back, and a payment that belongs to nobody. With JavaScript and
// without.
import { advance } from "../fixtures/clock.ts";
import { orderAsSomebodyNew, payAndComeBack } from "../fixtures/member.ts";
import { codeOn, fault, inChinese, lookUntil, payBehind } from "../fixtures/paying.ts";
import { signInAs } from "../fixtures/people.ts";
import { decide, openNewest } from "../fixtures/review.ts";
import { expect, test } from "../fixtures/test.ts";

test("a refund that does not go through is asked for again, and the member knows at each moment where the money is", async ({
  page,
  baseURL,
  newVisitor,
  expectNoViolations,
}) => {
  test.slow();
  await orderAsSomebodyNew(page);
  const { sandbox } = await codeOn(page);
  await payAndComeBack(page);
  await fault(page, sandbox, "refund", "closed");
  await page.getByText("Ask for your money back", { exact: true }).click();
  await page.getByRole("button", { name: /^Ask for ¥[\d.,]+ back$/ }).click();
  const stuck = page.getByRole("definition").filter({ hasText: "could not be sent back by itself" });
  await expect(async () => {
    await page.reload();
    await expect(stuck).toContainText("A person is seeing to it; it is not lost.", { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await expect(page.getByRole("heading", { level: 1, name: "A person is seeing to your refund" })).toBeVisible();
  await expectNoViolations(page);
  await inChinese(page);
  await expect(page.getByRole("definition").filter({ hasText: "未能自动退回，工作人员正在处理" })).toBeVisible();

  const ida = await newVisitor();
  await signInAs(ida, /Ida Berg/);
  await openNewest(ida, "A refund did not go through");
  await expect(ida.getByRole("region", { name: "What is known" })).toContainText("The payment service refuses it (CLOSED).");
  await expectNoViolations(ida);
  await decide(ida, /^Ask for the refund again/, "Our account there holds enough again.");
  await expect(ida.getByRole("status")).toContainText("asked for again under a new number");
  await expectNoViolations(ida);

  await advance(page.request, "PT1M", baseURL ?? "");
  await lookUntil(page, "款项已退回");
  await expect(page.getByText(/已于.*原路退回/)).toBeVisible();
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your money went back" })).toBeVisible();
});

test("a payment under a number that is none of ours is held, comes up once, and is given back with a note", async ({
  page,
  baseURL,
  newVisitor,
  expectNoViolations,
}) => {
  test.slow();
  await orderAsSomebodyNew(page);
  const { sandbox } = await codeOn(page);
  const number = `ELSEWHERE${Date.now()}`;
  const notify_url = new URL("/webhooks/wechat-pay", baseURL).href;
  const fen = 4_200 + (Date.now() % 97);
  const placed = await page.request.post(`${sandbox}/_sandbox/orders`, {
    data: { out_trade_no: number, amount_fen: fen, notify_url },
  });
  expect(placed.ok(), await placed.text()).toBe(true);
  const { code_url: code } = (await placed.json()) as { code_url: string };
  await payBehind(page, { sandbox, code }, {});

  const ida = await newVisitor();
  await signInAs(ida, /Ida Berg/);
  const item = ida.getByRole("listitem").filter({ hasText: `¥${(fen / 100).toFixed(2)}` });
  await expect(async () => {
    await ida.goto("/review");
    await expect(item).toHaveCount(1, { timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await expect(item).toContainText("A payment for none of our orders");
  await item.getByRole("link").click();
  await expect(ida.getByText(number)).toBeVisible();
  await expect(ida.getByRole("region", { name: "What is known" })).toContainText("The number is none of ours.");
  await expectNoViolations(ida);
  await inChinese(ida);
  await expect(ida.getByRole("heading", { level: 1, name: "付款不属于任何订单" })).toBeVisible();
  await ida.getByRole("button", { name: "English" }).click();
  await decide(ida, /^Give it all back/, "Nobody here knows this number.");
  await expect(ida.getByRole("status")).toContainText("on its way back to the payer");
  await expectNoViolations(ida);
  await ida.goto("/review");
  await expect(item).toHaveCount(0);

  // The order that waits beside it is not touched by any of this.
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "Scan to pay" })).toBeVisible();
});
