// The pages in a browser, at the widths of phones and of a desk, light and dark: nothing is wider than the window, axe finds
// nothing, the console stays silent. Skipped, and says so, where there is no Chromium.
import { existsSync, readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
if (!executablePath) {
  console.log('pages: skipped, there is no Chromium on this machine (Debian: apt-get install chromium)');
  process.exit(0);
}

const origin = process.env.ORIGIN;
const answer = await fetch(`${origin}/9901/graphql`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query: '{ municipality { schools(first: 1) { nodes { id } } } }' }),
});
const school = (await answer.json()).data.municipality.schools.nodes[0].id;
const paths = ['/', '/9901', '/9999', '/9901/graphiql', `/9901/schools/${school}/meal-report`, '/docs/app-developers'];
const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const faults = [];
for (const path of paths) {
  for (const [width, colorScheme] of [[320, 'light'], [390, 'dark'], [1280, 'light']]) {
    // axe is injected, which the pages' own policy forbids.
    const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme, bypassCSP: true });
    const page = await context.newPage();
    const at = `${path} at ${width}, ${colorScheme}`;
    page.on('pageerror', fault => faults.push(`${at}: ${fault}`));
    page.on('console', line => {
      const isExpected = path === '/9999' && line.text().includes('404');
      if (['error', 'warning'].includes(line.type()) && !isExpected) faults.push(`${at}: ${line.text()}`);
    });
    await page.goto(origin + path, { waitUntil: 'networkidle' });
    if (path.endsWith('graphiql')) await page.waitForSelector('.graphiql-query-editor .view-line');
    const { scrollWidth, innerWidth } = await page.evaluate(() => ({
      scrollWidth: document.documentElement.scrollWidth,
      innerWidth,
    }));
    if (scrollWidth > innerWidth) faults.push(`${at}: ${scrollWidth} wide`);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    for (const { id, nodes } of violations) faults.push(`${at}: ${id} at ${nodes.map(node => node.target).join(', ')}`);
    await context.close();
  }
}
await browser.close();
if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exit(1);
}
console.log(`pages: ${paths.length} pages fine`);
