// The drawing board: hint strokes over the sketch, kept as lines so that they can be undone and
// sent at the sketch's own size, whatever the screen's.

const MOST_SCREEN_PIXELS = 4e6;

export class Board {
  constructor(picture, canvas, onChange) {
    this.picture = picture;
    this.canvas = canvas;
    this.onChange = onChange;
    this.strokes = [];
    this.tool = "look";
    this.color = "#e8686d";
    this.width = 8; // in thousandths of the picture's longer side
    this.current = null;
    canvas.addEventListener("pointerdown", (e) => this.begin(e));
    canvas.addEventListener("pointermove", (e) => this.go(e));
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => this.end());
  }

  // The sketch as the browser shows it: EXIF orientation is already applied.
  get size() {
    return [this.picture.naturalWidth, this.picture.naturalHeight];
  }

  fit() {
    const [w, h] = this.size;
    const scale = Math.min(1, Math.sqrt(MOST_SCREEN_PIXELS / (w * h)));
    this.canvas.width = Math.round(w * scale);
    this.canvas.height = Math.round(h * scale);
    this.draw();
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  }

  begin(event) {
    if (this.tool !== "pen" && this.tool !== "erase") return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.current = { color: this.tool === "erase" ? null : this.color, width: this.width, points: [this.place(event)] };
    this.strokes.push(this.current);
    this.draw();
  }

  go(event) {
    if (!this.current) return;
    for (const e of event.getCoalescedEvents?.() ?? [event]) this.current.points.push(this.place(e));
    this.draw();
  }

  end() {
    if (!this.current) return;
    this.current = null;
    this.onChange();
  }

  undo() {
    this.strokes.pop();
    this.draw();
    this.onChange();
  }

  clear() {
    this.strokes = [];
    this.draw();
    this.onChange();
  }

  get empty() {
    return !this.strokes.some((s) => s.color);
  }

  draw() {
    paint(this.canvas, this.strokes);
  }

  // The strokes as a PNG of the sketch's size, every pixel either clear or exactly a pen's colour:
  // the screen's smooth edges would be colours that nobody chose.
  async png() {
    if (this.empty) return null;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = this.size;
    paint(canvas, this.strokes);
    const context = canvas.getContext("2d");
    const pens = [...new Set(this.strokes.map((s) => s.color).filter(Boolean))].map(rgb);
    const rows = Math.max(1, Math.floor(1e6 / canvas.width));
    for (let y = 0; y < canvas.height; y += rows) {
      const image = context.getImageData(0, y, canvas.width, Math.min(rows, canvas.height - y));
      snap(image.data, pens);
      context.putImageData(image, 0, y);
    }
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  }
}

function paint(canvas, strokes) {
  const context = canvas.getContext("2d", { willReadFrequently: false });
  const { width: w, height: h } = canvas;
  context.globalCompositeOperation = "source-over";
  context.clearRect(0, 0, w, h);
  context.lineCap = context.lineJoin = "round";
  for (const { color, width, points } of strokes) {
    context.globalCompositeOperation = color ? "source-over" : "destination-out";
    context.strokeStyle = color ?? "#000";
    context.lineWidth = Math.max(2, (width / 1000) * Math.max(w, h));
    context.beginPath();
    context.moveTo(points[0][0] * w, points[0][1] * h);
    if (points.length === 1) context.lineTo(points[0][0] * w + 0.01, points[0][1] * h);
    for (const [x, y] of points.slice(1)) context.lineTo(x * w, y * h);
    context.stroke();
  }
}

function rgb(hex) {
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
}

function snap(data, pens) {
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] === 0) continue;
    if (data[i + 3] < 128) {
      data[i] = data[i + 1] = data[i + 2] = data[i + 3] = 0;
      continue;
    }
    let best = pens[0];
    let least = Infinity;
    for (const pen of pens) {
      const far = (pen[0] - data[i]) ** 2 + (pen[1] - data[i + 1]) ** 2 + (pen[2] - data[i + 2]) ** 2;
      if (far < least) [least, best] = [far, pen];
    }
    [data[i], data[i + 1], data[i + 2]] = best;
    data[i + 3] = 255;
  }
}
