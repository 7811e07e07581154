"""Words by which people name the columns of a census, and how well a column's name fits each of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WHO = "employee|empl|emp|ee|staff|personnel|pers|person|worker|associate|payroll|member|badge|clock|file"
_NUMBER = "id|no|nr|num|number|code|key|identifier"


@dataclass(frozen=True)
class Words:
    """Patterns with what each is worth, patterns that add or take, and one that rules a name out."""

    worth: tuple[tuple[str, int], ...]
    against: str
    more: tuple[tuple[str, int], ...] = ()


WORDS = {
    "employee_id": Words(
        (
            (rf"^({_WHO}) ?({_NUMBER})$", 100),
            (r"^(id|eeid|personalnummer|personalnr)$", 80),
            (rf"\b(employee|emp|staff|personnel|worker|associate|person|payroll) ?({_NUMBER})\b", 70),
            (r"^employee$", 50),
        ),
        r"manager|supervisor|department|dept|position|job|count|agency|company",
    ),
    "current_compensation": Words(
        (
            (r"\b(salary|salaries|compensation|income|gehalt|salaire|salario|sueldo)\b", 70),
            (r"\b(pay|wage|wages|earnings|remuneration|lohn)\b", 60),
            (r"\b(monthly|hourly|weekly|annual|pay|daily|base) ?rate\b|salary|wage|compensation|gehalt", 40),
        ),
        r"percent|pct|hike|increase|raise|grade|band|level|date|last|previous|prior|period|frequency|type|group"
        r"|status|code|bonus|step|method|range|\bmin|\bmax|midpoint|ratio|\bid\b|schedule|cycle|class"
        r"|over ?time|hours|number|stufe|gruppe|currency|basis|change|target|tax|deduct",
        (
            (r"annual|year|\bbase\b|basic|monthly|regular|current", 15),
            (r"gross|total|\bnet\b|actual|ytd", -20),
            (r"\bdaily\b", -30),
        ),
    ),
    "level_id": Words(
        (
            (
                rf"^((job|pay|career|employee|salary|position) ?)?(level|grade|band)( ?({_NUMBER}))?$",
                100,
            ),
            (r"\b(job|pay|career|salary|management) ?(level|grade|band)\b", 80),
            (r"\b(level|grade|band)\b|stufe|entgeltgruppe", 40),
        ),
        r"education|satisf|stock|option|involve|risk|travel|balance|perform|rating|english|skill|language"
        r"|clearance|degree|step|date|\bage\b",
    ),
    "job_title": Words(
        (
            (r"\b(job|position|class|working|business) ?title\b|^title$", 100),
            (r"job ?role|^role$|^position$|occupation|designation|job ?name|^job$|\btitle\b", 80),
        ),
        r"code|\bid\b|date|level|involve|satisf|years|family|prefix",
    ),
    "age": Words(
        ((r"^(current |employee )?(age|alter)( ?(in )?years)?$", 100), (r"\bage\b", 60)),
        r"band|group|range|bucket|average|retire|child",
    ),
    "birth_date": Words(
        (
            (r"birth ?(date|day)|date ?of ?birth|\bdob\b", 100),
            (r"\bborn\b|birth|geburt|naissance|nacimiento", 80),
        ),
        r"place|city|country|state",
    ),
    "tenure": Words(
        (
            (
                r"^tenure|years? ?(at|with|in) ?(the )?(company|employer|firm|organi[sz]ation)"
                r"|length ?of ?service|years ?(of )?(service|tenure)|service ?years|years ?employed",
                100,
            ),
            (r"tenure|seniority|\bservice\b", 50),
        ),
        r"month|day|date|role|job|position|manager|promotion|total|current|type|level|band|group",
    ),
    "hire_date": Words(
        (
            (r"hire ?date|date ?(of ?)?hired?\b|\bhired( on)?\b", 100),
            (
                r"date ?(of ?)?(joining|entry|appointment|employment)|join(ing|ed)? ?date|\bdoj\b"
                r"|date ?joined|\bjoined\b|entry ?date|employment ?(start|date)|service ?date|commencement",
                80,
            ),
            (r"start ?date|eintritt|begin ?date|seniority ?date|embauche|ingreso", 60),
        ),
        r"term|\bend\b|birth|contract|review|promotion|in ?job|manager|grade|role|year$",
        ((r"last|re ?hire", -30), (r"orig", -5)),
    ),
    "termination_date": Words(
        (
            (
                r"term(ination)? ?date|date ?of ?(termination|leaving|exit|separation|resignation)"
                r"|(separation|exit|leave|leaving|resignation|departure) ?date|last ?(working ?)?day"
                r"|^left( on)?$|austritt",
                100,
            ),
            (r"end ?date", 50),
        ),
        r"contract|reason|probation",
    ),
    "active_flag": Words(
        (
            (r"^(is )?active( ?(flag|employee|indicator|status))?$", 100),
            (r"emp(l|loyee|loyment)? ?status|^status$|work(er)? ?status", 90),
            (
                r"attrition|terminat|\bterm(d|ed)?\b|\bleft\b|resign|turnover|churn|\bquit\b|separat|ausgeschieden",
                90,
            ),
            (r"exited|leaver|departed|inactive|\bactive\b|\bstatus\b|\bemployed\b", 50),
        ),
        r"marital|date|reason|desc|type|visa|flsa|exempt|full ?time|tax|citizen|veteran|health|benefit"
        r"|year|disab|relation|perform|over ?time|travel",
    ),
    "census_year": Words(
        (
            (
                r"^((fiscal|census|status|snapshot|calendar|record|report|reporting|data|file) ?)?year$|^fy$",
                100,
            ),
        ),
        r"birth|hire|start|years",
    ),
    "census_date": Words(
        (
            (
                r"(census|record|snapshot|report|reporting|extract|file|data|effective|status) ?date"
                r"|as ?of|period ?end|month ?end|stichtag",
                80,
            ),
        ),
        r"hire|birth|term",
    ),
}
LEAVERS = re.compile(
    r"attrition|terminat|\bterm(d|ed)?\b|left|resign|turnover|churn|quit|separat|exit|leaver|departed|inactive|ausgeschieden"
)
OF_A_YEAR = re.compile(r"attrition|turnover|churn|leaver")


def words_of(name: str) -> str:
    """A column's name as lower-case words: EmployeeID is `employee id`, Emp# is `emp no`."""
    spaced = re.sub(r"([a-z0-9])([A-Z])|([A-Z])(?=[A-Z][a-z])", r"\1\3 \2", name.replace("#", " no "))
    return " ".join(re.sub(r"[\W_]+", " ", spaced).lower().split())


def worth_of(role: str, name: str) -> int:
    """How well a column's name fits one of ours; 0 when it does not."""
    words, vocabulary = words_of(name), WORDS[role]
    if words.replace(" ", "_") == role:
        return 120
    if re.search(vocabulary.against, words):
        return 0
    worth = max((points for pattern, points in vocabulary.worth if re.search(pattern, words)), default=0)
    return worth and worth + sum(points for pattern, points in vocabulary.more if re.search(pattern, words))
