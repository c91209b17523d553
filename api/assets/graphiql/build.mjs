// Builds dist/ from src/: run `npm install --no-package-lock && npm run build` in this folder, look at the page, and
// commit dist/. Only dist/ goes into the server, so that building the server needs neither Node nor the internet.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const monaco = 'monaco-editor/esm/vs';
const result = await build({
  entryPoints: {
    graphiql: 'src/main.jsx',
    'editor.worker': `${monaco}/editor/editor.worker.js`,
    'json.worker': `${monaco}/language/json/json.worker.js`,
    'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
  },
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
  loader: { '.ttf': 'dataurl', '.woff2': 'dataurl', '.svg': 'dataurl', '.png': 'dataurl' },
  legalComments: 'none',
  metafile: true,
  write: false,
  outdir: 'dist',
  logLevel: 'warning',
});

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
for (const file of result.outputFiles) {
  keep(file.path.split('/').at(-1), file.contents);
}
keep('LICENSES.txt', licences(Object.keys(result.metafile.inputs)));

function keep(name, contents) {
  const packed = gzipSync(contents, { level: 9 });
  packed[9] = 255; // The operating system does not belong into a reproducible file.
  writeFileSync(`dist/${name}.gz`, packed);
  console.log(`${name}: ${contents.length} bytes, ${packed.length} packed`);
}

// The licence text of every package that has a line in the result.
function licences(inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const folder = input.match(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0];
    if (folder) folders.add(folder);
  }
  const parts = [...folders].sort().map(folder => {
    const { name, version, license, author } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    const file = readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry));
    const holder = typeof author === 'string' ? author : author?.name;
    const text = file
      ? readFileSync(`${folder}/${file}`, 'utf8').trim()
      : unaccompanied(name, license, holder);
    return `${name} ${version} (${license})\n${'-'.repeat(70)}\n${text}\n`;
  });
  return Buffer.from(`GraphiQL as Mitt Kommun serves it contains these packages.\n\n${parts.join('\n\n')}`);
}

// A few packages name the MIT licence and do not bring its text.
function unaccompanied(name, license, holder) {
  if (license !== 'MIT') throw new Error(`${name} is ${license} and brings no text of it`);
  return readFileSync('src/mit.txt', 'utf8').trim().replace('<holder>', holder ?? `The authors of ${name}`);
}

if (!existsSync('dist/graphiql.css.gz')) {
  throw new Error('The style sheet is missing');
}
