"""What becomes of the app's answers: command replies, submission answers and posts to a response_url."""

from __future__ import annotations

from . import limits, methods_views
from .delivery import Answer
from .shapes import with_ids
from .state import RESPONSE_USES, Json, Message, ResponseUrl, State, View, Way


class Failed(Exception):
    """The app did not answer as Slack needs it to; the text is what the person sees."""

    def __init__(self, shown: str, answer: Answer) -> None:
        super().__init__(f"{shown} (status {answer.status}, {answer.why})")
        self.shown = shown
        self.answer = answer


def reply(
    state: State, user: str, channel: str, body: Json, *, thread_ts: str | None = None
) -> Message | None:
    """Show what the app replied: to this person alone unless it says in_channel; None for nothing."""
    if not body.get("text") and not body.get("blocks"):
        return None
    if state.fault("reply", limits.message_faults(body)):
        return None
    visible = body.get("response_type") == "in_channel"
    message = Message(
        state.ts(),
        channel,
        state.app.bot_user,
        str(body.get("text") or ""),
        blocks=with_ids(body.get("blocks")),
        thread_ts=thread_ts,
        bot_id=state.app.bot_id,
        ephemeral_to="" if visible else user,
    )
    return state.add_message(message)


def after_command(state: State, user: str, channel: str, answer: Answer) -> Message | None:
    """Show the reply in the acknowledgement of a command: JSON, or bare text."""
    body = answer.body if answer.body is not None else {"text": answer.text.strip()}
    return reply(state, user, channel, body)


def after_submission(state: State, view: View, answer: Answer) -> dict[str, str]:
    """Do what the acknowledgement of a submission says; the field errors it holds."""
    body = answer.body or {}
    match body.get("response_action"):
        case None:
            close_top(state, view)
        case "clear":
            state.modals.pop(view.user, None)
            state.changed()
        case "errors":
            return _errors(state, view, body.get("errors") or {})
        case "update" | "push":
            _next_view(state, view, body)
        case other:
            state.fault("view_submission", [f"/response_action: {other!r} is not known"])
    return {}


def close_top(state: State, view: View) -> None:
    """Take a modal off its person's screen."""
    state.modals[view.user] = [one for one in state.modals.get(view.user, []) if one.id != view.id]
    state.errors.pop(view.user, None)
    state.changed()


def _errors(state: State, view: View, errors: dict[str, str]) -> dict[str, str]:
    known = {one.get("block_id") for one in view.blocks if one["type"] == "input"}
    strange = sorted(set(errors) - known)
    state.fault("view_submission", [f"/errors/{one}: no input block has this block_id" for one in strange])
    if not errors:
        state.fault("view_submission", ["/errors: empty, the person sees nothing"])
    state.errors[view.user] = dict(errors)
    state.changed()
    return dict(errors)


def _next_view(state: State, view: View, body: Json) -> None:
    if methods_views.checked(state, "view_submission", body.get("view")):
        return
    content = methods_views.completed(body["view"])
    if body["response_action"] == "update":
        methods_views.replace_body(state, view, content)
        return
    stack = state.modals.get(view.user, [])
    if len(stack) >= methods_views.STACK:
        state.fault("view_submission", ["/response_action: three views are open already"])
        return
    methods_views.show(state, state.new_view(view.user, content, above=view), stack=stack)


def respond(state: State, key: str, body: Json) -> tuple[int, str]:
    """Take one post to a response_url; the status and text it is answered with."""
    status, word = _taken(state, key, body)
    said = {"request": body, "response": word}
    state.note(Way.OUT, "response_url", status=status, note=word, body=said)
    return status, word


def _taken(state: State, key: str, body: Json) -> tuple[int, str]:
    target = state.response_urls.get(key)
    if target is None:
        return 404, "no_such_url"
    if state.now() > target.expires:
        return 404, "expired_url"
    if target.uses >= RESPONSE_USES:
        return 404, "used_url"
    found = state.fault("response_url", limits.message_faults(body))
    if found:
        return 400, "invalid_blocks"
    target.uses += 1
    return _respond(state, target, body)


def _respond(state: State, target: ResponseUrl, body: Json) -> tuple[int, str]:
    if body.get("delete_original"):
        _remove(state, target)
        return 200, "ok"
    original = _original(state, target)
    if body.get("replace_original") and original:
        original.text = str(body.get("text") or "")
        original.blocks = with_ids(body.get("blocks"))
        state.changed()
        return 200, "ok"
    shown = reply(state, target.user, target.channel, body, thread_ts=body.get("thread_ts"))
    return (200, "ok") if shown else (500, "no_text")


def _original(state: State, target: ResponseUrl) -> Message | None:
    if not target.ephemeral:
        return state.find(target.channel, target.message_ts)
    mine = state.ephemerals.get(target.user, [])
    return next((one for one in mine if one.ts == target.message_ts), None)


def _remove(state: State, target: ResponseUrl) -> None:
    if target.ephemeral:
        mine = state.ephemerals.get(target.user, [])
        state.ephemerals[target.user] = [one for one in mine if one.ts != target.message_ts]
    else:
        state.messages[target.channel].pop(target.message_ts, None)
    state.changed()
