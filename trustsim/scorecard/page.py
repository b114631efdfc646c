"""The scorecard for readers: a table on the terminal, a page in HTML that needs nothing beside it, the same in Markdown."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

import trustsim
from trustsim.scorecard.criteria import CONFIDENCE, FAIL, PASS, UNDECIDED, Criterion, Finding, Pattern, number
from trustsim.scorecard.patterns import PATTERNS
from trustsim.scorecard.plots import RULES, save_plot
from trustsim.scorecard.running import OURS, Card
from trustsim.study.durable import write_whole
from trustsim.survey import Survey

SIGN = {PASS: "✓", FAIL: "✗", UNDECIDED: "?"}
LEGEND = ("✓ pass, ✗ fail, ? undecided; beside it how many of a pattern's criteria pass. Networks are made before any rule acts, so no rival "
          "touches them.")
PLOTS = "plots"
FINE = 0.03   # intervals as narrow as this are told in three decimals
STYLE = """
body{font:16px/1.5 system-ui,sans-serif;color:#222;max-width:62rem;margin:2rem auto;padding:0 1rem}
h1{margin-bottom:.2rem}h2{margin-top:2.5rem;border-top:1px solid #dadce0;padding-top:1rem}
table{border-collapse:collapse;font-size:.9rem;margin:.7rem 0}
th,td{padding:.25rem .55rem;text-align:left;border-bottom:1px solid #dadce0;vertical-align:top}
td.v,th.v{text-align:center;white-space:nowrap}th.v{white-space:normal}.pass{color:#00558a}.fail{color:#b54700;font-weight:600}.undecided{color:#5f6368}
dl{display:grid;grid-template-columns:8rem 1fr;gap:.1rem .8rem;font-size:.92rem}dt{color:#5f6368}dd{margin:0}
figure{display:inline-block;margin:.4rem .6rem .4rem 0}img{width:440px;max-width:100%}.scroll{overflow-x:auto}.soft{color:#5f6368}
"""


def headline(card: Card) -> str:
    """How many patterns the model shows."""
    verdicts = [card.verdict(pattern) for pattern in PATTERNS]
    return (f"Of {len(PATTERNS)} patterns the model shows {verdicts.count(PASS)}, fails {verdicts.count(FAIL)}, "
            f"and {verdicts.count(UNDECIDED)} {'is' if verdicts.count(UNDECIDED) == 1 else 'are'} undecided.")


def cell(card: Card, pattern: Pattern, rule: str) -> str:
    """A pattern under a rule: its verdict, and where it has several criteria how many of them pass."""
    found = card.findings[pattern.name][rule if pattern.experiment.rivals else OURS]
    passed = f" {sum(finding.verdict == PASS for finding in found)}/{len(found)}" if len(found) > 1 else ""
    return SIGN[card.verdict(pattern, rule)] + passed


def told(finding: Finding) -> str:
    """Estimate and interval: '.72 (.70 to .74)'."""
    which = f", {finding.which.replace('_', ' ')}" if finding.which else ""
    if finding.low == finding.high == finding.estimate:
        return number(finding.estimate) + which
    fine = abs(finding.estimate) < 10 and finding.high - finding.low < FINE
    middle, low, high = (number(value, fine=fine) for value in (finding.estimate, finding.low, finding.high))
    return f"{middle} ({low} to {high}){which}"


def lines(card: Card) -> Iterator[tuple[Pattern, Criterion, Finding]]:
    """All rows of the model's own card."""
    for pattern in PATTERNS:
        for criterion, finding in zip(pattern.criteria, card.findings[pattern.name][OURS], strict=True):
            yield pattern, criterion, finding


def of_rules(card: Card, pattern: Pattern, k: int) -> dict[str, Finding]:
    """What each rule shows of a criterion; the model's own alone where the rivals do not touch it."""
    return {rule: card.findings[pattern.name][rule][k] for rule in card.rules if rule in card.findings[pattern.name]}


def reading(card: Card, real: bool) -> list[str]:
    """How to read the card, in paragraphs."""
    survey = Survey()
    return [
        f"Each criterion has a band from the literature or from data. Replicates are added at set looks until the {CONFIDENCE:.0%} interval of the "
        "figure lies inside the band (pass) or outside it (fail); where it does neither at the last look, the verdict is undecided. Looking "
        "several times is paid for: every look has its share of the error. A pattern passes where all its criteria do, and fails where one does."
        + (" This is a quick card with few replicates: more rows are undecided than need be." if card.quick else ""),
        "Calibrated: values were set on this pattern, here or in the prototype that they come from, so a pass is no evidence. In view: no value "
        "was fitted to it, but rules were chosen with it in view. Built in: a rule states it directly, and a pass says that the rule does what "
        "it says. Held out: it was used for nothing." + ("" if any(pattern.use == "held out" for pattern in PATTERNS) else
                                                         " No pattern here is held out: what tells most are the failures, and the rivals."),
        "Rival rules each put one thing in place of the model's (docs/ODD.md, 7.17) and keep all other values. They have not been calibrated "
        "anew: where a rival fails a level, other values might save it; where it fails a direction or a shape, that is more telling.",
        f"Trust that is compared with surveys passes through a survey layer: {survey.items} items of {survey.points} points, a spread between "
        f"people in how they answer of {survey.perceiver_sd:g} and an error of each item of {survey.item_sd:g} (trustsim/survey.py says why).",
        "In the plots the band is green, ● passes, ✖ fails and ◇ is undecided, each with its interval."
        + (" A dotted line is what the real schools at hand show." if real else ""),
    ]


def missed(card: Card) -> list[str]:
    """What the model fails, a line a criterion."""
    return [f"{pattern.title}: {criterion.words} is {told(finding)}, and should be {criterion.band}."
            for pattern, criterion, finding in lines(card) if finding.verdict == FAIL]


def facts(pattern: Pattern) -> dict[str, str]:
    """What is said of a pattern."""
    said = {"Simulated": pattern.simulated, "Figures": pattern.statistic, "Source": pattern.source, "Standing": pattern.use.capitalize(),
            "Note": pattern.note}
    return {name: text for name, text in said.items() if text}


def provenance(card: Card) -> str:
    """What the card was made with."""
    minutes = f"{card.seconds / 60:.1f} minutes" if card.seconds >= 90 else f"{card.seconds:.0f} seconds"
    settings = "".join(f" · {path}={value}" for path, value in card.settings.items())
    return f"trustsim {trustsim.__version__} · {minutes}{' · quick' if card.quick else ''}{settings}"


def markdown(card: Card, *, real: bool = False) -> str:
    """The page in Markdown; the plots lie in the folder beside it."""
    rows = ["# Scorecard", "", f"**{headline(card)}**", "", provenance(card), ""]
    rows += [f"{text}\n" for text in reading(card, real)]
    if failed := missed(card):
        rows += ["## What the model fails", "", *(f"- {line}" for line in failed), ""]
    rows += ["## Which rule shows what", "", "| pattern | " + " | ".join(RULES[rule] for rule in card.rules) + " | standing |",
             "| --- |" + " :-: |" * len(card.rules) + " --- |"]
    for pattern in PATTERNS:
        signs = " | ".join(cell(card, pattern, rule) for rule in card.rules)
        rows.append(f"| {pattern.title} | {signs} | {pattern.use} |")
    rows += ["", LEGEND, ""]
    for pattern in PATTERNS:
        rows += [f"## {pattern.title}: {card.verdict(pattern)}", ""]
        rows += [f"- **{name}**: {text}" for name, text in facts(pattern).items()]
        rows += ["", "| criterion | band | rule | estimate | replicates | verdict |", "| --- | --- | --- | --- | --- | --- |"]
        for k, criterion in enumerate(pattern.criteria):
            for rule, finding in of_rules(card, pattern, k).items():
                first = rule == OURS
                rows.append(f"| {criterion.words if first else ''} | {_band(criterion) if first else ''} | {RULES[rule]} | {told(finding)} | "
                            f"{_runs(finding)} | {'**' if first else ''}{finding.verdict}{'**' if first else ''} |")
        rows += ["", *(f"![{criterion.words}]({PLOTS}/{pattern.name}-{k + 1}.png)" for k, criterion in enumerate(pattern.criteria)), ""]
    return "\n".join(rows)


def html(card: Card, plots: Mapping[str, bytes], *, real: bool = False) -> str:
    """The page in HTML, with its plots inside it."""
    rows = ['<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
            f"<title>trustsim scorecard</title><style>{STYLE}</style></head><body>",
            f'<h1>Scorecard</h1><p class="soft">{escape(provenance(card))}</p><p><b>{escape(headline(card))}</b></p>']
    rows += [f"<p>{escape(text)}</p>" for text in reading(card, real)]
    if failed := missed(card):
        rows += ["<h2>What the model fails</h2><ul>", *(f"<li>{escape(line)}</li>" for line in failed), "</ul>"]
    rows += ['<h2>Which rule shows what</h2><div class="scroll"><table><tr><th>pattern</th>',
             *(f'<th class="v">{RULES[rule]}</th>' for rule in card.rules), "<th>standing</th></tr>"]
    for pattern in PATTERNS:
        cells = "".join(f'<td class="v {verdict}" title="{verdict}">{cell(card, pattern, rule)}</td>'
                        for rule, verdict in ((rule, card.verdict(pattern, rule)) for rule in card.rules))
        rows.append(f'<tr><td><a href="#{pattern.name}">{escape(pattern.title)}</a></td>{cells}<td>{pattern.use}</td></tr>')
    rows.append(f'</table></div><p class="soft">{LEGEND}</p>')
    for pattern in PATTERNS:
        verdict = card.verdict(pattern)
        rows.append(f'<h2 id="{pattern.name}">{escape(pattern.title)}: <span class="{verdict}">{verdict}</span></h2><dl>')
        rows += [f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in facts(pattern).items()]
        rows.append('</dl><div class="scroll"><table><tr><th>criterion</th><th>band</th><th>this model</th><th>replicates</th><th>verdict</th></tr>')
        for criterion, finding in zip(pattern.criteria, card.findings[pattern.name][OURS], strict=True):
            rows.append(f"<tr><td>{escape(criterion.words)}</td><td>{escape(_band(criterion))}</td><td>{escape(told(finding))}</td>"
                        f'<td>{_runs(finding)}</td><td class="{finding.verdict}">{finding.verdict}</td></tr>')
        rows.append("</table></div>")
        for k, criterion in enumerate(pattern.criteria):
            data = base64.b64encode(plots[f"{pattern.name}-{k + 1}"]).decode()
            words = "; ".join(f"{RULES[rule]} {told(finding)}: {finding.verdict}" for rule, finding in of_rules(card, pattern, k).items())
            rows.append(f'<figure><img alt="{escape(criterion.words)}, band {escape(str(criterion.band))}. {escape(words)}" '
                        f'src="data:image/png;base64,{data}"></figure>')
    rows.append("</body></html>")
    return "\n".join(rows)


def _band(criterion: Criterion) -> str:
    unit = f" {criterion.unit}" if criterion.unit else ""
    return f"{criterion.band}{unit} ({criterion.kind})"


def _runs(finding: Finding) -> str:
    return f"{finding.n:,}" + (f" ({finding.missing:,} without a value)" if finding.missing else "")


def write_page(card: Card, folder: Path, real: Mapping[str, float] | None = None) -> tuple[Path, Path]:
    """Write the plots and both pages into the scorecard's folder; `real` are figures of real schools, to be marked in the plots."""
    (folder / PLOTS).mkdir(exist_ok=True)
    plots: dict[str, bytes] = {}
    for pattern in PATTERNS:
        for k, criterion in enumerate(pattern.criteria):
            name = f"{pattern.name}-{k + 1}"
            plots[name] = save_plot(criterion, of_rules(card, pattern, k), folder / PLOTS / f"{name}.png", (real or {}).get(criterion.figure))
    pages = folder / "scorecard.html", folder / "scorecard.md"
    for path, text in zip(pages, (html(card, plots, real=bool(real)), markdown(card, real=bool(real))), strict=True):
        write_whole(path, text.encode())
    return pages
