"""A wrong setting is named before anything is done; tests/process shows the same at the start of the bot."""

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"PORT": "many"}, "PORT"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://localhost/x"}, "AFTERGLOW_ENCRYPTION_KEY"),
        ({"AFTERGLOW_ROLL": "all"}, "did you mean AFTERGLOW_ROLE"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
        ({"SLACK_CLIENT_ID": "1.2"}, "SLACK_CLIENT_SECRET"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN is missing"),
        ({"SLACK_BOT_TOKN": "xoxb-1"}, "did you mean SLACK_BOT_TOKEN"),
        ({"DATABASE_URL": "postgresql://localhost:port/x"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///"}, "names no database"),
        ({"AFTERGLOW_PUBLIC_URL": "example.com"}, "AFTERGLOW_PUBLIC_URL"),
    ],
)
def test_a_wrong_setting_is_named_in_one_line_with_exit_2(
    run: Run, settings: dict[str, str], named: str
) -> None:
    ended = run("migrate", env=settings)
    assert ended.exit_code == 2
    (said,) = ended.stderr.strip().splitlines()
    assert named in said
