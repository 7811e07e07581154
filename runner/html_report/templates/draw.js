"use strict";
// Draws every chart once, as SVG; colours for dark pages come from the style sheet.
(async () => {
  const { config, specs } = JSON.parse(document.getElementById("chart-data").textContent);
  const views = [];
  const printed = { one: 660, many: 318 };

  // the first line is the heading, others are a name and a value
  const formatTooltip = (value, escaped) => {
    const [heading, ...lines] = String(value).split("\n");
    const rows = lines.map((line) => {
      const cells = line.split("\t").map((cell) => escaped(cell));
      return cells.length === 1
        ? `<tr><td colspan="2">${cells[0]}</td></tr>`
        : `<tr><th scope="row">${cells[0]}</th><td>${cells[1]}</td></tr>`;
    });
    return `<b>${escaped(heading)}</b><table>${rows.join("")}</table>`;
  };

  for (const place of document.querySelectorAll("[data-chart]")) {
    const key = place.dataset.chart;
    try {
      const { view } = await vegaEmbed(place, specs[key], {
        mode: "vega-lite",
        renderer: "svg",
        ast: true,
        config,
        actions: false,
        tooltip: { formatTooltip, disableDefaultStyle: true },
      });
      place.setAttribute("role", "img"); // one picture with a description, which every screen reader knows
      place.removeAttribute("aria-roledescription");
      views.push([view, place]);
    } catch (error) {
      place.textContent = "This chart could not be drawn; the table below has its numbers.";
      console.error(key, error);
    }
  }
  document.documentElement.dataset.drawn = String(views.length);

  // paper is narrower than most windows: charts take its width, and tables that belong to the report or are short open
  const longest = 30;
  let opened = [];
  window.addEventListener("beforeprint", () => {
    for (const [view, place] of views) {
      view.width(place.closest(".many") ? printed.many : printed.one).run();
    }
    opened = [...document.querySelectorAll(".assumption details:not([open]), details.data:not([open])")].filter(
      (details) => !details.matches(".data") || details.querySelectorAll("tbody tr").length <= longest,
    );
    for (const details of opened) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    window.dispatchEvent(new Event("resize"));
  });
})();
