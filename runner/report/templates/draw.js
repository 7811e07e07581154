"use strict";
// Draws every chart as SVG in the width it has. Colors are variables of the style sheet, so one drawing serves all pages.
(async () => {
  const { config, specs } = JSON.parse(document.getElementById("chart-data").textContent);
  const places = [...document.querySelectorAll("[data-chart]")];
  const narrowest = 300; // pixels of one small chart among others
  const paper = 660;
  const drawn = new Map();

  // scenarios that share a chart stand side by side as far as there is room, in rows of the same length
  const fit = (spec, room) => {
    if (!spec.facet) return { spec: { ...spec, width: room }, columns: 1, signal: "width" };
    const count = spec.facet.sort.length;
    const most = Math.max(1, Math.min(3, count, Math.floor(room / narrowest)));
    const columns = Math.ceil(count / Math.ceil(count / most));
    return { spec: { ...spec, columns, spec: { ...spec.spec, width: room / columns } }, columns, signal: "child_width" };
  };

  const draw = async (place, room) => {
    if (drawn.get(place) === room) return;
    drawn.set(place, room);
    try {
      const { spec, columns, signal } = fit(specs[place.dataset.chart], room);
      const legend = { ...config.legend, columns: Math.max(1, Math.floor((room - 60) / 230)) };
      const header = { ...config.header, labelLimit: room / columns - 120 };
      const { view } = await vegaEmbed(place, { ...spec, description: place.getAttribute("aria-label") }, {
        mode: "vega-lite", renderer: "svg", ast: true, actions: false,
        config: { ...config, legend, header }, tooltip: { disableDefaultStyle: true },
      });
      const width = () => Number(place.querySelector("svg.marks").getAttribute("width"));
      await view.signal(signal, view.signal(signal) + (room - width()) / columns).resize().runAsync(); // axes take their part
      place.setAttribute("role", "img"); // one picture with a description, which every screen reader knows
      place.removeAttribute("aria-roledescription");
    } catch (error) {
      place.textContent = "This chart could not be drawn. The table below has its numbers.";
      console.error(place.dataset.chart, error);
    }
  };
  const drawAll = async (room) => {
    await Promise.all(places.map((place) => draw(place, room || Math.floor(place.clientWidth))));
    document.documentElement.dataset.drawn = room ? "paper" : "page";
  };

  await drawAll();
  let waiting;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => drawAll(), 100);
  });

  // on paper, charts take its width, and tables that belong to the report or are short are open
  const longest = 30;
  let opened = [];
  window.addEventListener("beforeprint", () => {
    drawAll(paper);
    opened = [...document.querySelectorAll(".assumption details:not([open]), details.data:not([open])")].filter(
      (details) => !details.matches(".data") || details.querySelectorAll("tbody tr").length <= longest,
    );
    for (const details of opened) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    drawAll();
  });
})();
