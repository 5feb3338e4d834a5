// Builds the explorer into dist/: hashed files, and a manifest that says which of them the page names.

import { createHash } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { build } from "esbuild";

const OUT = "dist";
const DRAFT = "node_modules/.dist";

const WORKERS = {
  editor: "monaco-editor/esm/vs/editor/editor.worker.js",
  graphql: "monaco-graphql/esm/graphql.worker.js",
  json: "monaco-editor/esm/vs/language/json/json.worker.js",
};

// GraphiQL's stylesheet carries its fonts as data: URLs; as files they are same-origin for the CSP.
const fontsAsFiles = {
  name: "fonts-as-files",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^data:font\// }, ({ path }) => {
      const [, type, data] = /^data:font\/(\w+);.*base64,(.*)$/s.exec(path);
      const hash = createHash("sha256").update(data).digest("hex").slice(0, 8);
      return { path: `font-${hash}.${type}`, namespace: "font", pluginData: data };
    });
    onLoad({ filter: /.*/, namespace: "font" }, ({ pluginData }) => ({
      contents: Buffer.from(pluginData, "base64"),
      loader: "file",
    }));
  },
};

// The same stylesheet has all of Monaco's rules already.
const withoutMonacosStyles = {
  name: "without-monacos-styles",
  setup({ onLoad }) {
    onLoad({ filter: /monaco-editor.*\.css$/ }, () => ({ contents: "", loader: "empty" }));
  },
};

// Monaco writes style attributes into HTML; src/strict/styled_html.js sets them without.
const strictStyles = {
  name: "strict-styles",
  setup({ onLoad }) {
    onLoad({ filter: /monaco-editor.*\/(viewLayer|ghostTextView|colorizer)\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const strict = source
        .replace(/(\S+)\.innerHTML = (\w+);/g, "setHTML($1, $2);")
        .replace(/(\w+)\.insertAdjacentHTML\('afterend', (\w+)\);/g, "insertHTMLAfter($1, $2);");
      if (/\.innerHTML =|\.insertAdjacentHTML\(/.test(strict) || strict === source) {
        throw new Error(`${path} writes HTML in a way that this build does not know.`);
      }
      const functions = JSON.stringify(resolve("src/strict/styled_html.js"));
      return { contents: `import { setHTML, insertHTMLAfter } from ${functions};\n${strict}` };
    });
  },
};

const shared = {
  bundle: true,
  minify: true,
  target: ["es2022"],
  outdir: join(DRAFT, "assets"),
  entryNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  assetNames: "[name]-[hash]",
  metafile: true,
  legalComments: "linked",
  logLevel: "warning",
};

function outputs({ metafile }) {
  return Object.entries(metafile.outputs).map(([path, { entryPoint }]) => ({
    file: basename(path),
    entryPoint,
  }));
}

async function buildWorkers() {
  const entryPoints = Object.entries(WORKERS).map(([name, path]) => ({
    in: join("node_modules", path),
    out: `${name}-worker`,
  }));
  const built = outputs(await build({ ...shared, entryPoints, format: "iife" }));
  return Object.fromEntries(
    Object.entries(WORKERS).map(([name, path]) => [
      name,
      built.find(({ entryPoint }) => entryPoint?.endsWith(path)).file,
    ]),
  );
}

async function buildPage(workers) {
  const result = await build({
    ...shared,
    entryPoints: { explorer: "src/main.jsx" },
    format: "esm",
    splitting: true,
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"', WORKERS: JSON.stringify(workers) },
    plugins: [fontsAsFiles, strictStyles, withoutMonacosStyles],
  });
  const named = (pattern) => outputs(result).find(({ file }) => pattern.test(file)).file;
  return { script: named(/^explorer-\w+\.js$/), style: named(/^explorer-\w+\.css$/) };
}

try {
  await rm(DRAFT, { recursive: true, force: true });
  const page = await buildPage(await buildWorkers());
  await writeFile(join(DRAFT, "manifest.json"), `${JSON.stringify(page)}\n`);
  await rm(OUT, { recursive: true, force: true });
  await rename(DRAFT, OUT);
} catch (error) {
  if (!error.errors) console.error(error.message); // esbuild has printed its own
  process.exit(1);
}
