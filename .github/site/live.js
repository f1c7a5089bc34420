// The button: the same chapter in JupyterLite, in a frame behind this page, which takes its place when it has run.
const folder = new URL("live/", import.meta.url);
const notebook = document.body.dataset.notebook;
const button = document.getElementById("start");
const buttons = document.querySelectorAll("button.go");
const state = document.getElementById("state");
const PATIENCE = 90; // seconds of a start without news, after which something is wrong
const pause = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));
let frame, failed, heard;

const say = (words) => { if (state.textContent !== words) { state.textContent = words; heard = performance.now(); } };

/** The first value of look() that is not empty. Throws where Python failed or there was no news for `patience` seconds. */
async function until(look, patience = PATIENCE) {
  for (;;) {
    const found = look();
    if (found) return found;
    if (failed) throw new Error(failed);
    if (performance.now() - heard > 1000 * patience) throw new Error("nothing has happened for a long time");
    await pause(0.1);
  }
}

/** The notebook's panel, once its cells are there and its kernel has answered. */
async function opened() {
  const panel = await until(() => {
    const app = frame.contentWindow.jupyterapp;
    return app?.shell.currentWidget?.sessionContext?.session && app.shell.currentWidget;
  });
  say("Python is starting …");
  let ready = false;
  Promise.all([panel.context.ready, panel.sessionContext.ready, panel.sessionContext.session.kernel.info]).then(
    () => { ready = true; }, (error) => { failed ??= String(error); });
  await until(() => ready);
  keepPictures(panel.context.model);
  return panel;
}

/** What is kept of a lab in this browser is its picture, as in the notebook itself: a view without its kernel is an error. */
function keepPictures(model) {
  const whole = model.toJSON.bind(model);
  model.toJSON = () => {
    const notebook = whole();
    for (const { outputs = [] } of notebook.cells) {
      for (const { data = {} } of outputs) delete data["application/vnd.jupyter.widget-view+json"];
    }
    return notebook;
  };
}

/** Run every cell, and tell how far it is. */
async function runAll(panel) {
  const cells = panel.content.widgets.filter((cell) => cell.model.type === "code");
  let done = false;
  frame.contentWindow.jupyterapp.commands.execute("notebook:run-all-cells").finally(() => { done = true; });
  await until(() => {
    const run = cells.filter((cell) => cell.model.executionCount).length;
    say(`Running the cells: ${run} of ${cells.length}`);
    return done;
  }, Infinity); // one cell may train for a minute; if Python stops, it says so
  return cells.some((cell) => cell.model.outputs.toJSON().some((output) => output.output_type === "error"));
}

/** The section at the upper edge of the window, or the one in which a button was pressed. */
function reading(pressed) {
  const sections = [...document.querySelectorAll("main section")];
  return pressed.closest("section") ?? sections.findLast((s) => s.getBoundingClientRect().top < 100) ?? sections[0];
}

/** Show the frame in place of the page, at the same section; labs above it may still be growing. */
async function take(panel, pressed) {
  const here = reading(pressed).id;
  const index = panel.content.widgets.findIndex((cell) => cell.model.id === here);
  document.body.classList.add("live");
  frame.inert = false;
  frame.focus();
  let moved = index < 0;
  if (!moved) panel.content.activeCellIndex = index; // running them all has left the last one active
  for (const sign of ["wheel", "pointerdown", "keydown"]) {
    frame.contentDocument.addEventListener(sign, () => { moved = true; }, { once: true });
  }
  for (let look = 0; look < 15 && !moved; look++) {
    panel.content.widgets[index].node.scrollIntoView();
    await pause(0.2);
  }
}

/** Links to other chapters stay in the site, and open live. */
function follow(event) {
  const link = event.target.closest?.("a[href]");
  const other = link && /(\d\d_\w+)\.ipynb(#.*)?$/.exec(decodeURI(link.href));
  if (!other) return;
  event.preventDefault();
  event.stopPropagation();
  location.href = `${other[1]}.html?live${other[2] ?? ""}`;
}

function stop(error) {
  frame.remove();
  buttons.forEach((each) => { each.disabled = false; });
  say(`The labs could not be started (${error.message}). Reload the page to try again; a private window or an old `
    + "browser may be the reason. The page itself, and the notebook at its end, remain.");
}

async function start({ currentTarget: pressed }) {
  buttons.forEach((each) => { each.disabled = true; });
  failed = undefined;
  say("Opening the notebook …");
  frame = document.createElement("iframe");
  frame.id = "live";
  frame.title = `${document.title}, live`;
  frame.inert = true;
  frame.src = `${folder}notebooks/index.html?path=${notebook}`;
  document.body.append(frame);
  try {
    const panel = await opened();
    const broken = await runAll(panel);
    frame.contentDocument.addEventListener("click", follow, true);
    for (const link of document.querySelectorAll("nav a[href]:not([href='index.html'])")) link.href += "?live";
    take(panel, pressed);
    button.hidden = true;
    say(broken ? "Live; an error stopped the cells below it." : "Live. Your work is kept in this browser.");
  } catch (error) {
    stop(error);
  }
}

if (notebook) {
  new BroadcastChannel("mlpcourse").onmessage = ({ data }) => {
    failed ??= data.failed ?? data.stopped;
    if (data.stopped && document.body.classList.contains("live")) {
      say(`Python has stopped (${data.stopped}). Reload this page; your work is kept.`);
    }
  };
  buttons.forEach((each) => { each.onclick = start; });
  button.hidden = false;
  const { trains } = button.dataset;
  say("Python can run in this page; the first start takes about 15 seconds and 30 MB"
    + (trains ? `, and this chapter trains for another ${trains} seconds.` : "."));
  if (new URLSearchParams(location.search).has("live")) button.click();
}
