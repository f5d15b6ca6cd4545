"""What people see of a question."""

from dataclasses import dataclass, field

from bot.people.rules import is_alias, mention
from bot.questions.history_blocks import HISTORY as LOOK_BACK
from bot.questions.rules import HELD, Status, Step
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, Post

CLAIM = "questions.claim"
RELEASE = "questions.release"
HAND_OVER = "questions.hand_over"
RESOLVE = "questions.resolve"
REOPEN = "questions.reopen"
NOT_YET = "questions.not_yet"
ANSWERED = "questions.answered"
REMIND = "questions.remind"
MORE = "questions.more"
HISTORY = "history"
WITHDRAW = "questions.withdraw"
REPLY = "questions.reply"
REPLYING = "reply"
PLACE_OPENLY = "questions.place_openly"
PLACE_PRIVATELY = "questions.place_privately"
DISCARD = "questions.discard"
OPEN_THREAD = "questions.open_thread"
SAVE_ANSWER = "questions.save_answer"
PLACE_ANONYMOUSLY = "questions.place_anonymously"
WRITE = "questions.write"
SOMEBODY = "somebody who left their name out"
DELETED = "The message with this question was deleted, so it is closed and I have deleted my copy too."
TAKEN_BELOW = "You took this one. The message below says whom to write to."


@dataclass(frozen=True)
class QuestionCard:
    """A question as it stands, for drawing."""

    id: int
    asker_id: str
    text: str = field(repr=False)
    status: Status
    offered_to: str | None
    champion_id: str | None
    closed_by: str | None
    step: Step
    in_thread: bool
    channel_id: str | None
    private: bool
    after_hours: bool = False
    agenda: str = ""  # when the office hours are that it waits for
    likely: str = ""  # until when an answer is likely, or what happens by when
    was_read: bool = False  # nobody called it a question but the reader
    is_none: bool = False  # and people say that it is none

    @property
    def is_anonymous(self) -> bool:
        """Whether its asker left their name out."""
        return is_alias(self.asker_id)


def permalink(workspace_url: str, channel: str | None, ts: str | None) -> str:
    """Where Slack shows the message; empty when we cannot say."""
    if not (workspace_url and channel and ts):
        return ""
    return f"{workspace_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"


def offer(card: QuestionCard) -> Post:
    """The one message about a question in its thread, as the question stands now."""
    if card.status == Status.DELETED:
        return note(DELETED)
    who = f"{mention(card.asker_id, 'Somebody')} asks{', without their name' if card.is_anonymous else ''}:"
    asked = [] if card.in_thread else [kit.section(f"{who}\n{kit.quote(card.text)}")]
    line, buttons = _standing(card)
    text = line if card.in_thread else f"{who} {kit.escape(kit.cut(card.text, 200))} {line}"
    blocks: Blocks = [*asked, kit.section(line)]
    if buttons:
        blocks.append(kit.actions(*buttons))
    if card.likely:
        blocks.append(kit.small(card.likely))
    return Post(text, blocks)


def _standing(card: QuestionCard) -> tuple[str, list[Block]]:
    history = Option("History", f"{card.id}:{HISTORY}")
    none = Option("This is not a question", f"{card.id}:withdraw")
    solved = Option("Already solved", f"{card.id}:resolve")
    reply = Option("Answer with a saved reply", f"{card.id}:{REPLYING}")
    more = kit.overflow(MORE, [none, solved, reply, history])
    rest = kit.overflow(MORE, [none, history])
    look_back = kit.button("History", LOOK_BACK, card.id)
    if card.status == Status.CLAIMED:
        return (
            f"<@{card.champion_id}> is on it.",
            [
                kit.button("Solved", RESOLVE, card.id),
                kit.button("Release", RELEASE, card.id),
                kit.button("Hand over", HAND_OVER, card.id),
                rest,
            ],
        )
    if card.status == Status.ANSWERED:
        return (
            f"<@{card.champion_id}> has replied. {_asked_of(card)}",
            [
                kit.button("Solved", RESOLVE, card.id),
                kit.button("Not yet", NOT_YET, card.id),
                kit.button("Hand over", HAND_OVER, card.id),
                rest,
            ],
        )
    if card.status == Status.RESOLVED:
        save = [kit.button("Save the answer", SAVE_ANSWER, card.id)] if card.champion_id else []
        return (_solved(card), [kit.button("Reopen", REOPEN, card.id), *save, look_back])
    if card.status == Status.WITHDRAWN:
        line = "This was no question." if card.is_none else "Closed without an answer."
        return (line, [kit.button("Reopen", REOPEN, card.id), look_back])
    return (_waiting(card), [kit.button("I'll take it", CLAIM, card.id, style="primary"), more])


def why_on_agenda(card: QuestionCard) -> str:
    if card.step == Step.EVERYBODY_ASKED:
        return "Nobody has taken it yet, though everybody who could was asked."
    return "The champions have used up the hours that they keep free this week."


