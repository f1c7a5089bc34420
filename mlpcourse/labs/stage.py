"""The stage: a canvas in the page that shows the pictures which the kernel draws. The only
JavaScript here.
"""

import anywidget
import traitlets

from .controls import WIDE

JAVASCRIPT = """
const LEAST = 0.64;  // of its width: letters any smaller cannot be read
function render({ model, el }) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  canvas.setAttribute("role", "img");
  canvas.style.width = "100%";
  canvas.style.display = "block";
  el.style.overflowX = "auto";  // of a narrow page
  el.appendChild(canvas);
  let busy = false, stale = false;
  async function show() {
    if (busy) { stale = true; return; }  // the newest frame wins
    busy = true;
    const number = model.get("number"), frame = model.get("frame");
    try {
      if (frame && frame.byteLength) {
        const image = await createImageBitmap(new Blob([frame], { type: model.get("format") }));
        if (canvas.width !== image.width || canvas.height !== image.height) {
          canvas.width = image.width;
          canvas.height = image.height;
        }
        canvas.style.maxWidth = 1.08 * model.get("width") + "px";
        canvas.style.minWidth = LEAST * model.get("width") + "px";
        context.drawImage(image, 0, 0);
        image.close();
        canvas.setAttribute("aria-label", model.get("alt"));
        canvas.dataset.frame = number;
      }
    } catch (error) {
      console.warn("a frame could not be shown", error);
    } finally {  // also of a frame that cannot be decoded: the next one may be
      model.send({ shown: number });
      busy = false;
    }
    if (stale) { stale = false; show(); }
  }
  function look() {
    const width = canvas.clientWidth || model.get("width");
    const ratio = (window.devicePixelRatio || 1) * width / model.get("width");
    model.set("dark", document.body.dataset.jpThemeLight === "false");
    model.set("ratio", Math.min(2, Math.max(0.5, Math.round(20 * ratio) / 20)));
    model.save_changes();
  }
  function point(event) {
    if (event.type === "pointermove" && !event.buttons) return;
    if (event.type === "pointerdown") canvas.setPointerCapture(event.pointerId);
    const box = canvas.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width, y = 1 - (event.clientY - box.top) / box.height;
    model.send({ kind: event.type.slice(7), x, y });
  }
  for (const kind of ["pointerdown", "pointermove", "pointerup"]) canvas.addEventListener(kind, point);
  if (model.get("drawable")) canvas.style.touchAction = "none";  // a finger draws, it does not scroll
  if (model.get("key_names").length) {
    canvas.tabIndex = 0;
    canvas.addEventListener("click", () => canvas.focus({ preventScroll: true }));  // else the cell has it
    canvas.dataset.lmSuppressShortcuts = "true";  // or arrows would go from cell to cell
    canvas.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;  // the browser's own
      if (!model.get("key_names").includes(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      model.send({ key: event.key, shift: event.shiftKey });
    });
  }
  const theme = new MutationObserver(look);
  theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  const size = new ResizeObserver(() => { clearTimeout(size.wait); size.wait = setTimeout(look, 150); });
  size.observe(el);
  model.on("change:number", show);
  model.on("msg:custom", (message) => {
    if (message.copy) navigator.clipboard?.writeText(message.copy).catch(() => {});
    if (message.save) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([message.save]));
      link.download = message.name;
      link.click();
      URL.revokeObjectURL(link.href);
    }
  });
  show();
  return () => { theme.disconnect(); size.disconnect(); };
}
export default { render };
"""


ARROW = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 18 18'%3E%3Cpath fill='%23ddd' d='M5.2 5.9L9 9.7l3.8-3.8 1.2 1.2-4.9 5-4.9-5z'/%3E%3C/svg%3E"  # noqa: E501
# ipywidgets' own arrow is black in the dark theme too; where the controls stand above the picture, two fit in a row
CSS = f"""
body[data-jp-theme-light="false"] .mlpcourse select {{ background-image: url("{ARROW}"); }}
.mlpcourse {{ container-type: inline-size; }}
@container (max-width: 1021px) {{
  .mlpcourse-controls > [style*="{WIDE["width"]}"] {{ flex: 1 1 250px; max-width: 350px; }}
}}
"""


class Stage(anywidget.AnyWidget):
    """One canvas. `show` puts a frame on it; `shown` is the number of the last frame that a page has drawn.

    drawable: one can draw on it with a finger. key_names: those that it sends once it has the focus.
    dark and ratio are told by the page: its theme, and device pixels per pixel of `width` (at most 2).
    """

    _esm = JAVASCRIPT
    _css = CSS
    frame = traitlets.Bytes().tag(sync=True)
    format = traitlets.Unicode("image/png").tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    width = traitlets.Int(720).tag(sync=True)
    drawable = traitlets.Bool(False).tag(sync=True)
    key_names = traitlets.List().tag(sync=True)
    number = traitlets.Int(0).tag(sync=True)
    shown = traitlets.Int(0)
    dark = traitlets.Bool(False).tag(sync=True)
    ratio = traitlets.Float(1.0).tag(sync=True)

    def __init__(self, **settings):
        super().__init__(**settings)
        self.on_msg(self._acknowledge)

    def _acknowledge(self, stage, content, buffers):
        self.shown = content.get("shown", self.shown)

    def show(self, frame, format, alt):
        """Send an encoded image to the page, with its description."""
        with self.hold_sync():
            self.frame, self.format, self.alt = frame, format, alt
            self.number += 1

    @property
    def waiting(self):
        """How many frames no page has acknowledged yet."""
        return self.number - self.shown
