// Holds a running server against the GraphQL-over-HTTP specification.
//
//   node .ci/graphql-http-audit.mjs http://127.0.0.1:8080/9901/graphql
//
// Runs every server audit of the npm package graphql-http and demands that all of them are ok, the ones the
// specification only recommends too. Ends with a code that is not 0 if one is not. The packages are installed once,
// at the versions below, into .ci/node_modules, which git ignores.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = { 'graphql-http': '1.23.1', graphql: '16.15.0' };
const expected = 61;

const url = process.argv[2];
if (!url) {
  console.error('usage: node .ci/graphql-http-audit.mjs URL');
  process.exit(2);
}

const here = dirname(fileURLToPath(import.meta.url));
const installed = (name) => {
  const manifest = join(here, 'node_modules', name, 'package.json');
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version;
};
if (Object.entries(packages).some(([name, version]) => installed(name) !== version)) {
  mkdirSync(join(here, 'node_modules'), { recursive: true });
  const names = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
  const options = ['--prefix', here, '--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', ...options, ...names], { stdio: ['ignore', 'ignore', 'inherit'] });
}

const { serverAudits } = createRequire(import.meta.url)('graphql-http');
const counts = { ok: 0, notice: 0, warn: 0, error: 0 };
for (const audit of serverAudits({ url, fetchFn: fetch })) {
  const result = await audit.fn();
  counts[result.status] += 1;
  if (result.status !== 'ok') {
    const got = result.response && `${result.response.status} ${await result.response.text().catch(() => '')}`;
    console.error(`${result.status} ${audit.id} ${audit.name}\n  ${result.reason}\n  ${got ?? ''}`);
  }
}
const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
const summary = Object.entries(counts).map(([status, count]) => `${count} ${status}`);
console.log(`graphql-http: ${total} audits, ${summary.join(', ')}`);
process.exit(counts.ok === total && total >= expected ? 0 : 1);
