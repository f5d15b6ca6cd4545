"""Prompts and answers on their way into the library: "Save as prompt", "Save the answer", and the form."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Never

from sqlalchemy.ext.asyncio import AsyncSession

from bot.guard import service as red_lines
from bot.library import blocks, forms, merging, shelf, views, words
from bot.library import service as library
from bot.library.forms import Aim, Alike
from bot.library.rules import Draft, Kind, longest
from bot.library.service import Changed, Source
from bot.outbox import replies
from bot.people import service as people
from bot.people.rules import Person
from bot.questions import blocks as question_blocks
from bot.questions import threads
from bot.slack.blockkit import View
from handlers import gate, menu
from handlers.doors import Answer, Desk, FieldErrors, NextView, Press, Shortcut, Submission
from handlers.forms import carried


async def shortcut_used(used: Shortcut, desk: Desk) -> Answer:
    """On a message: the form with its words, or with what this person saved from it before.

    A message in the thread of a question is its answer, unless it holds a prompt.
    """
    channel, ts = used.channel or "", used.message_ts or ""
    async with desk.db.read() as session:
        asked = await threads.answered_by(
            session, used.person.workspace_id, channel=channel, ts=ts, thread_ts=used.thread_ts
        )
    draft = words.told_by(used.text, question=asked.text, topic=asked.topic)
    aim = Aim(
        channel=channel,
        ts=ts,
        author_id="" if used.author_id in (used.person.user_id, desk.bot_user_id) else used.author_id or "",
        is_private=used.in_private,
        is_cut=len(draft.text) > longest(draft.kind),
        kind=draft.kind,
    )
    await desk.views.open(used.trigger_id, await _new(used.person, draft, aim, desk))
    return None


async def new_pressed(press: Press, desk: Desk) -> Answer:
    """An empty form."""
    await gate.show(press, desk, await _new(press.person, Draft(), Aim(), desk))
    return None


async def answer_pressed(press: Press, desk: Desk) -> Answer:
    """Below a solved question: the form with it, and with their own words for whoever answered."""
    async with desk.db.read() as session:
        asked = await threads.solved(session, press.row_id, by=press.person, channel=press.channel)
    if asked is None:
        await gate.show(press, desk, blocks.as_modal(blocks.note(blocks.NO_QUESTION)))
        return None
    text, there = "", asked.place
    if asked.by == press.person.user_id and there is not None and there.thread_ts:
        text = await desk.channels.said(asked.by, channel=there.channel, thread_ts=there.thread_ts)
    draft = words.told_by(text, question=asked.text, topic=asked.topic)
    aim = Aim(
        channel=press.channel or "",
        kind=draft.kind if text else Kind.ANSWER,
        is_private=asked.is_private,
        is_cut=len(draft.text) > longest(draft.kind),
    )
    await gate.show(press, desk, await _new(press.person, draft, aim, desk))
    return None


async def _new(person: Person, draft: Draft, aim: Aim, desk: Desk) -> View:
    async with desk.db.begin() as session:
        member = await people.member(session, person, now=desk.clock())
        team = await people.team(session, member.workspace_id, member.team_id)
        there = await library.saved_before(session, person, Source(aim.channel, aim.ts)) if aim.ts else None
        guard = await red_lines.of(session, person.workspace_id)
    aim = replace(aim, team=team.name if team is not None else "")
    if there is not None:
        return views.form(there, team=aim.team)
    is_open = team is not None and (not aim.channel or team.channel_id == aim.channel)
    aim = replace(aim, is_team_channel=is_open)
    draft = replace(draft, shared=is_open and not aim.is_private and not aim.author_id)
    clean = words.checked(draft, guard)
    aim = replace(aim, redacted=int(bool(clean.found)))
    return forms.form(clean.draft, aim, found=clean.found)


async def edit_pressed(press: Press, desk: Desk) -> Answer:
    async with desk.db.begin() as session:
        seen = await shelf.find(session, press.row_id, by=press.person)
        is_own = seen is not None and seen.rights.own
        in_modal = bool(press.view_id and press.view_callback)
        if seen is None or not is_own:
            post = blocks.note(blocks.GONE if seen is None else blocks.NOT_YOURS)
            if not in_modal:
                await replies.tell(session, press.spot, post, now=desk.clock())
            view = blocks.as_modal(post)
        else:
            team = await people.team(session, press.person.workspace_id, seen.prompt.team_id)
            view = views.form(seen.prompt, team=team.name if team is not None else "")
    if in_modal or is_own:
        await gate.show(press, desk, view)
    return None


async def form_submitted(sent: Submission, desk: Desk) -> Answer:
    """Nothing is stored before it is free of red lines: what was taken out is shown first.

    Then what is there already and says nearly the same is shown, once.
    """
    aim = carried(Aim, sent.private)
    if aim is None:
        return await menu.old_modal_submitted(sent, desk)
    draft = _draft_of(sent, aim.kind)
    faults = words.faults(draft)
    if faults:
        return FieldErrors(faults)
    async with desk.db.read() as session:
        clean = words.checked(draft, await red_lines.of(session, sent.person.workspace_id))
    if clean.found:
        again = replace(aim, redacted=aim.redacted + 1)
        return NextView(forms.form(clean.draft, again, found=clean.found))
    async with desk.db.begin() as session:
        alike = None
        if not (aim.row_id or aim.alike):
            alike = await _alike(session, sent.person, draft, key=_key(sent, aim))
        if alike is None:
            return await _store(session, sent, draft, aim, desk)
    again = replace(aim, alike=alike.id, alike_version=alike.version)
    return NextView(forms.form(draft, again, alike=alike))


async def _alike(session: AsyncSession, person: Person, draft: Draft, *, key: str) -> Alike | None:
    found = await merging.nearest(session, draft, by=person)
    if found is None or key in (found.prompt.origin, found.prompt.saved_by):
        return None
    one = found.prompt
    return Alike(one.id, one.version, one.title, one.text, found.rights.own)


def _key(sent: Submission, aim: Aim) -> str:
    return f"view:{sent.view_id}:{aim.version}"


async def _store(session: AsyncSession, sent: Submission, draft: Draft, aim: Aim, desk: Desk) -> Answer:
    now, key = desk.clock(), _key(sent, aim)
    row_id, version = aim.row_id, aim.version
    if aim.alike and sent.text(forms.ALIKE) == forms.MERGE:
        seen = await shelf.find(session, aim.alike, by=sent.person)
        if seen is None:
            return FieldErrors({forms.ALIKE: forms.OTHER_GONE})
        if not seen.rights.own:
            card = await views.of(session, seen.prompt, by=sent.person, now=now)
            await views.tell(session, sent.person, blocks.not_saved(card), about=card.id, key=key, now=now)
            return None
        row_id, version = aim.alike, aim.alike_version
    changed: Changed | None
    if row_id:
        changed = await library.change(
            session, row_id, draft, by=sent.person, version=version, key=key, now=now
        )
    else:
        source = Source(aim.channel, aim.ts)
        changed = await library.save(session, draft, by=sent.person, source=source, key=key, now=now)
    if changed is None:
        return FieldErrors({forms.TEXT: forms.STALE})
    if not changed.won:
        is_again = key in (changed.prompt.saved_by, changed.prompt.origin)
        why = forms.STALE if row_id else forms.SAVED_BEFORE
        return None if is_again else FieldErrors({forms.TEXT: why})
    card = await views.of(session, changed.prompt, by=sent.person, now=now)
    await views.tell(session, sent.person, blocks.saved(card), about=card.id, key=key, now=now)
    return None


def _draft_of(sent: Submission, kind: Kind) -> Draft:
    return Draft(
        title=sent.text(forms.TITLE),
        text=sent.text(forms.TEXT),
        tool=sent.text(forms.TOOL),
        tool_version=sent.text(forms.TOOL_VERSION),
        limits=sent.text(forms.LIMITS),
        change=sent.text(forms.CHANGE),
        shared=sent.text(forms.WHO) == forms.SHARED,
        example=sent.text(forms.EXAMPLE),
        guardrail=sent.text(forms.GUARDRAIL),
        workflow=sent.text(forms.WORKFLOW),
        kind=kind,
    )


PRESSES: dict[str, Callable[[Press, Desk], Awaitable[Answer]]] = {
    blocks.NEW: new_pressed,
    blocks.EDIT: edit_pressed,
    question_blocks.SAVE_ANSWER: answer_pressed,
}
SUBMISSIONS: dict[str, Callable[[Submission, Desk], Awaitable[Answer]]] = {forms.FORM: form_submitted}
COMMANDS: dict[str, Never] = {}
SHORTCUTS = {"save_prompt_message": shortcut_used}
