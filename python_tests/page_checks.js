// What the tests of the report ask a page. An expression: a map of functions.
({
  // each chart: what is drawn, how wide, how it is told in words, and which texts stick out
  charts: () => [...document.querySelectorAll(".chart")].map((chart) => ({
    key: chart.dataset.chart,
    marks: [...chart.querySelectorAll("svg.marks .mark-rect path, svg.marks .mark-line path, svg.marks .mark-symbol.role-mark path")].filter(
      (mark) => (mark.getAttribute("d") || "").length > 8,
    ).length,
    width: chart.querySelector("svg.marks")?.getBoundingClientRect().width || 0,
    label: (chart.getAttribute("role") === "img" && chart.getAttribute("aria-label")) || "",
    cut: [...chart.querySelectorAll("svg.marks text")].filter((text) => {
      const [a, b] = [text, chart].map((element) => element.getBoundingClientRect());
      return a.width && (a.left < b.left - 1 || a.right > b.right + 1);
    }).map((text) => text.textContent),
  })),

  // whether the page is dark, the least contrast of texts, of texts in charts and of lines, and colors that never change
  colors: () => {
    const light = (color) => {
      const parts = color.match(/[\d.]+/g).slice(0, 3).map((part) => part / 255);
      const [r, g, b] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const paper = light(getComputedStyle(document.documentElement).backgroundColor);
    const contrast = (places, kind) => Math.min(...[...document.querySelectorAll(places)].map((element) => {
      const [low, high] = [light(getComputedStyle(element)[kind]), paper].sort((a, b) => a - b);
      return (high + 0.05) / (low + 0.05);
    }));
    return {
      dark: paper < 0.1,
      text: contrast("h1, p, td, th, a, summary, dd, dt", "color"),
      labels: contrast("svg.marks text", "fill"),
      lines: contrast("svg.marks .mark-line path", "stroke"),
      fixed: document.querySelectorAll('svg.marks [fill^="#"], svg.marks [stroke^="#"]').length,
      ink: getComputedStyle(document.querySelector("svg.marks text")).fill,
    };
  },

  // the rows of a table as texts
  rows: (place) => [...document.querySelector(place).rows].map((row) =>
    [...row.cells].map((cell) => cell.innerText.trim() || cell.textContent.trim()),
  ),
})
