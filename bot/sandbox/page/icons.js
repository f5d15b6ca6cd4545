// The page's own line icons, drawn as SVG nodes.

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  hash: "M9 4 7 20M17 4l-2 16M4 9h16M3.5 15h16",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  plus: "M12 5v14M5 12h14",
  bolt: "M13 3 5 14h6l-1 7 8-11h-6z",
  send: "M4 12 20 4l-5 16-3.5-6.5zM11.5 13.5 20 4",
  reply: "M4 5h16v11H10l-4 4v-4H4z",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M8.5 14a4.2 4.2 0 0 0 7 0M9 9.5v.5M15 9.5v.5",
  dots: "M5 12h.01M12 12h.01M19 12h.01",
  close: "M6 6l12 12M18 6 6 18",
  menu: "M4 7h16M4 12h16M4 17h16",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7v5l3.5 2",
  wire: "M4 8h13M13 4l4 4-4 4M20 16H7M11 12l-4 4 4 4",
  chevron: "M6 9l6 6 6-6",
  right: "M9 6l6 6-6 6",
  back: "M15 6l-6 6 6 6",
  warn: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7.5v5.5M12 16.4v.1",
  check: "M5 12.5 10 17.5 19 7",
  edit: "M4 20h4L19 9l-4-4L4 16z",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12M12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5",
  down: "M12 5v14M6 13l6 6 6-6",
  compass: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M15.5 8.5l-2 5-5 2 2-5z",
};

/** Draw one icon; it is decoration, the control around it carries the name. */
export function icon(name, size = 18) {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = {
    viewBox: "0 0 24 24", width: size, height: size, fill: "none", stroke: "currentColor",
    "stroke-width": name === "dots" ? 3 : 1.8, "stroke-linecap": "round", "stroke-linejoin": "round",
    "aria-hidden": "true", class: "icon",
  };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, String(value));
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** Draw the mark of the product: the light that stays after the sun went down. */
export function sunset(size = 20) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true" })) {
    svg.setAttribute(key, String(value));
  }
  const shapes = [
    ["M4.5 15a7.5 7.5 0 0 1 15 0z", "#f08a4b", null],
    ["M3 18.2h18M6.5 21h11", null, "#f6c08d"],
  ];
  for (const [d, paint, line] of shapes) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    path.setAttribute("fill", paint ?? "none");
    if (line) path.setAttribute("stroke", line);
    path.setAttribute("stroke-width", "1.7");
    path.setAttribute("stroke-linecap", "round");
    svg.append(path);
  }
  return svg;
}
