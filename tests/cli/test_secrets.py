"""No command shows what it was given in confidence."""

import pytest

from tests.cli.conftest import Operator, Run
from tests.cli.test_wrong_use import COMMANDS
from tests.conftest import EAR, KEY, SECRET

PASSWORD = f"postgresql://ana:{SECRET}@127.0.0.1:9/afterglow"
GIVEN = {
    "SLACK_BOT_TOKEN": "xoxb-sandbox-t1",
    "SLACK_APP_TOKEN": "xapp-1-sandbox-t1",
    "SLACK_SIGNING_SECRET": SECRET,
    "SLACK_CLIENT_ID": "1000.2000",
    "SLACK_CLIENT_SECRET": "sandbox-client-secret",
    "DATABASE_URL": PASSWORD,
    "OPENAI_API_KEY": "sk-test",
    "AFTERGLOW_ENCRYPTION_KEY": KEY,
}


@pytest.mark.parametrize("words", [(), *COMMANDS], ids=" ".join)
def test_help_says_nothing_of_the_settings(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words, "--help", env=GIVEN)
    assert "Usage: " in done.output
    EAR.hear(done.output)


@pytest.mark.parametrize("more", [(), ("--json",)])
async def test_doctor_names_no_secret(operator: Operator, more: tuple[str, ...]) -> None:
    well = await operator.types("doctor", *more)
    assert well.exit_code == 0
    model = {"OPENAI_API_KEY": "sk-test", "OPENAI_BASE_URL": f"http://ana:{SECRET}@127.0.0.1:9/v1"}
    wrong = {
        "DATABASE_URL": PASSWORD,
        "SLACK_BOT_TOKEN": "xoxb-sandbox-wrong",
        "SLACK_SIGNING_SECRET": SECRET,
    }
    ill = await operator.types("doctor", *more, **wrong, **model)
    assert ill.exit_code == 1 and "FAIL" in ill.output
    for done in (well, ill):
        EAR.hear(done.output)
