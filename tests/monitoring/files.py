"""The files for Prometheus and Grafana that lie in docs/, and what is written in them."""

import json
import re
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parents[2] / "docs/monitoring"
ALERTS = FOLDER / "alerts.yml"
DASHBOARD = FOLDER / "grafana.json"
OURS = re.compile(r"\b(?:afterglow|process)_[a-z_]+\b")
SUFFIX = re.compile(r"_(?:total|bucket|count|sum)$")
# What Grafana puts in place of its variables.
CHOSEN = {
    "$__rate_interval": "1m",
    "$__range": "1h",
    "$price_read": "0.25",
    "$price_written": "2",
    "$job": "afterglow",
}


def rules() -> list[dict[str, Any]]:
    """Every alert rule."""
    return [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]


def panels() -> list[dict[str, Any]]:
    """Every panel of the dashboard that asks Prometheus something."""
    return [one for one in json.loads(DASHBOARD.read_text())["panels"] if one.get("targets")]


def expressions() -> list[str]:
    """All that dashboard and alerts ask, as Prometheus is asked it."""
    asked = [str(rule["expr"]) for rule in rules()]
    for panel in panels():
        for target in panel["targets"]:
            expression = str(target["expr"])
            for variable, value in CHOSEN.items():
                expression = expression.replace(variable, value)
            asked.append(expression)
    return asked


def families(text: str) -> set[str]:
    """The names of all metrics in an answer of `/metrics`, with and without a value yet."""
    return {SUFFIX.sub("", name) for name in re.findall(r"^# TYPE (\S+)", text, re.MULTILINE)}


def names(expression: str) -> set[str]:
    """The metrics of ours that an expression names."""
    return {SUFFIX.sub("", name) for name in OURS.findall(expression)}