def _asked_of(card: QuestionCard) -> str:
    if card.is_anonymous:
        return "I have passed it on, and ask whether that solved it."
    return f"<@{card.asker_id}>, did that solve it?"


def _waiting(card: QuestionCard) -> str:
    if card.agenda:
        where = f"It is on the agenda of the office hours on {card.agenda}."
        return f"{why_on_agenda(card)} {where} Any champion may take it before."
    match card.step:
        case Step.FIRST_CHAMPION if card.offered_to and card.after_hours:
            return "A champion is asked when the working day begins. Any champion may take it before."
        case Step.FIRST_CHAMPION if card.offered_to:
            return f"<@{card.offered_to}>, can you take this one? Any champion may."
        case Step.FIRST_CHAMPION:
            return "No champion is free for this yet, so I am asking an admin. Any champion may take it."
        case Step.NEXT_CHAMPION:
            return "Not taken yet. I have asked another champion too."
        case Step.ALL_CHAMPIONS:
            return "Not taken yet. I have asked all champions of the team."
        case _:
            return "Not taken yet. I have asked an admin to find somebody."


def ping(card: QuestionCard, *, step: Step, url: str) -> Post:
    """A DM to one champion or admin about a question that nobody has taken."""
    reason = {
        Step.FIRST_CHAMPION: "You are next in turn among the champions.",
        Step.NEXT_CHAMPION: "Nobody has taken it yet and you are next in turn.",
        Step.ALL_CHAMPIONS: "Nobody has taken it yet, so all champions of the team are asked.",
    }.get(step, "No champion has taken it. You get this as an admin: you can take it or find somebody.")
    buttons = [kit.button("I'll take it", CLAIM, card.id, style="primary")]
    if url and not card.private:
        buttons.append(kit.link("Open the thread", OPEN_THREAD, url))
    seen = (
        "Only the asker and those I ask see it." if card.private else "The thread is visible in its channel."
    )
    line = f"{mention(card.asker_id, SOMEBODY.capitalize())} has a question about working with AI:"
    text = f"{line} {kit.escape(kit.cut(card.text, 300))}"
    blocks: Blocks = [
        kit.section(f"{line}\n{kit.quote(card.text)}"),
        kit.actions(*buttons),
        kit.small(f"{reason} {seen} It stops as soon as somebody takes it."),
    ]
    return Post(text, blocks)


def nobody_came(card: QuestionCard, *, url: str) -> Post:
    """Told once to the asker when everybody was asked and nobody took it."""
    line = "Nobody has taken your question yet, and I have asked everybody I could."
    buttons = [kit.button("Withdraw", WITHDRAW, card.id)]
    if url and not card.private:
        buttons.append(kit.link("Open the thread", OPEN_THREAD, url))
    advice = "It stays in the champions' queue. You can ask a colleague directly, or withdraw it."
    blocks: Blocks = [
        kit.section(f"{line}\n{kit.quote(card.text)}"),
        kit.actions(*buttons),
        kit.small(advice),
    ]
    return Post(f"{line} {advice}", blocks)


def handed_over(card: QuestionCard, *, giver: str, url: str) -> Post:
    line = f"<@{giver}> handed you a question from {mention(card.asker_id, SOMEBODY)}:"
    direct = f" {reached(card)}" if card.private else ""
    blocks: Blocks = [
        kit.section(f"{line}\n{kit.quote(card.text)}"),
        kit.actions(*_holders_buttons(card, url)),
        kit.small(f"You get this because you are a champion.{direct} Release it if it does not fit."),
    ]
    return Post(f"{line} {kit.escape(kit.cut(card.text, 300))}", blocks)


def _holders_buttons(card: QuestionCard, url: str) -> list[Block]:
    buttons = [
        kit.button("Solved", RESOLVE, card.id),
        kit.button("Release", RELEASE, card.id),
        kit.button("Hand over", HAND_OVER, card.id),
    ]
    if card.private and card.is_anonymous:
        buttons.insert(0, kit.button("Write an answer", REPLY, card.id, style="primary"))
    return [*buttons, kit.link("Open the thread", OPEN_THREAD, url)] if url else buttons


def reached(card: QuestionCard) -> str:
    """How whoever holds a question that was asked privately answers it."""
    if card.is_anonymous:
        return "It was asked without a name: write an answer here, and I pass it on."
    return f"It was asked privately: please write to <@{card.asker_id}> directly."


def standing(card: QuestionCard, *, viewer: str, url: str) -> Post:
    """A question in somebody's own message, as it stands for them now."""
    if card.status == Status.DELETED:
        return note(DELETED)
    line, buttons = _for_viewer(card, viewer, url)
    blocks: Blocks = [kit.section(f"{line}\n{kit.quote(card.text)}")]
    if buttons:
        blocks.append(kit.actions(*buttons))
    return Post(line, blocks)


