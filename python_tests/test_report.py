"""The report of the default run, and of one made to be hard: what it says equals SQL, read in a real browser."""

import hashlib
import html
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from browser import Opened, chromium, opened
from helpers import PROJECT, Build, Capture, Patch, call, execute, rows, sample_rows, value, write_csv, write_lines
from playwright.sync_api import Browser

from runner import load_config
from runner.cli import main
from runner.config.parameters import parameters
from runner.report.charts import draw_pyramid

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
Pages = tuple[Opened, Opened]


@pytest.fixture(scope="module")
def hard_file(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hard")
    people = [row for row in sample_rows(200) if row["level_id"] != "5" and row["hire_date"] < "2023"]
    people += [people[0] | {"current_compensation": "-1"}, people[1] | {"employee_id": "", "level_id": "99"}]
    bands = ("20000,60000", "60000,90000", "80000,120000", "110000,170000", "160000,280000")
    names = ("Junior", LEVEL.replace('"', '""'), "Principal", "Director", "Executive")
    levels = [f'{place},"{names[place - 1]}",{band}' for place, band in enumerate(bands, start=1)]
    levels_file = write_lines(folder / "levels.csv", "level_id,level_name,min_salary,max_salary", *levels)
    plan: dict[str, Any] = {"end_year": 2027, "replications": 100, "alignment": "random", "scenarios": SCENARIOS}
    plan |= {"census_path": str(write_csv(folder / "census.csv", people)), "census_date": "2023-06-01"}
    lines = (
        "measure,side,threshold,year,dimension,value",
        "headcount,below,100,2027,,",
        f'hires,above,9,2026,level,"{names[1]}"',
    )
    costs = ("salary,percent_of_pay,1,", f"{SCRIPT},per_head_year,8000,", "salary,percent_of_pay,1,eighth")
    costs_file = write_lines(folder / "costs.csv", "item,basis,rate,scenario_id", *costs)
    given = {"job_levels": levels_file, "cost_items": costs_file, "thresholds": write_lines(folder / "thresholds.csv", *lines)}
    plan |= {"detailed_replications": 3, "fiscal_year_start_month": 7}
    return build(plan | {"census_active_values": ["true", "on leave"], "assumptions": given})


@pytest.fixture(scope="module")
def hard_report(hard_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "hard.html"
    assert main(["report", "--database", str(hard_file), "--output", str(file), "--title", TITLE]) == 0
    return file


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def pages(browser: Browser, hard_report: Path) -> Iterator[Pages]:
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
        select scenario_id, simulation_year, avg(opening_headcount), avg(hires), avg(turnover), avg(layoffs),
            avg(new_hire_exits), avg(closing_headcount), avg(target_headcount), avg(variance_to_target)
        from fct_headcount_bridge group by all""",
    "fan-payroll": """
        select scenario_id, simulation_year, mean, p5, p25, p50, p75, p95
        from rpt_replication_intervals where measure = 'payroll' and dimension = 'all'""",
    "difference-payroll": """
        select scenario_id, simulation_year, reference_mean, scenario_mean, mean_difference, interval_low, interval_high
        from rpt_scenario_comparison where measure = 'payroll' and dimension = 'all'""",
}


def numbers_in(text: str) -> list[tuple[float, float]]:
    """The numbers of a cell, each with half of its last digit. None stands for a dash."""
    found = re.findall(r"-?\d+(?:\.\d+)?", text.replace(",", ""))
    return [(float(number), 0.5001 / 10 ** len(number.partition(".")[2])) for number in found]


def test_each_table_says_what_sql_says(pages: Pages, hard_file: Path) -> None:
    for key, sql in SQL.items():
        said = {}
        for scenario, second, *cells in pages[0].ask("rows", f"#figure-{key} tbody"):
            if second != "All years":
                said[scenario, int(second)] = [number for cell in cells for number in numbers_in(cell)]
        wanted: dict[tuple[str, int], list[float]] = {}
        for scenario, year, *numbers in rows(hard_file, sql):
            if scenario in DRAWN:
                wanted.setdefault((scenario, year), []).extend(float(n) for n in numbers if n is not None)
        assert said.keys() == wanted.keys(), key
        for place, numbers in wanted.items():
            for (number, half), exact in zip(said[place], numbers, strict=True):
                assert abs(number - exact) <= half, (key, place)
    sums = "sum(hires), sum(turnover + layoffs + new_hire_exits)"
    trials = f"from (select scenario_id, {sums} from fct_headcount_bridge group by scenario_id, replication_id) as t (s, h, e)"
    totals = {name: means for name, *means in rows(hard_file, f"select s, avg(h), avg(e) {trials} group by s")}
    table = pages[0].ask("rows", "#numbers tbody")
    assert [row[0] for row in table] == list(SCENARIOS)
    for name, *cells in table:
        assert [numbers_in(cell)[0][0] for cell in cells[2:4]] == pytest.approx(totals[name], abs=0.5001)


def test_months_fiscal_years_and_dots_say_what_sql_says(pages: Pages, hard_file: Path) -> None:
    monthly = """
        select scenario_id, strftime(month, '%Y-%m'), avg(hires), avg(closing_headcount), avg(pay) from fct_headcount_by_month
        where dimension = 'all' group by all order by all
    """
    exact = [row for row in rows(hard_file, monthly) if row[0] in DRAWN]
    said = sorted(pages[0].ask("rows", "#figure-months tbody"))
    assert [row[:2] for row in said] == [list(row[:2]) for row in exact] and len(exact) == 5 * 36 + 36
    for cells, numbers in zip(said, exact, strict=True):
        found = [numbers_in(cell)[0] for cell in (cells[2], cells[4], cells[5])]
        assert all(abs(number - float(wanted)) <= half for (number, half), wanted in zip(found, numbers[2:], strict=True))
    labels = "[...document.querySelectorAll('#figure-months .role-axis-label text')].map(label => label.textContent)"
    assert [text for text in pages[0].ask(f"() => {labels}") if text.startswith("FY")] == ["FY2026", "FY2027", "FY2028", "FY2029"]
    years = pages[0].ask("rows", "#headcount [aria-label='Headcount bridge by fiscal year'] tbody")
    assert [row[1:3] for row in years[:4]] == [["FY2025", "6"], ["FY2026", "12"], ["FY2027", "12"], ["FY2028", "6"]]
    dots = pages[0].ask("rows", "#figure-risk tbody")
    beyond = {"in 2027 is below 100": 0, "in 2026 is above 9": 0}
    for label, _, side in dots:
        for name in beyond:
            beyond[name] += label.endswith(f" ({QUOTED})") and name in label and side == "Beyond"
    counted = "select sentence, beyond from rpt_threshold_risk where scenario_id = ?"
    assert sorted(beyond.values()) == sorted(count for _, count in rows(hard_file, counted, QUOTED)) and any(beyond.values())


def test_quality_assumptions_and_sources_are_told(pages: Pages, hard_file: Path, hard_report: Path) -> None:
    raises = "100 * sum(pay_after - pay_before) / sum(pay_before) from fct_workforce_events where event_type = 'raise'"
    paid = [found for (found,) in rows(hard_file, f"select {raises} group by scenario_id order by 1")]
    told = sorted(float(text) for text in re.findall(r"get raises of ([\d.]+)%", hard_report.read_text()))
    assert told == pytest.approx(paid, abs=0.051)
    assert re.findall(r"Rows for it alone are in ([\w, ]+)\.", hard_report.read_text()) == ["cost_items"]
    captions = "[...document.querySelectorAll(':is(#quality, #assumptions) .frame')].map(part => part.ariaLabel)"
    tables = {name: pages[0].ask("rows", f'[aria-label="{name}"] table') for name in pages[0].ask(captions)}
    rejected = rows(hard_file, "select detail, cast(value as text) from rpt_data_quality where metric = 'rejected'")
    assert sorted(map(tuple, tables["Rejected rows by reason"][1:])) == sorted(rejected) and len(rejected) == 4
    assert ["Rejected rows", "2"] in tables["Rows of the census"]
    same, changed = tables["Parameters at their defaults"], tables["Parameters that differ from their defaults"]
    values = {row[0]: row[1:] for row in same + changed}
    for name, declared in parameters().items():
        unit = "-" if declared.unit == "none" else declared.unit
        assert values[name][1:] == [unit, " ".join(declared.description.split())]
    assert values["total_termination_rate"][0].split("\n") == ["0.12", "nobody left: 1", "title: 0.3"]
    assert [row[1] for row in tables["Job levels"][1:3]] == ["Junior", LEVEL]
    given = {(row[2], row[1]) for name, body in tables.items() if name.startswith("Units") for row in body[1:]}
    seeds = yaml.safe_load((PROJECT / "seeds" / "_seeds.yml").read_text())["seeds"]
    metas = [column.get("config", {}).get("meta") for seed in seeds for column in seed["columns"]]
    sources = {(" ".join(str(meta["source"]).split()), meta["unit"]) for meta in metas if meta}
    units = ("currency units per year", "share of pay, or currency units", "calendar year")
    assert given - sources == {("your file", unit) for unit in units}
    assert [(row[0], row[2]) for row in tables["Cost of people"][1:]] == [("salary", "1.0"), (SCRIPT, "8,000.0")]


def check_charts(page: Opened, low: float, high: float) -> list[str]:
    """Every chart is drawn in a width of this range, told in words, and cuts no text. Gives their keys."""
    charts = page.ask("charts")
    for chart in charts:
        assert chart["marks"] > 0 and low < chart["width"] <= high and chart["cut"] == [], chart
        assert len(chart["label"]) > 60 and re.search(r"\d", chart["label"]), chart
    return [chart["key"] for chart in charts]


def test_names_stay_text_and_light_and_dark_can_be_read(pages: Pages, hard_report: Path) -> None:
    source = hard_report.read_text()
    assert len(source) < 2_500_000 and source.count("</script") == 3
    for shown in pages:
        assert check_charts(shown, 300, 1121) == FIGURES
        colors = shown.ask("colors")
        assert colors["dark"] is (shown is pages[1]) and colors["fixed"] == 0
        assert min(colors["text"], colors["labels"]) >= 4.5 and colors["lines"] >= 3
    assert pages[0].page.title() == TITLE == pages[0].page.locator("h1").inner_text()
    text = pages[0].page.locator("body").inner_text()
    assert all(name in text for name in (SCRIPT, QUOTED, LEVEL, "without seventh and eighth"))
    assert "at the end of 2024 or 2025 (census of 01 June 2023)" in text
    assert pages[0].ask("document.querySelectorAll('img, h1 *, [onclick], [onerror]').length") == 0


def test_pointing_at_a_chart_tells_its_numbers(pages: Pages) -> None:
    for key, mark, which, wanted in (
        ("headcount", "symbol", 7, ["Scenario", QUOTED, "Year", "2027", "Headcount"]),
        ("levels", "rect", 0, ["2024", "Level", "Junior"]),
        ("fan-headcount", "symbol", 0, ["2024", "Median", "75 %", "95 %"]),
    ):
        place = pages[0].page.locator(f"[data-chart='{key}'] .mark-{mark}.role-mark path").nth(which)
        place.scroll_into_view_if_needed()
        place.hover(force=True)
        tooltip = pages[0].page.locator("#vg-tooltip-element.visible")
        for text in wanted:  # the one before may still be there for a moment
            tooltip = tooltip.filter(has_text=text)
        tooltip.wait_for(timeout=30_000)
        assert pages[0].ask("document.querySelectorAll('.vg-tooltip :is(script, img)').length") == 0


def test_many_levels_share_ten_colors_and_scenarios_that_are_alike_a_chart() -> None:
    trends = """select 'a' as scenario_id, 2025 as simulation_year, level_id, level_id as headcount,
        level_id + 1 as opening_headcount from job_levels"""
    with duckdb.connect() as connection:
        connection.execute("create table job_levels as select range as level_id, 'L' || range as level_name from range(23)")
        connection.execute(f"create table agg_workforce_by_level as {trends}")
        found = connection.execute((PROJECT / "runner/report/queries/level_headcount.sql").read_text()).fetchall()
    groups = list(dict.fromkeys(row[4] for row in found))
    assert len(found) == 46 and len(groups) == 10 and groups[:2] == ["L0 to L2", "L3 to L4"]

    names, ages = ("a", "b", "c"), {"first_year": 20, "opening": 5}
    bands = [ages | {"scenario_id": name, "band": band, "closing": 4 + (name == "c")} for name in names for band in ("20", "25")]
    assert draw_pyramid(bands, names)["facet"]["sort"] == ["a\nb", "c"]
    assert draw_pyramid(bands[:4], names[:2])["title"] == ["a", "b"] and draw_pyramid(bands[:2], names[:1])["title"] == []


def test_phones_and_paper(browser: Browser, pages: Pages, hard_report: Path) -> None:
    with opened(browser, hard_report, width=360) as page:
        page.ask("document.querySelectorAll('details.data').forEach(part => { part.open = true })")
        assert page.ask("document.documentElement.scrollWidth") == 360 and check_charts(page, 250, 360)
    dark = pages[1]
    dark.page.emulate_media(media="print")
    assert dark.ask("colors")["ink"] == "rgb(82, 96, 109)"  # as on a light page
    dark.ask("window.dispatchEvent(new Event('beforeprint'))")
    dark.page.wait_for_function("document.documentElement.dataset.drawn === 'paper'")
    check_charts(dark, 300, 180 / 25.4 * 96)  # A4 less its margins
    assert not any(is_open for is_open, _ in dark.ask("parts"))  # what is closed stays closed
    dark.ask("window.dispatchEvent(new Event('afterprint'))")
    dark.page.wait_for_function("document.documentElement.dataset.drawn === 'page'")
    check_charts(dark, 500, 1201)
    assert len(re.findall(rb"/Type\s*/Page\b", dark.page.pdf(prefer_css_page_size=True))) > 5
    dark.page.emulate_media(media="screen")
