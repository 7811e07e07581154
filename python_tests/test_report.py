"""The report of the default run, and of one made to be hard: what it says equals SQL, read in a real browser."""

import hashlib
import html
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from helpers import Build, Capture, Patch, call, execute, rows, sample_rows, value, write_csv, write_lines
from playwright.sync_api import Browser, Page, sync_playwright

from runner import load_config
from runner.cli import main
from runner.config.parameters import parameters

SCRIPT = "</script><script>alert('scenario')</script>"
QUOTED = '"it\'s" & <img src=x onerror=alert(2)> {{ 7 * 7 }}'
LEVEL = "</script><b onclick='x'>Se\"nior</b>"
TITLE = "<h1>Plan</h1></title><script>alert('title')</script>"
SCENARIOS: dict[str, dict[str, Any]] = {
    SCRIPT: {},
    QUOTED: {"target_growth_rate": 0.1, "merit_budget": 0},
    "nobody left": {"total_termination_rate": 1, "new_hire_termination_rate": 1},
    "image": {"start_year": 2026, "end_year": 2028},
    "title": {"total_termination_rate": 0.3},
    "no_space_" * 9: {"cola_rate": 0.05},
    "seventh": {},
    "eighth": {"alignment": "exact", "replications": 20},
}
DRAWN = list(SCENARIOS)[:6]
FIGURES = ["headcount", "bridge", "months", "levels", "fan-headcount", "fan-payroll", "risk", "payroll", "average_pay", "costs"]
FIGURES += ["fan-people_cost", "age", "tenure", "difference-headcount", "difference-payroll", "difference-people_cost"]
CHECKS = Path(__file__).with_name("page_checks.js").read_text().partition("\n")[2].strip()
QUIET = "no-sandbox disable-quic no-first-run disable-background-networking disable-component-update disable-sync disable-gpu"


def ask(page: Page, question: str, argument: Any = None) -> Any:
    """The answer of page_checks.js, or of a script."""
    return page.evaluate(f"({CHECKS}).{question}" if question.isalpha() else question, argument)


@contextmanager
def opened(browser: Browser, file: Path, width: int = 1200, **options: Any) -> Iterator[Page]:
    """The page of a file, when it has drawn its charts. It may load, report and ask nothing."""
    done: list[str] = []
    with browser.new_context(viewport={"width": width, "height": 800}, **options) as context:
        page = context.new_page()
        page.on("console", lambda message: done.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: done.append(f"error: {error}"))
        page.on("dialog", lambda dialog: done.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: done.append(request.url[:200]))
        page.goto(file.as_uri())
        page.wait_for_function("document.documentElement.dataset.drawn")
        yield page
        assert done == [file.as_uri()]


@pytest.fixture(scope="module")
def hard_file(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hard")
    people = [row for row in sample_rows(200) if row["level_id"] != "5" and row["hire_date"] < "2023"]
    people += [people[0] | {"current_compensation": "-1"}, people[1] | {"employee_id": "", "level_id": "99"}]
    above, quoted = "hires,above,9,2026,level", '"' + LEVEL.replace('"', '""') + '"'
    levels = ["1,Junior,20000,60000", f"2,{quoted},60000,90000", "3,Principal,80000,120000"]
    levels += ["4,Director,110000,170000", "5,Executive,160000,280000"]
    costs = ["salary,percent_of_pay,1,", f"{SCRIPT},per_head_year,8000,", "salary,percent_of_pay,1,eighth"]
    tables = {
        "job_levels": ["level_id,level_name,min_salary,max_salary", *levels],
        "cost_items": ["item,basis,rate,scenario_id", *costs],
        "thresholds": ["measure,side,threshold,year,dimension,value", "headcount,below,100,2027,,", f"{above},{quoted}"],
    }
    plan: dict[str, Any] = {
        **{"end_year": 2027, "replications": 100, "detailed_replications": 3, "alignment": "random", "scenarios": SCENARIOS},
        **{"census_path": str(write_csv(folder / "census.csv", people)), "census_date": "2023-06-01", "currency": "$"},
        **{"census_active_values": ["true", "on leave"], "fiscal_year_start_month": 7},
        "assumptions": {name: write_lines(folder / f"{name}.csv", *lines) for name, lines in tables.items()},
    }
    return build(plan)


@pytest.fixture(scope="module")
def hard_report(hard_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "hard.html"
    assert main(["report", "--database", str(hard_file), "--output", str(file), "--title", TITLE]) == 0
    return file


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser of this machine. Without one the test is skipped, or fails where CI is set."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no browser on the PATH: `apt-get install chromium`")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=found, args=[f"--{name}" for name in QUIET.split()])


