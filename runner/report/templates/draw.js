"use strict";
// Draws every chart as SVG in the width it has. Colors are variables of the style sheet, so one drawing serves all pages.
(async () => {
  const { config, specs } = JSON.parse(document.getElementById("chart-data").textContent);
  const places = [...document.querySelectorAll("[data-chart]")];
  const narrowest = 300; // pixels of one small chart among others, half of that on paper
  const paper = 660;
  const drawn = new Map();

  // scenarios that share a chart stand side by side as far as there is room, in rows of the same length
  const fit = (spec, room, onPaper, limit) => {
    const height = onPaper ? { height: Math.min(spec.height || 180, 180) } : {};
    if (!spec.facet) return { spec: { ...spec, ...height, width: room }, columns: 1, signal: "width" };
    const count = spec.facet.sort.length;
    const most = Math.max(1, Math.min(limit, count, Math.floor(room / (onPaper ? narrowest / 2 : narrowest))));
    const columns = Math.ceil(count / Math.ceil(count / most));
    return { spec: { ...spec, columns, spec: { ...spec.spec, width: room / columns } }, columns, signal: "child_width" };
  };

  const draw = async (place, onPaper, limit = onPaper ? 4 : 3) => {
    const room = !onPaper ? Math.floor(place.clientWidth) : place.closest(".pairs") ? paper / 2 - 12 : paper;
    if (drawn.get(place) === room + limit / 10) return;
    drawn.set(place, room + limit / 10);
    try {
      const { spec, columns, signal } = fit(specs[place.dataset.chart], room, onPaper, limit);
      const legend = { ...config.legend, columns: Math.max(1, Math.floor((room - 60) / 230)) };
      const header = { ...config.header, labelLimit: room / columns - Math.min(120, 0.36 * room / columns) };
      const { view } = await vegaEmbed(place, { ...spec, description: place.getAttribute("aria-label") }, {
        mode: "vega-lite", renderer: "svg", ast: true, actions: false,
        config: { ...config, legend, header }, tooltip: { disableDefaultStyle: true },
      });
      const width = () => Number(place.querySelector("svg.marks").getAttribute("width"));
      await view.signal(signal, view.signal(signal) + (room - width()) / columns).resize().runAsync(); // axes take their part
      if (columns > 1 && width() > room + 20) return await draw(place, onPaper, columns - 1); // labels need more room
      place.setAttribute("role", "img"); // one picture with a description, which every screen reader knows
      place.removeAttribute("aria-roledescription");
    } catch (error) {
      place.textContent = "This chart could not be drawn. The table below has its numbers.";
      console.error(place.dataset.chart, error);
    }
  };
  const drawAll = async (onPaper = false) => {
    await Promise.all(places.map((place) => draw(place, onPaper)));
    document.documentElement.dataset.drawn = onPaper ? "paper" : "page";
  };

  await drawAll();
  let waiting;
  window.addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => drawAll(), 100);
  });

  // on paper, charts take its width. What is closed stays closed
  window.addEventListener("beforeprint", () => drawAll(true));
  window.addEventListener("afterprint", () => drawAll());
})();
