"""The report: what it says equals SQL on the file, and it is read in a real browser.

Two files: that of the default run, and one made to be hard: eight scenarios, 100 replications, names that are
markup, rejected rows, a level that is empty at the opening, other years, a scenario in which nobody is left.
"""

from __future__ import annotations

import hashlib
import html
import itertools
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
from helpers import PROJECT, Build, MakeRun, rows, sample_rows, value, write_csv, write_lines
from playwright.sync_api import Browser

from runner import load_config, results
from runner.cli import main
from runner.declarations import declared_parameters
from runner.html_report import report_html, theme

Capture = pytest.CaptureFixture[str]

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


@pytest.fixture(scope="module")
def hard_file(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the hard run."""
    folder = tmp_path_factory.mktemp("hard")
    people = [row for row in sample_rows(300) if row["level_id"] != "5"]
    people += [people[0] | {"current_compensation": "-1"}, people[1] | {"employee_id": "", "level_id": "99"}]
    levels = write_lines(
        folder / "levels.csv",
        "level_id,level_name,min_salary,max_salary",
        "1,Junior,20000,60000",
        '2,"' + LEVEL.replace('"', '""') + '",60000,90000',
        "3,Principal,80000,120000",
        "4,Director,110000,170000",
        "5,Executive,160000,280000",
    )
    return build(
        {
            "census_path": str(write_csv(folder / "census.csv", people)),
            "census_active_values": ["true", "on leave"],
            "assumptions": {"job_levels": levels},
            "end_year": 2027,
            "replications": 100,
            "alignment": "random",
            "scenarios": SCENARIOS,
        }
    )


@pytest.fixture(scope="module")
def hard_report(hard_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "hard.html"
    assert main(["report", "--database", str(hard_file), "--output", str(file), "--title", TITLE]) == 0
    return file


@pytest.fixture(scope="module")
def default_report(default_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "default.html"
    assert main(["report", "--database", str(default_file), "--output", str(file)]) == 0
    return file


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


# --- the command ----------------------------------------


def test_it_replaces_reports_and_nothing_else(
    default_file: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    call = ["report", "--database", str(default_file)]
    assert main(call) == 0
    file = tmp_path / "report.html"
    assert capsys.readouterr().out == f"report: {file} ({file.stat().st_size / 1e6:.1f} MB)\n"
    first = file.read_bytes()
    assert main([*call, "--json"]) == 0  # over the first one, and with the same bytes
    said = json.loads(capsys.readouterr().out)
    assert said == {"schema": "planwise.report/1", "path": str(file), "bytes": len(first)}
    assert next(iter(said)) == "schema" and file.read_bytes() == first
    assert list(tmp_path.iterdir()) == [file]  # no temporary file is left

    other = tmp_path / "notes.html"
    other.write_text("<html>mine</html>")
    assert main([*call, "--output", "notes.html"]) == 2
    assert "--force" in capsys.readouterr().err and other.read_text() == "<html>mine</html>"
    assert main([*call, "--output", "notes.html", "--force"]) == 0
    assert other.read_bytes() == first

    assert main([*call, "--output", str(tmp_path)]) == 2
    assert f"--output {tmp_path / 'report.html'}" in capsys.readouterr().err
    assert main([*call, "--output", "no/such/place.html"]) == 3
    assert main(["report", "--database", str(tmp_path / "none.duckdb"), "--output", "new.html"]) == 3
    assert not (tmp_path / "new.html").exists()


def test_scenarios_are_chosen_by_name(
    browser: Browser, hard_file: Path, tmp_path: Path, capsys: Capture
) -> None:
    file = tmp_path / "x.html"
    call = ["report", "--database", str(hard_file), "--output", str(file)]
    assert main([*call, "--scenario", "sevnth"]) == 2
    assert "did you mean `seventh`?" in capsys.readouterr().err
    assert main([*call, *(part for name in list(SCENARIOS)[:7] for part in ("--scenario", name))]) == 2
    assert "at most 6" in capsys.readouterr().err
    assert main([*call, "--scenario", "eighth"]) == 0
    with opened(browser, file) as page:  # 20 replications are too few for 5 and 95 %, and exact ones agree
        drawn = page.checked("[...document.querySelectorAll('.chart')].map(chart => chart.dataset.chart)")
        intro = page.page.locator("#range > p").inner_text()
    assert {"bridge-0", "fan-payroll-0"} < set(drawn)
    assert not {"headcount", "bridge-1", "fan-headcount-0"} & set(drawn)
    assert "The headcount is the same in every replication, as the alignment exact" in intro


# --- what it says ----------------------------------------


def charts_of(file: Path) -> dict[str, Any]:
    """The specifications of the charts, as the page reads them."""
    [text] = re.findall(r'<script type="application/json" id="chart-data">(.*?)</script>', file.read_text())
    found: dict[str, Any] = json.loads(text)
    return found


BANDS = """
with bands as (
    select stop, lag(stop, 1, 0) over (order by stop) as start from (select unnest({stops}) as stop)
),
closing as (
    select scenario_id, {dimension} as years from fct_workforce_snapshot
    where (scenario_id, simulation_year) in
        (select scenario_id, max(simulation_year) from fct_headcount_bridge group by all)
)
select
    scenario_id,
    start,
    (select count(*) from baseline_workforce where {dimension} >= start and {dimension} < stop),
    (select count(*) from closing where closing.scenario_id = parameters.scenario_id and years >= start
        and years < stop) / replications
from int_scenario_parameters as parameters cross join bands
"""
MEASURE = """
select scenario_id, simulation_year, {columns} from rpt_replication_intervals
where measure = '{measure}' and level_id is null
"""
DIFFERENCE = """
select
    scenario_id, simulation_year, reference_mean, scenario_mean, mean_difference, interval_low, interval_high
from rpt_scenario_comparison where measure = '{measure}' and level_id is null
"""
PERCENTILES = "mean, p5, p25, p50, p75, p95"
SQL = {
    "headcount": MEASURE.format(measure="headcount", columns="mean, p5, p95")
    + """union all select scenario_id, start_year - 1, (select count(*) from baseline_workforce), null, null
        from int_scenario_parameters""",
    "bridge": """
        select
            scenario_id, simulation_year, avg(opening_headcount), avg(hires), avg(terminations), avg(layoffs),
            avg(new_hire_terminations), avg(closing_headcount), avg(target_headcount), avg(variance_to_target)
        from fct_headcount_bridge group by all""",
    "levels": """
        select scenario_id, level_name, people from (
            select scenario_id, level_name, simulation_year, avg(headcount) as people
            from agg_workforce_by_level group by all
            union all
            select scenario_id, level_name, start_year - 1,
                (select count(*) from baseline_workforce where level_id = job_levels.level_id)
            from int_scenario_parameters cross join job_levels
        ) order by simulation_year""",
    "fan-headcount": MEASURE.format(measure="headcount", columns=PERCENTILES),
    "fan-payroll": MEASURE.format(measure="payroll", columns=PERCENTILES),
    "payroll": MEASURE.format(
        measure="payroll",
        columns="""mean, 100 * (mean / nullif(
            lag(mean) over (partition by scenario_id order by simulation_year), 0) - 1), p5, p95""",
    ),
    "average_pay": """
        select scenario_id, simulation_year, mean, 100 * avg_pay_growth, p5, p95
        from rpt_pay_by_year left join (
            select * from rpt_replication_intervals where measure = 'average_pay' and level_id is null
        ) using (scenario_id, simulation_year)
        union all
        select
            scenario_id, start_year - 1, (select avg(compensation) from baseline_workforce), null, null, null
        from int_scenario_parameters""",
    "age": BANDS.format(dimension="age", stops="[20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 999]"),
    "tenure": BANDS.format(dimension="tenure", stops="[1, 3, 5, 10, 15, 20, 25, 30, 999]"),
    "difference-headcount": DIFFERENCE.format(measure="headcount"),
    "difference-payroll": DIFFERENCE.format(measure="payroll"),
}


def numbers_in(text: str) -> list[tuple[float, float]]:
    """The numbers of a cell, each with half of its last digit; none stands for a dash."""
    plain = text.replace("−", "-").replace(",", "")  # noqa: RUF001
    found = re.findall(r"-?\d+(?:\.\d+)?", plain)
    return [(float(number), 0.5001 / 10 ** len(number.partition(".")[2])) for number in found]


def said_by(page: Opened, key: str) -> dict[tuple[str, Any], list[tuple[float, float]]]:
    """The numbers of the data table behind a figure, by scenario and year, level or band."""
    body = page.checked(
        """key => [...document.querySelector(`#figure-${key} details.data tbody`).rows]
            .map(row => [...row.cells].map(cell => cell.textContent.trim()))""",
        key,
    )
    found = {}
    for scenario, second, *cells in body:
        if second.startswith(("All", "Mean")):
            continue
        name = second if key == "levels" else 0 if second.startswith("under") else numbers_in(second)[0][0]
        found[scenario, name] = [number for cell in cells for number in numbers_in(cell)]
    return found


def sql_says(file: Path, key: str) -> dict[tuple[str, Any], list[float]]:
    """The same from SQL, for the scenarios that are drawn; a null is a dash."""
    found: dict[tuple[str, Any], list[float]] = {}
    for scenario, name, *numbers in rows(file, SQL[key]):
        if scenario in DRAWN:
            found.setdefault((scenario, name), []).extend(float(n) for n in numbers if n is not None)
    return found


def test_each_table_says_what_sql_says(browser: Browser, hard_report: Path, hard_file: Path) -> None:
    with opened(browser, hard_report) as page:
        figures = page.checked("[...document.querySelectorAll('figure')].map(figure => figure.id)")
        assert figures == [f"figure-{key}" for key in SQL]
        for key in SQL:
            said, wanted = said_by(page, key), sql_says(hard_file, key)
            if key in ("age", "tenure"):  # bands beyond the outermost person are left out
                wanted = {name: numbers for name, numbers in wanted.items() if name in said or any(numbers)}
            assert said.keys() == wanted.keys(), key
            for name, numbers in wanted.items():
                assert len(said[name]) == len(numbers), (key, name)
                for (number, half), exact in zip(said[name], numbers, strict=True):
                    assert abs(number - exact) <= half, (key, name)


LEVELS = """
with trials as (
    select
        scenario_id, replication_id, level_id, level_name,
        arg_min(opening_headcount, simulation_year) as opening, sum(hires) as hires, sum(exits) as exits,
        sum(promotions_in) as ups, sum(promotions_out) as outs,
        arg_max(headcount, simulation_year) as closing, max(simulation_year) as last_year
    from agg_workforce_by_level group by all
)
select
    scenario_id, trials.level_name, avg(opening), avg(trials.hires), avg(trials.exits), avg(ups), avg(outs),
    avg(closing), avg(avg_compensation), avg(avg_age), avg(avg_tenure)
from trials join agg_workforce_by_level as levels using (scenario_id, replication_id, level_id)
where simulation_year = last_year
group by scenario_id, trials.level_name
"""


def test_the_levels_are_told_from_the_opening_to_the_end(
    browser: Browser, hard_report: Path, hard_file: Path
) -> None:
    with opened(browser, hard_report) as page:
        body = page.checked(
            """[...document.querySelector('#levels > .frame tbody').rows]
            .map(row => [...row.cells].map(cell => cell.textContent.trim()))"""
        )
    wanted = {tuple(row[:2]): row[2:] for row in rows(hard_file, LEVELS) if row[0] in DRAWN}
    assert {tuple(row[:2]) for row in body} == set(wanted) and len(body) == len(wanted)
    for scenario, level, *cells in body:
        numbers = [numbers_in(cell) for cell in cells]
        for said, exact in zip(numbers, wanted[scenario, level], strict=True):
            assert bool(said) == (exact is not None)
            assert not said or abs(said[0][0] - exact) <= said[0][1], (scenario, level)
        opening, hires, exits, ups, outs, closing = (said[0][0] for said in numbers[:6])
        assert opening + hires - exits + ups - outs == pytest.approx(closing, abs=0.3)  # of rounded means


def test_the_headline_equals_the_bridge(browser: Browser, hard_report: Path, hard_file: Path) -> None:
    with opened(browser, hard_report) as page:
        table = page.checked(
            """[...document.querySelector('#numbers tbody').rows]
            .map(row => [...row.cells].map(cell => cell.innerText))"""
        )
        cards = page.checked("[...document.querySelectorAll('.card')].map(card => card.innerText)")
    assert [row[0] for row in table] == list(SCENARIOS)
    totals = rows(
        hard_file,
        """
        with trials as (
            select scenario_id, replication_id, arg_min(opening_headcount, simulation_year) as opening,
                arg_max(closing_headcount, simulation_year) as closing, sum(hires) as hires,
                sum(terminations + layoffs + new_hire_terminations) as exits
            from fct_headcount_bridge group by all
        )
        select scenario_id, count(*), avg(opening), avg(closing), quantile_cont(closing, [0.05, 0.95]),
            avg(hires), quantile_cont(hires, [0.05, 0.95]), avg(exits), quantile_cont(exits, [0.05, 0.95])
        from trials group by all""",
    )
    by_name = {row[0]: row[1:] for row in totals}
    for name, *cells in table:
        replications, opening, closing, closing_range, hires, hires_range, exits, exits_range = by_name[name]
        numbers = [[number for number, _ in numbers_in(cell)] for cell in cells]
        assert numbers[0] == [opening]
        assert numbers[1][0] == pytest.approx(closing, abs=0.5001)
        for said, mean, (low, high) in (
            (numbers[1], closing, closing_range),
            (numbers[2], hires, hires_range),
            (numbers[3], exits, exits_range),
        ):
            assert said[0] == pytest.approx(mean, abs=0.5001)
            if replications >= 100 and low < high:
                assert said[-2:] == pytest.approx([low, high], abs=0.5001), name
    assert [card.split("\n")[1] for card in cards] == [cell.split("\n")[0] for cell in table[0][1:]]


def test_quality_assumptions_and_sources_are_told(
    browser: Browser, hard_report: Path, hard_file: Path
) -> None:
    with opened(browser, hard_report) as page:
        tables = page.checked(
            """Object.fromEntries([...document.querySelectorAll('#quality table, #assumptions table')].map(
            table => [table.caption.textContent, [...table.rows].map(row => [...row.cells].map(
                cell => cell.textContent.trim()))]))"""
        )
    rejected = "select detail, value from rpt_data_quality where metric = 'rejected'"
    said = [(reason, int(count)) for reason, count in tables["Rejected rows by reason"][1:]]
    assert sorted(said) == sorted(rows(hard_file, rejected)) and len(said) == 4
    assert ["Rejected rows", "2"] in tables["Rows of the census"]
    nulls = "select value from rpt_data_quality where metric = 'null_count' and detail = 'hire_date'"
    assert ["Hire date", str(value(hard_file, nulls))] in [
        row[:2] for row in tables["Missing values among those active"]
    ]

    parameters = {row[0]: row[1:] for row in tables["Parameters of the run"]}
    for name, declared in declared_parameters().items():
        assert parameters[name][1] == ("–" if declared.unit == "none" else declared.unit)  # noqa: RUF001
        assert parameters[name][2] == " ".join(declared.description.split())
    assert parameters["total_termination_rate"][0] == "0.12nobody left: 1title: 0.3"
    assert parameters["replications"][0] == "100eighth: 20default: 1"

    seeds = yaml.safe_load((PROJECT / "seeds" / "_seeds.yml").read_text())["seeds"]
    sources = {
        (" ".join(str(meta["source"]).split()), meta["unit"])
        for seed in seeds
        if seed["name"] not in ("default_job_levels", "default_entry_ages")  # an own file; not used here
        for column in seed["columns"]
        if (meta := column.get("config", {}).get("meta"))
    }
    told = [row for name, body in tables.items() if name.startswith("Units") for row in body[1:]]
    assert {(row[2], row[1]) for row in told} == sources | {("your file", "currency units per year")}
    levels = rows(hard_file, "select level_name from job_levels order by level_id")
    assert [row[1] for row in tables["Job levels"][1:]] == [name for (name,) in levels]
    factors = value(hard_file, "select count(*) from default_multipliers")
    assert len(tables["Factors for age and tenure"]) - 1 == factors


def test_the_configuration_makes_the_same_run(hard_report: Path, hard_file: Path, tmp_path: Path) -> None:
    source = hard_report.read_text()
    [text] = re.findall(r'aria-label="Configuration">(.*?)</pre>', source, re.DOTALL)
    plan = tmp_path / "plan.yml"
    plan.write_text(html.unescape(text))
    values = load_config(plan).effective()
    hashed = hashlib.md5(json.dumps(values, sort_keys=True).encode()).hexdigest()  # as run_history has it
    hashes = "configuration_hash, census_hash, unnest(json_extract_string(assumption_hashes, '$.*'))"
    recorded = rows(hard_file, f"select {hashes} from run_history")
    assert recorded[0][0] == hashed and len(recorded) == 6
    assert all(text in source for row in recorded for text in row)


def test_a_census_of_another_time_is_told(make_run: MakeRun, tmp_path: Path) -> None:
    people = [row for row in sample_rows(90) if row["hire_date"] < "2023"]
    census = str(write_csv(tmp_path / "census.csv", people))
    result = make_run(census_path=census, census_date="2023-06-01", end_year=2026)
    [warning] = [line for line in result.warnings if "of_its_year" in line]
    assert "not taken in the year before the projection" in warning
    out = tmp_path / "report.html"
    assert main(["report", "--database", result.database, "--output", str(out)]) == 0
    assert "at the end of 2024 (census of 01 June 2023)" in out.read_text()


def test_a_run_that_failed_is_not_the_one_reported(default_file: Path, tmp_path: Path) -> None:
    """A `dbt build` by hand that fails leaves a row in the history and the tables of the run before."""
    file = tmp_path / default_file.name
    shutil.copy(default_file, file)
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "insert into run_history (run_id, started_at, status) values ('broken', '2099-01-01', 'failed')"
        )
    with results(file) as tables, results(default_file) as before:
        assert report_html(tables) == report_html(before)


# --- how it looks ----------------------------------------

CHARTS = """[...document.querySelectorAll('.chart')].map(chart => {
    const figure = chart.closest('figure');
    const marks = [...chart.querySelectorAll('svg.marks .mark-rect path, svg.marks .mark-line path')];
    return {
        key: chart.dataset.chart,
        marks: marks.filter(mark => (mark.getAttribute('d') || '').length > 8).length,
        width: chart.querySelector('svg.marks')?.getBoundingClientRect().width || 0,
        label: chart.getAttribute('role') === 'img' && chart.getAttribute('aria-label') || '',
        rows: figure.querySelectorAll('details.data tbody tr').length,
        heads: [...figure.querySelectorAll('details.data thead th')].every(head => head.scope === 'col'),
    } })"""
COLOURS = """[...document.querySelectorAll('.chart svg.marks *')].flatMap(mark => ['fill', 'stroke'].map(
    kind => [(mark.getAttribute(kind) || 'none').toLowerCase(), getComputedStyle(mark)[kind]]))"""
CONTRAST = r"""() => {
    const light = text => {
        const parts = text.match(/[\d.]+/g).slice(0, 3).map(part => part / 255);
        const [r, g, b] = parts.map(part => part <= .04045 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
        return .2126 * r + .7152 * g + .0722 * b };
    const paper = light(getComputedStyle(document.documentElement).backgroundColor);
    const contrast = text => {
        const [low, high] = [light(text), paper].sort((a, b) => a - b);
        return (high + .05) / (low + .05) };
    const texts = [...document.querySelectorAll('h1, p, td, th, a, summary, dd, dt')];
    return {
        text: Math.min(...texts.map(element => contrast(getComputedStyle(element).color))),
        chart: Math.min(...[...document.querySelectorAll('svg.marks text')]
            .map(element => contrast(getComputedStyle(element).fill))),
        dark: paper < .1 } }"""
# of the tables behind charts, how long they are and whether they are there
DATA_TABLES = """
[...document.querySelectorAll("details.data")].map(part => ({
    rows: part.querySelectorAll("tbody tr").length, shown: part.getClientRects().length > 0 && part.open,
}))
"""
CUT = """[...document.querySelectorAll('svg.marks')].flatMap(svg => [...svg.querySelectorAll('text')]
    .filter(text => {
        const [a, b] = [text.getBoundingClientRect(), svg.getBoundingClientRect()];
        return a.width && (a.left < b.left - 1 || a.right > b.right + 1) })
    .map(text => svg.closest('.chart').dataset.chart + ': ' + text.textContent))"""


@pytest.mark.parametrize(("name", "count"), [("default_report", 6), ("hard_report", 6 * 6 + 5)])
def test_every_chart_is_drawn_and_told(
    name: str, count: int, browser: Browser, request: pytest.FixtureRequest
) -> None:
    file = request.getfixturevalue(name)
    assert file.stat().st_size < 2_500_000
    with opened(browser, file) as page:
        charts = page.checked(CHARTS)
        assert {chart["key"] for chart in charts} == set(charts_of(file)["specs"]) and len(charts) == count
        for chart in charts:
            assert chart["marks"] > 0 and chart["width"] > 300, chart
            assert len(chart["label"]) > 60 and re.search(r"\d", chart["label"]), chart
            assert chart["rows"] > 0 and chart["heads"], chart
        assert page.checked(CUT) == []
        headings = page.checked("[...document.querySelectorAll('h1, h2, h3, h4')].map(h => +h.tagName[1])")
        assert headings[0] == 1 and all(after <= before + 1 for before, after in itertools.pairwise(headings))
        ids = page.checked("[...document.querySelectorAll('[id]')].map(element => element.id)")
        assert len(ids) == len(set(ids)) and page.checked("document.documentElement.lang") == "en"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_pages_can_be_read(scheme: str, browser: Browser, hard_report: Path) -> None:
    shades = {shade[0]: shade[scheme == "dark"] for shade in theme.shades()}
    with opened(browser, hard_report, color_scheme=scheme) as page:
        seen = {(given, computed) for given, computed in page.checked(COLOURS) if given.startswith("#")}
        assert len(seen) > 12
        for given, computed in seen:
            channels = [str(int(shades[given][at : at + 2], 16)) for at in (1, 3, 5)]
            assert computed == f"rgb({', '.join(channels)})", given
        contrast = page.checked(CONTRAST)
        assert contrast["text"] >= 4.5 and contrast["chart"] >= 4.5
        assert contrast["dark"] is (scheme == "dark")


def test_pointing_at_a_chart_tells_its_numbers(browser: Browser, hard_report: Path, hard_file: Path) -> None:
    people = value(hard_file, "select count(*) from baseline_workforce")
    with opened(browser, hard_report) as page:
        for key, x, y, wanted in (
            ("headcount", 0.5, 0.5, ["2026", *DRAWN]),
            ("bridge-0", 0.4, 0.1, ["End of 2024", str(people)]),
            ("levels-0", 0.22, 0.8, ["2024", "Junior"]),
            ("fan-headcount-0", 0.9, 0.5, ["2027", "Median", "5 to 95 %"]),
            ("difference-payroll", 0.9, 0.5, ["2027", QUOTED]),
        ):
            chart = page.page.locator(f"[data-chart='{key}'] svg.marks")
            chart.scroll_into_view_if_needed()
            box = chart.bounding_box()
            assert box is not None
            page.page.mouse.move(box["x"] + 1, box["y"] + 1)
            page.page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
            tooltip = page.page.locator("#vg-tooltip-element.visible")
            for text in wanted:  # the one before may still be there for a moment
                tooltip = tooltip.filter(has_text=text)
            tooltip.wait_for(timeout=30_000)
            assert page.checked("document.querySelectorAll('.vg-tooltip :is(script, img, h1)').length") == 0


def test_names_stay_text(browser: Browser, hard_report: Path) -> None:
    with opened(browser, hard_report) as page:
        assert page.page.title() == TITLE == page.page.locator("h1").inner_text()
        text = page.page.locator("body").inner_text()
        assert all(name in text for name in (SCRIPT, QUOTED, LEVEL, "not drawn: seventh and eighth"))
        assert page.checked("document.querySelectorAll('script').length") == 3
        assert page.checked("document.querySelectorAll('img, h1 *, [onclick], [onerror]').length") == 0
    assert hard_report.read_text().count("</script") == 3


def test_a_phone_needs_no_sideways_scrolling(browser: Browser, hard_report: Path) -> None:
    with opened(browser, hard_report, width=360) as page:
        assert page.checked("document.documentElement.scrollWidth") == 360
        page.checked("document.querySelectorAll('details.data').forEach(part => { part.open = true })")
        assert page.checked("document.documentElement.scrollWidth") == 360
        for chart in page.checked(CHARTS):
            assert 250 < chart["width"] <= 360, chart
        assert page.checked(CUT) == []


def test_it_prints_on_paper(browser: Browser, hard_report: Path) -> None:
    with opened(browser, hard_report, color_scheme="dark") as page:
        page.page.emulate_media(media="print")
        style = "(place, name) => getComputedStyle(document.querySelector(place))[name]"
        looks = [
            page.page.evaluate(f"([place, name]) => ({style})(place, name)", pair)
            for pair in (
                ["html", "backgroundColor"],
                ["figure", "breakInside"],
                ["details.data", "display"],
                ["svg.marks text", "fill"],
            )
        ]
        assert looks == ["rgb(255, 255, 255)", "avoid", "none", "rgb(82, 96, 109)"]
        open_parts = "[...document.querySelectorAll('.assumption details')].map(part => part.open)"
        page.checked("window.dispatchEvent(new Event('beforeprint'))")
        assert max(chart["width"] for chart in page.checked(CHARTS)) <= 180 / 25.4 * 96  # A4 less its margins
        assert page.checked(CUT) == [] and all(page.checked(open_parts))
        tables = page.checked(DATA_TABLES)
        assert {table["shown"] for table in tables if table["rows"] <= 30} == {True}
        assert {table["shown"] for table in tables if table["rows"] > 30} == {False}
        page.checked("window.dispatchEvent(new Event('afterprint'))")
        assert max(chart["width"] for chart in page.checked(CHARTS)) > 1000
        assert not any(page.checked(open_parts))
        paper = page.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) > 5


def test_without_scripts_there_are_still_pictures(browser: Browser, default_report: Path) -> None:
    with opened(browser, default_report, java_script_enabled=False) as shown:
        pictures = shown.page.locator(".chart noscript svg[role=img]")
        assert pictures.count() == len(charts_of(default_report)["specs"])
        for picture in pictures.all():
            assert picture.is_visible() and picture.locator("path").count() > 3
            assert len(picture.get_attribute("aria-label") or "") > 60
