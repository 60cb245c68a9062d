// Draws what network_drawing.py describes. Positions are shares, so the drawing is as wide as its place on the page.
export default function ({ data, parentElement }) {
    const { alt, top, height, radius, letters, colours } = data;
    const element = (name, attributes, text = "") => {
        const made = document.createElementNS("http://www.w3.org/2000/svg", name);
        Object.entries(attributes).forEach(([attribute, value]) => made.setAttribute(attribute, value));
        made.textContent = text;
        return made;
    };
    // Words are wider and higher than the units that they belong to, so there is room for half of them on all sides.
    const across = (share) => `${2 + 96 * share}%`;
    // In pixels from above.
    const down = (share) => letters.name / 2 + (height - letters.name) * (1 - share / top);

    const picture = element("svg", { role: "img", "aria-label": alt, width: "100%", height, style: "display: block" });
    for (const [x, y, x2, y2] of data.lines) {
        const ends = { x1: across(x), y1: down(y), x2: across(x2), y2: down(y2) };
        picture.append(element("line", { ...ends, stroke: colours.lines, "stroke-opacity": 0.22, "stroke-width": 0.8 }));
    }
    for (const [x, y, layer] of data.units) {
        const unit = element("circle", { cx: across(x), cy: down(y), r: radius, fill: colours.units });
        unit.append(element("title", {}, layer));
        picture.append(unit);
    }
    for (const [x, y, text, kind] of data.words) {
        const place = { x: across(x), y: down(y), "text-anchor": "middle", "dominant-baseline": "central" };
        const look = { fill: colours.words, "font-size": letters[kind], "font-weight": kind === "size" ? "bold" : "normal" };
        picture.append(element("text", { ...place, ...look }, text));
    }
    parentElement.replaceChildren(picture);
}
