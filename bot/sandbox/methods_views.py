"""views.* of the fake Web API: modals, their stack, and App Home."""

from __future__ import annotations

from . import limits
from .call import Call, Method, Refused
from .shapes import view_json, with_ids
from .state import Json, State, Trigger, View
from .values import initial_state

STACK = 3


def open_view(call: Call) -> Json:
    """views.open: a new modal for the person whose trigger this is."""
    body = _view(call, "modal")
    trigger = _trigger(call)
    view = call.state.new_view(trigger.user, body)
    show(call.state, view, stack=[])
    return {"ok": True, "view": view_json(call.state, view)}


def push(call: Call) -> Json:
    """views.push: one more modal on top."""
    body = _view(call, "modal")
    trigger = _trigger(call)
    stack = call.state.modals.get(trigger.user, [])
    if not stack:
        raise Refused("not_found")
    if len(stack) >= STACK:
        raise Refused("push_limit_reached")
    view = call.state.new_view(trigger.user, body, above=stack[-1])
    show(call.state, view, stack=stack)
    return {"ok": True, "view": view_json(call.state, view)}


def update(call: Call) -> Json:
    """views.update: new content for a view, unless it changed since the app looked."""
    body = _view(call)
    view = _existing(call)
    _same_hash(call, view)
    if body["type"] != view.type:
        raise Refused("invalid_arguments")
    replace_body(call.state, view, body)
    return {"ok": True, "view": view_json(call.state, view)}


def publish(call: Call) -> Json:
    """views.publish: this person's App Home."""
    body = _view(call, "home")
    user = call.state.users.get(call.need("user_id"))
    if user is None or user.is_bot:
        raise Refused("user_not_found")
    if user.deleted:
        raise Refused("not_enabled")
    known = call.state.homes.get(user.id)
    if known:
        _same_hash(call, known)
        replace_body(call.state, known, body)
    else:
        call.state.homes[user.id] = call.state.new_view(user.id, body)
        call.state.homes[user.id].state = initial_state(body.get("blocks") or [], {})
        call.state.changed()
    return {"ok": True, "view": view_json(call.state, call.state.homes[user.id])}


def show(state: State, view: View, *, stack: list[View]) -> None:
    """Put a modal before its person, on top of this stack."""
    view.state = initial_state(view.blocks, {})
    state.modals[view.user] = [*stack, view]
    state.errors.pop(view.user, None)
    state.changed()


def replace_body(state: State, view: View, body: Json) -> None:
    """Give a view new content; what was typed stays where block and action keep their ids."""
    view.body = body
    view.hash = state.new_hash()
    view.state = initial_state(view.blocks, view.state)
    state.errors.pop(view.user, None)
    state.changed()


def checked(state: State, where: str, body: object) -> list[str]:
    """The faults of a view, remembered as this app's."""
    return state.fault(where, limits.view_faults(body))


def completed(body: Json) -> Json:
    """A view with the ids that Slack adds."""
    return {**body, "blocks": with_ids(body.get("blocks") or [])}


def _view(call: Call, kind: str = "") -> Json:
    body = call.json("view")
    if body is None:
        call.need("view")
    found = checked(call.state, call.method, body)
    if kind and not found and body["type"] != kind:
        found = call.state.fault(call.method, [f"/view: {body['type']} cannot be used here"])
    if found:
        messages = [f"[ERROR] {one}" for one in found]
        raise Refused("invalid_arguments", response_metadata={"messages": messages})
    external = body.get("external_id")
    if external and kind and _external(call.state, external) and call.method != "views.publish":
        raise Refused("duplicate_external_id")
    return completed(body)


def _trigger(call: Call) -> Trigger:
    trigger = call.state.triggers.get(call.need("trigger_id"))
    if trigger is None:
        raise Refused("invalid_trigger_id")
    if trigger.used:
        raise Refused("exchanged_trigger_id")
    if call.state.now() > trigger.expires:
        raise Refused("expired_trigger_id")
    trigger.used = True
    return trigger


def _existing(call: Call) -> View:
    external = call.text("external_id")
    view = _external(call.state, external) if external else call.state.view(call.need("view_id"))
    if view is None:
        raise Refused("not_found")
    return view


def _external(state: State, external_id: str) -> View | None:
    every = [*state.homes.values(), *(view for stack in state.modals.values() for view in stack)]
    return next((one for one in every if one.body.get("external_id") == external_id), None)


def _same_hash(call: Call, view: View) -> None:
    if call.text("hash") and call.text("hash") != view.hash:
        raise Refused("hash_conflict")


METHODS: dict[str, Method] = {
    "views.open": open_view,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
}
