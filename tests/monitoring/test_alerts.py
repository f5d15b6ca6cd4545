"""Each alert fires for what it is there for, and on a good day none does: by Prometheus' own rule tester."""

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.monitoring.files import ALERTS, rules

NO_PROMTOOL = "no promtool on PATH: `apt-get install prometheus`, as .ci/run does"
needs_promtool = pytest.mark.skipif(shutil.which("promtool") is None, reason=NO_PROMTOOL)

A_GOOD_DAY = {
    'up{job="afterglow", instance="a"}': "1x120",
    'afterglow_database_up{instance="a"}': "1x120",
    'afterglow_sender_silent_seconds{instance="a"}': "4x120",
    'afterglow_outbox_passed_over_seconds{instance="a"}': "0x120",
    'afterglow_outbox_overdue_seconds{instance="a"}': "30x120",
    'afterglow_messages_settled_total{instance="a", fate="sent", reason="none"}': "0+60x120",
    'afterglow_messages_settled_total{instance="a", fate="dropped", reason="overtaken"}': "0+10x120",
    'afterglow_messages_settled_total{instance="a", fate="dead", reason="refused"}': "1x120",
    'afterglow_leases_recovered_total{instance="a"}': "3x120",
    'afterglow_tick_failures_total{instance="a", tick="t"}': "1x120",
    'afterglow_tick_seconds_count{instance="a", tick="t"}': "0+1x120",
    'afterglow_ack_seconds_bucket{instance="a", le="1"}': "0+100x120",
    'afterglow_ack_seconds_bucket{instance="a", le="3"}': "0+100x120",
    'afterglow_ack_seconds_bucket{instance="a", le="+Inf"}': "0+100x120",
    'afterglow_requests_total{instance="a", status="200"}': "0+100x120",
    'afterglow_requests_total{instance="a", status="503"}': "0+1x120",
    'afterglow_socket_connections{instance="a"}': "1x120",
    'afterglow_socket_connections{instance="b"}': "0x120",
    'afterglow_model_calls_total{instance="a", outcome="suggestion"}': "0+5x120",
    'afterglow_model_calls_total{instance="a", outcome="slow"}': "0+1x120",
}
BAD_DAYS = {
    "AfterglowDown": {'up{job="afterglow", instance="a"}': "1x60 0x60"},
    "AfterglowDatabaseAway": {'afterglow_database_up{instance="a"}': "1x60 0x60"},
    "AfterglowSenderStuck": {'afterglow_sender_silent_seconds{instance="a"}': "4x60 60+60x60"},
    "AfterglowMessagesPassedOver": {'afterglow_outbox_passed_over_seconds{instance="a"}': "0x60 300+60x60"},
    "AfterglowMessagesLate": {'afterglow_outbox_overdue_seconds{instance="a"}': "0x60 3700+60x60"},
    "AfterglowNotDelivered": {
        'afterglow_messages_settled_total{instance="a", fate="dead", reason="refused"}': "1x60 1+1x60"
    },
    "AfterglowWorkersDie": {'afterglow_leases_recovered_total{instance="a"}': "0x60 0+2x60"},
    "AfterglowTickFails": {'afterglow_tick_failures_total{instance="a", tick="t"}': "0x60 0+1x60"},
    "AfterglowTicksStopped": {'afterglow_tick_seconds_count{instance="a", tick="t"}': "0+1x60 60x60"},
    "AfterglowAcksSlow": {'afterglow_ack_seconds_bucket{instance="a", le="1"}': "0+100x60 6000x60"},
    "AfterglowRequestsFail": {'afterglow_requests_total{instance="a", status="503"}': "0x60 0+20x60"},
    "AfterglowNoSocket": {'afterglow_socket_connections{instance="a"}': "1x60 0x60"},
    "AfterglowModelFails": {'afterglow_model_calls_total{instance="a", outcome="slow"}': "0x60 0+20x60"},
}


def test_every_alert_has_its_bad_day() -> None:
    assert set(BAD_DAYS) == {rule["alert"] for rule in rules()}


def test_every_alert_is_explained_to_operators() -> None:
    operating = (ALERTS.parents[1] / "operating.md").read_text()
    for rule in rules():
        assert f"`{rule['alert']}`" in operating
        assert rule["labels"]["severity"] in ("critical", "warning", "info")
        assert {"summary", "description"} <= set(rule["annotations"])


def told(*arguments: str) -> str:
    """What promtool says; it must be content."""
    done = subprocess.run(["promtool", *arguments], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@needs_promtool
def test_the_rules_are_right() -> None:
    assert f"{len(rules())} rules found" in told("check", "rules", str(ALERTS))


@needs_promtool
def test_each_alert_fires_on_its_bad_day_alone_and_none_on_a_good_one(tmp_path: Path) -> None:
    days: dict[str, dict[str, str]] = {"": {}, **BAD_DAYS}
    tests = []
    for alert, change in days.items():
        series = [{"series": name, "values": values} for name, values in (A_GOOD_DAY | change).items()]
        fired = [{"labels": f'{{alertname="{alert}"}}', "value": 1}] if alert else []
        asked = 'count by (alertname) (ALERTS{alertstate="firing"})'
        looks = [{"expr": asked, "eval_time": "115m", "exp_samples": fired}]
        looks.append({"expr": asked, "eval_time": "58m", "exp_samples": []})
        tests.append({"interval": "1m", "name": alert, "input_series": series, "promql_expr_test": looks})

    file = tmp_path / "tests.yml"
    file.write_text(
        yaml.safe_dump({"rule_files": [str(ALERTS)], "evaluation_interval": "1m", "tests": tests})
    )
    assert "SUCCESS" in told("test", "rules", str(file))