@pytest.fixture(scope="module")
def pages(browser: Browser, hard_report: Path) -> Iterator[tuple[Page, Page]]:
    """The hard report on a light and on a dark page. A test leaves them as they were."""
    with opened(browser, hard_report) as light, opened(browser, hard_report, color_scheme="dark") as dark:
        yield light, dark


def test_it_replaces_reports_and_nothing_else(
    default_file: Path, tmp_path: Path, capsys: Capture, monkeypatch: Patch, browser: Browser
) -> None:
    monkeypatch.chdir(tmp_path)
    database, file, other = shutil.copy(default_file, tmp_path), tmp_path / "report.html", tmp_path / "notes.html"

    def report(*options: str | Path) -> tuple[int, str, str]:
        return call(capsys, "report", "--database", database, *options)

    assert report() == (0, f"report: {file} ({file.stat().st_size / 1e6:.1f} MB)\n", "")
    with opened(browser, file) as page:  # without replications there are no ranges
        assert check_charts(page, 300, 1120) == ["bridge", "months", "levels", "payroll", "average_pay", "age", "tenure"]
    first = file.read_bytes()
    other.write_text("<html>mine</html>")
    code, _, err = report("--output", "notes.html")
    assert code == 2 and "--force" in err and other.read_text() == "<html>mine</html>"
    execute(database, "insert into run_history (run_id, started_at, status) values ('x', '2099-01-01', 'failed')")
    assert report("--output", "notes.html", "--force")[0] == 0 and other.read_bytes() == first  # that run is passed over
    assert report("--output", tmp_path)[0] == 2 and report("--database", "none.duckdb", "--output", "new.html")[0] == 3
    execute(database, f"comment on table job_levels is 'Levels. [run {'0' * 36} of job_levels]'")
    assert report()[0] == 0 and "the tables come from 2 runs" in file.read_text() and b"2 runs" not in first


def test_scenarios_are_chosen_by_name(hard_file: Path, tmp_path: Path, capsys: Capture) -> None:
    file, seven = tmp_path / "x.html", [part for name in list(SCENARIOS)[:7] for part in ("--scenario", name)]
    base = ("report", "--database", hard_file, "--output", file)
    for wanted, message in ((["--scenario", "sevnth"], "Did you mean `seventh`?"), (seven, "at most 6")):
        code, _, err = call(capsys, *base, *wanted)
        assert code == 2 and message in err
    assert call(capsys, *base, "--scenario", "eighth")[0] == 0
    source = file.read_text()  # 20 replications are too few for 5 and 95 %, and exact ones agree
    drawn = set(re.findall('data-chart="(.+?)"', source))
    assert {"bridge", "fan-payroll"} < drawn and not {"headcount", "fan-headcount"} & drawn
    assert "The headcount is the same in every replication, because the alignment exact" in source


def test_the_configuration_makes_the_same_run_beside_its_files(hard_report: Path, hard_file: Path) -> None:
    source, given = hard_report.read_text(), json.loads(value(hard_file, "select configuration from run_history"))
    folder = Path(given["census_path"]).parent
    assert str(folder) not in source
    plan = folder / "plan.yml"
    [text] = re.findall(r'aria-label="Configuration">(.*?)</pre>', source, re.DOTALL)
    plan.write_text(html.unescape(text))
    hashed = hashlib.md5(json.dumps(load_config(plan).effective(), sort_keys=True).encode()).hexdigest()
    hashes = "configuration_hash, census_hash, unnest(json_extract_string(assumption_hashes, '$.*'))"
    recorded = rows(hard_file, f"select {hashes} from run_history")
    assert recorded[0][0] == hashed and len(recorded) == len(parameters()["assumptions"].names)
    assert all(text in source for row in recorded for text in row)


