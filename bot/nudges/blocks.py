"""What people see of a card: sent, answered, put off."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from string import ascii_uppercase

from bot.cues import blocks as cue_blocks
from bot.enrolment.blocks import MINE, SETTINGS, WHO_SEES, role_name
from bot.enrolment.rules import day_text
from bot.grading.blocks import write_button
from bot.grading.rules import Point
from bot.nudges.rules import POLICY, Answer, Reason
from bot.packs.schema import Card, Question
from bot.rescue.blocks import fewer_button
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Option, Post
from bot.teaching import blocks as teaching_blocks
from bot.workspaces.rules import Company

CHOOSE = "nudges.choose"
TELL = "nudges.tell"
MORE = "nudges.more"
CHANGE = "nudges.change"
NEXT_WEEK = "nudges.next_week"
STUCK = "nudges.stuck"
SNOOZE, WHY, PAUSE = "snooze", "why", "pause"
MOST_CHOICES = 5
CHOICES = tuple(f"{CHOOSE}_{at}" for at in range(MOST_CHOICES))

_TASK = (
    (Answer.TRIED_WORKED, "Tried it, it worked"),
    (Answer.TRIED_STUCK, "Tried it, got stuck"),
    (Answer.NOT_YET, "Not yet"),
)
_RECALL = ((Answer.KNEW, "Yes"), (Answer.PARTLY, "Partly"), (Answer.NO, "No"))
TELLS = {f"{TELL}_{answer.value}": answer for answer, _ in (*_TASK, *_RECALL)}
_OUTCOMES = {
    Answer.KNEW: "You know it. Here it is once more, for the next time:",
    Answer.PARTLY: "Partly is a good start. Here it is again:",
    Answer.NO: "Then it is good that it came back. Here it is again:",
    Answer.ALREADY_KNEW: "You knew this already, so it comes back much later.",
    Answer.TRIED_WORKED: "Tried it, and it worked. It comes back when it would begin to fade.",
    Answer.TRIED_STUCK: "Tried it, and got stuck. Then the card left something out: ask, and you will know.",
    Answer.NOT_MY_JOB: "Not your job, so this card will not come again. If many miss, change your role.",
}
_REASONS = {
    Reason.NEW: "it is the card from which you are likely to gain most now",
    Reason.RECALL: "you had it before, and about now it would begin to fade",
    Reason.POLICY: "everybody gets the company's rules first",
    Reason.SNOOZED: "you put it off until today",
    Reason.RESCUE: "it is a small one, for weeks that are full",
}
_ENTRIES = {
    "set": "your cohort goes over what it learnt this week, one step harder",
    "refresher": "this week your cohort looks back at what it had before",
    "slipping": "in these weeks habits slip, so small tasks come first",
}
_CHOSEN = {
    Reason.NEW: "of the cards for your work that you have not had, you are likely to gain most from it now.",
    Reason.RECALL: "you had it before, and what one does not use begins to fade at about this time.",
    Reason.POLICY: "it is one of your company's rules, which everybody gets first, whatever their work.",
    Reason.SNOOZED: "you had put it off until this day.",
    Reason.RESCUE: "my cards had fitted less into your days than in your first two weeks, so I looked for a "
    "smaller one. That happens once. Nobody else sees it, and no number counts it.",
}
BACK = (
    "It was quiet here for a while, and nothing piled up: from today it is one card a working day at most, "
    "as before. Too soon? `/afterglow pause monday`."
)


@dataclass(frozen=True)
class Offers:
    """What the answer to a card opened."""

    show: bool = False  # read and tried: the third step
    cue: bool = False  # tried for the first time: a moment of one's own to do it again


NO_OFFERS = Offers()


@dataclass(frozen=True)
class Sheet:
    """One nudge as it stands, for drawing."""

    id: int
    version: int
    card: Card
    wording: int
    recall: bool
    reason: Reason
    role: str
    answer: Answer | None = None
    choice: int | None = None
    not_yet_before: int = 0
    snoozed_until: date | None = None
    is_back: bool = False  # the first after some days away
    entry: str | None = None  # of the plan of their cohort, for whose sake it came
    offers: Offers = NO_OFFERS
    is_written: bool = False  # in their own words, and not graded yet
    text: str = field(default="", repr=False)  # those words, while they are kept
    points: tuple[Point, ...] = ()  # what a model says of them

    @property
    def question(self) -> Question | None:
        questions = self.card.questions
        return questions[self.wording % len(questions)] if questions else None

    def value(self, what: object = "") -> str:
        return f"{self.id}:{self.version}:{what}"


def nudge(sheet: Sheet) -> Post:
    """A card that waits for an answer; one met before asks first and shows itself afterwards."""
    shown = [] if sheet.recall else _card(sheet.card)
    more = [*_asked(sheet), *_fewer(sheet), *_back(sheet)]
    blocks: Blocks = [_title(sheet.card), *shown, *more, _small(sheet)]
    card = "" if sheet.recall else _spoken(sheet.card)
    text = _text(
        _plain(sheet.card.title),
        card,
        _asked_text(sheet),
        BACK if sheet.is_back else "",
        why_line(sheet),
        WHO_SEES,
    )
    return Post(text, blocks)


def answered(sheet: Sheet) -> Post:
    """What was chosen, what is right and why, and the card to keep."""
    outcome = _outcome(sheet)
    buttons = [kit.button("Change answer", CHANGE, sheet.value())]
    if sheet.answer is Answer.TRIED_STUCK:
        buttons.insert(0, kit.button("Ask a champion", STUCK, sheet.value(), style="primary"))
    if sheet.answer is Answer.NOT_MY_JOB:
        buttons.insert(0, kit.button("Change my role", SETTINGS, MINE))
    offered_now = offered(sheet, buttons)
    stays = [] if sheet.answer is Answer.NOT_MY_JOB else _card(sheet.card)
    asked = [kit.section(_asked_text(sheet))] if sheet.answer in (Answer.RIGHT, Answer.WRONG) else []
    told = [*asked, kit.section(outcome)]
    body = [*told, *stays] if sheet.recall else [*stays, *told]
    shown = map(kit.section, offered_now)
    blocks: Blocks = [_title(sheet.card), *body, *shown, kit.actions(*buttons), kit.small(WHO_SEES)]
    spoken = "" if sheet.answer is Answer.NOT_MY_JOB else _spoken(sheet.card)
    return Post(_text(_plain(sheet.card.title), outcome, *offered_now, spoken), blocks)


def offered(sheet: Sheet, buttons: list[Block]) -> list[str]:
    """What the answer opened, in words; its buttons go first."""
    told = []
    if sheet.offers.cue:
        buttons.insert(0, cue_blocks.set_button(sheet.id))
        told.append(cue_blocks.OFFER)
    if sheet.offers.show:
        buttons.insert(0, teaching_blocks.offer_button(sheet.id))
        told.insert(0, teaching_blocks.offer(sheet.card.skill))
    return told


def snoozed(sheet: Sheet) -> Post:
    """When the card comes back, and a way to have it otherwise."""
    when = day_text(sheet.snoozed_until) if sheet.snoozed_until else "another day"
    line = f"*{_plain(sheet.card.title)}* comes back on {when}."
    buttons = [
        kit.button("Next week instead", NEXT_WEEK, sheet.value()),
        kit.button("Show it now", CHANGE, sheet.value()),
    ]
    return Post(line, [kit.section(line), kit.actions(*buttons)])


def _title(card: Card) -> Block:
    return kit.section(f"*{_plain(card.title)}*")


def _card(card: Card) -> Blocks:
    lines = f"{_plain(card.problem)}\n*Before:* {_plain(card.before)}\n*After:* {_plain(card.after)}"
    return [kit.section(lines), kit.code(card.prompt), kit.small(f"Keep in mind: {_plain(card.guardrail)}")]


def _asked(sheet: Sheet) -> Blocks:
    return [kit.section(_asked_text(sheet)), kit.actions(*_buttons(sheet), _more(sheet))]


def _asked_text(sheet: Sheet) -> str:
    question, task = sheet.question, sheet.card.task
    if question is not None:
        listed = "\n".join(f"*{_letter(at)}*  {_plain(text)}" for at, text in enumerate(question.choices))
        return f"{_plain(question.ask)}\n{listed}".rstrip()
    if sheet.recall or task is None:
        return "You had this card before. Could you do it today, without looking it up?"
    return (
        f"*Your next {task.minutes} minutes:* {_plain(task.do)}\n*You end with:* {_plain(task.deliverable)}"
    )


def _buttons(sheet: Sheet) -> list[Block]:
    if sheet.question is not None and sheet.question.is_written:
        return [write_button(sheet.value())]
    if sheet.question is not None:
        return [
            _choice_button(sheet, at, text) for at, text in enumerate(sheet.question.choices[:MOST_CHOICES])
        ]
    told = _RECALL if sheet.recall or sheet.card.task is None else _TASK
    return [kit.button(words, f"{TELL}_{answer.value}", sheet.value()) for answer, words in told]


def _choice_button(sheet: Sheet, at: int, text: str) -> Block:
    button = kit.button(_letter(at), CHOICES[at], sheet.value(at))
    button["accessibility_label"] = kit.cut(f"{_letter(at)}: {text}", kit.BUTTON_TEXT)
    return button


def is_policy(card: Card) -> bool:
    """Whether this is one of the company's rules."""
    return card.id.startswith(POLICY)