def _for_viewer(card: QuestionCard, viewer: str, url: str) -> tuple[str, list[Block]]:
    is_asker = viewer == card.asker_id
    withdraw = kit.button("Withdraw", WITHDRAW, card.id)
    back = [kit.button("Write back", WRITE, card.id)] if card.is_anonymous else []
    reopen = [kit.button("Reopen", REOPEN, card.id)]
    match card.status:
        case Status.CLAIMED if viewer == card.champion_id:
            how = reached(card) if card.private else "The thread shows that you are on it."
            return f"This one is yours. {how}", _holders_buttons(card, url)
        case Status.CLAIMED if is_asker:
            solved = kit.button("Solved", RESOLVE, card.id)
            then = ". I pass on what they answer." if card.is_anonymous else " and will write to you."
            return f"<@{card.champion_id}> took your question{then}", [*back, solved, withdraw]
        case Status.ANSWERED if viewer == card.champion_id:
            who = mention(card.asker_id, "its asker")
            line = f"You have answered this one. It closes when {who} or you say that it is solved."
            return line, _holders_buttons(card, url)
        case Status.ANSWERED if is_asker:
            solved = kit.button("Solved", RESOLVE, card.id)
            line = f"<@{card.champion_id}> says that your question is answered. Did that solve it?"
            return line, [*back, solved, kit.button("Not yet", NOT_YET, card.id), withdraw]
        case Status.CLAIMED | Status.ANSWERED:
            return f"<@{card.champion_id}> has this one now.", []
        case Status.OPEN if is_asker:
            return f"Your question is open again. {asked_next(card)}", [withdraw]
        case Status.OPEN:
            return asked_next(card), []
        case Status.WITHDRAWN if card.is_none:
            return "Noted: this was no question. I am more careful here from now on.", reopen
        case Status.WITHDRAWN if is_asker:
            return "Taken back. Nobody is asked about it any more.", reopen
        case Status.WITHDRAWN:
            who = mention(str(card.closed_by), "Its asker")
            return f"{who} took this question back, so nothing is left to do.", []
        case _:
            return _solved(card), reopen


def asked_next(card: QuestionCard) -> str:
    """Said when a question was let go: who is asked now."""
    if card.agenda:
        return f"It is open again, and on the agenda of the office hours on {card.agenda}."
    if card.offered_to is None:
        return "It is open again. No other champion is free, so an admin is asked to find somebody."
    return f"It is open again, and <@{card.offered_to}> is asked next."


def _solved(card: QuestionCard) -> str:
    """Who says so; where no champion had it, whoever tidied it away is not the one who solved it."""
    if card.champion_id is None and card.closed_by != card.asker_id:
        return "Marked as solved before a champion took it. Reopen it if something is missing."
    return f"Solved, says {mention(str(card.closed_by), 'its asker')}."


def met(*, by: str, text: str) -> str:
    """An answer that was given in person, as the thread has it."""
    return f"Answered in office hours, says <@{by}>:\n{kit.quote(text, 1500)}"


def answered(*, by: str, text: str) -> Post:
    """A champion's answer that we post for them, and say so."""
    line = f"<@{by}> answers, and I post it for them:"
    words = kit.escape(text.strip())
    return Post(f"{line} {words}", [kit.section(line), kit.section(words)])


def note(text: str) -> Post:
    """One plain line."""
    return Post(text, [kit.section(text)])


def outcome(card: QuestionCard, *, pressed: str, by: str, may: bool) -> str:
    """Why a press changed nothing, kindly and with who has it."""
    if card.status == Status.DELETED:
        return f"{DELETED} It cannot be opened again, but it can be asked again."
    if not may and pressed in (CLAIM, REPLY):
        return (
            "Only champions take questions, so that it is clear who is on it. "
            "You can still answer in the thread."
        )
    if not may and pressed in (RELEASE, HAND_OVER) and card.status in HELD:
        return _not_yours_to_give(card, pressed=pressed, by=by)
    if not may and pressed in (ANSWERED, REMIND):
        return "Only the person who holds this question can say that."
    if pressed in (ANSWERED, REMIND) and card.status == Status.ANSWERED:
        return "You said already that this one is answered."
    if pressed == REMIND and card.champion_id == by:
        return "That is noted already."
    if not may and pressed not in (RELEASE, HAND_OVER):
        return "Only the asker, a champion or an admin can change this question."
    if pressed == NOT_YET and card.status == Status.CLAIMED:
        return f"<@{card.champion_id}> is on it already."
    if card.status in HELD and card.champion_id == by:
        return "You already have this one."
    if card.status in HELD:
        return f"<@{card.champion_id}> got there first."
    if card.status == Status.OPEN:
        return "Nobody has this question at the moment."
    return "This question is closed. Reopen it if something is missing."


def _not_yours_to_give(card: QuestionCard, *, pressed: str, by: str) -> str:
    """Whoever holds a question gives it back or on, or an admin does; nobody else."""
    if card.champion_id == by:
        return "It can only be handed to another champion."
    act = "release it" if pressed == RELEASE else "hand it over to another champion"
    return f"<@{card.champion_id}> holds this one: only they or an admin can {act}."
