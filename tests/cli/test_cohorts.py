"""What an operator sees of somebody's days in a cohort."""

from datetime import timedelta

from bot import clock
from tests.cli.conftest import Operator
from tests.cohorts.acts import made
from tests.stage import Stage


async def test_a_simulation_in_a_cohort_names_its_phase_and_what_holds_it(
    stage: Stage, operator: Operator
) -> None:
    await stage.a_team()
    today = clock.now().date()
    dates = {
        "Training date": f"{today - timedelta(days=5)}",
        "Go-live date": f"{today + timedelta(days=16)}",
    }
    await made(stage, dates)
    held = await operator.types("simulate", "--cohort", "autumn", "--role", "sales")
    assert held.exit_code == 0, held.output
    assert "Autumn: now foundation; held: access is not marked ready" in held.output
    assert "0 challenges and 1 assessment in 14 days" in held.output
    assert "assessment  Five short questions, at the start" in held.output
    await stage.workspace.press("priya", "Access is ready")
    goes = await operator.types("simulate", "--cohort", "autumn", "--role", "sales")
    assert "Autumn: now foundation." in goes.output
    assert len(goes.output.splitlines()) > len(held.output.splitlines())


async def test_a_cohort_that_is_not_there_is_named(stage: Stage, operator: Operator) -> None:
    told = await operator.types("simulate", "--cohort", "Winter")
    assert told.exit_code == 1
    assert "there is no cohort Winter" in told.output