SQL = {  # one figure for each query
    "bridge": """
        select scenario_id, simulation_year::varchar, avg(opening_headcount), avg(hires), avg(turnover), avg(layoffs),
            avg(new_hire_exits), avg(closing_headcount), avg(target_headcount), avg(variance_to_target)
        from fct_headcount_bridge group by all""",
    "months": """
        select scenario_id, strftime(month, '%Y-%m'), avg(hires), avg(turnover + layoffs + new_hire_exits),
            avg(closing_headcount), avg(pay)
        from fct_headcount_by_month where dimension = 'all' group by all""",
    "fan-payroll": """
        select scenario_id, simulation_year::varchar, mean, p5, p25, p50, p75, p95
        from rpt_replication_intervals where measure = 'payroll' and dimension = 'all'""",
    "difference-payroll": """
        select scenario_id, simulation_year::varchar, reference_mean, scenario_mean, mean_difference, interval_low, interval_high
        from rpt_scenario_comparison where measure = 'payroll' and dimension = 'all'""",
}


def numbers_in(text: str) -> list[Any]:
    """The numbers of a text, each to half of its last digit. A dash has none."""
    found = re.findall(r"-?\d+(?:\.\d+)?", text.replace(",", ""))
    return [pytest.approx(float(number), abs=0.5001 / 10 ** len(number.partition(".")[2])) for number in found]


def test_each_table_says_what_sql_says(pages: tuple[Page, Page], hard_file: Path) -> None:
    for key, sql in SQL.items():
        table = ask(pages[0], "rows", f"#figure-{key} tbody")
        said = {(scenario, when): numbers_in(" ".join(cells)) for scenario, when, *cells in table if when != "All years"}
        exact = {row[:2]: [float(number) for number in row[2:] if number is not None] for row in rows(hard_file, sql)}
        assert said == {place: numbers for place, numbers in exact.items() if place[0] in DRAWN}, key
    totals = "select scenario_id, sum(hires) / max(replication_id) from fct_headcount_bridge group by 1"
    table = {name: numbers_in(cells[2])[0] for name, *cells in ask(pages[0], "rows", "#numbers tbody")}
    assert table == dict(rows(hard_file, totals)) and list(table) == list(SCENARIOS)
    labels = "[...document.querySelectorAll('#figure-months .role-axis-label text')].map(label => label.textContent)"
    assert [text for text in ask(pages[0], labels) if text.startswith("FY")] == ["FY2026", "FY2027", "FY2028", "FY2029"]
    years = ask(pages[0], "rows", "#headcount [aria-label='Headcount bridge by fiscal year'] tbody")
    assert [row[1:3] for row in years[:4]] == [["FY2025", "6"], ["FY2026", "12"], ["FY2027", "12"], ["FY2028", "6"]]
    beyond = [label for label, _, side in ask(pages[0], "rows", "#figure-risk tbody") if side == "Beyond"]
    counts = [sum(part in label and label.endswith(f" ({QUOTED})") for label in beyond) for part in ("above 9", "below 100")]
    counted = "select beyond from rpt_threshold_risk where scenario_id = ? order by side"
    assert [(count,) for count in counts] == rows(hard_file, counted, QUOTED) and any(counts)


def test_quality_and_assumptions_are_told(pages: tuple[Page, Page], hard_file: Path, hard_report: Path) -> None:
    raises = "100 * sum(pay_after - pay_before) / sum(pay_before) from fct_workforce_events where event_type = 'raise'"
    paid = [found for (found,) in rows(hard_file, f"select {raises} group by scenario_id order by 1")]
    told = sorted(float(text) for text in re.findall(r"get raises of ([\d.]+)%", hard_report.read_text()))
    assert told == pytest.approx(paid, abs=0.051)
    assert re.findall(r"Rows for it alone are in ([\w, ]+)\.", hard_report.read_text()) == ["cost_items"]
    captions = "[...document.querySelectorAll(':is(#quality, #assumptions) .frame')].map(part => part.ariaLabel)"
    tables = {name: ask(pages[0], "rows", f'[aria-label="{name}"] table') for name in ask(pages[0], captions)}
    rejected = rows(hard_file, "select detail, value::varchar from rpt_data_quality where metric = 'rejected'")
    assert sorted(map(tuple, tables["Rejected rows by reason"][1:])) == sorted(rejected) and len(rejected) == 4
    assert ["Rejected rows", "2"] in tables["Rows of the census"]
    values = {row[0]: row[1:] for kind in ("at", "that differ from") for row in tables[f"Parameters {kind} their defaults"]}
    for name, declared in parameters().items():
        assert values[name][1:] == [declared.unit.replace("none", "-"), " ".join(declared.description.split())]
    assert values["total_termination_rate"][0].split("\n") == ["0.12", "nobody left: 1", "title: 0.3"]
    assert [row[1] for row in tables["Job levels"][1:3]] == ["Junior", LEVEL]
    assert [(row[0], row[2]) for row in tables["Cost of people"][1:]] == [("salary", "1.0"), (SCRIPT, "8,000.0")]


