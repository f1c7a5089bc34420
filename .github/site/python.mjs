// Stands in for pyodide.mjs: Python with every package of the course, imported before the notebook asks for it
// and before the browser's files are mounted, where each import would be a request.
import { loadPyodide as load } from "./pyodide.mjs";

const here = new URL(".", import.meta.url);
const channel = new BroadcastChannel("mlpcourse");
channel.unref?.(); // or it keeps node alive
const say = (message) => channel.postMessage(message);

async function packages() {
  if (here.protocol === "file:") {
    return new Uint8Array((await import("node:fs")).readFileSync(new URL("site-packages.zip", here)));
  }
  const answer = await fetch(new URL("site-packages.zip", here));
  if (!answer.ok) throw new Error(`site-packages.zip: ${answer.status} ${answer.statusText}`);
  return answer.arrayBuffer();
}

/** The kernel puts its own handler of fatal errors here; pages hear of them too. */
function tellFatal(api) {
  let handler;
  Object.defineProperty(api, "on_fatal", {
    get: () => (error) => { say({ stopped: String(error.message ?? error) }); return handler?.(error); },
    set: (given) => { handler = given; },
  });
}

const IMPORTS = "pyodide_kernel, piplite.piplite, mlpcourse.labs, mlpcourse.exercises.progress";

export async function loadPyodide({ imports = IMPORTS, ...options }) {
  try {
    const [python, archive] = await Promise.all([load({ ...options, packages: [] }), packages()]);
    python.unpackArchive(archive, "zip", { extractDir: "/lib/python3.14/site-packages" });
    python.runPython(`import ${imports}`);
    tellFatal(python._api);
    return python;
  } catch (error) {
    say({ failed: String(error.message ?? error) });
    throw error;
  }
}
