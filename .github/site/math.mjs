// node math.mjs KATEX < [[tex, display], ...] > [html, ...]: formulas as HTML and, for screen readers, MathML.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const { default: katex } = await import(pathToFileURL(path.resolve(process.argv[2], "dist/katex.mjs")));
const formulas = JSON.parse(fs.readFileSync(0, "utf8"));
const set = ([tex, displayMode]) => katex.renderToString(tex, { displayMode, throwOnError: true, strict: false });
process.stdout.write(JSON.stringify(formulas.map(set)));
