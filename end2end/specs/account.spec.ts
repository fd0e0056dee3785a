// Signing up, in and out. Runs with JavaScript and without.
import { freshAddress, password, signUp } from "../fixtures/member.ts";
import { expect, test } from "../fixtures/test.ts";

test("a new person signs up, is greeted by name, and signs out again", async ({ page }) => {
  await signUp(page, "Wren Abbot");
  await expect(page.getByRole("banner")).toContainText("Wren Abbot");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
});

test("a refused sign-up keeps what was typed, says what is wrong at each field, and forgets the password", async ({
  page,
  expectNoViolations,
}) => {
  await page.goto("/sign-up");
  await page.getByLabel("Your name").fill("Wren Abbot");
  await page.getByLabel("Email").fill("wren@nowhere");
  await page.getByLabel("Password").fill("short");
  await page.getByRole("button", { name: "Create account" }).click();
  const summary = page.getByRole("alert");
  await expect(summary).toContainText("The account was not created");
  await expect(summary).toBeFocused();
  await expect(page.getByLabel("Your name")).toHaveValue("Wren Abbot");
  await expect(page.getByLabel("Email")).toHaveValue("wren@nowhere");
  await expect(page.getByLabel("Email")).toHaveAccessibleDescription(/name@example\.com/);
  await expect(page.getByLabel("Password")).toHaveValue("");
  await expect(page.getByLabel("Password")).toHaveAccessibleDescription(/at least \d+ characters/);
  await expectNoViolations(page);
  await summary.getByRole("link", { name: /address/ }).click();
  await expect(page.getByLabel("Email")).toBeFocused();
});

test("a wrong pair is refused with the same words for an address we know and one we do not", async ({ page }) => {
  const said: string[] = [];
  for (const email of ["mei@demo.example", freshAddress()]) {
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill("certainly not this one");
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByLabel("Email")).toHaveValue(email);
    said.push(await page.getByRole("alert").innerText());
  }
  expect(said[0]).toContain("do not belong together");
  expect(said[1]).toBe(said[0]);
});

test("a personal page asks to sign in first and comes back after it", async ({ page, newVisitor }) => {
  const email = await signUp(page);
  const visitor = await newVisitor();
  await visitor.goto("/memberships");
  await expect(visitor.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await visitor.getByLabel("Email").fill(email);
  await visitor.getByLabel("Password").fill(password);
  await visitor.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await expect(visitor.getByRole("heading", { level: 1, name: "Your memberships" })).toBeVisible();
});

test("nobody is led to another site after signing in", async ({ page, baseURL }) => {
  const home = new URL("/", baseURL);
  for (const elsewhere of ["//example.org/", "https://example.org/", "/\\example.org"]) {
    await page.goto(`/sign-in?return_to=${encodeURIComponent(elsewhere)}`);
    await page.getByLabel("Email").fill("mei@demo.example");
    await page.getByLabel("Password").fill("open the kiln slowly");
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(home.href);
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page.getByRole("banner").getByRole("link", { name: "Sign in" })).toBeVisible();
  }
});

test("a name that tries to be a script is shown as the name it is", async ({ page }) => {
  const name = "</textarea><script>document.title='taken'</script>\"'><img src=x>";
  await page.goto("/sign-up");
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Email").fill("script@a");
  await page.getByLabel("Password").fill("short");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByLabel("Your name")).toHaveValue(name);
  await expect(page.getByRole("img")).toHaveCount(0);
  await signUp(page, name);
  await expect(page.getByRole("banner")).toContainText(name);
  await expect(page).not.toHaveTitle("taken");
});