def _more(sheet: Sheet) -> Block:
    # The company's rules are everybody's job.
    not_mine = [] if is_policy(sheet.card) else [Option("Not my job", sheet.value(Answer.NOT_MY_JOB.value))]
    options = [
        *not_mine,
        Option("I already knew this", sheet.value(Answer.ALREADY_KNEW.value)),
        Option("Snooze to tomorrow", sheet.value(SNOOZE)),
        Option("Pause all cards", sheet.value(PAUSE)),
        Option("Why did I get this?", sheet.value(WHY)),
    ]
    return kit.overflow(MORE, options)


def _outcome(sheet: Sheet) -> str:
    question = sheet.question
    if sheet.answer in (Answer.RIGHT, Answer.WRONG) and question is not None:
        return _graded(question, sheet.choice)
    if sheet.answer is Answer.NOT_YET and sheet.not_yet_before:
        return "Not yet, for the second time: it will not come again. The prompt stays here for you."
    if sheet.answer is Answer.NOT_YET:
        return "Not yet is fine. It comes back once, in a working week or so."
    return _OUTCOMES.get(sheet.answer, "") if sheet.answer else ""


def _graded(question: Question, choice: int | None) -> str:
    right = f"{_letter(question.answer)}  {_plain(question.choices[question.answer])}"
    because = _plain(question.because)
    if choice == question.answer:
        return f"*{right}*: that is it.\n{because}"
    chosen = ""
    if choice is not None and 0 <= choice < len(question.choices):
        chosen = f"You chose {_letter(choice)}  {_plain(question.choices[choice])}.\n"
    return f"{chosen}Better: *{right}*\n{because}"


