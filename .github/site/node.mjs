// node node.mjs PYODIDE SCRIPT [ARGUMENTS]: a Python script in Pyodide under node; the working folder is its /host.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, script, ...args] = process.argv.slice(2);
const entry = ["python.mjs", "pyodide.mjs"].map((name) => path.resolve(folder, name)).find(fs.existsSync);
try {
  const { loadPyodide } = await import(pathToFileURL(entry));
  const python = await loadPyodide({ indexURL: path.resolve(folder) + "/", args: [script, ...args] });
  python.FS.mkdirTree("/host");
  python.FS.mount(python.FS.filesystems.NODEFS, { root: process.cwd() }, "/host");
  python.runPython("import sys; sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__"); // not the kernel's
  process.exitCode = await python.runPythonAsync(fs.readFileSync(script, "utf8"), { filename: script });
} catch (error) {
  console.error(String(error.message ?? error)); // thrown on, node would print the whole interpreter
  process.exitCode = 1;
}
