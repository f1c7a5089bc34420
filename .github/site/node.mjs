// node node.mjs PYODIDE SCRIPT [ARGUMENTS]: a Python script in Pyodide under node; the working folder is its /host.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, script, ...args] = process.argv.slice(2);
const entry = ["python.mjs", "pyodide.mjs"].map((name) => path.resolve(folder, name)).find(fs.existsSync);

function fail(error) {
  console.error(globalThis.running ?? "", String(error.message ?? error)); // as a whole it would print the interpreter
  process.exit(1);
}

process.on("uncaughtException", fail);
try {
  const { loadPyodide } = await import(pathToFileURL(entry));
  const python = await loadPyodide({ indexURL: path.resolve(folder) + "/", imports: "sys", args: [script, ...args] });
  python.FS.mkdirTree("/host");
  python.FS.mount(python.FS.filesystems.NODEFS, { root: process.cwd() }, "/host");
  process.exitCode = await python.runPythonAsync(fs.readFileSync(script, "utf8"), { filename: script });
} catch (error) {
  fail(error);
}
