// When the data of the curves change, they move from where they were. Vega draws each line anew, as another path.
const CURVES = ".st-key-picture_accuracy_curves, .st-key-picture_loss_curves";
const MILLISECONDS = 250;
const still = matchMedia("(prefers-reduced-motion: reduce)");
// As many points as before: only then can a path change into another one.
const points = (path) => path.split("L").length;

// The paths of the run's own curves are the last two of a chart; those before them are of the run before.
const own = (chart) => [...chart.querySelectorAll("svg .mark-line path[d]")].slice(-2);

function move(chart, before) {
    own(chart).forEach((line, number) => {
        const from = before[number], to = line.getAttribute("d");
        if (from && from !== to && points(from) === points(to) && !still.matches) {
            line.animate({ d: [`path("${from}")`, `path("${to}")`] }, { duration: MILLISECONDS, easing: "ease-out" });
        }
    });
}

export default function () {
    const shown = new Map();
    const look = () => {
        for (const chart of document.querySelectorAll(CURVES)) {
            const place = chart.className;
            move(chart, shown.get(place) ?? []);
            shown.set(place, own(chart).map((line) => line.getAttribute("d")));
        }
    };
    const observer = new MutationObserver((changes) => {
        if (changes.some(({ target }) => target.closest?.(CURVES))) {
            look();
        }
    });
    look();
    observer.observe(document.querySelector("[data-testid=stMain]") ?? document.body, { childList: true, subtree: true });
    return () => observer.disconnect();
}
