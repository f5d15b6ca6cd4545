"""What people see of an assessment: the invitation, one question after the other, their own answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from string import ascii_uppercase

from bot.assessment.rules import ASKED, DONT_KNOW, SURE, Occasion, State
from bot.enrolment.blocks import MINE, SETTINGS
from bot.enrolment.rules import day_text
from bot.packs.schema import Question
from bot.slack import blockkit as kit
from bot.slack.blockkit import Block, Blocks, Post, View

BEGIN = "assessment.begin"
DECLINE = "assessment.decline"
BACK = "assessment.back"
SEE = "assessment.see"
MY_ANSWERS = "assessment.my_answers"
MOST_CHOICES = 5
CHOICES = tuple(f"assessment.choice_{at}" for at in range(MOST_CHOICES))
UNKNOWN = "assessment.unknown"
FELT = tuple(f"assessment.sure_{step}" for step in SURE)
ANSWERS = (*CHOICES, UNKNOWN, *FELT)

WHO_SEES = (
    "Only you see your answers. Admins see the average of your cohort, and only when five people or more "
    "answered; nobody learns who did."
)
GONE = "These questions are no longer kept here. Nothing of yours is missing elsewhere."
NOTHING_TO_ASK = "There is no question for your work yet, so there is nothing to answer."
_SURE_WORDS = {1: "1: not at all", 2: "2", 3: "3: so-so", 4: "4", 5: "5: very"}
_TITLES = {Occasion.START: "At the start"} | {
    one: f"Day {one.days}" for one in Occasion if one is not Occasion.START
}


@dataclass(frozen=True)
class Asked:
    """One question, and what was answered; None: nothing yet."""

    question: Question
    choice: int | None = None

    @property
    def is_right(self) -> bool:
        return self.choice == self.question.answer


@dataclass(frozen=True)
class Sheet:
    """An assessment as it stands, for its own person."""

    id: int
    occasion: Occasion
    state: State
    until: date | None
    sure: int | None = None
    asked: tuple[Asked, ...] = ()
    step: int | None = 0
    finished_on: date | None = None

    @property
    def steps(self) -> int:
        return len(self.asked) + 1

    @property
    def given(self) -> int:
        """How many steps are behind."""
        return self.steps if self.step is None else self.step

    def value(self, what: object = "") -> str:
        return f"{self.id}:{self.step or 0}:{what}"


def post(sheet: Sheet) -> Post:
    """The message as it stands: asked, declined, a question, done, or over."""
    match sheet.state:
        case State.BEGUN:
            return _step(sheet)
        case State.DONE:
            return _done(sheet)
        case State.DECLINED:
            return _declined(sheet)
        case State.LAPSED | State.MISSED:
            return _lapsed(sheet)
        case _:
            return invitation(sheet)


def title(occasion: Occasion) -> str:
    return _TITLES[occasion]


def invitation(sheet: Sheet) -> Post:
    """Why it comes, how long it takes, and who sees it."""
    if sheet.occasion is Occasion.START:
        line = (
            f"*Before it begins: {ASKED} short questions, for you alone.* They show you later how far you "
            "have come, and your company whether these messages do any good."
        )
    else:
        line = (
            f"*{sheet.occasion.days} days after your training: {ASKED} short questions, for you alone.* "
            "Some are about cards you had, some about cards you never had: the difference shows whether "
            "these messages do any good."
        )
    rest = f"About two minutes. You can stop at any point and go on until {_until(sheet)}."
    point = _point(sheet.occasion)
    why = f"You get this once, in place of today's card, because your cohort is {point}. {WHO_SEES}"
    buttons = [
        kit.button("Begin", BEGIN, sheet.id, style="primary"),
        kit.button("Not this time", DECLINE, sheet.id),
    ]
    return Post(
        f"{line} {rest} {why}", [kit.section(f"{line}\n{rest}"), kit.actions(*buttons), kit.small(why)]
    )


def _point(occasion: Occasion) -> str:
    return "at its start" if occasion is Occasion.START else f"{occasion.days} days past its training"


def _declined(sheet: Sheet) -> Post:
    line = (
        "All right, not this time. Nobody is told. "
        f"Should you want to after all, you can until {_until(sheet)}."
    )
    buttons = [
        kit.button("Answer after all", BEGIN, sheet.id),
        kit.button("Never ask me these", SETTINGS, MINE),
    ]
    return Post(line, [kit.section(line), kit.actions(*buttons)])


def _step(sheet: Sheet) -> Post:
    step = sheet.step or 0
    small = kit.small(
        f"{step + 1} of {sheet.steps}. What you have answered is kept; you can go on until {_until(sheet)}. "
        "Only you see your answers."
    )
    back = [kit.button("Back", BACK, sheet.value())] if step else []
    if not step:
        line = "*How sure do you feel that you can use AI well in your own work?*"
        marks = [
            kit.button(_SURE_WORDS[mark], key, sheet.value(mark))
            for mark, key in zip(SURE, FELT, strict=True)
        ]
        return Post(line, [kit.section(line), kit.actions(*marks), small])
    question = sheet.asked[step - 1].question
    line = _question(question)
    buttons = [_choice(sheet, at, text) for at, text in enumerate(question.choices[:MOST_CHOICES])]
    unknown = kit.button("I don't know", UNKNOWN, sheet.value(DONT_KNOW))
    return Post(line, [kit.section(line), kit.actions(*buttons, unknown, *back), small])


def _choice(sheet: Sheet, at: int, text: str) -> Block:
    button = kit.button(ascii_uppercase[at], CHOICES[at], sheet.value(at))
    button["accessibility_label"] = kit.cut(f"{ascii_uppercase[at]}: {text}", kit.BUTTON_TEXT)
    return button


def _question(question: Question) -> str:
    listed = "\n".join(
        f"*{ascii_uppercase[at]}*  {kit.escape(text)}"
        for at, text in enumerate(question.choices[:MOST_CHOICES])
    )
    return f"*{kit.escape(question.ask)}*\n{listed}"


def _done(sheet: Sheet) -> Post:
    line = f"Thank you, that was all. {_next(sheet.occasion)}"
    see = kit.button("See the answers", SEE, sheet.id)
    small = f"{WHO_SEES} `/afterglow me` keeps them for you."
    return Post(f"{line} {small}", [kit.section(line), kit.actions(see), kit.small(small)])


def _next(occasion: Occasion) -> str:
    following = next((one for one in Occasion if one.days > occasion.days), None)
    if following is None:
        return "These were the last ones."
    return f"The next ones come on day {following.days} after your training."


def answers(sheet: Sheet) -> Post:
    """What they answered and what is right, shown because they asked for it."""
    told = list(_told(sheet))
    small = f"{WHO_SEES} None of these cards is asked about again in such questions."
    return Post("\n".join([*told, small]), [*(kit.section(one) for one in told), kit.small(small)])


def _told(sheet: Sheet) -> list[str]:
    right = sum(one.is_right for one in sheet.asked)
    felt = f" You felt {sheet.sure} of 5 sure." if sheet.sure is not None else ""
    lines = [f"*{title(sheet.occasion)}: {right} of {len(sheet.asked)} as the cards have it.*{felt}"]
    for one in sheet.asked:
        answer = _named(one.question, one.question.answer)
        mine = "" if one.is_right else f"You: {_named(one.question, one.choice)}\n"
        sign = "✓" if one.is_right else "→"
        because = kit.escape(one.question.because)
        lines.append(f"*{kit.escape(one.question.ask)}*\n{mine}{sign} {answer}\n{because}")
    return lines


def _named(question: Question, choice: int | None) -> str:
    if choice is None or not 0 <= choice < len(question.choices):
        return "I don't know"
    return kit.escape(question.choices[choice])


def _lapsed(sheet: Sheet) -> Post:
    line = f"The week for these questions is over, and that is fine. {_next(sheet.occasion)}"
    small = "Nothing of it is kept or counted, and nobody is told."
    return Post(f"{line} {small}", [kit.section(line), kit.small(small)])


def _until(sheet: Sheet) -> str:
    return day_text(sheet.until) if sheet.until else "the end of its week"


def waiting(sheet: Sheet | None) -> Blocks:
    """On somebody's own page: what they can still answer."""
    if sheet is None:
        return []
    begun = f"{sheet.given} of {sheet.steps} answered, " if sheet.state is State.BEGUN else ""
    until = f"{title(sheet.occasion)}: {begun}open until {_until(sheet)}."
    line = f"*{ASKED} short questions, for you alone*\n{until}"
    words = "Go on" if sheet.state is State.BEGUN else "Begin"
    return [kit.section(line, accessory=kit.button(words, BEGIN, sheet.id))]


def record(done: Sequence[Sheet]) -> Blocks:
    """Among their own settings: when they answered, and a way to what they answered."""
    if not done:
        return []
    listed = ", ".join(f"{title(one.occasion).lower()}{_on(one.finished_on)}" for one in done)
    line = f"*Your short questions*\nAnswered: {listed}."
    return [kit.section(line, accessory=kit.button("See my answers", MY_ANSWERS, MINE))]


def _on(day: date | None) -> str:
    return f" ({day_text(day)})" if day else ""


def history(sheets: Sequence[Sheet]) -> View:
    """Everything that somebody answered, for themselves."""
    blocks: Blocks = [] if sheets else [kit.section("You have not answered any of these questions yet.")]
    for sheet in sheets:
        blocks += [kit.section(line) for line in _told(sheet)] + [kit.divider()]
    return kit.modal("assessment.history", "Your answers", [*blocks, kit.small(WHO_SEES)], close="Close")


def note(text: str) -> Post:
    return Post(text, [kit.section(text)])
