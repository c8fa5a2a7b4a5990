// Bundles scripts and styles into ../wwwroot/assets, under names that hold a hash of their content, each also
// compressed, and writes manifest.json: plain name to hashed name.
import { build, context } from 'esbuild';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';

const out = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../wwwroot/assets');
const brotli = promisify(zlib.brotliCompress);
const gzip = promisify(zlib.gzip);

const shared = {
  bundle: true,
  minify: true,
  metafile: true,
  outdir: out,
  entryNames: '[name]-[hash]',
  chunkNames: 'chunk-[hash]',
  assetNames: '[name]-[hash]',
  target: ['es2022', 'firefox115', 'safari16'],
  loader: { '.ttf': 'file' },
  legalComments: 'linked',
  logLevel: 'warning',
};

const pages = {
  ...shared,
  format: 'esm',
  splitting: true,
  entryPoints: ['src/site.js', 'src/map.js', 'src/stations.js', 'src/chart.js', 'src/live.js', 'src/graphiql.jsx', 'src/site.css', 'src/map.css', 'src/sensors.css'],
  jsx: 'automatic',
  define: { 'process.env.NODE_ENV': '"production"' },
};

// Workers are loaded by address and share nothing with the page.
const workers = {
  ...shared,
  format: 'iife',
  entryPoints: {
    'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
    'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
    'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
  },
};

// An entry's styles lie beside its script; what is loaded later on has no name of its own.
function names(metafile) {
  const entries = Object.entries(metafile.outputs).filter(([file, output]) => output.entryPoint && !path.basename(file).startsWith('chunk-'));
  return entries.flatMap(([file, output]) => [file, output.cssBundle ?? []].flat()).map((file) => {
    const hashed = path.basename(file);
    return [hashed.replace(/-[A-Z0-9]{8}(?=\.(js|css)$)/, ''), hashed];
  });
}

async function compress() {
  const files = (await readdir(out)).filter((file) => /\.(js|css|svg|ttf)$/.test(file));
  await Promise.all(files.map(async (file) => {
    const bytes = await readFile(path.join(out, file));
    const quality = bytes.length > 1_000_000 ? 9 : 11;
    await writeFile(path.join(out, `${file}.br`), await brotli(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: quality } }));
    await writeFile(path.join(out, `${file}.gz`), await gzip(bytes, { level: 9 }));
  }));
}

async function finish(results) {
  await writeFile(path.join(out, 'manifest.json'), JSON.stringify(Object.fromEntries(results.flatMap((r) => names(r.metafile))), null, 2));
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const results = [await build(pages), await build(workers)];
await compress();
await finish(results);

if (process.argv.includes('--watch')) {
  const watching = await context({
    ...pages,
    plugins: [{ name: 'manifest', setup: (b) => b.onEnd(async (r) => r.errors.length === 0 && finish([r, results[1]])) }],
  });
  await watching.watch();
}