def check_charts(page: Page, low: float, high: float) -> list[str]:
    """Every chart is drawn in a width of this range, told in words, and cuts no text. Gives their keys."""
    charts = ask(page, "charts")
    for chart in charts:
        assert chart["marks"] > 0 and low < chart["width"] <= high and chart["cut"] == [], chart
        assert len(chart["label"]) > 60 and re.search(r"\d", chart["label"]), chart
    return [chart["key"] for chart in charts]


def test_names_stay_text_and_light_and_dark_can_be_read(pages: tuple[Page, Page], hard_report: Path) -> None:
    source = hard_report.read_text()
    assert len(source) < 2_500_000 and source.count("</script") == 3
    for shown in pages:
        assert check_charts(shown, 300, 1121) == FIGURES
        colors = ask(shown, "colors")
        assert colors["dark"] is (shown is pages[1]) and colors["fixed"] == 0
        assert min(colors["text"], colors["labels"]) >= 4.5 and colors["lines"] >= 3
    assert pages[0].title() == TITLE == pages[0].locator("h1").inner_text()
    text = pages[0].locator("body").inner_text()
    assert all(name in text for name in (SCRIPT, QUOTED, LEVEL, "without seventh and eighth", "Average pay ($)"))
    assert "at the end of 2024 or 2025 (census of 01 June 2023)" in text
    assert ask(pages[0], "document.querySelectorAll('img, h1 *, [onclick], [onerror]').length") == 0


def test_pointing_at_a_chart_tells_its_numbers(pages: tuple[Page, Page]) -> None:
    place = pages[0].locator("[data-chart='headcount'] .mark-symbol.role-mark path").nth(7)
    place.scroll_into_view_if_needed()
    place.hover(force=True)
    tooltip = pages[0].locator("#vg-tooltip-element.visible")
    tooltip.wait_for(timeout=30_000)
    assert all(text in tooltip.inner_text() for text in ("Scenario", QUOTED, "Year", "2027", "Headcount"))
    assert ask(pages[0], "document.querySelectorAll('.vg-tooltip :is(script, img)').length") == 0


def test_phones_and_paper(browser: Browser, pages: tuple[Page, Page], hard_report: Path) -> None:
    with opened(browser, hard_report, width=360) as page:
        ask(page, "document.querySelectorAll('details.data').forEach(part => { part.open = true })")
        assert ask(page, "document.documentElement.scrollWidth") == 360 and check_charts(page, 250, 360)
        wide = "[...document.querySelectorAll('.frame')].filter(part => part.scrollWidth > part.clientWidth)"
        edges = ask(page, f"{wide}.map(part => getComputedStyle(part).backgroundAttachment)")
        assert set(edges) == {"local, local, scroll, scroll"}  # whose shadow tells that there is more
    dark = pages[1]
    dark.emulate_media(media="print")
    assert ask(dark, "colors")["ink"] == "rgb(82, 96, 109)"  # as on a light page
    ask(dark, "window.dispatchEvent(new Event('beforeprint'))")
    dark.wait_for_function("document.documentElement.dataset.drawn === 'paper'")
    check_charts(dark, 300, 180 / 25.4 * 96)  # A4 less its margins
    assert ask(dark, "document.querySelectorAll('.assumption details[open], details.data[open]').length") == 0  # stays closed
    ask(dark, "window.dispatchEvent(new Event('afterprint'))")
    dark.wait_for_function("document.documentElement.dataset.drawn === 'page'")
    check_charts(dark, 500, 1201)
    assert 5 < len(re.findall(rb"/Type\s*/Page\b", dark.pdf(prefer_css_page_size=True))) < 40
    dark.emulate_media(media="screen")