def why_line(sheet: Sheet) -> str:
    """Why this card came, in one sentence."""
    reason = _in_plan(sheet) or _REASONS[sheet.reason]
    return f"At most one card a working day, for {_work(sheet.role)}; this one because {reason}."


def _in_plan(sheet: Sheet) -> str:
    """Why it came, where the week of a cohort's plan is the reason."""
    return _ENTRIES.get((sheet.entry or "").partition(":")[0], "")


def _work(role: str) -> str:
    return "everybody" if role == "general" else kit.escape(role_name(role))


def _small(sheet: Sheet) -> Block:
    return kit.small(f"{why_line(sheet)} {WHO_SEES}")


def _fewer(sheet: Sheet) -> Blocks:
    """Beneath a smaller step: even less, with one tap."""
    return [kit.actions(fewer_button())] if sheet.reason is Reason.RESCUE else []


def _back(sheet: Sheet) -> Blocks:
    return [kit.small(BACK)] if sheet.is_back else []


def why(sheet: Sheet, *, day: date) -> Post:
    """Why a card came and what becomes of the answer: more than the small line beneath it says."""
    line = (
        f"*{_plain(sheet.card.title)}* came on {day_text(day)}.\n"
        f"*Why it came:* {_chosen(sheet)}\n"
        f"*Why then:* at most one message a working day comes by itself, at the time you chose.\n"
        f"*Your answer* decides when the card comes back, and only you see it. Admins see how many people "
        "used AI in a group of five or more, never who."
    )
    return Post(line, [kit.section(line), kit.actions(kit.button("Settings", SETTINGS, MINE))])


