// Makes the contact sheet of the README from a running demo: every main page, at two widths, in both colour schemes.
// Use: JOINERY_URL=http://127.0.0.1:3000 node contact-sheet.mjs
import { chromium } from '@playwright/test';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const base = process.env.JOINERY_URL ?? 'http://127.0.0.1:3000';
const folder = fileURLToPath(new URL('../docs/contact-sheet/', import.meta.url));
const system = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? system,
  args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

async function signIn(page, name) {
  await page.goto(`${base}/`);
  await page.getByRole('button', { name }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

async function pictures(width, colorScheme) {
  const shots = [];
  const fresh = async (locale = 'en-GB') => {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, locale });
    return { context, page: await context.newPage() };
  };
  const keep = async (page, title) => {
    shots.push({ title, picture: (await page.screenshot({ fullPage: true })).toString('base64') });
  };

  const visitor = await fresh();
  await visitor.page.goto(`${base}/`);
  await keep(visitor.page, 'Home of a demo');
  await visitor.page.goto(`${base}/c/kiln-and-clay`);
  await keep(visitor.page, 'Community');
  await visitor.page.goto(`${base}/sign-in`);
  await keep(visitor.page, 'Sign in');
  await visitor.context.close();

  const member = await fresh();
  await signIn(member.page, /Chen Mei/);
  await member.page.goto(`${base}/join/slow-light`);
  await member.page.getByRole('link', { name: 'Read the agreement' }).click();
  const accept = member.page.getByRole('checkbox', { name: /I have read/ });
  await accept.waitFor();
  await keep(member.page, 'Checkout, agreement open');
  const seconds = Number((await member.page.getByText(/open for \d+ seconds/).innerText()).match(/\d+/)[0]);
  await new Promise((done) => setTimeout(done, (seconds + 1) * 1000));
  await accept.check();
  await member.page.getByRole('radio', { name: 'Card' }).check();
  await member.page.getByRole('button', { name: /^Pay/ }).click();
  await member.page.getByRole('link', { name: 'Go on to the card form' }).waitFor();
  await keep(member.page, 'Order, to be paid by card');
  await member.page.getByText('Pay another way', { exact: true }).click();
  await member.page.getByRole('button', { name: 'Pay with WeChat Pay instead' }).click();
  const wallet = member.page.getByRole('link', { name: /demo wallet/ });
  await wallet.waitFor();
  await keep(member.page, 'Order, to be paid');
  const paying = await member.context.newPage();
  await paying.goto(await wallet.getAttribute('href'));
  await paying.getByRole('button', { name: /Pay/ }).click();
  await member.page.bringToFront();
  await member.page.getByRole('link', { name: /^Enter/ }).waitFor();
  await keep(member.page, 'Order, paid');
  const order = member.page.url();
  await member.page.getByRole('link', { name: 'Receipt' }).click();
  await member.page.getByRole('heading', { level: 1, name: 'Receipt' }).waitFor();
  await keep(member.page, 'Receipt');
  await member.page.goto(`${base}/memberships`);
  await keep(member.page, 'Memberships');
  await member.page.goto(order);
  await member.page.getByText('Ask for your money back', { exact: true }).click();
  await member.page.getByRole('button', { name: /^Ask for/ }).click();
  await member.page.getByRole('heading', { name: /^Your money/ }).waitFor();
  await keep(member.page, 'Order, money asked back');
  await member.page.goto(`${base}/orders`);
  await keep(member.page, 'Orders');
  await member.context.close();

  const creator = await fresh();
  await signIn(creator.page, /Lin Yue/);
  await creator.page.goto(`${base}/settings/payouts`);
  await keep(creator.page, 'Payout settings');
  await creator.page.goto(`${base}/sales`);
  await keep(creator.page, 'Sales');
  await creator.page.getByRole('table').getByRole('rowheader').first().getByRole('link').click();
  await creator.page.getByRole('button', { name: 'Show what happens' }).click();
  await keep(creator.page, 'Sale, refund to confirm');
  await creator.context.close();

  const operator = await fresh();
  await signIn(operator.page, /Ida Berg/);
  await operator.page.goto(`${base}/review`);
  await keep(operator.page, 'Review queue');
  await operator.page.getByRole('list', { name: 'What waits' }).getByRole('link').first().click();
  await operator.page.getByRole('button', { name: 'Decide' }).waitFor();
  await keep(operator.page, 'Review, to be decided');
  await operator.page.goto(`${base}/review/reconciliation`);
  await keep(operator.page, 'Bills and books');
  await operator.context.close();

  const young = await fresh();
  await signIn(young.page, /Noor Haddad/);
  await young.page.goto(`${base}/settings/payouts`);
  await keep(young.page, 'Payout settings, not eligible yet');
  await young.context.close();

  const chinese = await fresh('zh-CN');
  await chinese.page.goto(`${base}/c/kiln-and-clay`);
  await keep(chinese.page, '社群页');
  await chinese.page.goto(`${base}/nothing-here`);
  await keep(chinese.page, '404');
  await chinese.context.close();
  return shots;
}

// All pictures side by side on one page, cropped at the same height, photographed once more.
async function sheet(shots, width, colorScheme) {
  const shown = width < 600 ? 260 : 480;
  const context = await browser.newContext({ viewport: { width: 6 * (shown + 16) + 16, height: 900 }, colorScheme });
  const page = await context.newPage();
  const figures = shots.map(
    ({ title, picture }) =>
      `<figure><figcaption>${title}</figcaption><div><img src="data:image/png;base64,${picture}" alt=""></div></figure>`,
  );
  await page.setContent(`<!doctype html><style>
    body { margin: 16px; display: grid; grid-template-columns: repeat(6, ${shown}px); gap: 16px; background: #8a8a86; font: 13px sans-serif; }
    figure { margin: 0; } figcaption { padding: 4px 0; color: #fff; }
    div { height: ${width < 600 ? 620 : 560}px; overflow: hidden; } img { width: 100%; display: block; }
  </style>${figures.join('')}`);
  await page.screenshot({ path: `${folder}${width}-${colorScheme}.png`, fullPage: true });
  await context.close();
}

await mkdir(folder, { recursive: true });
for (const width of [390, 1280]) {
  for (const colorScheme of ['light', 'dark']) {
    await sheet(await pictures(width, colorScheme), width, colorScheme);
    console.log(`docs/contact-sheet/${width}-${colorScheme}.png`);
  }
}
await browser.close();
