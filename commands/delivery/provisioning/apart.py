"""What became of steps that were taken at once, told apart: each is written down for itself."""

from collections.abc import Sequence

from commands.delivery.provisioning.claim import Apart, LinkProblem, Placed, Task
from commands.delivery.results import Busy, Result

NOT_TOLD = Busy("Slack did not say it")
AFTER_ANOTHER = Busy("another step finds out whether it is mended")


def apart(task: Task, result: Result) -> Sequence[tuple[Task, Result]]:
    """Who came in is written down at once; a problem of the place is tried by one alone, and the
    others wait for it: they stand before it.
    """
    if not task.beside and not isinstance(result, Apart):
        return [(task, result)]
    fates = result.fates if isinstance(result, Apart) else {}
    said = NOT_TOLD if isinstance(result, Apart) else result
    each = [(one, fates.get(one.id, said)) for one in task.everybody]
    trying = [pair for pair in each if isinstance(pair[1], LinkProblem)]
    waiting = [(one, AFTER_ANOTHER) for one, _ in trying[1:]]
    others = [pair for pair in each if not isinstance(pair[1], Placed | LinkProblem)]
    return [*_placed(each), *others, *waiting, *trying[:1]]


def _placed(each: Sequence[tuple[Task, Result]]) -> Sequence[tuple[Task, Result]]:
    inside = [(one, fate) for one, fate in each if isinstance(fate, Placed)]
    if not inside:
        return []
    first, fate = inside[0]
    return [(first, Placed(name=fate.name, covers=tuple(one.id for one, _ in inside)))]