def _chosen(sheet: Sheet) -> str:
    in_plan = _in_plan(sheet)
    return f"{in_plan}. That week is part of your cohort's plan." if in_plan else _CHOSEN[sheet.reason]


_KINDS = {
    "invitation": "an invitation to take part, because an admin of your workspace put you on the list",
    "rhythm": "a note that I come less often, because my last cards went unanswered",
    "nudge": "your card of the day, chosen for your work",
    "challenge": "your team's weekly challenge, in place of that day's card",
    "challenge.reminder": "the one reminder of the challenge that you are in",
    "rescue": "a note that I come half as often for a while, because my messages fitted less into your days",
    "nomination": "whether you would like to be named as a possible champion, which I ask once",
    "question.week": "your week as a champion, which comes when something in it waits",
    "teaching": "a colleague's request who named you, at most once a week: have they shown you something?",
    "assessment": "five short questions for you alone, because your cohort is at its start or 30, 60 or "
    "90 days after its training",
}


def why_other(kind: str | None, day: date | None) -> Post:
    """The same for a message that was no card, or when there was none at all."""
    if kind is None or day is None:
        line = "I have written you nothing by myself so far, only answers to what you started."
        return Post(line, [kit.section(line)])
    what = _KINDS.get(kind, "about something that you take part in")
    line = f"The last message that came by itself, on {day_text(day)}, was {what}.\n{WHO_SEES}"
    return Post(line, [kit.section(line), kit.actions(kit.button("Settings", SETTINGS, MINE))])


def in_cohort(post: Post, line: str) -> Post:
    """The same with where its reader stands in the plan of their cohort."""
    if not line:
        return post
    return Post(f"{post.text}\n{line}", [*post.blocks, kit.section(line)])


def found(card: Card) -> Blocks:
    """A card that a search found, with its prompt to copy."""
    return [
        kit.section(f"*{_plain(card.title)}*\n{_plain(card.problem)}"),
        kit.code(card.prompt),
        kit.small(f"Keep in mind: {_plain(card.guardrail)}"),
    ]


def policy(cards: Sequence[Card], company: Company) -> Post:
    """The company's rules in full, with whom to ask and where they are written down."""
    if not cards:
        line = "No rules are published here yet. When in doubt, it stays out: ask an admin."
        return Post(line, [kit.section(line)])
    told = [f"*{_plain(one.title)}*\n{_plain(one.after)}\n{_plain(one.guardrail)}" for one in cards]
    known = (
        ("Who answers for them", company.policy_owner),
        ("AI tools that are approved", company.tools),
        ("The rules themselves", company.rules_at),
    )
    told += [f"*{what}:* {_plain(words)}" for what, words in known if words]
    return Post(_text(*told), [kit.section(text) for text in told])


def note(text: str) -> Post:
    """One plain line."""
    return Post(text, [kit.section(text)])


def _letter(at: int) -> str:
    return ascii_uppercase[at]


# The same few hundred texts of the packs, morning after morning.
@lru_cache(maxsize=2048)
def _plain(text: str) -> str:
    return kit.escape(text)


def _spoken(card: Card) -> str:
    lines = (card.problem, f"Before: {card.before}", f"After: {card.after}", f"Prompt to copy: {card.prompt}")
    return kit.escape("\n".join(lines))


def _text(*parts: str) -> str:
    return kit.cut("\n".join(part for part in parts if part), 3900)
