// The light, dragged over the picture as a small sun; said to the engine in the words of hint text.

export class Sun {
  constructor(element, board, onChange) {
    this.element = element;
    this.board = board;
    this.onChange = onChange;
    this.x = 0.2;
    this.y = 0.08;
    this.held = false;
    element.addEventListener("pointerdown", (e) => {
      e.preventDefault();
      element.setPointerCapture(e.pointerId);
      this.held = true;
    });
    element.addEventListener("pointermove", (e) => this.held && this.to(e));
    for (const end of ["pointerup", "pointercancel"]) element.addEventListener(end, () => (this.held = false));
    element.addEventListener("keydown", (e) => this.key(e));
    this.put();
  }

  to(event) {
    const box = this.board.getBoundingClientRect();
    this.move((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }

  move(x, y) {
    this.x = Math.min(1, Math.max(0, x));
    this.y = Math.min(1, Math.max(0, y));
    this.put();
    this.onChange();
  }

  key(event) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    this.move(this.x + step[0] * 0.02, this.y + step[1] * 0.02);
  }

  put() {
    this.element.style.left = `${this.x * 100}%`;
    this.element.style.top = `${this.y * 100}%`;
    this.element.setAttribute("aria-valuetext", this.place);
  }

  get place() {
    return `${Math.round(this.x * 100)}% ${Math.round(this.y * 100)}%`;
  }

  text(color, height, style) {
    return [`${color} @ ${this.place}`, height, style].filter(Boolean).join(", ");
  }
}
