"""assistant.threads.* of the fake Web API: what the agent pane shows beside messages."""

from __future__ import annotations

from . import limits
from .call import Call, Method, Refused
from .state import Json


def set_suggested_prompts(call: Call) -> Json:
    """assistant.threads.setSuggestedPrompts: four at most, in a thread that was opened in the pane."""
    call.scope("assistant:write")
    channel = call.channel("channel_id")
    root = call.state.find(channel.id, call.text("thread_ts"))
    if root is None or root.subtype != "assistant_app_thread":
        raise Refused("invalid_thread_ts")
    found = call.state.fault(call.method, limits.prompt_faults(call.json("prompts")))
    if found:
        messages = [f"[ERROR] {one}" for one in found]
        raise Refused("invalid_arguments", response_metadata={"messages": messages})
    return {"ok": True}


METHODS: dict[str, Method] = {"assistant.threads.setSuggestedPrompts": set_suggested_prompts}
