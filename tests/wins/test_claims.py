"""What people claim to have saved: bounded, read in fifty languages or left alone, counted when confirmed."""

import pytest
from sqlalchemy import select

from bot.wins.models import Win
from bot.wins.rules import MOST_MINUTES, Status
from tests.stage import Stage

ABSURD = (
    "Claude saved me 9e99 hours today!", "Claude saved me 9e9 hours today!",
    "Claude saved me -3 hours today!", "Claude saved me 0 hours today!",
    "Claude saved me 10000 hours today!", "Claude saved me NaN hours today!",
    "Claude saved me infinite hours today!", "Claude saved me 1/0 hours today!",
    "Claude saved me ٣ hours today!", "Claude saved me 3 hrs today!",
    "Claude saved me half a day today!", "Claude saved me 99 weeks today!",
    f"Claude saved me {'9' * 400} hours today!", f"Claude saved me 1 h {'9' * 400} min today!",
    f"Claude saved me {'1 h ' * 900}today!", "Claude saved me ²³ hours today!",
    "Claude saved me 1e-9 hours!", "Claude saved me 3.5.7 hours, 2,5,8 hours and 1:99 hours today!",
    "Claude saved me \u202e3\u202c hours!", "Claude saved me 2-900000 hours today!",
    "Claude saved me $3 hours, 100% of 80 hours today!",
)  # fmt: skip
LANGUAGES = (
    "Claude saved me 3 hours on the report today.",
    "Claude hat mir heute 3 Stunden beim Bericht gespart.",
    "Claude m'a fait gagner 3 heures sur le rapport.", "Claude me ahorró 3 horas con el informe.",
    "O Claude poupou-me 3 horas no relatório.",
    "Claude mi ha fatto risparmiare 3 ore sul rapporto.",
    "Claude heeft me 3 uur bespaard op het rapport.",
    "Claude zaoszczędził mi 3 godziny przy raporcie.", "Claude sparade mig 3 timmar på rapporten.",
    "Claude bana raporda 3 saat kazandırdı.", "Claudeのおかげでレポートが3時間短縮できました。",
    "Claude sparte meg 3 timer på rapporten.", "Claude sparede mig 3 timer på rapporten.",
    "Claude säästi minulta 3 tuntia raportissa.", "Claude mi ušetřil 3 hodiny na zprávě.",
    "Claude mi ušetril 3 hodiny na správe.", "A Claude 3 órát spórolt nekem a jelentésen.",
    "Claude mi-a economisit 3 ore la raport.", "Claude ми спести 3 часа за доклада.",
    "Клод сэкономил мне 3 часа, Claude молодец.", "Claude заощадив мені 3 години на звіті.",
    "Claude mi je uštedio 3 sata na izvještaju.", "Claude mi je prihranil 3 ure pri poročilu.",
    "Claude ми уштеди 3 сата на извештају.", "Ο Claude μου γλίτωσε 3 ώρες στην αναφορά.",
    "Claude säästis mulle aruandel 3 tundi.", "Claude man ietaupīja 3 stundas.",
    "Claude sutaupė man 3 valandas.", "Claude shursti mua 3 orë.", "Claude חסך לי 3 שעות בדוח.",
    "وفر لي Claude ثلاث ساعات ٣ في التقرير.", "Claude ۳ ساعت برایم صرفه‌جویی کرد.",
    "Claude نے میرے ۳ گھنٹے بچائے۔", "Claude ने मेरे 3 घंटे बचाए।", "Claude ३ घंटे बचाए।",
    "Claude আমার ৩ ঘণ্টা বাঁচিয়েছে।", "Claude எனக்கு 3 மணி நேரம் மிச்சப்படுத்தியது.",
    "Claude నాకు 3 గంటలు ఆదా చేసింది.", "Claude ช่วยฉันประหยัดเวลา 3 ชั่วโมง",
    "Claude đã tiết kiệm cho tôi 3 giờ.", "Claude menghemat 3 jam kerja saya.",
    "Claude menjimatkan 3 jam saya.", "Claude 帮我节省了3个小时。", "Claude 幫我省了三小時。",
    "Claude가 보고서에서 3시간을 절약해 줬어요.", "Claude imeniokoa masaa 3.", "Claude het my 3 uur gespaar.",
    "Claude ya cece ni awa 3.", "Claude em va estalviar 3 hores.", "Claude 3 ordu aurreztu dizkit.",
    "Claude sparaði mér 3 klukkustundir.",
)  # fmt: skip


async def proposed(stage: Stage) -> list[Win]:
    async with stage.db.read() as session:
        return list(await session.scalars(select(Win)))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_no_claim_breaks_the_reader_leaves_its_bounds_or_counts_by_itself(stage: Stage) -> None:
    await stage.a_team()
    for claim in (*ABSURD, *LANGUAGES):
        await stage.workspace.say("ana", claim, channel="marketing")
    await stage.play.settle()
    assert {one.status for one in stage.workspace.deliveries()} == {200}
    wins = await proposed(stage)
    assert len(wins) > 20
    assert {win.status for win in wins} == {Status.PROPOSED}
    assert all(win.minutes is None or 0 <= win.minutes <= MOST_MINUTES for win in wins)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("claim", [one for one in ABSURD if "3 hrs" not in one and "half a day" not in one])
async def test_an_absurd_figure_is_not_put_in_anybodys_mouth(stage: Stage, claim: str) -> None:
    await stage.a_team()
    await stage.workspace.command("ana", f"/afterglow win {claim}")
    form = stage.workspace.modal("ana")
    assert form is not None
    minutes = str(form.state["minutes"]["minutes"]["value"] or "")
    assert minutes == "" or 0 < int(minutes) <= MOST_MINUTES
    assert await proposed(stage) == []
